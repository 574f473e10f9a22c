#include "edit/value.h"

#include <algorithm>

#include "support/text.h"
#include "support/utf8.h"

namespace mcpcc::edit {

namespace {

bool is_scalar(const Value& value) { return value.data.index() < 2; }

class JsonWriter {
 public:
  explicit JsonWriter(const JsonStyle& style) : style_(style) {}

  void write(const Value& value, const std::string& indentation) {
    if (const auto* text = std::get_if<std::string>(&value.data)) {
      append_json_string(out_, *text);
    } else if (const auto* flag = std::get_if<bool>(&value.data)) {
      out_ += *flag ? "true" : "false";
    } else if (const auto* list = std::get_if<Value::List>(&value.data)) {
      write_list(*list, indentation);
    } else {
      write_table(std::get<Value::Table>(value.data), indentation);
    }
  }
  std::string take() { return std::move(out_); }

 private:
  void write_list(const Value::List& list, const std::string& indentation) {
    if (list.empty()) {
      out_ += "[]";
      return;
    }
    if (style_.one_line || std::all_of(list.begin(), list.end(), is_scalar)) {
      const std::size_t start = out_.size();
      out_ += '[';
      for (const Value& item : list) {
        if (&item != &list.front()) out_.append(",").append(style_.space);
        write(item, indentation);
      }
      out_ += ']';
      if (style_.one_line || out_.size() - start + indentation.size() <= style_.list_columns)
        return;
      out_.resize(start);
    }
    const std::string inner = indentation + style_.unit;
    out_ += '[';
    for (const Value& item : list) {
      if (&item != &list.front()) out_ += ',';
      out_.append(style_.line_end).append(inner);
      write(item, inner);
    }
    out_.append(style_.line_end).append(indentation).append("]");
  }

  void write_table(const Value::Table& table, const std::string& indentation) {
    if (table.empty()) {
      out_ += "{}";
      return;
    }
    const std::string inner = indentation + style_.unit;
    out_ += '{';
    for (const auto& entry : table) {
      if (&entry != &table.front()) out_ += ',';
      if (!style_.one_line) {
        out_.append(style_.line_end).append(inner);
      } else if (&entry != &table.front()) {
        out_ += style_.space;
      }
      append_json_string(out_, entry.first);
      out_.append(":").append(style_.space);
      write(entry.second, inner);
    }
    if (!style_.one_line) out_.append(style_.line_end).append(indentation);
    out_ += '}';
  }

  const JsonStyle& style_;
  std::string out_;
};

// TOML 1.0 and YAML 1.2 both read JSON's string literals as long as no surrogate pairs are in them,
// and append_json_string writes those only for characters that it hides.
std::string quoted(std::string_view text) {
  std::string out = "\"";
  for (std::size_t i = 0; i < text.size();) {
    const auto [code_point, size, valid] = utf8::decode(text, i);
    const std::string_view bytes = text.substr(i, size);
    i += size;
    if (!valid) {
      out += "\\uFFFD";
    } else if (bytes == "\"" || bytes == "\\") {
      out.append("\\").append(bytes);
    } else if (utf8::is_hidden(code_point)) {
      // U and eight digits: TOML 1.0, "String"; YAML 1.2.2, section 5.7.
      constexpr std::string_view digits = "0123456789ABCDEF";
      out += "\\U";
      for (int shift = 28; shift >= 0; shift -= 4) out += digits[(code_point >> shift) & 15];
    } else {
      out += bytes;
    }
  }
  return out + '"';
}

void append_yaml(std::string& out, const Value& value, std::size_t depth);

void append_yaml_entries(std::string& out, const Value::Table& table, std::size_t depth,
                         bool first_is_placed) {
  for (const auto& [key, value] : table) {
    if (!first_is_placed) out.append(depth * 2, ' ');
    first_is_placed = false;
    // Keys are names of the format, or of environment variables.
    const bool is_plain = !key.empty() && key.find_first_not_of(
                                              "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                              "0123456789_") == std::string::npos;
    out.append(is_plain ? key : quoted(key)).append(":");
    append_yaml(out, value, depth);
  }
}

void append_yaml(std::string& out, const Value& value, std::size_t depth) {
  if (const auto* text = std::get_if<std::string>(&value.data)) {
    out.append(" ").append(quoted(*text)).append("\n");
  } else if (const auto* flag = std::get_if<bool>(&value.data)) {
    out += *flag ? " true\n" : " false\n";
  } else if (const auto* list = std::get_if<Value::List>(&value.data)) {
    out += list->empty() ? " []\n" : "\n";
    for (const Value& item : *list) {
      out.append(depth * 2 + 2, ' ').append("-");
      const auto* table = std::get_if<Value::Table>(&item.data);
      if (table == nullptr || table->empty()) {
        append_yaml(out, item, depth + 1);
        continue;
      }
      out += ' ';
      append_yaml_entries(out, *table, depth + 2, true);
    }
  } else {
    const auto& table = std::get<Value::Table>(value.data);
    out += table.empty() ? " {}\n" : "\n";
    append_yaml_entries(out, table, depth + 1, false);
  }
}

}  // namespace

std::string to_json(const Value& value, const JsonStyle& style, std::string_view indentation) {
  JsonWriter writer(style);
  writer.write(value, std::string(indentation));
  return writer.take();
}

std::string to_toml(const Value& value) {
  if (const auto* text = std::get_if<std::string>(&value.data)) return quoted(*text);
  if (const auto* flag = std::get_if<bool>(&value.data)) return *flag ? "true" : "false";
  std::string out = "[";
  for (const Value& item : std::get<Value::List>(value.data)) {
    if (out.size() > 1) out += ", ";
    out += to_toml(item);
  }
  return out + ']';
}

std::string to_yaml(const Value& table) {
  std::string out;
  append_yaml_entries(out, std::get<Value::Table>(table.data), 0, false);
  return out;
}

}  // namespace mcpcc::edit
