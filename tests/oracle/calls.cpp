#include "calls.h"

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <string_view>
#include <utility>

#include "json/value.h"
#include "json/write.h"
#include "schema/instances/instances.h"
#include "schema/instances/random.h"

namespace oracle {

namespace {

using mcp::json::Document;
using mcp::json::Member;
using mcp::json::Value;

constexpr std::size_t max_texts_of_body = 12;
constexpr std::size_t attempts_with_texts = 3;

constexpr auto hard_texts = std::to_array<std::string_view>({
    "",
    " two  spaces ",
    "a/b?c#d[e]@f",
    "!$&'()*+,;=:",
    "100%",
    "%2F%C3%A9+%2B",
    "\xC3\xA9\xE2\x82\xAC\xF0\x9D\x84\x9E",
    "\"quoted\" \\ <b>&amp;</b>",
    "-1.50",
    "true",
    "null",
    "[1,\"a\"]",
    "a|b c\td",
    "two\r\nlines",
    "{braces}",
    "~`^",
    "..",
    "a.b;c=d",
});

/// Bytes, as arguments hold them.
constexpr auto files = std::to_array<std::string_view>({
    "AAEC/w==",
    "data:image/png;name=a%20b.png;base64,iVBORw0KGgo=",
    "data:text/plain,plain",
    "LS1tY3BjYy1wYXJ0LTAwMDAwMDAwDQo",
});

std::string literal(std::string_view text) {
  std::string out;
  mcp::json::append_string(out, text);
  return out;
}

std::optional<Document> parsed(std::string text) {
  auto result = Document::parse(std::move(text));
  auto* document = std::get_if<Document>(&result);
  if (document == nullptr) return std::nullopt;
  return std::move(*document);
}

/// The string values in `value`. Recursion is bounded by the depth of the parsed document.
void collect_strings(const Value& value, std::vector<const Value*>& out) {
  if (value.is_string()) out.push_back(&value);
  if (value.is_array()) {
    for (const Value& item : value.items()) collect_strings(item, out);
  } else if (value.is_object()) {
    for (const Member& member : value.members()) collect_strings(member.value, out);
  }
}

class Calls {
 public:
  Calls(const mcp::Server& server, const mcp::Tool& tool, std::uint64_t seed)
      : tool_(tool),
        options_{server.definitions},
        random_(seed),
        schema_(mcp::schema::Schema::compile(tool.input_schema, options_)) {}

  std::vector<std::string> make() && {
    std::vector<std::string> chosen;
    for (const mcp::MediaType& type : tool_.body) chosen.emplace_back(type.name.view());
    if (chosen.size() < 2) chosen = {""};
    for (const std::string& content_type : chosen) add_whole(content_type);
    if (!calls_.empty()) {
      const std::string whole = calls_.front();
      add(only_required(whole));
      for (std::size_t i = 0; i < attempts_with_texts; ++i)
        add(with_hard_texts(calls_[i % wholes_]));
    }
    return std::move(calls_);
  }

 private:
  void add_whole(const std::string& content_type) {
    std::string required;
    const auto require = [&](std::string_view name) {
      required += (required.empty() ? "" : ",") + literal(name);
    };
    for (const mcp::Argument& argument : tool_.arguments) require(argument.name);
    if (!tool_.body.empty()) require("body");
    std::string rules;
    if (!content_type.empty()) {
      require("content_type");
      rules = R"(,"properties":{"content_type":{"const":)" + literal(content_type) + "}}";
    }
    const std::string all = R"({"required":[)" + required + "]" + rules + "}";
    const std::string some =
        content_type.empty() ? "true" : R"({"required":["body","content_type"])" + rules + "}";
    for (const std::string& wanted : {all, some}) {
      mcp::schema::Instances instances(
          R"({"allOf":[)" + wanted + "," + std::string(tool_.input_schema.view()) + "]}", options_,
          random_.next());
      if (const auto instance = instances.conforming()) add(with_files(*instance));
    }
    wholes_ = calls_.size();
  }

  void add(std::string call) {
    if (std::find(calls_.begin(), calls_.end(), call) == calls_.end()) {
      calls_.push_back(std::move(call));
    }
  }

  bool accepts(const std::string& text) const {
    const auto document = parsed(text);
    return document && schema_->accepts(document->root());
  }

  /// `call` without what may be left out; `call` itself where that does not conform.
  std::string only_required(const std::string& call) const {
    const auto document = parsed(call);
    std::string out;
    for (const Member& member : document->root().members()) {
      const bool is_needed =
          (member.key == "body" && tool_.body_required) ||
          std::any_of(tool_.arguments.begin(), tool_.arguments.end(),
                      [&](const auto& a) { return a.required && a.name.view() == member.key; });
      if (!is_needed) continue;
      out += (out.empty() ? "" : ",") + literal(member.key) + ":";
      out += member.value.raw();
    }
    out = "{" + out + "}";
    return accepts(out) ? out : call;
  }

  /// Puts `with` in the place of strings of `call`, where they still conform.
  std::string replaced(std::string call, const std::vector<const Value*>& places,
                       const Document& document, const std::vector<std::string_view>& texts) const {
    // From the last one on, so that the places of the others stay.
    std::vector<std::pair<std::size_t, const Value*>> order;
    for (std::size_t i = 0; i < places.size(); ++i) order.emplace_back(i, places[i]);
    std::sort(order.begin(), order.end(), [](const auto& a, const auto& b) {
      return a.second->raw().data() > b.second->raw().data();
    });
    for (const auto& [index, place] : order) {
      const auto at = static_cast<std::size_t>(place->raw().data() - document.text().data());
      std::string changed = call;
      changed.replace(at, place->raw().size(), literal(texts[index]));
      if (accepts(changed)) call = std::move(changed);
    }
    return call;
  }

  std::string with_hard_texts(const std::string& call) {
    const auto document = parsed(call);
    std::vector<const Value*> places, of_body, of_path;
    for (const Member& member : document->root().members()) {
      if (member.key == "content_type") continue;
      const bool is_body = member.key == "body" && !tool_.body.empty();
      const bool is_in_path = std::any_of(
          tool_.arguments.begin(), tool_.arguments.end(), [&](const mcp::Argument& argument) {
            return argument.name.view() == member.key && argument.location == mcp::Location::path;
          });
      collect_strings(member.value, is_body ? of_body : is_in_path ? of_path : places);
    }
    const auto bytes = strings_of_files(*document);
    std::erase_if(of_body, [&](const Value* value) {
      return std::find(bytes.begin(), bytes.end(), value) != bytes.end();
    });
    while (of_body.size() > max_texts_of_body) {
      of_body.erase(of_body.begin() + static_cast<std::ptrdiff_t>(random_.below(of_body.size())));
    }
    places.insert(places.end(), of_body.begin(), of_body.end());
    std::vector<std::string_view> texts;
    for (std::size_t i = 0; i < places.size(); ++i) {
      texts.push_back(hard_texts[random_.below(hard_texts.size())]);
    }
    // No path has an empty part: the first one is empty.
    for (const Value* place : of_path) {
      places.push_back(place);
      texts.push_back(hard_texts[1 + random_.below(hard_texts.size() - 1)]);
    }
    return replaced(call, places, *document, texts);
  }

  /// The strings of a call that stand for bytes.
  std::vector<const Value*> strings_of_files(const Document& document) const {
    std::vector<const Value*> out;
    const Value* body = document.root().find("body");
    if (body == nullptr || tool_.body.empty()) return out;
    const Value* chosen = document.root().find("content_type");
    const mcp::MediaType* type = tool_.body.begin();
    for (const mcp::MediaType& other : tool_.body) {
      if (chosen != nullptr && chosen->is_string() && other.name.view() == chosen->string()) {
        type = &other;
      }
    }
    if (type->encoding == mcp::BodyEncoding::octet_stream) collect_strings(*body, out);
    if (type->encoding != mcp::BodyEncoding::multipart) return out;
    for (const mcp::PropertyEncoding& property : type->properties) {
      const Value* value = body->find(property.name);
      const bool is_file = property.encoding == mcp::BodyEncoding::octet_stream;
      if (is_file && value != nullptr && !value->is_object()) collect_strings(*value, out);
    }
    return out;
  }

  std::string with_files(const std::string& call) {
    const auto document = parsed(call);
    const auto places = strings_of_files(*document);
    std::vector<std::string_view> texts;
    for (std::size_t i = 0; i < places.size(); ++i) texts.push_back(files[random_.below(4)]);
    return replaced(call, places, *document, texts);
  }

  const mcp::Tool& tool_;
  mcp::schema::Options options_;
  mcp::schema::Random random_;
  std::shared_ptr<const mcp::schema::Schema> schema_;
  std::vector<std::string> calls_;
  std::size_t wholes_ = 0;  // of the calls, those that were made from the schema
};

}  // namespace

std::vector<std::string> make_calls(const mcp::Server& server, const mcp::Tool& tool,
                                    std::uint64_t seed) {
  return Calls(server, tool, seed).make();
}

}  // namespace oracle
