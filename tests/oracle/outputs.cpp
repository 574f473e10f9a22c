// Results that documents allow, and some that they do not, on their way through the runtime: what
// becomes of them must fit what clients are told of them, in both eras. Of documents compiled with
// `output_schema: always`. Ends with status 1 and says where, if something does not fit; prints
// everything for oracle.mjs to judge as well, in the form of instances.cpp.
//
//   oracle_outputs FOLDER COUNT EVERY START
//
// COUNT results of either kind of every EVERYth tool, from STARTth on.
#include <algorithm>
#include <deque>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <string>

#include "documents.h"
#include "invoke/invoke.h"
#include "schema/instances/instances.h"
#include "temporary_folder.h"

namespace {

namespace fs = std::filesystem;
using mcp::invoke::Conformity;

mcp::Text text_of(const mcp::json::Value* value) {
  if (value == nullptr) return {"", 0};
  const std::string_view text = value->is_string() ? value->string() : value->raw();
  return {text.data(), static_cast<std::uint32_t>(text.size())};
}

/// What is told of one tool in one era.
struct Told {
  std::string place;
  mcp::invoke::ShownOutput shown;
  std::shared_ptr<const mcp::schema::Schema> schema;
  std::string accepted = {};  // structured contents, for ajv

  void note(const std::string& structured) {
    accepted += (accepted.empty() ? "" : ",") + oracle::literal(structured);
  }
};

class Checker {
 public:
  Checker(std::size_t count, std::size_t every, std::size_t start)
      : count_(count), every_(every), start_(start) {}

  void check(const oracle::Server& server) {
    document_ = server.document;
    tables_.definitions = server.options.definitions;
    std::cout << R"({"document":)" << oracle::literal(server.document)
              << R"(,"problems":[],"definitions":{}})" << '\n';
    for (const mcp::json::Value& tool : server.tools.items()) {
      if (++number_ % every_ != start_) continue;
      const mcp::json::Value* exact = tool.find("output_schema");
      const mcp::json::Value& listing = tool.find("listings")->members().front().value;
      if (exact == nullptr || listing.find("output_schema_modern") == nullptr) continue;
      check_tool(tool, *exact, listing, server.options);
    }
  }

  std::size_t tools = 0, results = 0, without = 0, failures = 0;

 private:
  void check_tool(const mcp::json::Value& tool, const mcp::json::Value& exact,
                  const mcp::json::Value& listing, const mcp::schema::Options& options) {
    ++tools;
    const std::string name(tool.find("name")->string());
    mcp::Tool row{};
    row.name = text_of(tool.find("name"));
    row.output_schema = keep(text_of(&exact));
    const bool wraps = listing.find("wraps_result") != nullptr;
    const mcp::Text spare = text_of(listing.find("spare_member"));
    const mcp::Text legacy = keep(text_of(listing.find("output_schema_legacy")));
    const mcp::Text modern = keep(text_of(listing.find("output_schema_modern")));
    Told told[] = {{name + " 2025-11-25", {legacy, true, wraps, spare}, compile(legacy)},
                   {name + " 2026-07-28", {modern, !wraps, false, spare}, compile(modern)}};
    mcp::schema::Instances instances(row.output_schema, options, number_);
    bool has_some = false;
    for (std::size_t i = 0; i < count_; ++i) {
      if (const auto instance = instances.conforming()) {
        has_some = true;
        for (Told& era : told) check_conforming(row, *instance, era);
      }
      const auto other = instances.violating();
      for (Told& era : told) {
        check_any(row, other ? other->json : instances.likely(), "application/json", era);
      }
    }
    for (Told& era : told) {
      check_any(row, "text", "text/plain", era);
      check_any(row, "", "", era);
      check_any(row, "[1]", "application/json", era);
      check_any(row, "null", "application/json", era);
      check_any(row, "{}", "application/json", era);
      check_any(row, "data: {}\n\n", "text/event-stream", era);
      check_any(row, "\x89PNG\r\n\x1A\n", "image/png", era);
      std::cout << R"({"place":)" << oracle::literal(era.place) << R"(,"schema":)"
                << oracle::compact(era.shown.schema) << R"(,"accepted":[)" << era.accepted
                << R"(],"refused":[]})" << '\n';
    }
    if (!has_some) ++without;
  }

  // The runtime knows schemas again by where they stand, so none may take the place of another.
  mcp::Text keep(mcp::Text text) {
    kept_.emplace_back(text.data, text.size);
    return {kept_.back().data(), text.size};
  }

  static std::shared_ptr<const mcp::schema::Schema> compile(mcp::Text schema) {
    return mcp::schema::Schema::compile(schema);
  }

  mcp::invoke::ToolResult pass(const mcp::Tool& tool, const std::string& body,
                               std::string_view type, const Told& era, std::size_t limit) {
    mcp::invoke::ResultOptions options;
    options.server = &tables_;
    options.shown = era.shown;
    options.limits.text = limit;
    return mcp::invoke::make_result(tool, {200, {{"Content-Type", std::string(type)}}, body},
                                    options);
  }

  // It conforms, stands where it should without help, and fits whole and cut.
  void check_conforming(const mcp::Tool& tool, const std::string& instance, Told& era) {
    const auto parsed = mcp::json::Document::parse(instance);
    const mcp::json::Value& value = std::get<mcp::json::Document>(parsed).root();
    const auto result = pass(tool, instance, "application/json", era, std::size_t{1} << 30U);
    if (result.checked.conformity == Conformity::differs) fail(era, instance, "does not conform");
    const bool can_be_root =
        era.shown.is_wrapped || (era.shown.is_object ? value.is_object() : !value.is_null());
    const std::string before = mcp::invoke::frame_of(era.shown, value, false).before;
    if (can_be_root && before != (era.shown.is_wrapped ? R"({"result":)" : "")) {
      fail(era, instance, "is not what clients are told");
    }
    fits(era, instance, result);
    era.note(result.structured_content);
    for (const std::size_t part : {2, 5, 40}) {
      const auto cut = pass(tool, instance, "application/json", era, instance.size() / part);
      fits(era, instance, cut);
      era.note(cut.structured_content);
    }
  }

  void check_any(const mcp::Tool& tool, const std::string& body, std::string_view type, Told& era) {
    const auto result = pass(tool, body, type, era, 1000);
    fits(era, body, result);
    era.note(result.structured_content);
  }

  void fits(const Told& era, const std::string& body, const mcp::invoke::ToolResult& result) {
    ++results;
    const auto parsed = mcp::json::Document::parse(result.structured_content);
    const auto* document = std::get_if<mcp::json::Document>(&parsed);
    if (result.is_error || document == nullptr || !era.schema->accepts(document->root())) {
      fail(era, body, "does not fit: " + result.structured_content.substr(0, 300));
    }
  }

  void fail(const Told& era, const std::string& body, const std::string& why) {
    if (++failures > 50) return;
    std::cerr << document_ << ' ' << era.place << ": " << body.substr(0, 300) << ": " << why
              << '\n';
  }

  mcp::Server tables_{};
  std::deque<std::string> kept_;
  std::string document_;
  std::size_t count_, every_, start_;
  std::size_t number_ = 0;
};

}  // namespace

int main(int argc, char** argv) {
  if (argc != 5) return 2;
  const fs::path folder(argv[1]);
  const std::size_t every = std::max<std::size_t>(1, std::stoul(argv[3]));
  Checker checker(std::stoul(argv[2]), every, std::stoul(argv[4]) % every);
  const oracle::TemporaryFolder temporary;
  const fs::path configuration = temporary.path() / "mcpcc.json";
  std::ofstream(configuration) << R"({"output_schema":"always"})";
  for (const std::string& name : oracle::documents(folder)) {
    oracle::visit_server(folder, name, {"--config", configuration.string()},
                         [&](const oracle::Server& server) { checker.check(server); });
  }
  std::cerr << checker.tools << " tools, " << checker.results << " results, " << checker.without
            << " tools of which none conforms, " << checker.failures << " failures\n";
  return std::cout.flush() && checker.failures == 0 && checker.tools > 0 ? 0 : 1;
}
