// What of a schema asserts nothing although it should.
#include <algorithm>
#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "schema/decimal.h"
#include "schema/keyword.h"
#include "schema/message.h"
#include "schema/program.h"

namespace mcp::schema {
namespace {

struct Malformed {
  std::string pointer;  // from the schema
  std::string message;  // what was expected, and what is there
};

bool is_schema(const json::Value& value) { return value.is_object() || value.is_boolean(); }

/// Core, section 8.2.2.
bool is_anchor(std::string_view text) {
  const auto is_letter = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
  };
  return !text.empty() && is_letter(text.front()) &&
         std::all_of(text.begin(), text.end(), [&](char c) {
           return is_letter(c) || (c >= '0' && c <= '9') || c == '-' || c == '.';
         });
}

/// Core, section 8.2.1: a fragment is empty.
bool is_id(std::string_view text) {
  const std::size_t hash = text.find('#');
  return hash == std::string_view::npos || hash + 1 == text.size();
}

/// Reads the keywords of one schema object.
class Reader {
 public:
  explicit Reader(std::vector<Malformed>& out) : out_(out) {}

  void read(Keyword keyword, const json::Value& value, const Path& path) {
    switch (keyword) {
      case Keyword::id:
        if (!value.is_string() || !is_id(value.string())) {
          expected(path, "a URI reference without a fragment", value);
        }
        return;
      case Keyword::anchor:
      case Keyword::dynamic_anchor:
        if (!value.is_string() || !is_anchor(value.string())) {
          expected(path,
                   "a name that begins with a letter or `_` and goes on with letters, digits, `-`, "
                   "`_` and `.`",
                   value);
        }
        return;
      case Keyword::reference:
      case Keyword::dynamic_reference:
        if (!value.is_string()) expected(path, "a URI reference", value);
        return;
      case Keyword::type:
        return type(value, path);
      case Keyword::enumeration:
        if (!value.is_array()) expected(path, "an array of values", value);
        return;
      case Keyword::constant:
        return;  // any value
      case Keyword::multiple_of:
        return multiple_of(value, path);
      case Keyword::minimum:
      case Keyword::maximum:
      case Keyword::exclusive_minimum:
      case Keyword::exclusive_maximum:
        if (!value.is_number()) expected(path, "a number", value);
        return;
      case Keyword::min_length:
      case Keyword::min_items:
      case Keyword::min_properties:
      case Keyword::min_contains:
        return count(value, true, path);
      case Keyword::max_length:
      case Keyword::max_items:
      case Keyword::max_properties:
      case Keyword::max_contains:
        return count(value, false, path);
      case Keyword::pattern:
        if (!value.is_string()) expected(path, "a regular expression", value);
        return;
      case Keyword::format:
      case Keyword::content_encoding:
        if (!value.is_string()) expected(path, "a string", value);
        return;
      case Keyword::unique_items:
      case Keyword::write_only:
        if (!value.is_boolean()) expected(path, "a boolean", value);
        return;
      case Keyword::required:
        return names(value, path);
      case Keyword::dependent_required:
        return dependent_required(value, path);
      case Keyword::properties:
      case Keyword::pattern_properties:
      case Keyword::dependent_schemas:
        if (!value.is_object()) expected(path, "an object of schemas", value);
        return;
      case Keyword::definitions:
      case Keyword::old_definitions:
        return definitions(value, path);
      case Keyword::all_of:
      case Keyword::any_of:
      case Keyword::one_of:
      case Keyword::prefix_items:
        if (!value.is_array() || value.items().empty()) {
          expected(path, "an array of one or more schemas", value);
        }
        return;
      case Keyword::items:
      case Keyword::contains:
      case Keyword::additional_properties:
      case Keyword::property_names:
      case Keyword::unevaluated_items:
      case Keyword::unevaluated_properties:
      case Keyword::negated:
      case Keyword::condition:
      case Keyword::then:
      case Keyword::otherwise:
        return;  // a schema, which is looked at by itself
    }
  }

  void schema(const json::Value& value, const Path& path) {
    if (!is_schema(value)) expected(path, "a schema, which is an object or a boolean", value);
  }

 private:
  void expected(const Path& path, std::string_view what, const json::Value& value) {
    const bool is_empty = value.is_array() && value.items().empty();
    note(path, "expected " + std::string(what) + ", got " +
                   (is_empty ? "an empty array" : describe(value)));
  }

  void note(const Path& path, std::string message) {
    out_.push_back({to_pointer(path), std::move(message)});
  }

  void type(const json::Value& value, const Path& path) {
    constexpr std::string_view names =
        "`null`, `boolean`, `object`, `array`, `number`, `string` or `integer`";
    const auto is_name = [](const json::Value& name) {
      return name.is_string() && type_bits(name.string()) != 0;
    };
    if (!value.is_array()) {
      if (!is_name(value)) {
        expected(path, std::string(names) + ", or an array of these", value);
      }
      return;
    }
    if (value.items().empty()) expected(path, "one or more names of types", value);
    const auto items = value.items();
    for (std::size_t i = 0; i < items.size(); ++i) {
      if (!is_name(items[i])) expected({&path, {}, i, true}, names, items[i]);
    }
  }

  void multiple_of(const json::Value& value, const Path& path) {
    const Decimal number = value.is_number() ? parse_decimal(value.number()) : Decimal();
    if (number.digits.empty() || number.negative) {
      expected(path, "a number greater than 0", value);
    } else if (!is_multiple(Decimal(), number)) {
      note(path, "has more than 18 digits, which is not checked");
    }
  }

  void count(const json::Value& value, bool is_least, const Path& path) {
    const Decimal number = value.is_number() ? parse_decimal(value.number()) : Decimal();
    const bool is_zero = value.is_number() && number.digits.empty();
    if (!is_zero && (number.digits.empty() || number.negative || !is_integer(number))) {
      expected(path, "an integer of 0 or more", value);
    } else if (is_least && !to_count(number)) {
      note(path, "is larger than anything can be, which is not checked");
    }
  }

  void names(const json::Value& value, const Path& path) {
    if (!value.is_array()) return expected(path, "an array of names of properties", value);
    const auto items = value.items();
    for (std::size_t i = 0; i < items.size(); ++i) {
      if (!items[i].is_string()) {
        expected({&path, {}, i, true}, "the name of a property", items[i]);
      }
    }
  }

  void dependent_required(const json::Value& value, const Path& path) {
    if (!value.is_object()) return expected(path, "an object of arrays of names", value);
    for (const json::Member& member : value.members()) names(member.value, {&path, member.key});
  }

  /// Nothing need refer to them.
  void definitions(const json::Value& value, const Path& path) {
    if (!value.is_object()) return expected(path, "an object of schemas", value);
    for (const json::Member& member : value.members()) schema(member.value, {&path, member.key});
  }

  std::vector<Malformed>& out_;
};

/// What of `schema` itself, its subschemas left out, is malformed, or well-formed and beyond what
/// is checked here (JSON Schema 2020-12 core, sections 8 and 10; validation, section 6). Of
/// annotations only `format`, `contentEncoding` and `writeOnly` are looked at. `vocabularies`: bits
/// of Vocabulary, whose keywords mean something. What breaks a rule of form and asserts all the
/// same is not told: names that stand twice, an empty `enum`.
std::vector<Malformed> malformed_keywords(const json::Value& schema, std::uint8_t vocabularies) {
  std::vector<Malformed> out;
  Reader reader(out);
  const Path root;
  reader.schema(schema, root);
  if (!schema.is_object()) return out;
  const json::Index index(schema);
  for (const json::Member& member : schema.members()) {
    const KeywordRow* row = find_keyword(member.key);
    const bool is_used =
        row != nullptr && (row->vocabulary == core_bit || (vocabularies & row->vocabulary) != 0);
    // Of repeated keys the last stands.
    if (!is_used || index.find(member.key) != &member.value) continue;
    reader.read(row->keyword, member.value, {&root, member.key});
  }
  return out;
}

}  // namespace

std::vector<Problem> Program::problems() const {
  std::vector<Problem> malformed;
  std::vector<Problem> broken;
  std::set<std::string>
      places;  // of what is malformed: a definition is also seen where it is listed
  std::size_t seen = 0;
  for (bool grows = true; grows; ++seen) {
    const Node* node = nullptr;
    {
      const std::lock_guard lock(mutex_);
      grows = seen < nodes_.size();
      if (grows) {
        node = &nodes_[seen];
        for (Malformed& one :
             malformed_keywords(*node->source, resources_.vocabularies(*node->resource))) {
          std::string place = resources_.locate(*node->source) + one.pointer;
          if (!places.insert(place).second) continue;
          malformed.push_back({std::move(place), std::move(one.message)});
        }
      }
    }
    if (!grows) break;
    for (const auto& [reference, keyword] :
         {std::pair(node->reference.get(), "$ref"),
          std::pair(node->dynamic_reference.get(), "$dynamicRef")}) {
      if (reference == nullptr || resolve(*reference) != nullptr) continue;
      broken.push_back({locate(*node, keyword), "reaches nothing"});
    }
  }
  const std::lock_guard lock(mutex_);
  std::vector<Problem> out = problems_;
  out.insert(out.end(), malformed.begin(), malformed.end());
  out.insert(out.end(), broken.begin(), broken.end());
  return out;
}

}  // namespace mcp::schema
