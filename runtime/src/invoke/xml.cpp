#include "invoke/xml.h"

#include <algorithm>
#include <map>
#include <optional>
#include <utility>

#include "invoke/serialize.h"
#include "invoke/xml_schemas.h"

namespace mcp::invoke {
namespace {

using json::Value;

using NodeType = XmlHints::NodeType;

bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
         static_cast<unsigned char>(c) >= 0x80;
}

/// XML 1.0, section 2.3, without a colon, which separates prefixes (Namespaces in XML, section 4).
bool is_name(std::string_view text) {
  return !text.empty() && is_letter(text.front()) &&
         std::all_of(text.begin(), text.end(), [](char c) {
           return is_letter(c) || (c >= '0' && c <= '9') || c == '-' || c == '.';
         });
}

/// XML 1.0, section 2.2: of the control characters only these three are allowed, and not the two
/// that end the plane.
bool has_forbidden_character(std::string_view text) {
  for (const std::string_view last : {"\uFFFE", "\uFFFF"}) {
    if (text.find(last) != std::string_view::npos) return true;
  }
  return std::any_of(text.begin(), text.end(), [](char c) {
    return static_cast<unsigned char>(c) < 0x20 && c != '\t' && c != '\n' && c != '\r';
  });
}

void append_escaped_xml(std::string& out, std::string_view text, bool in_attribute) {
  for (const char c : text) {
    if (c == '&') {
      out += "&amp;";
    } else if (c == '<') {
      out += "&lt;";
    } else if (c == '>') {
      out += "&gt;";
    } else if (c == '\r') {
      out += "&#13;";
    } else if (in_attribute && c == '"') {
      out += "&quot;";
    } else if (in_attribute && (c == '\n' || c == '\t')) {
      out += c == '\n' ? "&#10;" : "&#9;";
    } else {
      out += c;
    }
  }
}

/// Recursion follows the nesting of the value, which its parser bounds.
class Writer {
 public:
  Writer(XmlSchemas& schemas, std::string_view argument, Problems& problems)
      : schemas_(schemas), argument_(argument), problems_(problems) {}

  std::string write(const Value& value, const XmlPlace& place) {
    const Value* schema = schemas_.root();
    const std::string_view definition = schemas_.definition_name(schema, value);
    if (!definition.empty()) {
      element({definition}, schema, value);
    } else if (is_name(place.property)) {
      element({place.property, true}, schema, value);
    } else {
      element({"root"}, schema, value);
    }
    if (schemas_.gave_up())
      problem("too large to tell which alternatives of its schema are meant, it is XML");
    const std::string_view charset =
        place.charset.empty() ? "UTF-8" : std::string_view(place.charset);
    std::string declared = R"(<?xml version="1.0" encoding=")";
    append_escaped_xml(declared, charset, true);
    return declared + "\"?>" + out_;
  }

 private:
  /// What an element is called whose schema does not say it.
  struct Inferred {
    std::string_view name;
    bool is_of_property = false;
  };

  void problem(std::string text) {
    if (problems_.size() < 20) problems_.push_back('`' + argument_ + "`: " + std::move(text));
  }

  std::string qualified(const XmlHints& hints, std::string_view name) {
    const std::string_view own = hints.name.empty() ? name : std::string_view(hints.name);
    if (!is_name(own) || (!hints.prefix.empty() && !is_name(hints.prefix))) {
      problem("`" + std::string(own) + "` cannot be a name in XML");
    }
    return hints.prefix.empty() ? std::string(own) : hints.prefix + ":" + std::string(own);
  }

  /// The namespaces of the prefixes that an element declares.
  using Declared = std::map<std::string, std::string>;

  void declare(const XmlHints& hints, Declared& declared) {
    if (hints.name_space.empty() || !declared.emplace(hints.prefix, hints.name_space).second)
      return;
    attribute(hints.prefix.empty() ? "xmlns" : "xmlns:" + hints.prefix, hints.name_space);
  }

  /// Namespaces in XML, section 6.2: no attribute is in the default namespace, so it needs a
  /// prefix, and one that no other namespace has.
  static void choose_prefix(XmlHints& hints, const Declared& declared) {
    if (hints.name_space.empty()) return;
    const auto is_free = [&](const std::string& prefix) {
      const auto found = declared.find(prefix);
      return !prefix.empty() && (found == declared.end() || found->second == hints.name_space);
    };
    for (int i = 1; !is_free(hints.prefix); ++i) hints.prefix = "ns" + std::to_string(i);
  }

  void attribute(std::string_view name, std::string_view text) {
    out_.append(" ").append(name).append("=\"");
    append_escaped_xml(out_, text, true);
    out_ += '"';
  }

  void text(std::string_view value, bool as_cdata = false) {
    if (has_forbidden_character(value))
      problem("must not contain control characters, U+FFFE or U+FFFF, it is XML");
    if (!as_cdata) return append_escaped_xml(out_, value, false);
    out_ += "<![CDATA[";
    for (std::size_t end = value.find("]]>"); end != std::string_view::npos;
         end = value.find("]]>")) {
      out_.append(value.substr(0, end + 2)).append("]]><![CDATA[");
      value.remove_prefix(end + 2);
    }
    out_.append(value).append("]]>");
  }

  void element(Inferred inferred, const Value* schema, const Value& value) {
    const XmlHints hints = schemas_.hints(schema, value);
    const std::string name = qualified(hints, inferred.name);
    Declared declared;
    out_.append("<").append(name);
    declare(hints, declared);
    if (value.is_null()) {
      attribute("xmlns:xsi", "http://www.w3.org/2001/XMLSchema-instance");
      attribute("xsi:nil", "true");
      out_ += "/>";
      return;
    }
    write_attributes(schema, value, declared);
    out_ += '>';
    if (!hints.name.empty()) inferred.name = hints.name;
    content(schema, value, inferred);
    out_.append("</").append(name).append(">");
  }

  void write_attributes(const Value* schema, const Value& value, Declared& declared) {
    if (!value.is_object()) return;
    for (const json::Member& member : value.members()) {
      const Value* property = schemas_.property(schema, value, member.key);
      XmlHints hints = schemas_.hints(property, member.value);
      if (hints.node_type != NodeType::attribute || member.value.is_null()) continue;
      choose_prefix(hints, declared);
      declare(hints, declared);
      const std::string text = list_text(member.value);
      if (has_forbidden_character(text))
        problem("must not contain control characters, U+FFFE or U+FFFF, it is XML");
      attribute(qualified(hints, member.key), text);
    }
  }

  static std::string list_text(const Value& value) {
    if (!value.is_array()) return plain_text(value);
    std::string out;
    for (const Value& item : value.items()) {
      if (!out.empty()) out += ' ';
      out += plain_text(item);
    }
    return out;
  }

  /// What stands between the tags of `value`. `around` is the element around it.
  void content(const Value* schema, const Value& value, Inferred around) {
    if (value.is_object()) {
      for (const json::Member& member : value.members()) {
        property(schemas_.property(schema, value, member.key), member.key, member.value);
      }
    } else if (value.is_array()) {
      items(schema, value, around);
    } else if (!value.is_null()) {
      text(plain_text(value));
    }
  }

  void items(const Value* schema, const Value& value, Inferred array) {
    for (std::size_t i = 0; i < value.items().size(); ++i) {
      const Value* item_schema = schemas_.item(schema, value, i);
      const std::string_view definition =
          array.is_of_property ? std::string_view()
                               : schemas_.definition_name(item_schema, value.items()[i]);
      node(item_schema, definition.empty() ? array : Inferred{definition}, value.items()[i]);
    }
  }

  void property(const Value* schema, std::string_view key, const Value& value) {
    const XmlHints hints = schemas_.hints(schema, value);
    if (hints.node_type == NodeType::attribute) return;
    // OpenAPI 3.1.1, XML Object: without `wrapped` an array is its items.
    const Inferred inferred{key, true};
    if (value.is_array() && hints.node_type != NodeType::element) {
      return items(schema, value, inferred);
    }
    node(schema, inferred, value);
  }

  void node(const Value* schema, Inferred inferred, const Value& value) {
    switch (schemas_.hints(schema, value).node_type.value_or(NodeType::element)) {
      case NodeType::text:
        return text(list_text(value));
      case NodeType::cdata:
        return text(list_text(value), true);
      case NodeType::none:
        return content(schema, value, inferred);
      case NodeType::element:
      case NodeType::attribute:
        break;
    }
    element(inferred, schema, value);
  }

  XmlSchemas& schemas_;
  std::string argument_;
  Problems& problems_;
  std::string out_;
};

}  // namespace

std::string to_xml(std::string_view schema, List<Definition> definitions, const json::Value& value,
                   const XmlPlace& place, Problems& problems) {
  XmlSchemas schemas(schema, definitions, problems.empty());
  return Writer(schemas, place.argument, problems).write(value, place);
}

XmlText xml_text_of(std::string argument, List<Definition> definitions, Problems& problems) {
  return [argument = std::move(argument), definitions, &problems](const PropertyEncoding& row,
                                                                  const json::Value& value) {
    if (value.is_string() && row.schema.empty()) return std::string(value.string());
    return to_xml(row.schema, definitions, value, {argument, row.name, {}}, problems);
  };
}

}  // namespace mcp::invoke
