#include <nlohmann/json.hpp>
#include <set>

#include "cpp_tokens.h"
#include "driver/lock.h"
#include "emit/project.h"
#include "server_from_bytes.h"
#include "support/text.h"
#include "support/utf8.h"
#include "targets.h"

namespace mcpcc::fuzz {

namespace {

using nlohmann::json;

// What stands in the hostile project where `harmless` stands in the other one.
std::string counterpart(const Twins& twins, const std::string& harmless) {
  if (harmless == twins.harmless.name) return twins.hostile.name;
  const auto entry = twins.texts.find(harmless);
  return entry == twins.texts.end() ? harmless : entry->second;
}

// The same for a text that holds others, such as a description of a variable: the longest name that
// stands at a place counts, since names are prefixes of each other.
std::string counterpart_of_whole(const Twins& twins, std::string_view harmless) {
  std::string result;
  while (!harmless.empty()) {
    std::string_view name = harmless.substr(0, 1);
    for (std::size_t size = 1; size <= std::min<std::size_t>(24, harmless.size()); ++size) {
      const std::string_view candidate = harmless.substr(0, size);
      if (candidate == twins.harmless.name || twins.texts.contains(candidate)) name = candidate;
    }
    result += counterpart(twins, std::string(name));
    harmless.remove_prefix(name.size());
  }
  return result;
}

// Identifiers that come from names differ; nothing of a text may get into any other word.
bool is_made_from_a_name(const std::string& word) { return word.ends_with('_'); }

std::string broken_cpp(const Twins& twins, std::string_view hostile, std::string_view harmless) {
  std::vector<CppToken> a, b;
  try {
    a = cpp_tokens(hostile);
    b = cpp_tokens(harmless);
  } catch (const std::runtime_error& error) {
    return error.what();
  }
  for (std::size_t i = 0; i < std::min(a.size(), b.size()); ++i) {
    if (a[i].kind != b[i].kind) return "another kind of token: " + a[i].text;
    std::string expected = b[i].text;
    if (a[i].kind == CppToken::Kind::text) expected = counterpart(twins, expected);
    if (a[i].kind == CppToken::Kind::word && is_made_from_a_name(expected) &&
        is_made_from_a_name(a[i].text))
      continue;
    // Comments name the server and an example identifier.
    if (a[i].kind == CppToken::Kind::comment) continue;
    if (a[i].text != expected) return "`" + a[i].text + "` instead of `" + expected + "`";
  }
  return a.size() == b.size() ? "" : "more or fewer tokens";
}

// A byte that is not UTF-8 becomes U+FFFD in JSON.
std::string repaired(std::string_view text) {
  std::string result;
  for (std::size_t i = 0; i < text.size();) {
    const auto code_point = utf8::decode(text, i);
    utf8::append(result, code_point.valid ? code_point.value : U'\uFFFD');
    i += code_point.size;
  }
  return result;
}

std::string broken_json(const Twins& twins, const json& hostile, const json& harmless) {
  // A schema is a text of its own, replaced as a whole.
  if (harmless.is_object() && harmless.contains("schema")) {
    const bool equal = hostile == json::parse(counterpart(twins, harmless.dump()));
    return equal ? "" : "another schema: " + hostile.dump();
  }
  if (hostile.type() != harmless.type() || hostile.size() != harmless.size())
    return "another shape: " + hostile.dump();
  if (harmless.is_string()) {
    const auto expected = repaired(counterpart_of_whole(twins, harmless.get<std::string>()));
    return hostile.get<std::string>() == expected ? "" : "another text: " + hostile.dump();
  }
  if (harmless.is_array()) {
    for (std::size_t i = 0; i < harmless.size(); ++i) {
      if (std::string broken = broken_json(twins, hostile[i], harmless[i]); !broken.empty())
        return broken;
    }
    return {};
  }
  if (harmless.is_object()) {
    for (const auto& [key, value] : harmless.items()) {
      const auto found = hostile.find(repaired(counterpart(twins, key)));
      if (found == hostile.end()) return "a key is missing: " + key;
      if (std::string broken = broken_json(twins, *found, value); !broken.empty()) return broken;
    }
    return {};
  }
  return hostile == harmless ? "" : "another value";
}

// One text in Markdown: every character that could be markup has a backslash, and nothing is
// hidden. Moves `at` behind it.
std::string broken_markdown_text(std::string_view text, std::string_view shown, std::size_t& at) {
  constexpr std::string_view markup = "\\`*_[]<>|~&:@$#";
  std::string visible;
  append_visible(visible, text);
  const std::size_t begin = at;
  for (const char c : visible) {
    const bool escaped = at < shown.size() && shown[at] == '\\';
    if (!escaped && markup.find(c) != std::string_view::npos) return "markup is not escaped";
    if (escaped) ++at;
    if (at >= shown.size() || shown[at] != c) return "another text";
    ++at;
  }
  // GitHub Flavored Markdown 0.29, section 6.9: this needs no scheme to become a link.
  if (shown.substr(begin, at - begin).find("www.") != std::string_view::npos) return "a link";
  return {};
}

std::string broken_markdown(const Twins& twins, std::string_view hostile,
                            std::string_view harmless) {
  const std::string_view server = twins.harmless.name;
  std::set<char> first_letters{server.front()};
  for (const auto& [text, unused] : twins.texts) first_letters.insert(text.front());
  std::size_t at = 0;
  for (std::size_t i = 0; i < harmless.size();) {
    // The longest name that stands here: names are prefixes of each other.
    std::string name;
    const std::size_t longest = first_letters.contains(harmless[i]) ? 24 : 0;
    for (std::size_t size = 1; size <= longest && i + size <= harmless.size(); ++size) {
      const std::string_view candidate = harmless.substr(i, size);
      if (candidate == server || twins.texts.contains(candidate)) name = candidate;
    }
    if (name.empty()) {
      // What Markdown needs to escape in a harmless name stands in both.
      if (at >= hostile.size() || hostile[at] != harmless[i]) return "another text around texts";
      ++at;
      ++i;
      continue;
    }
    const std::string text = counterpart(twins, name);
    const bool is_code = name == twins.harmless.name || name.starts_with("VARIABLE_");
    if (is_code) {
      if (!hostile.substr(at).starts_with(text)) return "another name";
      at += text.size();
    } else if (std::string broken = broken_markdown_text(text, hostile, at); !broken.empty()) {
      return broken + ": " + text;
    }
    i += name.size();
  }
  return at == hostile.size() ? "" : "more text";
}

std::string with_name(std::string text, const std::string& from, const std::string& to) {
  for (std::size_t at = 0; (at = text.find(from, at)) != std::string::npos; at += to.size())
    text.replace(at, from.size(), to);
  return text;
}

std::string broken_file(const Twins& twins, const emit::OutputFile& hostile,
                        const emit::OutputFile& harmless) {
  if (hostile.path != harmless.path) return "another path";
  const std::string_view path = hostile.path;
  if (path.ends_with(".cpp") || path.ends_with(".h"))
    return broken_cpp(twins, hostile.content, harmless.content);
  if (path == "generated/surface.json") {
    const json a = json::parse(hostile.content, nullptr, false);
    if (a.is_discarded()) return "no JSON";
    return broken_json(twins, a, json::parse(harmless.content));
  }
  if (path == "README.md") return broken_markdown(twins, hostile.content, harmless.content);
  const bool equal =
      hostile.content == with_name(harmless.content, twins.harmless.name, twins.hostile.name);
  return equal ? "" : "more than the server's name differs";
}

// The lock holds names of files.
std::string broken_lock(const Twins& twins, const emit::OutputTree& tree) {
  driver::InputDigests inputs;
  for (const auto& [harmless, text] : twins.texts) inputs.emplace_back(text, "digest");
  const driver::Lock lock = driver::make_lock(twins.hostile.name, inputs, tree);
  const json written = json::parse(driver::to_json(lock), nullptr, false);
  if (written.is_discarded()) return "no JSON";
  if (written["inputs"].size() != inputs.size()) return "more or fewer inputs";
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    if (written["inputs"][i]["file"] != repaired(inputs[i].first)) return "another name of a file";
  }
  return driver::read_outputs(driver::to_json(lock)) == lock.outputs ? "" : "other outputs";
}

}  // namespace

std::string ir_to_project(std::string_view input) {
  const Twins twins = server_from_bytes(input);
  const emit::Options options{"0.0.0", false};
  const auto hostile = emit::emit_project(twins.hostile, options);
  const auto harmless = emit::emit_project(twins.harmless, options);
  if (hostile.size() != harmless.size()) return "more or fewer files";
  for (std::size_t i = 0; i < hostile.size(); ++i) {
    if (std::string broken = broken_file(twins, hostile[i], harmless[i]); !broken.empty())
      return hostile[i].path + ": " + broken;
  }
  if (std::string broken = broken_lock(twins, hostile); !broken.empty())
    return "mcpcc.lock: " + broken;
  return {};
}

}  // namespace mcpcc::fuzz
