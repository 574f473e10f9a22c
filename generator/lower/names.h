// Names: of tools, arguments, servers and environment variables. All deterministic, all legal where
// they go.
#pragma once

#include <cstddef>
#include <initializer_list>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace mcpcc::lower {

/// The words of an identifier, lower case, ASCII letters and digits only: `getHTTPServerIDs` gives
/// get, http, server, ids.
std::vector<std::string> split_words(std::string_view text);

/// Words joined with `_`, made to fit `max_size`: first by abbreviations in common use, then
/// without filler words, then by leaving out words in the middle and adding four characters of a
/// hash of `identity`.
std::string join_shortened(std::vector<std::string> words, std::size_t max_size,
                           std::string_view identity);

/// `getPetById` or, without an id, method and path: `get_pets_by_pet_id`. Never empty,
/// `[a-z0-9_]+`.
std::string tool_name(std::string_view operation_id, std::string_view method, std::string_view path,
                      std::size_t max_size);

/// `text` as a property key that every client accepts, `^[a-zA-Z0-9_.-]{1,64}$` (Anthropic's
/// limit): unchanged where it is one.
std::string argument_name(std::string_view text);

/// A short name for a server from its title: "Acme Petstore API v1" gives `acme-petstore`.
/// `[a-z0-9-]+`, at most 24.
std::string server_name(std::string_view title);
bool is_server_name(std::string_view text);

/// `petstore` and `api_key` give `PETSTORE_API_KEY`.
std::string variable_name(std::string_view server, std::string_view name);

/// Names of one kind, each given once.
class UniqueNames {
 public:
  UniqueNames() = default;
  UniqueNames(std::initializer_list<std::string> taken) : taken_(taken) {}

  /// False: `name` is taken already.
  bool insert(const std::string& name) { return taken_.insert(name).second; }
  bool contains(std::string_view name) const { return taken_.contains(name); }

  /// `name`, or `name` with the first number that makes it new, within `max_size`, of at least 24;
  /// it is taken from then on. Many equal names cost no more each than few.
  std::string make(const std::string& name, std::size_t max_size);

 private:
  std::set<std::string, std::less<>> taken_;
  std::map<std::string, std::size_t, std::less<>> next_;  // by what stands before the number
};

}  // namespace mcpcc::lower
