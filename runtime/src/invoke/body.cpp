#include "invoke/body.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>
#include <vector>

#include "charset/encode.h"
#include "invoke/arguments.h"
#include "invoke/lone_surrogate.h"
#include "invoke/media_type.h"
#include "invoke/multipart.h"
#include "invoke/serialize.h"
#include "invoke/xml.h"
#include "json/write.h"
#include "text/one_line.h"

namespace mcp::invoke {
namespace {

constexpr std::size_t max_form_bytes = 67'108'864;

const MediaType* choose(const Tool& tool, const Values& values, Problems& problems) {
  const json::Value* chosen = values(content_type_argument);
  if (tool.body.size() < 2 || chosen == nullptr || chosen->is_null()) return tool.body.begin();
  const auto found = std::find_if(tool.body.begin(), tool.body.end(), [&](const MediaType& type) {
    return chosen->is_string() && type.name.view() == chosen->string();
  });
  if (found != tool.body.end()) return found;
  if (problems.empty())
    problems.push_back("`content_type`: the body cannot be sent as this media type");
  return nullptr;
}

std::string compact(const json::Value& value) {
  std::string out;
  json::append_compact(out, value.raw());
  return out;
}

std::string form(const MediaType& type, const json::Value& value, List<Definition> definitions,
                 Problems& problems) {
  if (!value.is_object()) {
    problems.push_back("`body`: must be an object, it is sent as a form");
    return {};
  }
  Pairs pairs(max_form_bytes);
  const XmlText xml_text = xml_text_of(std::string(body_argument), definitions, problems);
  for (const json::Member& member : value.members()) {
    append_form_pairs(pairs, member.key, member.value, encoding_of(type.properties, member.key),
                      xml_text);
  }
  if (pairs.is_too_long()) problems.push_back("`body`: too long for a form");
  return pairs.joined("&");
}

/// A value for each item of an array, or the value itself.
std::string json_lines(const json::Value& value, std::string_view before) {
  std::string out;
  const auto append = [&](const json::Value& item) {
    out += before;
    json::append_compact(out, item.raw());
    out += '\n';
  };
  if (value.is_array()) {
    for (const json::Value& item : value.items()) append(item);
  } else if (value.is_string() && before.empty()) {
    return std::string(value.string());
  } else {
    append(value);
  }
  return out;
}

/// Makes a body of `value`. The functions that give bytes also give their media type.
class BodyBuilder {
 public:
  BodyBuilder(const Server& server, const FileReader& files, const schema::Names& names,
              Problems& problems)
      : server_(server), files_(files), names_(names), problems_(problems) {}

  Body build(const MediaType& type, const json::Value& value) {
    Body body{std::string(type.name.view()), {}};
    check_characters(type, value);
    switch (type.encoding) {
      case BodyEncoding::form:
        body.bytes = form(type, value, server_.definitions, problems_);
        break;
      case BodyEncoding::multipart:
        return multipart(type, value);
      case BodyEncoding::octet_stream: {
        FileContent file = file_of(value, "`body`: ", type.name);
        if (type.name.view().ends_with("/*")) body.content_type = media_type_of(file, type.name);
        body.bytes = std::move(file.bytes);
        break;
      }
      case BodyEncoding::json:
      case BodyEncoding::text:
      case BodyEncoding::xml:
      case BodyEncoding::ndjson:
      case BodyEncoding::json_sequence:
        body.bytes =
            encoded(type.encoding, type.schema, value,
                    {std::string(body_argument), {}, parse_content_type(type.name).charset});
        set_charset(type.encoding, type.name, "body", body.bytes);
        break;
    }
    return body;
  }

 private:
  /// What only JSON can say is refused in all else.
  void check_characters(const MediaType& type, const json::Value& value) {
    const schema::Path root;
    const schema::Path body{&root, body_argument};
    const auto check = [&](const json::Value& one, const schema::Path& path, bool is_json) {
      refuse_lone_surrogates(one, path, names_, is_json, problems_);
    };
    const bool is_lines =
        type.encoding == BodyEncoding::ndjson || type.encoding == BodyEncoding::json_sequence;
    const bool is_json = type.encoding == BodyEncoding::json || (is_lines && !value.is_string());
    if (type.encoding != BodyEncoding::multipart || !value.is_object()) {
      return check(value, body, is_json);
    }
    for (const json::Member& member : value.members()) {
      const PropertyEncoding* row = encoding_of(type.properties, member.key);
      const bool is_typed = row != nullptr && !row->content_type.empty();
      const bool is_json_part =
          is_typed ? row->encoding == BodyEncoding::json
                   : (row == nullptr || row->style == Style::content) && member.value.is_object();
      check(member.value, {&body, member.key}, is_json_part);
    }
  }

  /// The encodings that stand for one value.
  std::string encoded(BodyEncoding encoding, Text schema, const json::Value& value,
                      const XmlPlace& place) {
    switch (encoding) {
      case BodyEncoding::json:
        return compact(value);
      case BodyEncoding::xml:
        return value.is_string() && schema.empty()
                   ? std::string(value.string())
                   : to_xml(schema, server_.definitions, value, place, problems_);
      case BodyEncoding::ndjson:
        return json_lines(value, {});
      case BodyEncoding::json_sequence:
        return json_lines(value, "\x1E");
      case BodyEncoding::form:
      case BodyEncoding::multipart:
      case BodyEncoding::text:
      case BodyEncoding::octet_stream:
        break;
    }
    return plain_text(value);
  }

  /// Texts go in the charset that their media type says: of JSON that is UTF-8 (RFC 8259, section
  /// 8.1).
  void set_charset(BodyEncoding encoding, std::string_view type, const std::string& place,
                   std::string& bytes) {
    const bool is_text = encoding == BodyEncoding::text || encoding == BodyEncoding::xml;
    const std::string label = is_text ? parse_content_type(type).charset : std::string();
    if (label.empty()) return;
    auto written = charset::from_utf8(label, bytes);
    if (written) {
      bytes = std::move(*written);
    } else if (charset::is_written(label)) {
      problems_.push_back('`' + place +
                          "`: has characters that cannot be written in the charset `" + label +
                          "`, which the API asks for");
    } else {
      problems_.push_back('`' + place + "`: the API's document asks for the charset `" +
                          text::one_line(label) + "`, which this server cannot write");
    }
  }

  /// `types`: those that the document allows, empty: any.
  FileContent file_of(const json::Value& value, const std::string& place, std::string_view types) {
    if (!value.is_string()) {
      problems_.push_back(place + "must be a string that holds or names a file");
      return {};
    }
    auto read = read_file_value(value.string(), files_);
    if (auto* file = std::get_if<FileContent>(&read)) {
      if (const auto problem = media_type_problem(*file, types)) {
        problems_.push_back(place + problem->message);
      }
      return std::move(*file);
    }
    problems_.push_back(place + std::get<FileProblem>(read).message);
    return {};
  }

  Body multipart(const MediaType& type, const json::Value& value) {
    const std::string essence = parse_content_type(type.name).type;
    is_named_ = essence != "multipart/related";
    parts_.clear();
    root_type_.clear();
    if (value.is_object()) {
      // RFC 2387: the parts of multipart/related have an order, which the table has.
      std::vector<const json::Member*> members;
      for (const json::Member& member : value.members()) members.push_back(&member);
      if (!is_named_) {
        const auto position = [&](const json::Member* member) {
          const PropertyEncoding* row = encoding_of(type.properties, member->key);
          return row == nullptr ? type.properties.end() : row;
        };
        std::stable_sort(members.begin(), members.end(),
                         [&](const auto* a, const auto* b) { return position(a) < position(b); });
      }
      for (const json::Member* member : members) {
        add_property(member->key, member->value, encoding_of(type.properties, member->key));
      }
    } else if (value.is_array() && essence != "multipart/form-data") {
      is_named_ = false;
      const PropertyEncoding* row = encoding_of(type.properties, {});
      std::size_t index = 0;
      for (const json::Value& item : value.items()) {
        add_part({}, item, row, std::string(body_argument) + '[' + std::to_string(index++) + ']');
      }
    } else {
      problems_.push_back("`body`: must be an object, each property is sent as a part");
    }
    Multipart joined = join_parts(parts_);
    Body body{essence + "; boundary=" + joined.boundary, std::move(joined.bytes)};
    if (essence == "multipart/related" && !root_type_.empty()) {
      // RFC 2387, section 3.1: a type and a subtype, without parameters.
      body.content_type += "; type=\"" + parse_content_type(root_type_).type + "\"";
    }
    return body;
  }

  /// OpenAPI 3.1.1, section 4.8.15.1.1: an array is a part for each item.
  void add_property(std::string_view name, const json::Value& value,
                    const PropertyEncoding* encoding) {
    if (encoding != nullptr && encoding->style != Style::content) {
      Pairs pairs(max_form_bytes);
      append_part_pairs(pairs, name, value, *encoding);
      for (const auto& pair : pairs) add(pair.name, {}, encoding->headers, pair.value, {});
      if (pairs.is_too_long()) problems_.push_back("`body`: too long for a form");
      return;
    }
    const schema::Path root;
    const schema::Path body{&root, body_argument};
    const std::string place = schema::to_readable({&body, name}, names_);
    if (!value.is_array()) return add_part(name, value, encoding, place);
    std::size_t index = 0;
    for (const json::Value& item : value.items()) {
      add_part(name, item, encoding, place + '[' + std::to_string(index++) + ']');
    }
  }

  void add_part(std::string_view name, const json::Value& value, const PropertyEncoding* encoding,
                const std::string& place) {
    if (value.is_null()) return;
    const std::string_view headers = encoding == nullptr ? std::string_view() : encoding->headers;
    const bool is_json = value.is_object() || value.is_array();
    // Where strings are bytes, another alternative may be an object.
    const bool is_no_file =
        is_json && encoding != nullptr && encoding->encoding == BodyEncoding::octet_stream;
    if (encoding == nullptr || encoding->content_type.empty() || is_no_file) {
      // RFC 7578, section 4.4: a part without a type is text.
      return add(name, is_json ? "application/json" : "", headers, plain_text(value), {});
    }
    const std::string_view types = encoding->content_type;
    if (encoding->encoding == BodyEncoding::octet_stream) {
      FileContent file = file_of(value, '`' + place + "`: ", types);
      const std::string type = media_type_of(file, types);
      const std::string file_name = file.name.empty() ? std::string(name) : file.name;
      return add(name, type, headers, std::move(file.bytes), file_name);
    }
    const std::string_view first = types.substr(0, types.find(','));
    std::string bytes = encoded(encoding->encoding, encoding->schema, value,
                                {place, name, parse_content_type(first).charset});
    set_charset(encoding->encoding, first, place, bytes);
    add(name, first, headers, std::move(bytes), {});
  }

  void add(std::string_view name, std::string_view type, std::string_view headers,
           std::string bytes, std::string_view file_name) {
    if (parts_.empty()) root_type_ = type.empty() ? "text/plain" : type;
    Part part{is_named_ ? content_disposition(name, file_name) : std::string(), std::move(bytes)};
    if (!type.empty()) part.headers.append("Content-Type: ").append(type).append("\r\n");
    part.headers += headers;
    parts_.push_back(std::move(part));
  }

  const Server& server_;
  const FileReader& files_;
  const schema::Names& names_;
  Problems& problems_;
  bool is_named_ = true;
  std::vector<Part> parts_;
  std::string root_type_;  // of the first part
};

}  // namespace

Body build_body(const Server& server, const Tool& tool, const Values& values,
                const FileReader& files, const schema::Names& names, Problems& problems) {
  if (tool.body.empty()) return {};
  const bool conforms = problems.empty();
  const json::Value* value = values(body_argument);
  if (value != nullptr && value->is_null() && !tool.body_required) value = nullptr;
  const MediaType* type = value == nullptr ? nullptr : choose(tool, values, problems);
  // Only JSON has a null.
  const bool is_missing = value == nullptr || (value->is_null() && type != nullptr &&
                                               type->encoding != BodyEncoding::json);
  if (is_missing && tool.body_required && conforms) {
    problems.push_back("`body`: missing, and required");
  }
  if (is_missing || type == nullptr) return {};
  return BodyBuilder(server, files, names, problems).build(*type, *value);
}

}  // namespace mcp::invoke
