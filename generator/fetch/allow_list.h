// Which hosts may be asked for documents: what the user named, and nothing else.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mcpcc::fetch {

/// `url` without its fragment and dot segments, scheme and host in lower case, the scheme's default
/// port left out; nullopt when it is no http(s) URL, has credentials or holds a character that a
/// URL cannot.
std::optional<std::string> canonical_url(std::string_view url);

class AllowList {
 public:
  /// Adds an entry of one of three forms; false when `entry` is of none of them.
  ///   HOST                 that host, by http and https at their default ports
  ///   HOST:PORT            that host and port, by http and https
  ///   http(s)://HOST/PATH  that scheme, host and port, and what lies at and below the path
  bool add(std::string_view entry);
  /// Adds the scheme, host and port of the canonical URL `url`.
  void add_origin_of(std::string_view url);

  /// `url` must be canonical.
  bool allows(std::string_view url) const;

 private:
  struct Entry {
    std::string host;
    std::string port;    // empty: the scheme's default
    std::string scheme;  // empty: either; else with "://"
    std::string path;    // empty: any
  };
  std::vector<Entry> entries_;
};

/// The entry that would allow the canonical URL `url`: its host, and its port when it needs one.
std::string allowing_entry(std::string_view url);

}  // namespace mcpcc::fetch
