// Answers of the API that may be used again (RFC 9111), for one caller with one set of credentials
// each. Knows no sockets and no clock.
#pragma once

#include <mcp/http.h>

#include <chrono>
#include <cstddef>
#include <list>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

namespace mcp::upstream {

class Cache {
 public:
  using Clock = std::chrono::system_clock;

  /// `bytes`: of everything that is kept; the least recently used goes first. 0: nothing is kept.
  explicit Cache(std::size_t bytes) : bytes_(bytes) {}

  /// What the answer to `request` of `caller` to `origin` is kept under: these, the URL and every
  /// header that is sent, credentials among them, but for those of the trace. So no answer is used
  /// for another caller or with other credentials, and what `Vary` names is always the same. Empty:
  /// it is not to be kept, or the request is about what somebody else keeps (a condition, a range).
  std::string key(const HttpRequest& request, std::string_view origin,
                  std::string_view caller) const;

  /// An answer that needs no request (RFC 9111, section 4.2); nullptr: there is none.
  const HttpResponse* fresh(const std::string& key, Clock::time_point now);

  /// Adds to `request` the condition under which what is kept is still right (section 4.3.1).
  /// False: nothing is kept.
  bool add_condition(const std::string& key, HttpRequest& request) const;

  /// The answer to a conditional request: for 304 what is kept, with the new headers
  /// (section 4.3.4). Everything else replaces what is kept, where it may be.
  HttpResponse take(const std::string& key, HttpResponse response, Clock::time_point now);

  /// Something at `origin` was perhaps changed: nothing of it is fresh any
  /// more (section 4.4, for the whole origin).
  void expire(std::string_view origin);

 private:
  struct Entry {
    std::string key;
    HttpResponse response;
    Clock::time_point fresh_until;
  };
  using Entries = std::list<Entry>;

  void keep(const std::string& key, const HttpResponse& response, Clock::time_point now);
  void drop(Entries::iterator entry);
  static std::size_t size_of(const Entry& entry);

  const std::size_t bytes_;
  std::size_t used_ = 0;
  Entries entries_;  // the one used last is first
  std::unordered_map<std::string_view, Entries::iterator> index_;
};

}  // namespace mcp::upstream
