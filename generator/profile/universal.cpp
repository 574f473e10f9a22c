#include "profile/universal.h"

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <utility>

#include "lower/text.h"
#include "profile/keyword.h"
#include "profile/schema_writer.h"
#include "support/text.h"

namespace mcpcc::profile {

using mcp::json::Document;
using mcp::json::Member;
using mcp::json::Value;

namespace {

// What becomes of the last level where it is too large: the descriptions of its members are
// shortened step by step and what stands below them goes, then the descriptions of those that are
// not required, then such members.
std::array<SchemaWriter::Thinning, 13> thinnings(std::size_t bytes) {
  return {{{1000, 300, 300},
           {500, 150, 150},
           {300, 80, 80},
           {200, 40, 40},
           {100, 0, 0},
           {100, 0, 0, bytes / 4 * 3},
           {0, 0, 0, bytes / 2},
           {0, 0, 0, bytes / 4},
           {0, 0, 0, bytes / 8},
           {0, 0, 0, bytes / 16},
           {0, 0, 0, bytes / 32},
           {0, 0, 0, bytes / 64},
           {0, 0, 0, bytes / 128}}};
}

// What an API or a client does not want at the root, and what means nothing to clients.
bool is_left_out_at_root(std::string_view key) {
  constexpr std::array<std::string_view, 9> names = {
      "$ref", "allOf", "anyOf", "dependentSchemas", "else", "if", "not", "oneOf", "then"};
  return std::find(names.begin(), names.end(), key) != names.end();
}

// An argument whose schema depends on another: what it is for which of its values.
struct Alternative {
  std::string description;
  const Value* schema;
};

class Writer {
 public:
  Writer(const Value& root, Definitions& definitions, const Budget& budget)
      : root_(root), budget_(budget), schemas_(root, definitions) {
    read_conditions();
  }

  // nullopt: it is longer than the budget; hardly more of it than that was written.
  std::optional<Universal> run(const SchemaWriter::Limits& limits) {
    schemas_.begin(limits);
    write_root(schemas_.out(), [&](const Member& property) {
      write_property(property, [&](const Value& schema, const Overlays& overlays) {
        schemas_.write(schema, overlays);
      });
    });
    if (schemas_.overflow() || schemas_.out().size() > budget_.bytes) return std::nullopt;
    return schemas_.take();
  }

  // With as little of the last level gone as the budget needs, found by halves.
  std::optional<Universal> run_thinned(unsigned depth) {
    const auto steps = thinnings(budget_.bytes);
    std::optional<Universal> best;
    for (std::size_t first = 0, last = steps.size(); first < last;) {
      const std::size_t middle = first + (last - first) / 2;
      if (auto result = run({budget_.bytes, depth, true, steps[middle]})) {
        best = std::move(result);
        last = middle;
      } else {
        first = middle + 1;
      }
    }
    return best;
  }

  // The last resort: little of one level of every argument. Where that is too large, too, arguments
  // that are objects or arrays lose it, the largest first; then the descriptions of arguments are
  // shortened; then other arguments lose all but their types.
  Universal run_outlined() {
    const Value* properties = root_.find("properties");
    if (properties == nullptr || !properties->is_object()) return {};
    std::string frame;
    write_root(frame, [](const Member&) {});
    std::vector<Part> parts;
    for (const bool is_brief : {false, true}) {
      parts.clear();
      std::size_t size = frame.size();
      for (const Member& property : properties->members()) {
        auto whole = part(property, false, is_brief);
        const bool is_outlined = !whole;
        if (!whole) whole = part(property, true, is_brief);
        parts.push_back({&property, std::move(*whole), is_outlined});
        size += parts.back().written.schema.size();
      }
      outline_largest(parts, size, false, is_brief);
      if (size <= budget_.bytes) break;
      if (is_brief) outline_largest(parts, size, true, is_brief);
    }
    Universal result;
    std::size_t next = 0;
    write_root(result.schema, [&](const Member&) {
      Universal& written = parts[next++].written;
      result.schema += written.schema;
      result.was_cut = result.was_cut || written.was_cut;
      result.shown.insert(result.shown.end(), written.shown.begin(), written.shown.end());
      result.outlined.insert(result.outlined.end(), written.outlined.begin(),
                             written.outlined.end());
      result.lost.insert(result.lost.end(), written.lost.begin(), written.lost.end());
    });
    return result;
  }

 private:
  struct Part {
    const Member* property;
    Universal written;
    bool is_outlined;
  };

  std::optional<Universal> part(const Member& property, bool is_outlined, bool is_brief) {
    SchemaWriter::Thinning thinning = thinnings(budget_.bytes).back();
    if (is_brief) thinning.argument = max_description;
    schemas_.begin({budget_.bytes, 1, true, thinning});
    write_property(property, [&](const Value& schema, const Overlays& overlays) {
      is_outlined ? schemas_.outline(schema, overlays) : schemas_.write(schema, overlays);
    });
    if (!is_outlined && schemas_.overflow()) return std::nullopt;
    return schemas_.take();
  }

  // Until `size` is within the budget or nothing is left to do; `all`: also arguments that have
  // nothing below them.
  void outline_largest(std::vector<Part>& parts, std::size_t& size, bool all, bool is_brief) {
    std::vector<Part*> order;
    for (Part& one : parts) {
      if (!one.is_outlined && (all || is_deep(*one.property))) order.push_back(&one);
    }
    std::stable_sort(order.begin(), order.end(), [](const Part* a, const Part* b) {
      return a->written.schema.size() > b->written.schema.size();
    });
    for (Part* largest : order) {
      if (size <= budget_.bytes) return;
      size -= largest->written.schema.size();
      largest->written = *part(*largest->property, true, is_brief);
      largest->is_outlined = true;
      size += largest->written.schema.size();
    }
  }

  bool is_deep(const Member& property) const {
    if (alternatives_.contains(property.key) || !property.value.is_object()) return true;
    const auto members = property.value.members();
    return std::any_of(members.begin(), members.end(), [](const Member& member) {
      return member.key == "$ref" || find_keyword(member.key) != nullptr;
    });
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
          {std::string(lower::chosen_by) + '`' + std::string(chosen->key) + "` " + list + '.',
           &described->value});
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
  void write_root(std::string& out, WriteProperty write_one) {
    ObjectWriter object(out);
    for (const Member& member : root_.members()) {
      if (is_left_out_at_root(member.key)) continue;
      object.key(member.key);
      if (member.key != "properties" || !member.value.is_object()) {
        out += member.value.raw();
        continue;
      }
      ObjectWriter map(out);
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
    std::string& out = schemas_.out();
    ObjectWriter object(out);
    for (const Member& member : property.value.members()) {
      object.key(member.key);
      out += member.value.raw();
    }
    object.key("anyOf");
    out += '[';
    for (const Alternative& alternative : found->second) {
      if (&alternative != &found->second.front()) out += ',';
      std::string text = R"({"description":)";
      append_json_string(text, alternative.description);
      const Document overlay = parse(text + '}');
      write_schema(*alternative.schema, {&overlay.root()});
    }
    out += ']';
    object.close();
  }

  const Value& root_;
  const Budget budget_;
  SchemaWriter schemas_;
  std::map<std::string, std::vector<Alternative>, std::less<>> alternatives_;
};

}  // namespace

Universal lower_to_universal(const Value& root, Definitions& definitions, const Budget& budget) {
  Writer writer(root, definitions, budget);
  if (auto result = writer.run({budget.bytes, budget.depth})) return std::move(*result);
  // Long examples and most of long lists of values go before what lies deep does.
  for (unsigned depth = budget.depth; depth >= 1; --depth) {
    auto result = writer.run({budget.bytes, depth, true});
    if (!result) continue;
    const std::size_t size = result->schema.size();
    if (depth == budget.depth) {
      auto longer = writer.run({budget.bytes, depth, true, {}, budget.bytes / 8});
      if (longer) return std::move(*longer);
    } else if (size < budget.bytes / 2) {
      auto deeper = writer.run_thinned(depth + 1);
      if (deeper && deeper->schema.size() > size) return std::move(*deeper);
    }
    return std::move(*result);
  }
  if (auto result = writer.run_thinned(1)) return std::move(*result);
  return writer.run_outlined();
}

}  // namespace mcpcc::profile
