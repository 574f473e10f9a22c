#include "registry/health.h"

#include "http/client.h"
#include "http/loop.h"

namespace mcpcc::registry {

namespace http = mcp::http;

namespace {

// Where a generated server says that it is healthy: transport::health_path of the runtime.
constexpr std::string_view health_path = "/healthz";

}  // namespace

Health ask_health(const std::string& url) {
  const http::Origin origin = http::parse_url(url);
  if (origin.host.empty()) return {false, "the URL cannot be requested", {}, {}};
  http::Loop loop;
  http::Client client(loop, {});
  http::ClientResult result;
  mcp::HttpRequest request{"GET",
                           std::string(origin.tls ? "https://" : "http://") + origin.authority +
                               std::string(health_path),
                           {},
                           {}};
  client.send(std::move(request), std::chrono::seconds(5), [&](http::ClientResult given) {
    result = std::move(given);
    loop.stop();
  });
  loop.run();
  if (const auto* failure = std::get_if<http::Failure>(&result))
    return {false, failure->message, {}, {}};
  const int status = std::get<mcp::HttpResponse>(result).status;
  return {status == 200, std::to_string(status), {}, {}};
}

void put_health(Database& database, const RecordId& id, const Health& health) {
  existing(database, id);
  const std::int64_t row = row_of(database, id).value();
  database.run("DELETE FROM health WHERE record = $1", {row});
  database.run(
      "INSERT INTO health (record, healthy, detail, seen_by, seen_at) VALUES ($1, $2, $3, $4, $5)",
      {row, std::int64_t{health.healthy ? 1 : 0}, std::string_view(health.detail),
       std::string_view(health.seen_by), std::string_view(health.seen_at)});
}

std::optional<Health> last_health(Database& database, const RecordId& id) {
  const auto rows = database.run(
      "SELECT h.healthy, h.detail, h.seen_by, h.seen_at FROM health h JOIN record r ON r.id = "
      "h.record WHERE r.kind = $1 AND r.name = $2",
      {to_string(id.kind), std::string_view(id.name)});
  if (rows.empty()) return std::nullopt;
  const Row& row = rows.front();
  return Health{row.at(0) == "1", row.at(1).value_or(""), row.at(2).value_or(""),
                row.at(3).value_or("")};
}

}  // namespace mcpcc::registry
