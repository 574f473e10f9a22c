#include "protocol/result_link.h"

#include <mcp/json.h>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <utility>

#include "invoke/base64.h"
#include "invoke/item_stream.h"
#include "invoke/media_type.h"
#include "json/write.h"

namespace mcp::protocol {
namespace {

constexpr std::string_view scheme = "upstream://";
constexpr std::string_view middle = "/result/";
constexpr std::string_view purpose = "result\n";  // nothing else that is sealed is taken for one
constexpr std::chrono::hours lifetime{1};
constexpr std::size_t longest_arguments = 2048;  // HTTP clients send the URI in a header, too

std::string_view trimmed(std::string_view text) {
  while (text.starts_with(' ')) text.remove_prefix(1);
  return text;
}

/// Whether a media type of an Accept header may be of something that is neither text nor JSON.
bool may_be_bytes(std::string_view range) {
  const invoke::ContentType type = invoke::parse_content_type(range);
  return !invoke::is_json(type) && !invoke::is_text(type) && !invoke::is_item_stream(type.type);
}

bool read_number(std::string_view text, std::size_t& out) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
  return error == std::errc() && end == text.data() + text.size() && !text.empty();
}

/// Reads `offset=N&length=N`, both optional, once each, in any order.
bool read_query(std::string_view query, invoke::Range& out) {
  bool has_offset = false, has_length = false;
  while (!query.empty()) {
    const std::string_view pair = query.substr(0, query.find('&'));
    query.remove_prefix(std::min(pair.size() + 1, query.size()));
    const std::size_t equals = std::min(pair.find('='), pair.size());
    const std::string_view value = pair.substr(std::min(equals + 1, pair.size()));
    const std::string_view name = pair.substr(0, equals);
    if (name == "offset" && !std::exchange(has_offset, true)) {
      if (!read_number(value, out.offset)) return false;
    } else if (name == "length" && !std::exchange(has_length, true)) {
      if (!read_number(value, out.length) || out.length == 0) return false;
    } else {
      return false;
    }
  }
  return true;
}

std::string text_member(const json::Value& object, std::string_view key) {
  const json::Value* value = object.find(key);
  return value != nullptr && value->is_string() ? std::string(value->string()) : std::string();
}

}  // namespace

bool may_give_bytes(const Tool& tool) {
  if (!tool.annotations.read_only) return false;
  std::string_view accept = tool.accept;
  while (!accept.empty()) {
    const std::string_view range = trimmed(accept.substr(0, accept.find(',')));
    accept.remove_prefix(std::min(accept.find(','), accept.size()));
    accept.remove_prefix(accept.empty() ? 0 : 1);
    // The last one is there for errors, which may be of any type.
    if (range != "*/*;q=0.1" && may_be_bytes(range)) return true;
  }
  return false;
}

std::string result_uri(const StateSealer& sealer, const Tool& tool, const json::Value* arguments,
                       std::string_view principal, const invoke::LargeBody& body) {
  std::string compact;
  if (arguments != nullptr) json::append_compact(compact, arguments->raw());
  if (compact.size() > longest_arguments) return {};
  JsonObject state;
  state.add("tool", tool.name.view());
  if (!compact.empty()) state.add_json("arguments", compact);
  state.add("type", body.media_type).add_json("size", std::to_string(body.size));
  if (!body.validator.empty()) state.add("validator", body.validator);
  const std::string token = sealer.seal(state.text(), std::string(purpose).append(principal),
                                        StateSealer::Clock::now() + lifetime);
  return std::string(scheme).append(tool.name.view()).append(middle).append(token);
}

std::optional<OpenedResult> open_result_uri(const StateSealer& sealer, std::string_view uri,
                                            std::string_view principal) {
  const std::size_t at = uri.find(middle);
  if (!uri.starts_with(scheme) || at == std::string_view::npos) return std::nullopt;
  const std::string_view whole = uri.substr(0, uri.find('?'));
  OpenedResult out;
  out.part.uri = whole;
  out.part.asked_uri = uri;
  if (whole.size() < uri.size() && !read_query(uri.substr(whole.size() + 1), out.part.range)) {
    return std::nullopt;
  }
  if (at + middle.size() > whole.size()) return std::nullopt;
  auto state = sealer.open(whole.substr(at + middle.size()), std::string(purpose).append(principal),
                           StateSealer::Clock::now());
  if (!state) return std::nullopt;
  const auto parsed = json::Document::parse(std::move(*state));
  const json::Value& root = std::get<json::Document>(parsed).root();  // it was written here
  out.tool = text_member(root, "tool");
  if (uri.substr(scheme.size(), at - scheme.size()) != out.tool) return std::nullopt;
  out.part.body.media_type = text_member(root, "type");
  out.part.body.validator = text_member(root, "validator");
  read_number(root.find("size")->number(), out.part.body.size);
  if (const json::Value* arguments = root.find("arguments")) {
    auto document = json::Document::parse(std::string(arguments->raw()));
    out.arguments =
        std::make_shared<const json::Document>(std::get<json::Document>(std::move(document)));
  }
  return out;
}

invoke::ToolResult read_part(const Tool& tool, const ResultPart& part,
                             const HttpResponse& response) {
  if (response.status < 200 || response.status >= 300) {
    // RFC 9110, section 15.5.17: a part that was there is not there any more.
    if (response.status == 416) {
      return invoke::error_result("The resource is a shorter one by now: call the tool again.");
    }
    return invoke::make_result(tool, response);
  }
  const invoke::RangeBytes read = invoke::read_range(response, part.body, part.range);
  if (!read.problem.empty()) return invoke::error_result(read.problem);
  invoke::ToolResult result;
  std::string& contents = result.content;
  contents = R"([{"uri":)";
  json::append_string(contents, part.asked_uri);
  contents += R"(,"mimeType":)";
  json::append_string(contents, part.body.media_type);
  contents += R"(,"blob":")";
  invoke::append_base64(contents, read.bytes);
  contents += R"("}])";
  JsonObject range;
  range.add_json("offset", std::to_string(part.range.offset))
      .add_json("length", std::to_string(read.bytes.size()))
      .add_json("size", std::to_string(part.body.size));
  if (const std::size_t end = part.range.offset + read.bytes.size(); end < part.body.size) {
    range.add("next", part.uri + "?offset=" + std::to_string(end));
  }
  result.meta = JsonObject().add_json("mcpcc/range", range.text()).text();
  return result;
}

}  // namespace mcp::protocol
