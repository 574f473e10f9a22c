#include "registry/exchange.h"

#include <mcp/schema.h>

#include <map>

#include "json/value.h"
#include "registry/contents.h"
#include "support/digest.h"
#include "support/embedded.h"
#include "support/json_object.h"

namespace mcpcc::registry {

namespace json = mcp::json;

namespace {

[[noreturn]] void fail_file(const std::string& detail) {
  throw Failure(rules::registry_file_invalid, detail, {"nothing was changed"});
}

std::string surface_named_in(const std::string& content) {
  const auto parsed = json::Document::parse(content);
  const auto* document = std::get_if<json::Document>(&parsed);
  const json::Value* digest =
      document == nullptr ? nullptr : document->root().find("surface_sha256");
  return digest != nullptr && digest->is_string() ? std::string(digest->string()) : std::string();
}

void check_file(std::string_view text) {
  std::vector<mcp::schema::NamedDocument> documents;
  for (const auto& file : embedded::registry_schemas())
    documents.push_back({std::string(file.path), std::string(file.content)});
  static const mcp::schema::Validator validator(R"({"$ref":"registry-export.schema.json"})",
                                                {documents, false, 1});
  const mcp::schema::Instance instance(text);
  if (!instance.is_json()) fail_file("it is not JSON");
  const auto violations = validator.validate(instance);
  if (!violations.empty()) fail_file(violations.front().message);
}

}  // namespace

std::string export_records(Database& database, const std::vector<RecordId>& ids) {
  std::vector<Version> versions;
  if (ids.empty()) versions = list(database, std::nullopt, false);
  for (const auto& id : ids) versions.push_back(existing(database, id));
  JsonArray records, credentials;
  std::map<std::string, std::string> surfaces;
  for (const auto& version : versions) {
    if (version.id.kind == Kind::credential) {
      credentials.text(version.id.name);
      continue;
    }
    records.raw(JsonObject()
                    .text("kind", to_string(version.id.kind))
                    .text("name", version.id.name)
                    .number("version", version.number)
                    .text("changed_by", version.changed_by)
                    .text("changed_at", version.changed_at)
                    .raw("content", *version.content)
                    .str());
    if (const auto digest = surface_named_in(*version.content); !digest.empty()) {
      if (const auto text = surface(database, digest)) surfaces.emplace(digest, *text);
    }
  }
  JsonObject texts;
  for (const auto& [digest, text] : surfaces) texts.text(digest, text);
  return JsonObject()
             .number("mcpcc_registry_export", 1)
             .raw("records", records.str())
             .raw("credentials", credentials.str())
             .raw("surfaces", texts.str())
             .str() +
         '\n';
}

Imported import_records(Database& database, std::string_view text, const Author& author) {
  check_file(text);
  const auto parsed = json::Document::parse(std::string(text), {std::size_t{1} << 30, 256});
  const auto* document = std::get_if<json::Document>(&parsed);
  if (document == nullptr) fail_file(std::get<json::Error>(parsed).message);
  const json::Value& root = document->root();
  for (const auto& [digest, content] : root.find("surfaces")->members()) {
    if (sha256(content.string()) != digest)
      fail_file("the surface " + std::string(digest) + " is not what its digest says");
  }
  struct Entry {
    RecordId id;
    std::string content;
  };
  std::vector<Entry> entries;
  for (const auto& record : root.find("records")->items()) {
    Entry entry{
        {*parse_kind(record.find("kind")->string()), std::string(record.find("name")->string())},
        std::string(record.find("content")->raw())};
    check_name(entry.id);
    if (auto problem = problem_of_content(entry.id.kind, entry.content); !problem.empty())
      fail_file('`' + to_string(entry.id) + "`: " + problem);
    const std::string digest = surface_named_in(entry.content);
    if (!digest.empty() && root.find("surfaces")->find(digest) == nullptr &&
        !surface(database, digest))
      fail_file('`' + to_string(entry.id) + "` names a surface that the file does not hold");
    entries.push_back(std::move(entry));
  }

  Imported result;
  for (const auto& [digest, content] : root.find("surfaces")->members())
    put_surface(database, digest, content.string());
  for (const auto& entry : entries)
    result.outcomes.push_back(put(database, entry.id, Action::import, entry.content, author));
  for (const auto& credential : root.find("credentials")->items()) {
    RecordId id{Kind::credential, std::string(credential.string())};
    check_name(id);
    const auto known = newest(database, id);
    if (!known || !known->content) result.credentials.push_back(std::move(id));
  }
  return result;
}

}  // namespace mcpcc::registry
