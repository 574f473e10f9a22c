// The schemas that the protocol's authors publish for each revision, to hold messages against. They
// are test data, so a clone without them has nothing to compare with; CI must have them.
#pragma once

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "json/value.h"
#include "paths.h"
#include "protocol/version.h"
#include "schema/validator.h"

namespace mcp::test {

/// The published schema of one revision.
class WireSchema {
 public:
  explicit WireSchema(protocol::Version version)
      : document_(std::get<json::Document>(json::Document::parse(read(version)))) {
    const json::Value* definitions = document_.root().find("$defs");
    if (definitions == nullptr) definitions = document_.root().find("definitions");
    for (const json::Member& member : definitions->members()) {
      definitions_.push_back({to_text(member.key), to_text(member.value.raw())});
    }
  }

  static const WireSchema& of(protocol::Version version) {
    static std::map<protocol::Version, WireSchema> all;
    return all.try_emplace(version, version).first->second;
  }

  static bool is_there() {
    std::ifstream in(std::string(MCPCC_TEST_DATA) + "/vendor/mcp/schema-2026-07-28.json");
    EXPECT_TRUE(in || std::getenv("CI") == nullptr) << "MCPCC_TEST_DATA has no vendor/mcp";
    return in.good();
  }

  bool has(std::string_view type) const {
    for (const Definition& definition : definitions_) {
      if (definition.name.view() == type) return true;
    }
    return false;
  }

  /// What is wrong with `instance` as a `type`; empty: nothing.
  std::string problems(std::string_view type, const json::Value& instance) const {
    const auto schema = schema::Schema::compile(
        R"({"$ref":"#/$defs/)" + std::string(type) + R"("})",
        {{definitions_.data(), static_cast<std::uint32_t>(definitions_.size())}});
    std::string out;
    for (const schema::Violation& violation : schema->validate(instance)) {
      out += violation.instance_location + ": " + violation.message + "\n";
    }
    return out;
  }

  /// What is wrong with a message that a server sent. `result`: the type of its result, when it has
  /// one.
  std::string message_problems(std::string_view text, std::string_view result) const {
    const auto parsed = json::Document::parse(std::string(text));
    const auto* document = std::get_if<json::Document>(&parsed);
    if (document == nullptr) return "no JSON: " + std::string(text);
    const json::Value& root = document->root();
    if (root.is_array()) return problems("JSONRPCBatchResponse", root);
    if (root.find("error") != nullptr) {
      return problems(has("JSONRPCErrorResponse") ? "JSONRPCErrorResponse" : "JSONRPCError", root);
    }
    if (root.find("method") == nullptr) {
      const json::Value* value = root.find("result");
      return value == nullptr ? "neither method nor result nor error" : problems(result, *value);
    }
    // Requests of a server went with 2026-07-28, and what tasks send is an extension's.
    if (root.find("id") != nullptr) return problems("ServerRequest", root);
    return problems("ServerNotification", root);
  }

 private:
  static Text to_text(std::string_view view) {
    return {view.data(), static_cast<std::uint32_t>(view.size())};
  }

  static std::string read(protocol::Version version) {
    std::ifstream in(std::string(MCPCC_TEST_DATA) + "/vendor/mcp/schema-" +
                     std::string(protocol::to_string(version)) + ".json");
    std::string text((std::istreambuf_iterator<char>(in)), {});
    // Draft 7 has its definitions under another name.
    for (std::size_t at = 0; (at = text.find("#/definitions/", at)) != std::string::npos;) {
      text.replace(at, 14, "#/$defs/");
    }
    return text.empty() ? R"({"$defs":{}})" : text;
  }

  json::Document document_;
  std::vector<Definition> definitions_;
};

}  // namespace mcp::test
