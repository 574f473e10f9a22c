#include "profile/universal.h"

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <tuple>
#include <utility>

#include "lower/schema_keyword.h"
#include "lower/text.h"
#include "profile/keyword.h"
#include "support/text.h"

namespace mcpcc::profile {

namespace outcomes = ledger::outcomes;
using lower::is_annotation;
using mcp::json::Document;
using mcp::json::Member;
using mcp::json::Value;

namespace {

constexpr std::size_t max_description = 200;  // of what is cut
constexpr std::size_t max_references = 64;    // that are open at a time

bool has_type(const Value& schema, std::string_view wanted) {
  const Value* type = schema.find("type");
  if (type == nullptr) return false;
  if (type->is_string()) return type->string() == wanted;
  return type->is_array() &&
         std::any_of(type->items().begin(), type->items().end(),
                     [&](const Value& t) { return t.is_string() && t.string() == wanted; });
}

// Whether it has schemas below it, other than ones that say nothing.
bool is_deep(const Value& schema) {
  if (!schema.is_object()) return false;
  return std::any_of(schema.members().begin(), schema.members().end(), [](const Member& member) {
    const Value& value = member.value;
    return find_keyword(member.key) != nullptr &&
           ((value.is_object() && !value.members().empty()) ||
            (value.is_array() && !value.items().empty()));
  });
}

// Whether what the keyword accepts depends on what the others beside it found.
bool stands_last(std::string_view key) {
  return key == "unevaluatedProperties" || key == "unevaluatedItems" || key == "maxContains";
}

// What an API or a client does not want at the root, and what means nothing to clients.
bool is_left_out_at_root(std::string_view key) {
  constexpr std::array<std::string_view, 9> names = {
      "$ref", "allOf", "anyOf", "dependentSchemas", "else", "if", "not", "oneOf", "then"};
  return std::find(names.begin(), names.end(), key) != names.end();
}

// A schema and what its places say about it: the annotations of an outer one replace those of an
// inner one and its own. Outermost first.
using Overlays = std::vector<const Value*>;

const Value* overlaid(const Overlays& overlays, std::string_view key) {
  for (const Value* overlay : overlays) {
    if (const Value* value = overlay->find(key)) return value;
  }
  return nullptr;
}

// An argument whose schema depends on another: what it is for which of its values.
struct Alternative {
  std::string description;
  const Value* schema;
};

// Writes one text. Recursion follows the nesting of texts, which is bounded, and references, of
// which `max_references` are open.
class Writer {
 public:
  Writer(const Value& root, Definitions& definitions, const Budget& budget)
      : root_(root), definitions_(definitions), budget_(budget), text_begin_(root.raw().data()) {
    read_conditions();
  }

  // nullopt: it is longer than the budget; hardly more of it than that was written.
  std::optional<Universal> run(unsigned depth) {
    max_depth_ = depth;
    result_ = {};
    overflow_ = false;
    write_root([&](const Member& property) {
      write_property(property, [&](const Value& schema, const Overlays& overlays) {
        write(schema, overlays);
      });
    });
    if (overflow_ || out().size() > budget_.bytes) return std::nullopt;
    return std::move(result_);
  }

  // The last resort: one level of every argument. Where that is too large, too, arguments that are
  // objects or arrays lose it, the largest first; then all descriptions are clipped and examples
  // left out; then other arguments lose all but their types.
  Universal run_outlined() {
    max_depth_ = 1;
    result_ = {};
    write_root([](const Member&) {});
    const std::size_t frame = std::exchange(result_, {}).schema.size();
    const Value* properties = root_.find("properties");
    if (properties == nullptr || !properties->is_object()) return {};
    std::vector<Part> parts;
    for (const bool is_brief : {false, true}) {
      is_brief_ = is_brief;
      parts.clear();
      std::size_t size = frame;
      for (const Member& property : properties->members()) {
        auto whole = part(property, false);
        parts.push_back({&property, whole ? std::move(*whole) : *part(property, true), !whole});
        size += parts.back().written.schema.size();
      }
      if (outline_largest(parts, size, false) <= budget_.bytes) break;
      if (is_brief) outline_largest(parts, size, true);
    }
    Universal result;
    result_ = {};
    std::size_t next = 0;
    write_root([&](const Member&) {
      Universal& written = parts[next++].written;
      out() += written.schema;
      result.was_cut = result.was_cut || written.was_cut;
      result.shown.insert(result.shown.end(), written.shown.begin(), written.shown.end());
      result.lost.insert(result.lost.end(), written.lost.begin(), written.lost.end());
    });
    result.schema = std::move(out());
    return result;
  }

 private:
  struct Part {
    const Member* property;
    Universal written;
    bool is_outlined;
  };

  std::string& out() { return result_.schema; }

  // Returns the size that is left, which is more than the budget where nothing is left to do.
  std::size_t outline_largest(std::vector<Part>& parts, std::size_t& size, bool with_flat) {
    const auto rank = [&](const Part& p) {
      const bool may = !p.is_outlined && (with_flat || is_deep(p.property->value) ||
                                          p.property->value.find("$ref") != nullptr ||
                                          alternatives_.contains(p.property->key));
      return may ? p.written.schema.size() : 0;
    };
    while (size > budget_.bytes && !parts.empty()) {
      Part& largest = *std::max_element(parts.begin(), parts.end(),
                                        [&](auto& a, auto& b) { return rank(a) < rank(b); });
      if (rank(largest) == 0) break;
      size -= largest.written.schema.size();
      largest.written = *part(*largest.property, true);
      largest.is_outlined = true;
      size += largest.written.schema.size();
    }
    return size;
  }

  std::optional<Universal> part(const Member& property, bool is_outlined) {
    result_ = {};
    overflow_ = false;
    write_property(property, [&](const Value& schema, const Overlays& overlays) {
      is_outlined ? outline(schema, overlays) : write(schema, overlays);
    });
    if (!is_outlined && overflow_) return std::nullopt;
    overflow_ = false;
    return std::move(result_);
  }

  // Adds members to an object that was opened.
  struct Object {
    std::string& out;
    bool first = true;
    explicit Object(std::string& o) : out(o) { out += '{'; }
    void key(std::string_view name) {
      if (!std::exchange(first, false)) out += ',';
      append_json_string(out, name);
      out += ':';
    }
    void close() { out += '}'; }
  };

  Place place_of(const Value& schema) const {
    return {text_, static_cast<std::size_t>(schema.raw().data() - text_begin_)};
  }
  void lose(const ledger::Outcome& outcome, const Value& schema, std::string_view key) {
    result_.lost.push_back({place_of(schema), key, &outcome});
  }

  // Conditions at the root say what an argument is by the value of another: `content_type`.
  void read_conditions() {
    const Value* conditions = root_.find("allOf");
    if (conditions == nullptr || !conditions->is_array()) return;
    for (const Value& condition : conditions->items()) {
      const Member* chosen = only_property(condition.find("if"));
      const Member* described = only_property(condition.find("then"));
      const Value* values = chosen == nullptr ? nullptr : chosen->value.find("enum");
      if (described == nullptr || values == nullptr || !values->is_array()) continue;
      std::string list;
      for (const Value& value : values->items()) {
        if (!value.is_string()) continue;
        if (!list.empty()) list += " or ";
        list += '`' + lower::visible(value.string()) + '`';
      }
      alternatives_[std::string(described->key)].push_back(
          {"With `" + std::string(chosen->key) + "` " + list + ".", &described->value});
    }
  }

  static const Member* only_property(const Value* schema) {
    const Value* properties = schema == nullptr ? nullptr : schema->find("properties");
    if (properties == nullptr || !properties->is_object() || properties->members().size() != 1) {
      return nullptr;
    }
    return &properties->members().front();
  }

  template <class WriteProperty>
  void write_root(WriteProperty write_one) {
    Object object(out());
    for (const Member& member : root_.members()) {
      if (is_left_out_at_root(member.key)) continue;
      object.key(member.key);
      if (member.key != "properties" || !member.value.is_object()) {
        out() += member.value.raw();
        continue;
      }
      Object map(out());
      for (const Member& property : member.value.members()) {
        map.key(property.key);
        write_one(property);
      }
      map.close();
    }
    object.close();
  }

  template <class Write>
  void write_property(const Member& property, Write write_schema) {
    const auto found = alternatives_.find(property.key);
    if (found == alternatives_.end()) return write_schema(property.value, {});
    Object object(out());
    for (const Member& member : property.value.members()) {
      object.key(member.key);
      out() += member.value.raw();
    }
    object.key("anyOf");
    out() += '[';
    for (const Alternative& alternative : found->second) {
      if (&alternative != &found->second.front()) out() += ',';
      std::string text = R"({"description":)";
      append_json_string(text, alternative.description);
      const Document overlay = parse(text + '}');
      write_schema(*alternative.schema, {&overlay.root()});
    }
    out() += ']';
    object.close();
  }

  void write(const Value& schema, const Overlays& overlays = {}) {
    if (out().size() > budget_.bytes) overflow_ = true;
    if (overflow_) return;
    if (!schema.is_object()) {
      out() += schema.is_boolean() && !schema.boolean() ? R"({"not":{}})" : "{}";
    } else if (const Value* reference = schema.find("$ref")) {
      write_reference(schema, *reference, overlays);
    } else if (depth_ >= max_depth_ && is_deep(schema)) {
      write_cut(schema, {}, overlays);
    } else {
      write_object(schema, overlays);
    }
  }

  void write_below(const Value& schema) {
    ++depth_;
    write(schema);
    --depth_;
  }

  void write_reference(const Value& schema, const Value& reference, const Overlays& overlays) {
    const auto index = reference.is_string() ? definitions_.find(reference.string()) : std::nullopt;
    if (!index) return write_object(schema, overlays);
    const Value& target = definitions_.schema(*index);
    const bool is_recursive = std::find(open_.begin(), open_.end(), *index) != open_.end();
    Overlays all = overlays;
    all.push_back(&schema);
    if (is_recursive || open_.size() >= max_references ||
        (depth_ >= max_depth_ && is_deep(target))) {
      return write_cut(target, definitions_.name(*index), all);
    }
    result_.shown.push_back(place_of(schema));
    if (!has_assertions(schema)) return write_target(*index, target, all);
    const Cuts cuts(*this);
    Object object(out());
    object.key("allOf");
    out() += '[';
    write_target(*index, target, {});
    out() += ']';
    write_members(object, schema, overlays);
    write_overlays(object, overlays);
    object.close();
  }

  void write_target(std::size_t index, const Value& target, const Overlays& overlays) {
    const auto text = std::pair(text_, text_begin_);
    open_.push_back(index);
    text_ = index;
    text_begin_ = target.raw().data();
    write(target, overlays);
    std::tie(text_, text_begin_) = text;
    open_.pop_back();
  }

  static bool has_assertions(const Value& schema) {
    return std::any_of(schema.members().begin(), schema.members().end(), [](const auto& member) {
      return member.key != "$ref" && !is_annotation(member.key);
    });
  }

  void write_object(const Value& schema, const Overlays& overlays) {
    result_.shown.push_back(place_of(schema));
    const Cuts cuts(*this);
    Object object(out());
    write_members(object, schema, overlays);
    write_overlays(object, overlays);
    // VS Code refuses a tool with an array that does not say what it holds.
    if (has_type(schema, "array") && schema.find("items") == nullptr) {
      object.key("items");
      out() += "{}";
    }
    object.close();
  }

  void write_members(Object& object, const Value& schema, const Overlays& overlays) {
    for (const bool at_last : {false, true}) {
      for (const Member& member : schema.members()) {
        if (stands_last(member.key) != at_last) continue;
        // `xml` says how bodies are written.
        if (member.key == "$ref" || member.key == "xml") continue;
        if (is_annotation(member.key) && overlaid(overlays, member.key) != nullptr) {
          if (member.key != "deprecated") lose(outcomes::text_replaced, schema, member.key);
        } else if (!is_brief_ || !write_briefly(object, schema, member)) {
          write_keyword(object, schema, member);
        }
      }
    }
  }

  // Whether there is something to spare.
  bool write_briefly(Object& object, const Value& schema, const Member& member) {
    const bool is_long = member.key == "description" && member.value.is_string() &&
                         member.value.string().size() > max_description;
    if (!is_long && member.key != "examples") return false;
    result_.was_cut = true;
    lose(outcomes::not_shown, schema, member.key);
    if (is_long) {
      object.key(member.key);
      append_json_string(out(), lower::clipped(member.value.string(), max_description));
    }
    return true;
  }

  void write_overlays(Object& object, const Overlays& overlays) {
    for (const Value* overlay : overlays) {
      for (const Member& member : overlay->members()) {
        if (!is_annotation(member.key) || overlaid(overlays, member.key) != &member.value) continue;
        object.key(member.key);
        out() += member.value.raw();
      }
    }
  }

  // The cuts of one object, apart from those before it.
  class Cuts {
   public:
    explicit Cuts(Writer& writer)
        : writer_(writer), before_(std::exchange(writer.result_.was_cut, false)) {}
    ~Cuts() { writer_.result_.was_cut = writer_.result_.was_cut || before_; }
    Cuts(const Cuts&) = delete;
    Cuts& operator=(const Cuts&) = delete;

   private:
    Writer& writer_;
    bool before_;
  };

  // What is cut accepts more, and so must all that it is a part of. `oneOf`, `not` and `if` accept
  // less when a part accepts more, and so do keywords that look at what parts beside them found.
  void write_keyword(Object& object, const Value& schema, const Member& member) {
    const std::string_view key = member.key;
    if (stands_last(key) && result_.was_cut) return lose(outcomes::beside_cut, schema, key);
    if (key != "oneOf" && key != "not" && key != "if") return write_value(object, member);
    const Cuts cuts(*this);
    const std::size_t begin = out().size();
    const std::size_t shown = result_.shown.size();
    const bool was_first = object.first;
    write_value(object, member);
    if (!result_.was_cut) return;
    lose(outcomes::beside_cut, schema, key);
    if (key == "oneOf" && schema.find("anyOf") == nullptr) {
      out().replace(begin + (was_first ? 1 : 2), key.size(), "anyOf");
      return;
    }
    out().resize(begin);
    result_.shown.resize(shown);
    object.first = was_first;
  }

  void write_value(Object& object, const Member& member) {
    object.key(member.key);
    const Value& value = member.value;
    const Keyword* keyword = find_keyword(member.key);
    if (keyword == nullptr) {
      out() += value.raw();
      if (out().size() > budget_.bytes) overflow_ = true;
    } else if (keyword->holds == Holds::schema) {
      write_below(value);
    } else if (keyword->holds == Holds::schemas) {
      write_list(value, keyword->about);
    } else {
      Object map(out());
      for (const Member& entry : value.members()) {
        if (overflow_) break;
        map.key(entry.key);
        write_below(entry.value);
      }
      map.close();
    }
  }

  void write_list(const Value& list, About about) {
    out() += '[';
    for (const Value& item : list.items()) {
      if (overflow_) break;
      if (&item != &list.items().front()) out() += ',';
      // Alternatives stand for the same value, so they are no deeper than it.
      about == About::same_value ? write(item) : write_below(item);
    }
    out() += ']';
  }

  // An argument without anything below it.
  void outline(const Value& schema, Overlays overlays) {
    const Value* end = &schema;
    std::string_view name;
    for (std::size_t steps = 0; steps < max_references && end->is_object(); ++steps) {
      const Value* reference = end->find("$ref");
      const auto index = reference != nullptr && reference->is_string()
                             ? definitions_.find(reference->string())
                             : std::nullopt;
      if (!index) break;
      overlays.push_back(end);
      end = &definitions_.schema(*index);
      name = definitions_.name(*index);
    }
    write_cut(*end, name, overlays);
  }

  // What stands in the place of a schema that is too deep. It accepts all that the schema accepts.
  void write_cut(const Value& schema, std::string_view name, const Overlays& overlays) {
    result_.was_cut = true;
    Object object(out());
    if (const Value* type = schema.find("type")) {
      object.key("type");
      out() += type->raw();
      if (has_type(schema, "array")) {
        object.key("items");
        out() += "{}";
      }
    }
    std::string description;
    if (const Value* said = overlaid(overlays, "description"); said != nullptr) {
      description = said->string();
    } else if (const Value* own = schema.find("description"); own != nullptr && own->is_string()) {
      const bool is_argument = depth_ == 0 && overlays.empty() && name.empty() && !is_brief_;
      description =
          is_argument ? std::string(own->string()) : lower::clipped(own->string(), max_description);
    }
    if (!description.empty()) description += ' ';
    description += '(';
    description += name.empty() ? "shortened" : "`" + lower::visible(name) + "`, shortened";
    const Value* properties = schema.find("properties");
    if (properties != nullptr && properties->is_object() && !properties->members().empty()) {
      description += "; properties: " + names_of(*properties);
    }
    description += ')';
    object.key("description");
    append_json_string(out(), description);
    object.close();
  }

  static std::string names_of(const Value& properties) {
    constexpr std::size_t most = 300;
    std::string list;
    for (const Member& member : properties.members()) {
      if (list.size() > most) return list + ", ...";
      if (!list.empty()) list += ", ";
      list += "`" + lower::visible(member.key) + "`";
    }
    return list;
  }

  const Value& root_;
  Definitions& definitions_;
  const Budget budget_;
  std::map<std::string, std::vector<Alternative>, std::less<>> alternatives_;
  Universal result_;
  unsigned max_depth_ = 1;
  unsigned depth_ = 0;
  bool overflow_ = false;
  bool is_brief_ = false;
  std::vector<std::size_t> open_;  // definitions being written, to end recursion
  std::size_t text_ = Place::root;
  const char* text_begin_;
};

}  // namespace

Universal lower_to_universal(const Value& root, Definitions& definitions, const Budget& budget) {
  Writer writer(root, definitions, budget);
  for (unsigned depth = budget.depth; depth >= 1; --depth) {
    if (auto result = writer.run(depth)) return std::move(*result);
  }
  return writer.run_outlined();
}

}  // namespace mcpcc::profile
