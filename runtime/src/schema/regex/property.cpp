#include "schema/regex/property.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <map>
#include <mutex>
#include <utility>
#include <vector>

#include "json/utf8.h"
#include "schema/regex/pcre2.h"
#include "schema/regex/utf8.h"

namespace mcp::schema::regex {
namespace {

using Range = std::pair<char32_t, char32_t>;  // both ends included
using Ranges = std::vector<Range>;

constexpr char32_t last_code_point = 0x10FFFF;

struct Category {
  std::string_view name, long_name;
  /// RE2 and PCRE2 agree on it: RE2 knows neither LC nor Cn, and leaves Cn out of C.
  bool common = true;
  std::string_view other_name = {};
};

// Unicode's PropertyValueAliases.txt, General_Category.
constexpr auto categories = std::to_array<Category>({
    {"C", "Other", false},
    {"Cc", "Control", true, "cntrl"},
    {"Cf", "Format"},
    {"Cn", "Unassigned", false},
    {"Co", "Private_Use"},
    {"Cs", "Surrogate"},
    {"L", "Letter"},
    {"LC", "Cased_Letter", false},
    {"Ll", "Lowercase_Letter"},
    {"Lm", "Modifier_Letter"},
    {"Lo", "Other_Letter"},
    {"Lt", "Titlecase_Letter"},
    {"Lu", "Uppercase_Letter"},
    {"M", "Mark", true, "Combining_Mark"},
    {"Mc", "Spacing_Mark"},
    {"Me", "Enclosing_Mark"},
    {"Mn", "Nonspacing_Mark"},
    {"N", "Number"},
    {"Nd", "Decimal_Number", true, "digit"},
    {"Nl", "Letter_Number"},
    {"No", "Other_Number"},
    {"P", "Punctuation", true, "punct"},
    {"Pc", "Connector_Punctuation"},
    {"Pd", "Dash_Punctuation"},
    {"Pe", "Close_Punctuation"},
    {"Pf", "Final_Punctuation"},
    {"Pi", "Initial_Punctuation"},
    {"Po", "Other_Punctuation"},
    {"Ps", "Open_Punctuation"},
    {"S", "Symbol"},
    {"Sc", "Currency_Symbol"},
    {"Sk", "Modifier_Symbol"},
    {"Sm", "Math_Symbol"},
    {"So", "Other_Symbol"},
    {"Z", "Separator"},
    {"Zl", "Line_Separator"},
    {"Zp", "Paragraph_Separator"},
    {"Zs", "Space_Separator"},
});

// ECMA-262, table 69: binary properties and their aliases, but for Any, Assigned and
// Changes_When_NFKC_Casefolded, which PCRE2 does not have.
constexpr auto binary_properties = std::to_array<std::string_view>({
    "ASCII",
    "ASCII_Hex_Digit",
    "AHex",
    "Alphabetic",
    "Alpha",
    "Bidi_Control",
    "Bidi_C",
    "Bidi_Mirrored",
    "Bidi_M",
    "Case_Ignorable",
    "CI",
    "Cased",
    "Changes_When_Casefolded",
    "CWCF",
    "Changes_When_Casemapped",
    "CWCM",
    "Changes_When_Lowercased",
    "CWL",
    "Changes_When_Titlecased",
    "CWT",
    "Changes_When_Uppercased",
    "CWU",
    "Dash",
    "Default_Ignorable_Code_Point",
    "DI",
    "Deprecated",
    "Dep",
    "Diacritic",
    "Dia",
    "Emoji",
    "Emoji_Component",
    "EComp",
    "Emoji_Modifier",
    "EMod",
    "Emoji_Modifier_Base",
    "EBase",
    "Emoji_Presentation",
    "EPres",
    "Extended_Pictographic",
    "ExtPict",
    "Extender",
    "Ext",
    "Grapheme_Base",
    "Gr_Base",
    "Grapheme_Extend",
    "Gr_Ext",
    "Hex_Digit",
    "Hex",
    "IDS_Binary_Operator",
    "IDSB",
    "IDS_Trinary_Operator",
    "IDST",
    "ID_Continue",
    "IDC",
    "ID_Start",
    "IDS",
    "Ideographic",
    "Ideo",
    "Join_Control",
    "Join_C",
    "Logical_Order_Exception",
    "LOE",
    "Lowercase",
    "Lower",
    "Math",
    "Noncharacter_Code_Point",
    "NChar",
    "Pattern_Syntax",
    "Pat_Syn",
    "Pattern_White_Space",
    "Pat_WS",
    "Quotation_Mark",
    "QMark",
    "Radical",
    "Regional_Indicator",
    "RI",
    "Sentence_Terminal",
    "STerm",
    "Soft_Dotted",
    "SD",
    "Terminal_Punctuation",
    "Term",
    "Unified_Ideograph",
    "UIdeo",
    "Uppercase",
    "Upper",
    "Variation_Selector",
    "VS",
    "White_Space",
    "space",
    "XID_Continue",
    "XIDC",
    "XID_Start",
    "XIDS",
});

/// The code points of the PCRE2 class `[set]`, found by looking at all of them: RE2 has no binary
/// properties and no script extensions. nullopt: PCRE2 does not know it.
std::optional<Ranges> scan(const std::string& set) {
  // Runs inside and outside in turn, each one step for PCRE2.
  const auto inside = Backtracker::compile("\\G[" + set + "]+");
  const auto outside = Backtracker::compile("\\G[^" + set + "]+");
  const auto* in = std::get_if<Backtracker>(&inside);
  const auto* out = std::get_if<Backtracker>(&outside);
  if (in == nullptr || out == nullptr) return std::nullopt;
  Ranges ranges;
  constexpr char32_t block = 0x1000;
  std::string text;
  std::vector<std::uint32_t> offsets;
  for (char32_t begin = 0; begin <= last_code_point; begin += block) {
    text.clear();
    offsets.clear();
    for (char32_t c = begin; c < begin + block; ++c) {
      offsets.push_back(static_cast<std::uint32_t>(text.size()));
      if (c < 0xD800 || c > 0xDFFF) json::append_utf8(text, c);
    }
    const auto code_point = [&](std::size_t offset) {
      // Of the surrogates at one offset, which are no text, the character after them counts.
      const auto after = std::upper_bound(offsets.begin(), offsets.end(), offset);
      return begin + static_cast<char32_t>(after - offsets.begin()) - 1;
    };
    std::size_t at = 0;
    while (at < text.size()) {
      if (const auto found = in->find_span(text, at)) {
        const Range range{code_point(at), code_point(found->second - 1)};
        if (!ranges.empty() && ranges.back().second + 1 == range.first) {
          ranges.back().second = range.second;
        } else {
          ranges.push_back(range);
        }
        at = found->second;
      }
      if (at == text.size()) break;
      const auto skipped = out->find_span(text, at);
      if (!skipped) return std::nullopt;
      at = skipped->second;
    }
  }
  return ranges;
}

void append_escape(std::string& out, char32_t c) {
  std::array<char, 8> digits{};
  const auto end =
      std::to_chars(digits.data(), digits.data() + digits.size(), static_cast<std::uint32_t>(c), 16)
          .ptr;
  out += "\\x{";
  out.append(digits.data(), end);
  out += '}';
}

std::string written(const Ranges& ranges, bool negated) {
  std::string out;
  const auto append = [&](char32_t first, char32_t last) {
    if (first > last) return;
    append_escape(out, first);
    if (first == last) return;
    out += '-';
    append_escape(out, last);
  };
  if (!negated) {
    for (const Range& range : ranges) append(range.first, range.second);
    return out;
  }
  char32_t next = 0;
  for (const Range& range : ranges) {
    if (range.first != 0) append(next, range.first - 1);
    next = range.second + 1;
  }
  append(next, last_code_point);
  return out;
}

/// As written(scan()); every set is made once.
std::optional<std::string> scanned(const std::string& expression, bool negated) {
  static std::mutex mutex;
  static std::map<std::string, std::optional<Ranges>, std::less<>> known;
  const std::lock_guard lock(mutex);
  const auto [entry, is_new] = known.try_emplace(expression);
  if (is_new) entry->second = scan(expression);
  if (!entry->second) {
    known.erase(entry);
    return std::nullopt;
  }
  return written(*entry->second, negated);
}

std::optional<std::string> category_class(std::string_view name, bool negated) {
  for (const Category& category : categories) {
    if (name != category.name && name != category.long_name &&
        (category.other_name.empty() || name != category.other_name)) {
      continue;
    }
    if (category.common) return (negated ? "\\P{" : "\\p{") + std::string(category.name) + '}';
    if (category.name == "LC") return scanned("\\p{Lu}\\p{Ll}\\p{Lt}", negated);
    return scanned("\\p{" + std::string(category.name) + "}", negated);
  }
  return std::nullopt;
}

/// Only what the name of a script can be: PCRE2 reads more into other characters.
bool is_script_name(std::string_view name) {
  const auto is_letter = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
  };
  return !name.empty() && name.size() <= 40 && name.front() >= 'A' && name.front() <= 'Z' &&
         std::all_of(name.begin(), name.end(), is_letter);
}

std::optional<std::string> script_class(std::string_view kind, std::string_view name,
                                        bool negated) {
  if (!is_script_name(name)) return std::nullopt;
  return scanned("\\p{" + std::string(kind) + ":" + std::string(name) + "}", negated);
}

}  // namespace

std::optional<std::string> property_class(std::string_view expression, bool negated) {
  if (const std::size_t equals = expression.find('='); equals != std::string_view::npos) {
    const std::string_view name = expression.substr(0, equals);
    const std::string_view value = expression.substr(equals + 1);
    if (name == "General_Category" || name == "gc") return category_class(value, negated);
    if (name == "Script" || name == "sc") return script_class("sc", value, negated);
    if (name == "Script_Extensions" || name == "scx") return script_class("scx", value, negated);
    return std::nullopt;
  }
  if (auto category = category_class(expression, negated)) return category;
  if (expression == "Any") return written({{0, last_code_point}}, negated);
  if (expression == "Assigned") return category_class("Cn", !negated);
  if (std::find(binary_properties.begin(), binary_properties.end(), expression) ==
      binary_properties.end()) {
    return std::nullopt;
  }
  return scanned("\\p{" + std::string(expression) + "}", negated);
}

}  // namespace mcp::schema::regex
