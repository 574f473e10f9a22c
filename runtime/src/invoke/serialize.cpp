#include "invoke/serialize.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "invoke/kept.h"
#include "json/write.h"
#include "schema/regex/pattern.h"

namespace mcp::invoke {
namespace {

std::string escaped(std::string_view text, Escape escape) {
  std::string out;
  append_escaped(out, text, escape);
  return out;
}

/// Names are never written with reserved characters in them.
Escape name_escape(Escape escape) {
  return escape == Escape::none || escape == Escape::form ? escape : Escape::unreserved;
}

/// A value taken apart: an item of an array, a member of an object, or a scalar.
struct Part {
  std::string name;  // of a member
  std::string value;
};

/// What stands between items, where nothing but `,` may stand as it is.
std::string separator_text(char separator, Escape escape) {
  if (escape == Escape::none || separator == ',') return std::string(1, separator);
  return separator == ' ' ? "%20" : separator == '|' ? "%7C" : "%09";
}

/// An item of an array. Of an array in it, the items are joined by the first of `separators`, and
/// so on as long as there are some.
std::string item_text(const json::Value& item, std::string_view separators, Escape escape) {
  if (!item.is_array() || separators.empty()) return escaped(plain_text(item), escape);
  std::string out;
  bool is_first = true;
  for (const json::Value& inner : item.items()) {
    if (inner.is_null()) continue;
    if (!std::exchange(is_first, false)) out += separator_text(separators.front(), escape);
    out += item_text(inner, separators.substr(1), escape);
  }
  return out;
}

std::vector<Part> parts_of(const json::Value& value, Escape escape,
                           std::string_view separators = {}) {
  std::vector<Part> parts;
  if (value.is_array()) {
    for (const json::Value& item : value.items()) {
      if (!item.is_null()) parts.push_back({{}, item_text(item, separators, escape)});
    }
  } else if (value.is_object()) {
    for (const json::Member& member : value.members()) {
      if (member.value.is_null()) continue;
      parts.push_back(
          {escaped(member.key, name_escape(escape)), escaped(plain_text(member.value), escape)});
    }
  } else if (!value.is_null()) {
    parts.push_back({{}, escaped(plain_text(value), escape)});
  }
  return parts;
}

std::string joined_parts(const std::vector<Part>& parts, bool named, std::string_view separator,
                         std::string_view assignment) {
  std::string out;
  for (const Part& part : parts) {
    if (&part != &parts.front()) out += separator;
    if (named) out.append(part.name).append(assignment);
    out += part.value;
  }
  return out;
}

std::string matrix(const std::string& name, const std::vector<Part>& parts, bool named,
                   bool explode) {
  // RFC 6570, section 3.2.7: no `=` before an empty value.
  const auto assigned = [](const std::string& key, const std::string& value) {
    return ";" + key + (value.empty() ? "" : "=" + value);
  };
  if (!explode) return assigned(name, joined_parts(parts, named, ",", ","));
  std::string out;
  for (const Part& part : parts) out += assigned(named ? part.name : name, part.value);
  return out;
}

bool has_children(const json::Value& value) { return value.is_array() || value.is_object(); }

/// `name` is the same on return; one buffer for all levels, so that only leaves cost its length.
/// Recursion is bounded by the depth of the parsed document.
void append_deep(Pairs& pairs, std::string& name, const json::Value& value, Escape escape) {
  const std::size_t size = name.size();
  const auto descend = [&](std::string_view key, const json::Value& child) {
    name.append(escape == Escape::none ? "[" : "%5B").append(key);
    name.append(escape == Escape::none ? "]" : "%5D");
    append_deep(pairs, name, child, escape);
    name.resize(size);
  };
  if (value.is_object()) {
    for (const json::Member& member : value.members()) {
      descend(escaped(member.key, name_escape(escape)), member.value);
    }
  } else if (value.is_array()) {
    const auto items = value.items();
    const bool counted = std::any_of(items.begin(), items.end(), has_children);
    for (std::size_t i = 0; i < items.size(); ++i) {
      descend(counted ? std::to_string(i) : std::string(), items[i]);
    }
  } else if (!value.is_null()) {
    pairs.add(name, escaped(plain_text(value), escape));
  }
}

std::string separator_of(Style style, Escape escape) {
  switch (style) {
    case Style::space_delimited:
      return separator_text(' ', escape);
    case Style::pipe_delimited:
      return separator_text('|', escape);
    case Style::tab_delimited:
      return separator_text('\t', escape);
    default:
      return ",";
  }
}

void append_styled_pairs(Pairs& pairs, std::string name, const json::Value& value, Style style,
                         bool explode, Escape escape, std::string_view item_separators) {
  if (style == Style::deep_object) return append_deep(pairs, name, value, escape);
  const std::vector<Part> parts = parts_of(value, escape, item_separators);
  const bool named = value.is_object();
  if (!explode) {
    const std::string separator = separator_of(style, escape);
    if (!parts.empty()) {
      pairs.add(name, joined_parts(parts, named, separator, separator));
    }
    return;
  }
  for (const Part& part : parts) pairs.add(named ? part.name : name, part.value);
}

bool names_json(std::string_view media_type) {
  return media_type.find("json") != std::string_view::npos;
}

/// What `content` holds: JSON, except that a string stands for itself in any other media type.
std::string content_text(std::string_view media_type, const json::Value& value) {
  if (value.is_string() && !names_json(media_type)) {
    return std::string(value.string());
  }
  std::string out;
  json::append_compact(out, value.raw());
  return out;
}

}  // namespace

bool is_sent_as_json(const Argument& argument) {
  return argument.style == Style::content && names_json(argument.media_type);
}

std::string plain_text(const json::Value& value) {
  if (value.is_string()) return std::string(value.string());
  std::string out;
  json::append_compact(out, value.raw());
  return out;
}

std::string expand(const Argument& argument, const json::Value& value, Escape escape) {
  if (argument.style == Style::content) {
    return escaped(content_text(argument.media_type, value), escape);
  }
  const std::vector<Part> parts = parts_of(value, escape, argument.item_separators);
  const bool named = value.is_object();
  const bool explode = argument.explode;
  if (parts.empty() || (parts.size() == 1 && !named && parts.front().value.empty())) return {};
  switch (argument.style) {
    case Style::label:
      return "." + joined_parts(parts, named, explode ? "." : ",", explode ? "=" : ",");
    case Style::matrix:
      return matrix(escaped(argument.wire_name, name_escape(escape)), parts, named, explode);
    default:
      const std::string separator = separator_of(argument.style, escape);
      return joined_parts(parts, named, separator, explode ? "=" : separator);
  }
}

void append_pairs(Pairs& pairs, const Argument& argument, const json::Value& value, Escape escape) {
  if (value.is_null() && !argument.required) return;
  const std::string name = escaped(argument.wire_name, name_escape(escape));
  const std::size_t before = pairs.size();
  if (argument.allow_empty_value && value.is_string() && value.string().empty()) {
    pairs.add(name, {});
  } else if (argument.style == Style::content) {
    if (!value.is_null())
      pairs.add(name, escaped(content_text(argument.media_type, value), escape));
  } else {
    append_styled_pairs(pairs, name, value, argument.style, argument.explode, escape,
                        argument.item_separators);
  }
  if (pairs.size() == before && argument.allow_empty_value) pairs.add(name, {});
}

const PropertyEncoding* encoding_of(const List<PropertyEncoding>& rows, std::string_view property) {
  static Kept<schema::regex::Pattern> patterns;
  const auto has_name = [&](const PropertyEncoding& row) {
    return row.pattern.empty() && row.name.view() == property;
  };
  const auto matches = [&](const PropertyEncoding& row) {
    if (row.pattern.empty()) return false;
    const auto pattern = patterns.get({row.pattern.data, nullptr}, [&] {
      return std::make_shared<const schema::regex::Pattern>(row.pattern.view());
    });
    return !pattern->error() && pattern->find(property) == schema::regex::Pattern::Match::yes;
  };
  const auto* found = std::find_if(rows.begin(), rows.end(), has_name);
  if (found == rows.end()) found = std::find_if(rows.begin(), rows.end(), matches);
  return found == rows.end() ? nullptr : found;
}

void append_form_pairs(Pairs& pairs, std::string_view name, const json::Value& value,
                       const PropertyEncoding* encoding, const XmlText& xml_text) {
  if (value.is_null()) return;
  const std::string form_name = escaped(name, Escape::form);
  if (encoding != nullptr && encoding->style != Style::content) {
    const Escape escape = encoding->allow_reserved ? Escape::reserved_in_query : Escape::unreserved;
    return append_styled_pairs(pairs, escaped(name, Escape::unreserved), value, encoding->style,
                               encoding->explode, escape, encoding->item_separators);
  }
  const auto text_of = [&](const json::Value& part) {
    const std::string text = encoding == nullptr ? plain_text(part)
                             : encoding->encoding == BodyEncoding::xml
                                 ? xml_text(*encoding, part)
                                 : content_text(encoding->content_type, part);
    return escaped(text, Escape::form);
  };
  if (!value.is_array() || (encoding != nullptr && names_json(encoding->content_type))) {
    pairs.add(form_name, text_of(value));
    return;
  }
  for (const json::Value& item : value.items()) {
    if (!item.is_null()) pairs.add(form_name, text_of(item));
  }
}

void append_part_pairs(Pairs& pairs, std::string_view name, const json::Value& value,
                       const PropertyEncoding& encoding) {
  append_styled_pairs(pairs, std::string(name), value, encoding.style, encoding.explode,
                      Escape::none, encoding.item_separators);
}

void Pairs::add(std::string_view name, std::string value) {
  bytes_ += name.size() + value.size() + 2;
  if (!is_too_long()) pairs_.push_back({std::string(name), std::move(value)});
}

void Pairs::set(std::string_view name, std::string value) {
  std::erase_if(pairs_, [&](const Pair& pair) { return decodes_to_same(pair.name, name); });
  pairs_.push_back({std::string(name), std::move(value)});
}

std::string Pairs::joined(std::string_view separator) const {
  std::string out;
  for (const Pair& pair : pairs_) {
    if (!out.empty()) out += separator;
    out.append(pair.name).append("=").append(pair.value);
  }
  return out;
}

}  // namespace mcp::invoke
