// What a registry records, and how records are named.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace mcpcc::registry {

/// In the order in which they are shown.
enum class Kind : std::uint8_t { api, server, image, endpoint, credential };
inline constexpr Kind all_kinds[] = {Kind::api, Kind::server, Kind::image, Kind::endpoint,
                                     Kind::credential};

std::string_view to_string(Kind kind);
std::optional<Kind> parse_kind(std::string_view text);

/// A record is known by its kind and name:
///   api, server   [a-z0-9-], at most 64 characters
///   image         a reference: [HOST[:PORT]/]PATH[:TAG][@DIGEST]
///   endpoint      an http or https URL
///   credential    SERVER/VARIABLE
struct RecordId {
  Kind kind = Kind::server;
  std::string name;
  friend auto operator<=>(const RecordId&, const RecordId&) = default;
};

/// `server/petstore`.
std::string to_string(const RecordId& id);

/// `KIND/NAME`; a text without a slash is the name of a server. Throws Failure
/// (`registry-name-invalid`).
RecordId parse_record_id(std::string_view text);

/// Throws Failure (`registry-name-invalid`) unless the name is one that records of its kind may
/// have.
void check_name(const RecordId& id);

/// Whether `text` can be an environment variable that is a credential: [A-Za-z_][A-Za-z0-9_]*, at
/// most 128 characters, and none by which the loader or the shell of a program is led elsewhere.
bool is_credential_variable(std::string_view text);

RecordId credential_id(std::string_view server, std::string_view variable);

enum class Action : std::uint8_t { add, update, rollback, remove, import };
std::string_view to_string(Action action);
std::optional<Action> parse_action(std::string_view text);

/// One state of a record. Versions are numbered from 1; they are added and never changed.
struct Version {
  RecordId id;
  std::int64_t number = 0;
  Action action = Action::add;
  std::optional<std::string> content;  ///< a JSON object; nullopt: the record was removed
  std::string sha256;                  ///< of `content`; empty without one
  std::string changed_by;
  std::string changed_at;  ///< RFC 3339, UTC
};

}  // namespace mcpcc::registry
