#include "follow.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <utility>
#include <variant>
#include <vector>

#include "fixture.h"
#include "invoke/pointers.h"

namespace mcp::invoke {
namespace {

using testing::HasSubstr;

std::string unescaped(std::string token) {
  for (const auto& [escape, c] : {std::pair("~1", "/"), std::pair("~0", "~")}) {
    for (std::size_t at = 0; (at = token.find(escape, at)) != token.npos; ++at) {
      token.replace(at, 2, c);
    }
  }
  return token;
}

/// Whether `request` asks for the name of a member, or for more of it.
bool is_of_name(const json::Value& request) {
  const json::Value* pointer = request.find("pointer");
  return pointer != nullptr && pointer->string().find("/~#") != std::string_view::npos;
}

}  // namespace

void add_names(std::set<std::string>& names, const json::Value& value) {
  if (value.is_array()) {
    for (const json::Value& item : value.items()) add_names(names, item);
  }
  if (value.is_object()) {
    for (const json::Member& member : value.members()) {
      names.emplace(member.key);
      add_names(names, member.value);
    }
  }
}

void Seen::add(const json::Value& value) {
  if (value.is_string()) return add(value.string());
  if (value.is_array()) {
    for (const json::Value& item : value.items()) add(item);
  } else if (value.is_object()) {
    for (const json::Member& member : value.members()) add(member.value);
  } else {
    ++scalars[std::string(value.raw())];
  }
}

void Seen::add(std::string_view text) {
  for (const char c : text) ++characters[c];
}

void PrintTo(const Seen& seen, std::ostream* out) {
  for (const auto& [text, count] : seen.scalars)
    *out << count << " x " << text.substr(0, 40) << ' ';
  for (const auto& [c, count] : seen.characters) *out << count << c << ' ';
}

Seen seen_of(std::string_view body, std::string_view request) {
  Seen seen;
  const auto whole =
      json::Document::parse(read_json(body, request, 100'000'000).structured_content);
  seen.add(std::get<json::Document>(whole).root());
  return seen;
}

Followed follow(std::string_view body, const std::string& request, std::size_t limit) {
  Followed out;
  std::vector<std::string> requests = {request};
  std::set<std::string> asked;
  std::map<std::string, std::map<std::size_t, std::string>> long_names;  // by pointer and offset
  while (!requests.empty() && asked.size() < 20'000) {
    const std::string next = std::move(requests.back());
    requests.pop_back();
    EXPECT_TRUE(asked.insert(next).second) << "asked again: " << next;
    const ToolResult result = read_json(body, next, limit);
    EXPECT_FALSE(result.is_error) << next << result.content;
    if (result.is_error) return out;
    const std::string first = first_text(result);
    EXPECT_LE(first.size(), limit) << next;
    const auto asked_for = std::get<json::Document>(json::Document::parse(next));
    const json::Value& wanted = asked_for.root();
    const auto shown = json::Document::parse(first);
    const bool is_text = result.structured_content.empty();
    bool is_null_for_number = false;
    if (!result.meta.empty()) {
      std::string notice = text_of_block(result, 1);  // before it may be what leads to nothing
      if (notice.starts_with("`_result.select`")) notice = text_of_block(result, 2);
      const auto meta = json::Document::parse(result.meta);
      for (const json::Value& cut :
           std::get<json::Document>(meta).root().find("mcpcc/cut")->items()) {
        std::string pointer(cut.find("pointer")->string());
        while (!pointer.empty()) {
          const std::size_t slash = pointer.rfind('/');
          out.names.insert(unescaped(pointer.substr(slash + 1)));
          pointer.resize(slash);
        }
        const json::Value* rest = cut.find("rest");
        if (rest != nullptr) {
          EXPECT_THAT(notice, HasSubstr(std::string(rest->raw())));
          requests.emplace_back(rest->raw());
        } else if (cut.find("unit")->string() == "digits") {
          out.long_numbers.insert(std::stoul(std::string(cut.find("of")->raw())));
          is_null_for_number = cut.find("pointer")->string().empty();
        } else {
          ADD_FAILURE() << "no way to the rest: " << cut.raw() << " of " << next;
        }
      }
    }
    EXPECT_TRUE(is_text || first == result.structured_content);
    if (!is_text && !std::holds_alternative<json::Document>(shown)) {
      ADD_FAILURE() << "no JSON: " << first;
      return out;
    }
    if (is_of_name(wanted)) {
      const json::Value* offset = wanted.find("offset");
      const std::size_t at = offset == nullptr ? 0 : std::stoul(std::string(offset->raw()));
      long_names[std::string(wanted.find("pointer")->string())][at] =
          is_text ? first : std::string(std::get<json::Document>(shown).root().string());
    } else if (is_text) {
      out.seen.add(first);
    } else if (!is_null_for_number) {
      const json::Value& root = std::get<json::Document>(shown).root();
      out.seen.add(root);
      add_names(out.names, root);
    }
  }
  for (const auto& [pointer, parts] : long_names) {
    std::string whole;
    for (const auto& [offset, part] : parts) {
      EXPECT_EQ(offset, whole.size()) << pointer;
      whole += part;
    }
    out.names.insert(std::move(whole));
  }
  EXPECT_TRUE(requests.empty()) << "no end";
  return out;
}

}  // namespace mcp::invoke
