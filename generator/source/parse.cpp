#include "source/parse.h"

#include <algorithm>
#include <limits>
#include <string>
#include <string_view>
#include <utility>

#include "source/front_end.h"
#include "support/utf8.h"

namespace mcpcc::source {
namespace {

/// The encoding that the first bytes announce, when it is one we do not read; else empty.
std::string_view foreign_encoding(std::string_view text) {
  using namespace std::string_view_literals;
  if (text.starts_with("\xFF\xFE\0\0"sv) || text.starts_with("\0\0\xFE\xFF"sv)) return "UTF-32";
  if (text.starts_with("\xFF\xFE"sv) || text.starts_with("\xFE\xFF"sv)) return "UTF-16";
  return {};
}

bool check_encoding(const SourceFile& source, std::uint32_t file, Diagnostics& diagnostics) {
  const std::string_view text = source.text();
  const std::size_t bad = utf8::first_invalid(text);
  if (bad == std::string_view::npos) return true;
  const auto begin = static_cast<std::uint32_t>(bad);
  if (const std::string_view encoding = foreign_encoding(text); !encoding.empty()) {
    diagnostics.report(rules::source_encoding, {file, 0, 0}, {}, "it is " + std::string(encoding),
                       {"save it as UTF-8"});
    return false;
  }
  constexpr std::string_view hex = "0123456789ABCDEF";
  const auto byte = static_cast<unsigned char>(text[bad]);
  diagnostics.report(rules::source_encoding, {file, begin, begin + 1}, {},
                     std::string("byte 0x") + hex[byte >> 4] + hex[byte & 0xF] + " at offset " +
                         std::to_string(bad));
  return false;
}

bool ends_with_json(std::string_view name) {
  constexpr std::string_view extension = ".json";
  if (name.size() < extension.size()) return false;
  name.remove_prefix(name.size() - extension.size());
  return std::equal(name.begin(), name.end(), extension.begin(), [](char a, char b) {
    return (a >= 'A' && a <= 'Z' ? static_cast<char>(a - 'A' + 'a') : a) == b;
  });
}

// Whether what follows the opening brackets is a quoted text, as the first key of JSON is.
bool is_plainly_json(std::string_view text) {
  const std::size_t first = text.find_first_not_of("{[ \t\r\n");
  return first != std::string_view::npos && text[first] == '"';
}

}  // namespace

std::optional<Tree> parse(const Sources& sources, std::uint32_t file, const Limits& limits,
                          Diagnostics& diagnostics) {
  const SourceFile& source = sources[file];
  const std::string_view text = source.text();
  // Places are 32-bit offsets.
  const std::size_t max_bytes =
      std::min<std::size_t>(limits.max_bytes, std::numeric_limits<std::uint32_t>::max() - 1);
  if (text.size() > max_bytes) {
    diagnostics.report(
        rules::source_too_large, {file, 0, 0}, {},
        std::to_string(text.size()) + " bytes; the limit is " + std::to_string(max_bytes));
    return std::nullopt;
  }
  if (!check_encoding(source, file, diagnostics)) return std::nullopt;
  const std::size_t begin =
      text.starts_with(utf8::byte_order_mark) ? utf8::byte_order_mark.size() : 0;
  const std::size_t first = text.find_first_not_of(" \t\r\n", begin);
  if (first == std::string_view::npos) {
    diagnostics.report(rules::source_empty, Span{file, 0, 0});
    return std::nullopt;
  }
  const Input input{source, file, limits};
  const bool is_json = ends_with_json(source.name());
  if (is_json || text[first] == '{' || text[first] == '[') {
    Diagnostics findings;
    JsonResult json = read_json(input, findings);
    if (json.tree || is_json || !json.may_be_yaml) {
      diagnostics.append(std::move(findings));
      return std::move(json.tree);
    }
    // A flow collection of YAML may have quoted keys too, so YAML has its turn; but when neither
    // can be read, the writer meant what it looks like.
    Diagnostics yaml_findings;
    std::optional<Tree> yaml = read_yaml(input, yaml_findings);
    diagnostics.append(!yaml && is_plainly_json(text.substr(first)) ? std::move(findings)
                                                                    : std::move(yaml_findings));
    return yaml;
  }
  return read_yaml(input, diagnostics);
}

}  // namespace mcpcc::source
