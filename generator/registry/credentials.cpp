#include "registry/credentials.h"

#include "json/value.h"
#include "support/json_object.h"

namespace mcpcc::registry {

namespace json = mcp::json;

namespace {

struct Sealed {
  std::string key_id, text;
};

// Who can write to the database cannot give the secret of one variable to another one, or pass
// one off as sealed under another key.
std::string context(const RecordId& id, std::string_view key_id) {
  return "mcpcc registry credential\n" + id.name + '\n' + std::string(key_id);
}

std::string secret_id_in(const std::string& content) {
  const auto parsed = json::Document::parse(content);
  if (const auto* document = std::get_if<json::Document>(&parsed)) {
    const json::Value* secret = document->root().find("secret");
    if (secret != nullptr && secret->is_string()) return std::string(secret->string());
  }
  return {};
}

std::optional<Sealed> sealed(Database& database, const std::string& secret_id) {
  const auto rows = database.run("SELECT key_id, sealed FROM secret WHERE id = $1",
                                 {std::string_view(secret_id)});
  if (rows.empty()) return std::nullopt;
  return Sealed{rows[0].at(0).value_or(""), rows[0].at(1).value_or("")};
}

[[noreturn]] void fail_other_key(const RecordId& id, const std::string& needed, const Key& key) {
  throw Failure(
      rules::registry_key_unusable,
      "`" + to_string(id) + "` is sealed under the key " + needed + ", and this is " + key.id(),
      {"give the key " + needed + " in MCPCC_REGISTRY_KEY or MCPCC_REGISTRY_KEY_FILE",
       "nothing was changed"});
}

std::string open_one(const RecordId& id, const Sealed& secret, const Key& key) {
  if (secret.key_id != key.id()) fail_other_key(id, secret.key_id, key);
  auto opened = unseal(key, context(id, key.id()), secret.text);
  if (!opened) {
    throw Failure(rules::registry_damaged,
                  "the secret of `" + to_string(id) + "` is not what was sealed",
                  {"set it again: `mcpcc registry credential set`"});
  }
  return *std::move(opened);
}

Sealed existing_secret(Database& database, const Version& version) {
  auto found = sealed(database, secret_id_in(version.content.value_or("")));
  if (!found) {
    throw Failure(rules::registry_damaged,
                  "the secret of `" + to_string(version.id) + "` is missing",
                  {"set it again: `mcpcc registry credential set`"});
  }
  return *std::move(found);
}

}  // namespace

std::vector<std::string> key_ids(Database& database) {
  std::vector<std::string> result;
  for (const auto& row : database.run("SELECT DISTINCT key_id FROM secret ORDER BY key_id"))
    result.push_back(row.at(0).value_or(""));
  return result;
}

Outcome set_credential(Database& database, std::string_view server, std::string_view variable,
                       std::string_view secret, const Key& key, const Author& author) {
  const RecordId id = credential_id(server, variable);
  existing(database, {Kind::server, std::string(server)});
  for (const auto& other : key_ids(database)) {
    if (other != key.id()) {
      throw Failure(rules::registry_key_unusable,
                    "the credentials of this registry are sealed under the key " + other +
                        ", and this is " + key.id(),
                    {"give that key, or change to this one: `mcpcc registry rotate-key`",
                     "nothing was changed"});
    }
  }
  if (const auto before = newest(database, id); before && before->content) {
    std::string old = open_one(id, existing_secret(database, *before), key);
    const bool same = old == secret;
    wipe(old);
    if (same) return {*before, false};
  }
  const std::string secret_id = random_hex(16);
  database.run("INSERT INTO secret (id, key_id, sealed) VALUES ($1, $2, $3)",
               {std::string_view(secret_id), std::string_view(key.id()),
                std::string_view(seal(key, context(id, key.id()), secret))});
  JsonObject content;
  content.text("server", server).text("variable", variable).text("secret", secret_id);
  return put(database, id, Action::update, content.str(), author);
}

Secrets open_credentials(Database& database, std::string_view server, const Key& key) {
  Secrets result;
  const std::string prefix = std::string(server) + '/';
  for (const auto& version : list(database, Kind::credential, false)) {
    if (!version.id.name.starts_with(prefix)) continue;
    result.values.emplace(version.id.name.substr(prefix.size()),
                          open_one(version.id, existing_secret(database, version), key));
  }
  return result;
}

std::size_t rotate_key(Database& database, const Key& current, const Key& next) {
  if (current.id() == next.id()) {
    throw Failure(rules::registry_key_unusable, "the new key is the same as the old one",
                  {"`mcpcc registry new-key FILE` makes a new one"});
  }
  // Which credential a secret is of stands in the versions that name it.
  std::map<std::string, RecordId> owners;
  for (const auto& credential : list(database, Kind::credential, true)) {
    for (const auto& version : history(database, credential.id)) {
      if (version.content) owners.emplace(secret_id_in(*version.content), version.id);
    }
  }
  std::size_t count = 0;
  for (const auto& [secret_id, id] : owners) {
    const auto secret = sealed(database, secret_id);
    if (!secret) continue;
    std::string plaintext = open_one(id, *secret, current);
    const std::string again = seal(next, context(id, next.id()), plaintext);
    wipe(plaintext);
    database.run(
        "UPDATE secret SET key_id = $1, sealed = $2 WHERE id = $3",
        {std::string_view(next.id()), std::string_view(again), std::string_view(secret_id)});
    ++count;
  }
  return count;
}

std::vector<RecordId> broken_credentials(Database& database, const Key* key) {
  std::vector<RecordId> result;
  for (const auto& credential : list(database, Kind::credential, true)) {
    bool broken = false;
    for (const auto& version : history(database, credential.id)) {
      if (!version.content) continue;
      const auto secret = sealed(database, secret_id_in(*version.content));
      broken = broken || !secret ||
               (key != nullptr && (secret->key_id != key->id() ||
                                   !unseal(*key, context(version.id, key->id()), secret->text)));
    }
    if (broken) result.push_back(credential.id);
  }
  return result;
}

}  // namespace mcpcc::registry
