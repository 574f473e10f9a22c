#include "lower/names.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <utility>

namespace mcpcc::lower {

namespace {

// Not <cctype>: names must not depend on the locale.
bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_word(char c) { return is_lower(c) || is_upper(c) || is_digit(c); }
char to_lower(char c) { return is_upper(c) ? static_cast<char>(c - 'A' + 'a') : c; }
char to_upper(char c) { return is_lower(c) ? static_cast<char>(c - 'a' + 'A') : c; }

// Longer words and what everybody writes for them, sorted.
constexpr std::array<std::pair<std::string_view, std::string_view>, 40> abbreviations = {{
    {"administration", "admin"}, {"application", "app"},      {"applications", "apps"},
    {"attribute", "attr"},       {"attributes", "attrs"},     {"authenticated", "auth"},
    {"authentication", "auth"},  {"authorization", "authz"},  {"certificate", "cert"},
    {"certificates", "certs"},   {"configuration", "config"}, {"configurations", "configs"},
    {"database", "db"},          {"databases", "dbs"},        {"description", "desc"},
    {"destination", "dest"},     {"development", "dev"},      {"directory", "dir"},
    {"document", "doc"},         {"documents", "docs"},       {"enterprise", "ent"},
    {"environment", "env"},      {"environments", "envs"},    {"identifier", "id"},
    {"information", "info"},     {"maximum", "max"},          {"message", "msg"},
    {"messages", "msgs"},        {"minimum", "min"},          {"notification", "notif"},
    {"notifications", "notifs"}, {"organization", "org"},     {"organizations", "orgs"},
    {"parameter", "param"},      {"parameters", "params"},    {"permission", "perm"},
    {"permissions", "perms"},    {"production", "prod"},      {"repositories", "repos"},
    {"repository", "repo"},
}};

constexpr std::array<std::string_view, 10> fillers = {"a",  "an", "and", "for", "from",
                                                      "in", "of", "on",  "the", "to"};

std::string join(const std::vector<std::string>& words) {
  std::string result;
  for (const auto& word : words) {
    if (!result.empty()) result += '_';
    result += word;
  }
  return result;
}

// FNV-1a, 32 bits, in base 32 without letters that look alike: names need a stable suffix, not a
// secure one.
std::string short_hash(std::string_view text) {
  std::uint32_t hash = 2166136261u;
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 16777619u;
  hash ^= hash >> 20;
  std::string result;
  for (int i = 0; i < 4; ++i, hash >>= 5) result += "abcdefghijkmnpqrstuvwxyz23456789"[hash & 31];
  return result;
}

// Words from both ends, in turn, as long as they fit beside the hash.
std::string leave_out_middle(const std::vector<std::string>& words, std::size_t max_size,
                             std::string_view identity) {
  const std::string hash = short_hash(identity);
  const std::size_t room = max_size - hash.size() - 1;
  std::vector<std::string> front, back;
  std::size_t used = 0;
  std::size_t first = 0, last = words.size();
  bool take_front = true;
  while (first < last) {
    const std::string& word = take_front ? words[first] : words[last - 1];
    if (used + word.size() + 1 > room + 1) break;
    used += word.size() + 1;
    if (take_front) {
      front.push_back(word);
      ++first;
    } else {
      back.insert(back.begin(), word);
      --last;
    }
    take_front = !take_front;
  }
  if (front.empty()) front.push_back(words.front().substr(0, room));
  front.insert(front.end(), back.begin(), back.end());
  front.push_back(hash);
  return join(front);
}

}  // namespace

std::vector<std::string> split_words(std::string_view text) {
  std::vector<std::string> words;
  std::string word;
  const auto flush = [&] {
    if (!word.empty()) words.push_back(std::exchange(word, {}));
  };
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (!is_word(c)) {
      flush();
      continue;
    }
    if (is_upper(c) && i > 0) {
      const bool after_lower = is_lower(text[i - 1]) || is_digit(text[i - 1]);
      // The last capital of a run begins the next word, `HTTPServer`, unless a plural s ends it,
      // `IDs`.
      const bool before_lower = i + 1 < text.size() && is_lower(text[i + 1]);
      const bool plural =
          before_lower && text[i + 1] == 's' && (i + 2 == text.size() || !is_lower(text[i + 2]));
      if (after_lower || (is_upper(text[i - 1]) && before_lower && !plural)) flush();
    }
    word += to_lower(c);
  }
  flush();
  return words;
}

std::string join_shortened(std::vector<std::string> words, std::size_t max_size,
                           std::string_view identity) {
  std::string name = join(words);
  if (name.size() <= max_size) return name;
  for (auto& word : words) {
    const auto found = std::lower_bound(
        abbreviations.begin(), abbreviations.end(), word,
        [](const auto& entry, const std::string& key) { return entry.first < key; });
    if (found != abbreviations.end() && found->first == word) word = found->second;
  }
  name = join(words);
  if (name.size() <= max_size) return name;
  std::erase_if(words, [](const std::string& word) {
    return std::find(fillers.begin(), fillers.end(), word) != fillers.end();
  });
  name = join(words);
  if (!words.empty() && name.size() <= max_size) return name;
  if (words.empty()) words.push_back("x");
  return leave_out_middle(words, max_size, identity);
}

std::string tool_name(std::string_view operation_id, std::string_view method, std::string_view path,
                      std::size_t max_size) {
  auto words = split_words(operation_id);
  std::string identity(operation_id);
  if (words.empty()) {
    identity.clear();
    for (const char c : method) identity += to_lower(c);
    identity.append(" ").append(path);
    words = split_words(method);
    bool in_parameter = false;
    std::string segment;
    const auto flush = [&] {
      auto parts = split_words(segment);
      if (in_parameter && !parts.empty()) words.push_back("by");
      words.insert(words.end(), parts.begin(), parts.end());
      segment.clear();
    };
    for (const char c : path) {
      if (c != '/' && c != '{' && c != '}') {
        segment += c;
        continue;
      }
      flush();
      in_parameter = c == '{';
    }
    flush();
    // Nothing of an id in another script is left: the hash tells such operations apart.
    if (!operation_id.empty() || words.size() == 1)
      words.push_back(short_hash(identity + std::string(operation_id)));
  }
  return join_shortened(std::move(words), max_size, identity);
}

std::string argument_name(std::string_view text) {
  constexpr std::size_t max_size = 64;
  const auto is_safe = [](char c) { return is_word(c) || c == '_' || c == '.' || c == '-'; };
  if (!text.empty() && text.size() <= max_size && std::all_of(text.begin(), text.end(), is_safe)) {
    return std::string(text);
  }
  std::string result;
  const auto separate = [&] {
    if (!result.empty() && result.back() != '_') result += '_';
  };
  bool pending = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (is_safe(c)) {
      if (std::exchange(pending, false)) separate();
      result += c;
    } else if (c == '<' || c == '>') {
      separate();
      result += c == '<' ? "lt" : "gt";
      pending = true;
    } else {
      pending = true;
    }
  }
  while (result.ends_with('_')) result.pop_back();
  if (result.empty()) result = "parameter_" + short_hash(text);
  if (result.size() > max_size) result = result.substr(0, max_size - 5) + '_' + short_hash(text);
  return result;
}

std::string server_name(std::string_view title) {
  constexpr std::size_t max_size = 24;
  // What every title says and no reader of a tool list needs.
  constexpr std::array<std::string_view, 13> noise = {
      "a",       "an",   "api",  "apis",    "for", "of",           "official",
      "openapi", "rest", "spec", "swagger", "the", "specification"};
  // Words as people write them: "GitHub" is one, and a possessive s none.
  std::vector<std::string> words(1);
  for (std::size_t i = 0; i < title.size(); ++i) {
    if (is_word(title[i])) {
      words.back() += to_lower(title[i]);
    } else if (title.substr(i).starts_with("'s") || title.substr(i).starts_with("\u2019s")) {
      i = title.find('s', i);
    } else {
      words.emplace_back();
    }
  }
  std::string result;
  for (const auto& word : words) {
    if (word.empty()) continue;
    const bool is_version =
        std::all_of(word.begin() + (word[0] == 'v' ? 1 : 0), word.end(), is_digit);
    if (is_version || std::find(noise.begin(), noise.end(), word) != noise.end()) continue;
    if (result.size() + word.size() + 1 > max_size) {
      if (result.empty()) result = word.substr(0, max_size);
      break;
    }
    if (!result.empty()) result += '-';
    result += word;
  }
  return result.empty() ? "api" : result;
}

bool is_server_name(std::string_view text) {
  return !text.empty() && text.size() <= 24 && (is_lower(text.front()) || is_digit(text.front())) &&
         text.back() != '-' && std::all_of(text.begin(), text.end(), [](char c) {
           return is_lower(c) || is_digit(c) || c == '-';
         });
}

std::string variable_name(std::string_view server, std::string_view name) {
  std::string result;
  for (const char c : server) result += is_word(c) ? to_upper(c) : '_';
  if (is_digit(result.front())) result.insert(0, "MCP_");
  const auto words = split_words(name);
  for (const auto& word : words) {
    result += '_';
    for (const char c : word) result += to_upper(c);
  }
  if (words.empty()) {
    result += '_';
    for (const char c : short_hash(name)) result += to_upper(c);
  }
  return result;
}

std::string UniqueNames::make(const std::string& name, std::size_t max_size) {
  if (insert(name)) return name;
  // A longer number leaves less of the name, and numbers of one length share what is left, so a
  // number that was taken once is never tried again.
  std::size_t end = 10;
  for (std::size_t digits = 1;; ++digits, end *= 10) {
    const std::string stem = name.substr(0, max_size - digits - 1) + '_';
    std::size_t& number = next_.try_emplace(stem, 2).first->second;
    for (number = std::max(number, end / 10); number < end;) {
      std::string candidate = stem + std::to_string(number++);
      if (insert(candidate)) return candidate;
    }
  }
}

}  // namespace mcpcc::lower
