#include "registry/search.h"

#include <algorithm>
#include <array>
#include <set>

#include "json/value.h"
#include "registry/records.h"
#include "support/utf8.h"

namespace mcpcc::registry {

namespace json = mcp::json;

namespace {

constexpr std::size_t longest_word = 64;
constexpr std::size_t most_bytes = 262'144;
constexpr std::size_t most_query_words = 16;

// Simple case mappings of Unicode for the scripts that most documents are written in.
char32_t lower(char32_t c) {
  if (c < 0x80) return c >= 'A' && c <= 'Z' ? c + 32 : c;
  if ((c >= 0xC0 && c <= 0xDE && c != 0xD7) || (c >= 0x391 && c <= 0x3A9) ||
      (c >= 0x410 && c <= 0x42F))
    return c + 32;
  if (c >= 0x400 && c <= 0x40F) return c + 80;
  const bool even_upper = (c >= 0x100 && c <= 0x137 && c != 0x130) || (c >= 0x14A && c <= 0x177) ||
                          (c >= 0x460 && c <= 0x481) || (c >= 0x48A && c <= 0x4BF) ||
                          (c >= 0x4D0 && c <= 0x52F) || (c >= 0x1E00 && c <= 0x1E95) ||
                          (c >= 0x1EA0 && c <= 0x1EFF);
  if (even_upper) return c | 1;
  const bool odd_upper = (c >= 0x139 && c <= 0x148) || (c >= 0x179 && c <= 0x17E);
  if (odd_upper) return c % 2 == 1 ? c + 1 : c;
  return c;
}

// What is no letter and no digit: ASCII exactly, beyond it the blocks of punctuation and symbols.
bool is_between_words(char32_t c) {
  if (c < 0x80)
    return !((c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'));
  return (c < 0xC0 && c != 0xAA && c != 0xB5 && c != 0xBA) || c == 0xD7 || c == 0xF7 ||
         (c >= 0x2000 && c <= 0x206F) || (c >= 0x20A0 && c <= 0x20CF) ||
         (c >= 0x2190 && c <= 0x2BFF) || (c >= 0x3000 && c <= 0x3004) ||
         (c >= 0x3008 && c <= 0x3020) || (c >= 0xFE50 && c <= 0xFE6F) ||
         (c >= 0xFF01 && c <= 0xFF0F) || (c >= 0xFF1A && c <= 0xFF20) ||
         (c >= 0x1F000 && c <= 0x1FAFF) || utf8::is_hidden(c);
}

// Members whose texts people look for.
bool is_searched(std::string_view key) {
  constexpr std::array<std::string_view, 12> keys{"name",     "title",  "description", "server",
                                                  "api",      "source", "url",         "path",
                                                  "base_url", "tag",    "variable",    "reference"};
  return std::find(keys.begin(), keys.end(), key) != keys.end();
}

std::vector<json::Value> values_below(const json::Value& root,
                                      std::vector<std::string_view>& keys) {
  std::vector<json::Value> open{root}, result;
  std::vector<std::string_view> open_keys{std::string_view()};
  while (!open.empty()) {
    const json::Value value = open.back();
    const std::string_view key = open_keys.back();
    open.pop_back();
    open_keys.pop_back();
    if (value.is_string()) {
      result.push_back(value);
      keys.push_back(key);
    } else if (value.is_array()) {
      for (const auto& item : value.items()) {
        open.push_back(item);
        open_keys.push_back(key);
      }
    } else if (value.is_object()) {
      for (const auto& member : value.members()) {
        open.push_back(member.value);
        open_keys.push_back(member.key);
      }
    }
  }
  return result;
}

std::string_view text_of(const json::Value& object, std::string_view key) {
  const json::Value* value = object.find(key);
  return value != nullptr && value->is_string() ? value->string() : std::string_view();
}

bool has_prefix(const std::vector<std::string>& words, std::string_view prefix) {
  return std::any_of(words.begin(), words.end(),
                     [&](const std::string& word) { return word.starts_with(prefix); });
}

std::size_t found_in(const std::vector<std::string>& query, const std::vector<std::string>& words) {
  return static_cast<std::size_t>(
      std::count_if(query.begin(), query.end(),
                    [&](const std::string& word) { return has_prefix(words, word); }));
}

// Words hold nothing that means anything in either language of queries, but are quoted all the
// same.
std::string match_expression(Dialect dialect, const std::vector<std::string>& query) {
  std::string out;
  for (const auto& word : query) {
    if (dialect == Dialect::sqlite) {
      out += (out.empty() ? "\"" : " AND \"") + word + "\" *";
    } else {
      out += (out.empty() ? "'" : " & '") + word + "':*";
    }
  }
  return out;
}

std::vector<std::string> matching_tools(const json::Value& content,
                                        const std::vector<std::string>& query) {
  std::vector<std::string> all, some;
  const json::Value* tools = content.find("tools");
  if (tools == nullptr || !tools->is_array()) return all;
  for (const auto& tool : tools->items()) {
    std::string text;
    for (const auto* key : {"name", "title", "description", "path"}) {
      text += text_of(tool, key);
      text += ' ';
    }
    const std::size_t count = found_in(query, words(text));
    if (count == query.size()) all.emplace_back(text_of(tool, "name"));
    if (count > 0) some.emplace_back(text_of(tool, "name"));
  }
  return all.empty() ? some : all;
}

std::string joined_words(const Version& version) {
  std::string out;
  for (const auto& word : words_of_record(version)) {
    if (!out.empty()) out += ' ';
    out += word;
  }
  return out;
}

}  // namespace

std::vector<std::string> words(std::string_view text) {
  std::vector<std::string> result;
  std::string word;
  const auto end_word = [&] {
    if (!word.empty()) result.push_back(std::move(word));
    word.clear();
  };
  for (std::size_t at = 0; at < text.size();) {
    const auto code_point = utf8::decode(text, at);
    at += code_point.size;
    if (!code_point.valid || is_between_words(code_point.value)) {
      end_word();
      continue;
    }
    if (word.size() + 4 > longest_word) end_word();
    utf8::append(word, lower(code_point.value));
  }
  end_word();
  return result;
}

std::vector<std::string> words_of_record(const Version& version) {
  std::set<std::string> unique;
  std::size_t bytes = 0;
  const auto add = [&](std::string_view text) {
    for (auto& word : words(text)) {
      const std::size_t size = word.size() + 1;
      if (bytes + size > most_bytes) return;
      if (unique.insert(std::move(word)).second) bytes += size;
    }
  };
  add(version.id.name);
  const auto parsed = json::Document::parse(version.content.value_or("null"));
  if (const auto* document = std::get_if<json::Document>(&parsed)) {
    std::vector<std::string_view> keys;
    const auto values = values_below(document->root(), keys);
    // The walk gives the last first; names of records stand first and should not be what is cut.
    for (std::size_t i = values.size(); i-- > 0;) {
      if (is_searched(keys[i])) add(values[i].string());
    }
  }
  return {unique.begin(), unique.end()};
}

void index_record(Database& database, std::int64_t row, const Version& version) {
  database.run("DELETE FROM search WHERE rowid = $1", {row});
  if (!version.content) return;
  database.run("INSERT INTO search (rowid, words) VALUES ($1, $2)",
               {row, std::string_view(joined_words(version))});
}

std::vector<Hit> search(Database& database, std::string_view query, std::optional<Kind> kind) {
  std::vector<std::string> wanted;
  for (auto& word : words(query)) {
    if (wanted.size() < most_query_words &&
        std::find(wanted.begin(), wanted.end(), word) == wanted.end())
      wanted.push_back(std::move(word));
  }
  if (wanted.empty()) return {};
  const Dialect dialect = database.dialect();
  const std::string expression = match_expression(dialect, wanted);
  const auto rows = database.run(
      dialect == Dialect::sqlite
          ? "SELECT r.kind, r.name FROM search s JOIN record r ON r.id = s.rowid WHERE s.words "
            "MATCH $1"
          : "SELECT r.kind, r.name FROM search s JOIN record r ON r.id = s.rowid WHERE s.lexemes "
            "@@ $1::tsquery",
      {std::string_view(expression)});
  struct Ranked {
    std::size_t score;
    Hit hit;
  };
  std::vector<Ranked> ranked;
  for (const auto& row : rows) {
    const auto found = parse_kind(row.at(0).value_or(""));
    if (!found || (kind && *kind != *found)) continue;
    auto version = newest(database, {*found, row.at(1).value_or("")});
    if (!version || !version->content) continue;
    const auto parsed = json::Document::parse(*version->content);
    const auto* document = std::get_if<json::Document>(&parsed);
    if (document == nullptr) continue;
    std::string names = version->id.name + ' ';
    names += text_of(document->root(), "title");
    const std::size_t score = found_in(wanted, words(names));
    auto tools = matching_tools(document->root(), wanted);
    ranked.push_back({score, {*std::move(version), std::move(tools)}});
  }
  std::sort(ranked.begin(), ranked.end(), [](const Ranked& a, const Ranked& b) {
    if (a.score != b.score) return a.score > b.score;
    return a.hit.version.id < b.hit.version.id;
  });
  std::vector<Hit> hits;
  for (auto& each : ranked) hits.push_back(std::move(each.hit));
  return hits;
}

std::vector<RecordId> wrongly_indexed(Database& database) {
  std::vector<RecordId> result;
  for (const auto& version : list(database, std::nullopt, true)) {
    const auto rows = database.run("SELECT words FROM search WHERE rowid = $1",
                                   {row_of(database, version.id).value_or(0)});
    const std::optional<std::string> expected =
        version.content ? std::optional(joined_words(version)) : std::nullopt;
    const std::optional<std::string> found = rows.empty() ? std::nullopt : rows.at(0).at(0);
    if (expected != found) result.push_back(version.id);
  }
  return result;
}

}  // namespace mcpcc::registry
