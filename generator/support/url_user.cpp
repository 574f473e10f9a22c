#include "support/url_user.h"

#include <algorithm>

namespace mcpcc {
namespace {

// Reads a URL part by part and stops at the end of its authority.
class Authority {
 public:
  void read(std::string_view part) {
    for (const char c : part) {
      const bool is_slash = c == '/' || c == '\\';  // as browsers take it
      if (state_ == State::before) {
        if (is_slash && was_slash_) state_ = State::within;
        was_slash_ = is_slash;
      } else if (state_ == State::within) {
        if (c == '@') has_user_ = true;
        if (is_slash && !has_host_) continue;  // browsers skip more slashes than two
        has_host_ = true;
        if (is_slash || c == '?' || c == '#') state_ = State::behind;
      }
      if (has_user_ || state_ == State::behind) return;
    }
  }
  bool has_user() const { return has_user_; }

 private:
  enum class State { before, within, behind };
  State state_ = State::before;
  bool was_slash_ = false, has_host_ = false, has_user_ = false;
};

// Of a text in which an authority may stand: what no URL holds ends it.
bool ends_url(char c) {
  return static_cast<unsigned char>(c) <= 0x20 || c == '"' || c == '\'' || c == '`' || c == '<' ||
         c == '>' || c == 0x7F;
}

// The bytes of a slash at `at`, escaped or not; 0: there is none.
std::size_t slash_at(std::string_view text, std::size_t at) {
  if (text.substr(at, 1) == "/") return 1;
  return text.substr(at, 2) == "\\/" || text.substr(at, 2) == "~1" ? 2 : 0;
}

// Whether `text`, what stands before a slash, can be no host: what should be its port is none. Then
// the slash is one of a password.
bool has_no_port(std::string_view text) {
  const auto colon = text.rfind(':');
  if (colon == std::string_view::npos || text.ends_with(']')) return false;
  return text.substr(colon + 1).find_first_not_of("0123456789{}") != std::string_view::npos &&
         text.find('{', colon) == std::string_view::npos;
}

bool is_variables_alone(std::string_view text) {
  bool in_name = false;
  for (const char c : text) {
    if (c == '{' || c == '}') {
      in_name = c == '{';
    } else if (!in_name && c != ':') {
      return false;
    }
  }
  return true;
}

}  // namespace

bool has_user(std::string_view url, const ValuesOfVariable& values) {
  Authority authority;
  while (!url.empty() && !authority.has_user()) {
    const auto open = url.find('{');
    authority.read(url.substr(0, open));
    if (open == std::string_view::npos) break;
    const auto close = url.find('}', open);
    if (close == std::string_view::npos) {
      authority.read(url.substr(open));
      break;
    }
    const auto given = values(url.substr(open + 1, close - open - 1));
    for (const std::string_view value : given) {
      Authority other = authority;
      other.read(value);
      if (other.has_user()) return true;
    }
    if (!given.empty()) authority.read(given.front());
    url.remove_prefix(close + 1);
  }
  return authority.has_user();
}

bool has_user(std::string_view url) {
  return has_user(url, [](std::string_view) { return std::vector<std::string_view>(); });
}

std::vector<TextRange> users_in(std::string_view text) {
  std::vector<TextRange> result;
  if (text.find('@') == std::string_view::npos) return result;
  constexpr std::size_t none = std::string_view::npos;
  std::size_t begin = none;  // of an authority
  std::size_t end = none;    // of what can be a host: its first slash, question mark or number sign
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t slash = slash_at(text, at);
    const std::size_t second = slash == 0 ? 0 : slash_at(text, at + slash);
    if (second != 0) {
      begin = at + slash + second;
      end = none;
      at = begin;
      continue;
    }
    const char c = text[at];
    if (ends_url(c)) begin = none;
    if (begin != none && end == none && (slash != 0 || c == '?' || c == '#')) end = at;
    if (c == '@' && begin != none && begin < at) {
      const bool is_user = end == none || has_no_port(text.substr(begin, end - begin));
      if (is_user && !is_variables_alone(text.substr(begin, at - begin))) {
        if (!result.empty() && result.back().begin == begin) result.pop_back();
        result.push_back({begin, at});
      }
    }
    at += std::max<std::size_t>(slash, 1);
  }
  return result;
}

std::string without_users(std::string_view text) {
  std::string result;
  std::size_t from = 0;
  for (const auto& [begin, end] : users_in(text)) {
    result.append(text.substr(from, begin - from)).append(masked_user);
    from = end;
  }
  return result.append(text.substr(from));
}

}  // namespace mcpcc
