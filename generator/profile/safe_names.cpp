#include "profile/safe_names.h"

#include <algorithm>
#include <map>
#include <memory>
#include <set>
#include <unordered_map>
#include <utility>

#include "profile/definitions.h"
#include "profile/keyword.h"
#include "support/text.h"

namespace mcpcc::profile {

using mcp::json::Member;
using mcp::json::Value;

namespace {

constexpr std::string_view word_characters =
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-";

// Shown names by the document's, where they differ.
using Names = std::map<std::string_view, std::string>;

bool fits(std::string_view name, const NameRule& rule) {
  return !name.empty() && name.size() <= rule.longest &&
         rule.first.find(name.front()) != std::string_view::npos &&
         name.find_first_not_of(rule.others) == std::string_view::npos;
}

std::string made_to_fit(std::string_view name, const NameRule& rule) {
  std::string result;
  for (const char c : name) {
    const bool is_allowed = rule.others.find(c) != std::string_view::npos;
    if (is_allowed || result.empty() || result.back() != '_') result += is_allowed ? c : '_';
  }
  if (result.empty() || rule.first.find(result.front()) == std::string_view::npos) {
    result.insert(0, "_");
  }
  return result.substr(0, rule.longest);
}

// Recursion follows the nesting of schemas, which is bounded.
class Renaming {
 public:
  explicit Renaming(const NameRule& rule) : rule_(rule) {}

  Renamed run(std::string schema) {
    const auto document = parse(schema);
    if (all_fit(document.root())) return {std::move(schema), {}};
    read({&document.root()}, {});
    if (rewrites_.empty()) return {std::move(schema), {}};
    write(document.root());
    return {std::move(out_), std::move(rewrites_)};
  }

 private:
  // Almost all schemas, so nothing else is done for them. Values of `examples` may look like
  // schemas: then it is looked at more closely.
  bool all_fit(const Value& root) const {
    std::vector<const Value*> pending{&root};
    while (!pending.empty()) {
      const Value& next = *pending.back();
      pending.pop_back();
      for (const Value& item : next.is_array() ? next.items() : std::span<const Value>()) {
        pending.push_back(&item);
      }
      for (const Member& member : next.is_object() ? next.members() : std::span<const Member>()) {
        pending.push_back(&member.value);
        if (member.key != "properties" || !member.value.is_object()) continue;
        for (const Member& property : member.value.members()) {
          if (!fits(property.key, rule_)) return false;
        }
      }
    }
    return true;
  }

  // `schemas` are about one value, to which `pointer` leads.
  void read(std::vector<const Value*> schemas, const std::string& pointer) {
    std::map<std::string_view, std::vector<const Value*>> properties;
    std::vector<const Value*> others;
    for (std::size_t i = 0; i < schemas.size(); ++i) {
      const Value& schema = *schemas[i];
      if (!schema.is_object()) continue;
      for (const Member& member : schema.members()) {
        const Keyword* keyword = find_keyword(member.key);
        if (keyword == nullptr || member.key == "propertyNames") continue;
        if (member.key == "properties") {
          for (const Member& property : member.value.members()) {
            properties[property.key].push_back(&property.value);
          }
          continue;
        }
        auto& list = keyword->about == About::same_value ? schemas : others;
        if (keyword->holds == Holds::schema) {
          list.push_back(&member.value);
        } else if (keyword->holds == Holds::schemas) {
          for (const Value& item : member.value.items()) list.push_back(&item);
        } else {
          for (const Member& entry : member.value.members()) list.push_back(&entry.value);
        }
      }
    }
    const Names* names = choose(properties, names_spoken_of(schemas), pointer);
    if (names != nullptr) {
      for (const Value* schema : schemas) names_of_.emplace(schema->raw().data(), names);
    }
    for (auto& [name, list] : properties) {
      read(std::move(list), pointer_of(pointer, shown(name, names)));
    }
    const std::size_t rewrites = rewrites_.size();
    if (!others.empty()) read(std::move(others), pointer + "/*");
    if (rewrites_.size() == rewrites) return;
    // What holds for other members must not hold for those that have names.
    for (const auto& [name, list] : properties) {
      if (names == nullptr || !names->contains(name)) {
        rewrites_.push_back(
            {pointer_of(pointer, name), ir::RewriteKind::rename, std::string(name)});
      }
    }
  }

  // Which members have without being described: no other one may be shown under them.
  static std::set<std::string, std::less<>> names_spoken_of(
      const std::vector<const Value*>& schemas) {
    std::set<std::string, std::less<>> names;
    const auto add_list = [&](const Value& list) {
      if (!list.is_array()) return;
      for (const Value& name : list.items()) {
        if (name.is_string()) names.emplace(name.string());
      }
    };
    for (const Value* schema : schemas) {
      if (!schema->is_object()) continue;
      for (const Member& member : schema->members()) {
        if (member.key == "required") add_list(member.value);
        if (!member.value.is_object()) continue;
        if (member.key == "dependentRequired" || member.key == "dependentSchemas") {
          for (const Member& entry : member.value.members()) {
            names.emplace(entry.key);
            add_list(entry.value);
          }
        }
        const Value* listed = member.key == "propertyNames" ? member.value.find("enum") : nullptr;
        if (listed != nullptr) add_list(*listed);
      }
    }
    return names;
  }

  // nullptr: all names may stay.
  const Names* choose(const std::map<std::string_view, std::vector<const Value*>>& properties,
                      std::set<std::string, std::less<>> taken, const std::string& pointer) {
    auto names = std::make_unique<Names>();
    for (const auto& [name, schemas] : properties) {
      if (fits(name, rule_)) taken.emplace(name);
    }
    for (const auto& [name, schemas] : properties) {
      if (fits(name, rule_)) continue;
      const std::string wanted = made_to_fit(name, rule_);
      std::string unique = wanted;
      for (int number = 2; !taken.insert(unique).second; ++number) {
        const std::string suffix = '_' + std::to_string(number);
        unique = wanted.substr(0, rule_.longest - suffix.size()) + suffix;
      }
      rewrites_.push_back(
          {pointer_of(pointer, unique), ir::RewriteKind::rename, std::string(name)});
      names->emplace(name, std::move(unique));
    }
    if (names->empty()) return nullptr;
    return all_names_.emplace_back(std::move(names)).get();
  }

  static std::string_view shown(std::string_view name, const Names* names) {
    if (names == nullptr) return name;
    const auto found = names->find(name);
    return found == names->end() ? name : std::string_view(found->second);
  }

  static std::string pointer_of(std::string pointer, std::string_view token) {
    append_pointer_token(pointer, token);
    return pointer;
  }

  void key(std::string_view name, bool& first) {
    if (!std::exchange(first, false)) out_ += ',';
    append_json_string(out_, name);
    out_ += ':';
  }

  void write(const Value& schema) {
    if (!schema.is_object()) {
      out_ += schema.raw();
      return;
    }
    const auto found = names_of_.find(schema.raw().data());
    const Names* names = found == names_of_.end() ? nullptr : found->second;
    const bool was_widened = std::exchange(is_widened_, false);
    out_ += '{';
    bool first = true;
    for (const bool at_last : {false, true}) {
      for (const Member& member : schema.members()) {
        if (depends_on_others(member.key) != at_last || (at_last && is_widened_)) continue;
        if (names == nullptr || !is_about_names(schema, member.key)) {
          write_keyword(schema, member, names, first);
        } else if (!is_value(member.key)) {
          is_widened_ = true;
        }
      }
    }
    out_ += '}';
    is_widened_ = is_widened_ || was_widened;
  }

  // What speaks of the document's names in a way that does not come through: it is left out, and so
  // is what would accept less without it.
  static bool is_about_names(const Value& schema, std::string_view key) {
    return key == "propertyNames" || key == "const" || key == "enum" || is_value(key) ||
           key == "patternProperties" ||
           (key == "additionalProperties" && schema.find("patternProperties") != nullptr);
  }

  static bool is_value(std::string_view key) { return key == "default" || key == "examples"; }

  void write_keyword(const Value& schema, const Member& member, const Names* names, bool& first) {
    const std::size_t begin = out_.size();
    const bool was_first = first;
    const bool was_widened = std::exchange(is_widened_, false);
    key(member.key, first);
    write_member(member, names);
    if (is_widened_ && turns_around(member.key)) {
      if (member.key == "oneOf" && schema.find("anyOf") == nullptr) {
        out_.replace(begin + (was_first ? 1 : 2), member.key.size(), "anyOf");
      } else {
        out_.resize(begin);
        first = was_first;
      }
    }
    is_widened_ = is_widened_ || was_widened;
  }

  void write_member(const Member& member, const Names* names) {
    const Keyword* keyword = find_keyword(member.key);
    if (keyword == nullptr) {
      write_names(member, names);
    } else if (keyword->holds == Holds::schema) {
      write(member.value);
    } else if (keyword->holds == Holds::schemas) {
      out_ += '[';
      for (const Value& item : member.value.items()) {
        if (&item != &member.value.items().front()) out_ += ',';
        write(item);
      }
      out_ += ']';
    } else {
      out_ += '{';
      bool first = true;
      for (const Member& entry : member.value.members()) {
        key(member.key == "patternProperties" ? entry.key : shown(entry.key, names), first);
        write(entry.value);
      }
      out_ += '}';
    }
  }

  void write_names(const Member& member, const Names* names) {
    if (names != nullptr && member.key == "required" && member.value.is_array()) {
      write_list(member.value, *names);
    } else if (names != nullptr && member.key == "dependentRequired" && member.value.is_object()) {
      out_ += '{';
      bool first = true;
      for (const Member& entry : member.value.members()) {
        key(shown(entry.key, names), first);
        write_list(entry.value, *names);
      }
      out_ += '}';
    } else {
      out_ += member.value.raw();
    }
  }

  void write_list(const Value& list, const Names& names) {
    out_ += '[';
    for (const Value& item : list.items()) {
      if (&item != &list.items().front()) out_ += ',';
      if (item.is_string()) {
        append_json_string(out_, shown(item.string(), &names));
      } else {
        out_ += item.raw();
      }
    }
    out_ += ']';
  }

  const NameRule& rule_;
  std::vector<std::unique_ptr<Names>> all_names_;
  std::unordered_map<const char*, const Names*> names_of_;  // by where a schema's text begins
  std::vector<ir::Rewrite> rewrites_;
  std::string out_;
  bool is_widened_ = false;  // something was left out of the schema that is being written
};

}  // namespace

const NameRule safe_names = {word_characters, word_characters, 64};

Renamed rename(std::string schema, const NameRule& rule) {
  return Renaming(rule).run(std::move(schema));
}

}  // namespace mcpcc::profile
