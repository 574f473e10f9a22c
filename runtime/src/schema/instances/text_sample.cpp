#include "schema/instances/text_sample.h"

#include <algorithm>
#include <vector>

#include "json/utf8.h"
#include "schema/regex/pattern.h"
#include "schema/regex/utf8.h"

namespace mcp::schema {
namespace {

constexpr std::size_t max_steps = 20'000;
constexpr std::size_t max_bytes = 65'536;
constexpr std::size_t max_depth = 200;

/// What texts are made of: ASCII, and something of most scripts.
constexpr std::u32string_view beyond_ascii =
    U"\u00A0\u00DF\u00E9\u00DC\u0301\u03B1\u03A9\u0431\u0416\u05D0\u0628\u0660\u0905\u0966\u0E01"
    U"\u1100"
    U"\u200B\u2028\u20AC\u2190\u2603\u3042\u30A2\u4E08\u9FA5\uAC00\uE000\uFF21\U0001F409\U0001D54F";

bool is_digit(char c) { return c >= '0' && c <= '9'; }

}  // namespace

/// One pass over the pattern that makes the text as it goes; what is repeated is walked again.
struct TextSampler::Walk {
  TextSampler& sampler;
  std::string_view pattern;
  Random& random;
  std::size_t more;
  std::size_t at = 0;
  std::size_t steps = 0;
  std::size_t depth = 0;
  std::vector<std::string> groups{};
  std::map<std::string_view, std::size_t> names{};  // of groups

  bool at_end() const { return at >= pattern.size() || steps > max_steps; }
  char peek() const { return at < pattern.size() ? pattern[at] : '\0'; }
  bool take(std::string_view text) {
    if (!pattern.substr(std::min(at, pattern.size())).starts_with(text)) return false;
    at += text.size();
    return true;
  }

  /// Up to the end of the group: one of the alternatives.
  std::string alternatives() {
    std::string chosen = sequence();
    for (std::size_t count = 2; take("|"); ++count) {
      std::string other = sequence();
      if (random.one_in(count)) chosen = std::move(other);
    }
    return chosen;
  }

  std::string sequence() {
    std::string out;
    while (!at_end() && peek() != '|' && peek() != ')') {
      const std::size_t begin = at;
      std::string first = atom();
      const std::size_t end = at;
      std::size_t least = 1;
      std::size_t most = 1;
      if (!quantifier(least, most)) {
        out += first;
        continue;
      }
      const std::size_t after = at;
      const std::size_t count = least + random.below(std::min(most - least, more) + 1);
      for (std::size_t i = 0; i < count && steps <= max_steps && out.size() < max_bytes; ++i) {
        if (i != 0) {
          at = begin;
          first = atom();
        }
        out += first;
      }
      at = std::max(end, after);
    }
    return out;
  }

  bool quantifier(std::size_t& least, std::size_t& most) {
    constexpr std::size_t unlimited = 100'000;
    const auto number = [&] {
      std::size_t value = 0;
      while (is_digit(peek())) {
        value =
            std::min<std::size_t>(value * 10 + static_cast<std::size_t>(peek() - '0'), unlimited);
        ++at;
      }
      return value;
    };
    const std::size_t begin = at;
    if (take("*")) {
      least = 0;
      most = unlimited;
    } else if (take("+")) {
      most = unlimited;
    } else if (take("?")) {
      least = 0;
    } else if (peek() == '{' && at + 1 < pattern.size() && is_digit(pattern[at + 1])) {
      ++at;
      least = number();
      most = least;
      if (take(",")) most = is_digit(peek()) ? number() : unlimited;
      if (!take("}")) {
        at = begin;
        return false;
      }
    } else {
      return false;
    }
    take("?");
    most = std::max(least, most);
    return true;
  }

  std::string atom() {
    ++steps;
    const std::size_t begin = at;
    if (take("(")) return group();
    if (take("^") || take("$")) return {};
    if (take(".")) return one_of(".");
    if (peek() == '[') {
      while (++at < pattern.size() && pattern[at] != ']') at += pattern[at] == '\\' ? 1 : 0;
      at = std::min(at + 1, pattern.size());
      return one_of(pattern.substr(begin, at - begin));
    }
    if (take("\\")) return escape(begin);
    std::size_t size = 0;
    regex::code_point(pattern.substr(at), size);
    at += size;
    return std::string(pattern.substr(begin, size));
  }

  std::string group() {
    bool is_seen = true;
    bool captures = true;
    if (take("?")) {
      is_seen = !(take("=") || take("!") || take("<=") || take("<!"));
      captures = is_seen && !take(":");
    }
    const std::size_t index = groups.size();
    if (captures && take("<")) names[name()] = index;
    if (captures) groups.emplace_back();
    std::string out;
    if (++depth <= max_depth) {
      out = alternatives();
    } else {
      steps = max_steps + 1;
    }
    --depth;
    take(")");
    if (captures && index < groups.size()) groups[index] = out;
    return is_seen ? out : std::string();
  }

  /// Up to and with the `>`.
  std::string_view name() {
    const std::size_t end = std::min(pattern.find('>', at), pattern.size());
    const std::string_view out = pattern.substr(at, end - at);
    at = std::min(end + 1, pattern.size());
    return out;
  }

  std::string escape(std::size_t begin) {
    const char c = peek();
    if (c == 'b' || c == 'B') {
      ++at;
      return {};
    }
    if (c >= '1' && c <= '9') {
      std::size_t number = 0;
      while (is_digit(peek()) && number < 1000) {
        number = number * 10 + static_cast<std::size_t>(pattern[at++] - '0');
      }
      return number <= groups.size() ? groups[number - 1] : std::string();
    }
    if (take("k<")) {
      const auto found = names.find(name());
      return found != names.end() && found->second < groups.size() ? groups[found->second]
                                                                   : std::string();
    }
    const bool is_braced =
        (c == 'p' || c == 'P' || c == 'u') && pattern.substr(at + 1).starts_with('{');
    if (is_braced) {
      at = std::min(pattern.find('}', at), pattern.size() - 1) + 1;
    } else {
      const std::size_t size = c == 'x' ? 3 : c == 'u' ? 5 : c == 'c' ? 2 : 0;
      std::size_t length = 1;
      if (size == 0 && at < pattern.size()) regex::code_point(pattern.substr(at), length);
      at = std::min(at + std::max(size, length), pattern.size());
    }
    return one_of(pattern.substr(begin, at - begin));
  }

  std::string one_of(std::string_view text) {
    const std::u32string& characters = sampler.characters(text);
    std::string out;
    if (!characters.empty()) {
      // Plain characters most of the time.
      const std::size_t plain = std::max<std::size_t>(
          1, static_cast<std::size_t>(std::count_if(characters.begin(), characters.end(),
                                                    [](char32_t c) { return c < 0x7F; })));
      const std::size_t count = random.one_in(8) ? characters.size() : plain;
      json::append_utf8(out, characters[random.below(std::min(count, characters.size()))]);
    }
    return out;
  }
};

const std::u32string& TextSampler::characters(std::string_view atom) {
  const auto place = known_.try_emplace(std::string(atom));
  std::u32string& known = place.first->second;
  const bool is_known = !place.second;
  if (is_known) return known;
  const regex::Pattern pattern("^" + std::string(atom) + "$");
  if (pattern.error()) return known;
  const auto add = [&](char32_t c) {
    std::string text;
    json::append_utf8(text, c);
    if (pattern.find(text) == regex::Pattern::Match::yes) known += c;
  };
  for (char32_t c = ' '; c < 0x7F; ++c) add(c);
  for (const char32_t c : beyond_ascii) add(c);
  for (char32_t c = 0; c < ' '; ++c) add(c);
  if (!known.empty()) return known;
  for (char32_t c = 0x7F; c <= 0x10FFFF; c += c < 0x3000 ? 1 : 0x101) {
    if (c < 0xD800 || c > 0xDFFF) add(c);
  }
  return known;
}

std::string TextSampler::sample(std::string_view pattern, Random& random, std::size_t more) {
  Walk walk{*this, pattern, random, more};
  return walk.alternatives();
}

}  // namespace mcp::schema
