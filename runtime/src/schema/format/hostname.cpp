#include <algorithm>
#include <array>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "json/utf8.h"
#include "schema/format/characters.h"
#include "schema/format/checks.h"
#include "schema/regex/pcre2.h"
#include "schema/regex/utf8.h"

namespace mcp::schema {
namespace {

constexpr std::size_t max_label = 63;  // octets, RFC 1035, section 2.3.4
constexpr std::size_t max_name = 253;  // without the root's label

using regex::Backtracker;

// RFC 3492, section 5.
constexpr std::uint32_t base = 36, t_min = 1, t_max = 26, skew = 38, damp = 700;
constexpr std::uint32_t initial_bias = 72, initial_n = 128;

std::uint32_t adapted(std::uint32_t delta, std::uint32_t points, bool first) {
  delta = first ? delta / damp : delta / 2;
  delta += delta / points;
  std::uint32_t k = 0;
  for (; delta > (base - t_min) * t_max / 2; k += base) delta /= base - t_min;
  return k + (base - t_min + 1) * delta / (delta + skew);
}

std::uint32_t threshold(std::uint32_t k, std::uint32_t bias) {
  return k <= bias ? t_min : k >= bias + t_max ? t_max : k - bias;
}

/// RFC 3492, section 6.2. `text` has at most 63 bytes.
std::optional<std::u32string> punycode_decoded(std::string_view text) {
  std::u32string out;
  const std::size_t hyphen = text.rfind('-');
  std::size_t at = 0;
  if (hyphen != std::string_view::npos) {
    for (const char c : text.substr(0, hyphen)) out += static_cast<char32_t>(c);
    at = hyphen + 1;
  }
  std::uint32_t n = initial_n, bias = initial_bias;
  std::uint64_t i = 0;
  while (at < text.size()) {
    const std::uint64_t before = i;
    std::uint64_t weight = 1;
    for (std::uint32_t k = base;; k += base) {
      if (at == text.size()) return std::nullopt;
      const char c = text[at++];
      if (!is_letter(c) && !is_digit(c)) return std::nullopt;
      const auto digit =
          static_cast<std::uint32_t>(is_digit(c) ? c - '0' + 26 : (c >= 'a' ? c - 'a' : c - 'A'));
      i += digit * weight;
      const std::uint32_t t = threshold(k, bias);
      if (digit < t) break;
      weight *= base - t;
      if (i > std::numeric_limits<std::uint32_t>::max() ||
          weight > std::numeric_limits<std::uint32_t>::max()) {
        return std::nullopt;
      }
    }
    const auto points = static_cast<std::uint32_t>(out.size() + 1);
    bias = adapted(static_cast<std::uint32_t>(i - before), points, before == 0);
    if (i / points > 0x10FFFF - n) return std::nullopt;
    n += static_cast<std::uint32_t>(i / points);
    i %= points;
    if (n >= 0xD800 && n <= 0xDFFF) return std::nullopt;
    out.insert(static_cast<std::size_t>(i), 1, n);
    ++i;
  }
  return out;
}

/// RFC 3492, section 6.3.
std::string punycode_encoded(const std::u32string& text) {
  std::string out;
  for (const char32_t c : text) {
    if (c < 0x80) out += static_cast<char>(c);
  }
  std::uint32_t handled = static_cast<std::uint32_t>(out.size());
  const std::uint32_t basic = handled;
  if (basic != 0) out += '-';
  std::uint32_t n = initial_n, bias = initial_bias;
  std::uint64_t delta = 0;
  while (handled < text.size()) {
    char32_t next = 0x110000;
    for (const char32_t c : text) {
      if (c >= n && c < next) next = c;
    }
    delta += std::uint64_t{next - n} * (handled + 1);
    n = next;
    for (const char32_t c : text) {
      if (c < n) ++delta;
      if (c != n) continue;
      std::uint64_t q = delta;
      for (std::uint32_t k = base;; k += base) {
        const std::uint32_t t = threshold(k, bias);
        const std::uint64_t digit = q < t ? q : t + (q - t) % (base - t);
        out += static_cast<char>(digit < 26 ? 'a' + digit : '0' + (digit - 26));
        if (q < t) break;
        q = (q - t) / (base - t);
      }
      bias = adapted(static_cast<std::uint32_t>(delta), handled + 1, handled == basic);
      delta = 0;
      ++handled;
    }
    ++delta;
    ++n;
  }
  return out;
}

class Rule {
 public:
  explicit Rule(std::string_view pattern) {
    auto compiled = Backtracker::compile(pattern);
    if (auto* matcher = std::get_if<Backtracker>(&compiled)) matcher_ = std::move(*matcher);
  }
  bool holds(std::string_view text) const {
    return matcher_ && matcher_->find(text) == Backtracker::Result::yes;
  }

 private:
  std::optional<Backtracker> matcher_;
};

/// RFC 5892, appendix A and section 2, and RFC 5893, section 2, as patterns of PCRE2 that match a
/// label.
struct Rules {
  // Letters, digits and marks without upper case, old Hangul and full-width forms; section 2.6's
  // exceptions; what only its neighbours allow. Other compatibility characters are not told apart,
  // which would take Unicode's normalisation.
  Rule allowed{
      R"(\A(?:(?![\x{640}\x{7FA}\x{302E}\x{302F}\x{3031}-\x{3035}\x{303B}\x{1100}-\x{11FF})"
      R"(\x{A960}-\x{A97C}\x{D7B0}-\x{D7FB}\x{FF00}-\x{FFEF}])[-a-z0-9\p{Ll}\p{Lo}\p{Lm}\p{Mn}\p{Mc})"
      R"(\p{Nd}\x{6FD}\x{6FE}\x{F0B}\x{3007}\x{B7}\x{375}\x{5F3}\x{5F4}\x{30FB}\x{200C}\x{200D}])+\z)"};
  Rule begins_badly{R"(\A(?:-|\p{M}|..--)|-\z)"};
  Rule middle_dot{R"((?<!l)\x{B7}|\x{B7}(?!l))"};
  Rule keraia{R"(\x{375}(?!\p{sc:Greek}))"};
  Rule geresh{R"((?<!\p{sc:Hebrew})[\x{5F3}\x{5F4}])"};
  Rule lone_katakana_dot{R"(\A(?!.*[\p{sc:Hiragana}\p{sc:Katakana}\p{sc:Han}]).*\x{30FB})"};
  Rule mixed_digits{R"([\x{660}-\x{669}].*[\x{6F0}-\x{6F9}]|[\x{6F0}-\x{6F9}].*[\x{660}-\x{669}])"};
  // Without the joining types, letters of the scripts that join stand for those that do.
  Rule joiner{
      R"((?<!(?&virama))\x{200D}|(?<!(?&virama))(?<!(?&joins))\x{200C})"
      R"(|(?<!(?&virama))\x{200C}(?!(?&joins)))"
      R"((?(DEFINE)(?<joins>[\p{sc:Arabic}\p{sc:Syriac}\p{sc:Mongolian}\p{sc:Nko}\p{sc:Mandaic}]))"
      R"((?<virama>[\x{94D}\x{9CD}\x{A4D}\x{ACD}\x{B4D}\x{BCD}\x{C4D}\x{CCD}\x{D3B}\x{D3C}\x{D4D})"
      R"(\x{DCA}\x{E3A}\x{EBA}\x{F84}\x{1039}\x{103A}\x{1714}\x{1715}\x{1734}\x{17D2}\x{1A60}\x{1B44})"
      R"(\x{1BAA}\x{1BAB}\x{1BF2}\x{1BF3}\x{2D7F}\x{A806}\x{A82C}\x{A8C4}\x{A953}\x{A9C0}\x{AAF6})"
      R"(\x{ABED}\x{10A3F}\x{11046}\x{1107F}\x{110B9}\x{11133}\x{11134}\x{111C0}\x{11235}\x{112EA})"
      R"(\x{1134D}\x{11442}\x{114C2}\x{115BF}\x{1163F}\x{116B6}\x{1172B}\x{11839}\x{1193D}\x{1193E})"
      R"(\x{119E0}\x{11A34}\x{11A47}\x{11A99}\x{11C3F}\x{11D44}\x{11D45}\x{11D97}])))"};
  Rule right_to_left{R"([\p{bc:R}\p{bc:AL}\p{bc:AN}])"};
  Rule good_direction{
      R"(\A(?:(?!.*\p{bc:EN}.*\p{bc:AN}|.*\p{bc:AN}.*\p{bc:EN})[\p{bc:R}\p{bc:AL}])"
      R"((?:[\p{bc:R}\p{bc:AL}\p{bc:AN}\p{bc:EN}\p{bc:ES}\p{bc:CS}\p{bc:ET}\p{bc:ON}\p{bc:BN}\p{bc:NSM}]*)"
      R"([\p{bc:R}\p{bc:AL}\p{bc:AN}\p{bc:EN}])?\p{bc:NSM}*)"
      R"(|\p{bc:L}(?:[\p{bc:L}\p{bc:EN}\p{bc:ES}\p{bc:CS}\p{bc:ET}\p{bc:ON}\p{bc:BN}\p{bc:NSM}]*)"
      R"([\p{bc:L}\p{bc:EN}])?\p{bc:NSM}*)\z)"};

  bool accept(std::string_view label) const {
    return allowed.holds(label) && !begins_badly.holds(label) && !middle_dot.holds(label) &&
           !keraia.holds(label) && !geresh.holds(label) && !lone_katakana_dot.holds(label) &&
           !mixed_digits.holds(label) && !joiner.holds(label);
  }
};

const Rules& rules() {
  static const Rules all;
  return all;
}

bool is_ldh_label(std::string_view label) {
  return !label.empty() && label.size() <= max_label && label.front() != '-' &&
         label.back() != '-' &&
         all_of(label, [](char c) { return is_letter(c) || is_digit(c) || c == '-'; });
}

bool has_ace_prefix(std::string_view label) {
  return label.size() >= 4 && (label[0] == 'x' || label[0] == 'X') &&
         (label[1] == 'n' || label[1] == 'N') && label.substr(2, 2) == "--";
}

/// The U-label of an A-label (RFC 5890, section 2.3.2.1); nullopt: it is none.
std::optional<std::string> unicode_label(std::string_view label) {
  std::string lower(label.substr(4));
  for (char& c : lower) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  const auto decoded = punycode_decoded(lower);
  const auto is_basic = [](char32_t c) { return c < 0x80; };
  if (!decoded || std::all_of(decoded->begin(), decoded->end(), is_basic)) return std::nullopt;
  if (punycode_encoded(*decoded) != lower) return std::nullopt;
  std::string out;
  for (const char32_t c : *decoded) json::append_utf8(out, c);
  return rules().accept(out) ? std::optional(out) : std::nullopt;
}

/// Splits at the separators of RFC 3490, section 3.1, which people type.
std::vector<std::string_view> labels_of(std::string_view text, bool international) {
  std::vector<std::string_view> out;
  std::size_t begin = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    std::size_t size = text[i] == '.' ? 1 : 0;
    const std::string_view three = text.substr(i, 3);
    if (international &&
        (three == "\xE3\x80\x82" || three == "\xEF\xBC\x8E" || three == "\xEF\xBD\xA1")) {
      size = 3;
    }
    if (size == 0) continue;
    out.push_back(text.substr(begin, i - begin));
    begin = i + size;
    i += size - 1;
  }
  out.push_back(text.substr(begin));
  return out;
}

bool is_host(std::string_view text, bool international) {
  if (text.size() > 4 * max_name) return false;
  std::size_t size = 0;
  bool is_bidirectional = false;
  std::vector<std::string> unicode;
  for (const std::string_view label : labels_of(text, international)) {
    if (all_of(label, is_ascii)) {
      size += label.size() + 1;
      if (!is_ldh_label(label)) return false;
      if (!has_ace_prefix(label)) {
        unicode.emplace_back(label);
        continue;
      }
      const auto decoded = unicode_label(label);
      if (!decoded) return false;
      unicode.push_back(*decoded);
    } else {
      if (!international || label.size() > 4 * max_label || !rules().accept(label)) return false;
      const std::size_t encoded = 4 + punycode_encoded(regex::code_points(label)).size();
      if (encoded > max_label) return false;
      size += encoded + 1;
      unicode.emplace_back(label);
    }
    is_bidirectional = is_bidirectional || rules().right_to_left.holds(unicode.back());
  }
  if (size > max_name + 1) return false;
  return !is_bidirectional || std::all_of(unicode.begin(), unicode.end(), [](const auto& label) {
    return rules().good_direction.holds(label);
  });
}

}  // namespace

bool is_hostname(std::string_view text) { return is_host(text, false); }
bool is_idn_hostname(std::string_view text) { return is_host(text, true); }

}  // namespace mcp::schema
