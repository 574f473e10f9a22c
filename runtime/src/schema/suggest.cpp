#include "schema/suggest.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <string>

namespace mcp::schema {
namespace {

constexpr std::size_t max_length = 64;

/// Letters and digits of `name` in lower case; other bytes beyond ASCII as they are.
std::string folded(std::string_view name) {
  std::string out;
  for (const char c : name) {
    if (c >= 'A' && c <= 'Z') {
      out += static_cast<char>(c - 'A' + 'a');
    } else if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
               static_cast<unsigned char>(c) >= 0x80) {
      out += c;
    }
  }
  return out;
}

/// Optimal string alignment distance, or any value of at least `limit` when it is no smaller than
/// that: most pairs are told apart by their first rows. Both texts are at most `max_length` long.
std::size_t distance(std::string_view a, std::string_view b, std::size_t limit) {
  const std::size_t longer = std::max(a.size(), b.size());
  if (longer - std::min(a.size(), b.size()) >= limit) return limit;
  using Row = std::array<std::size_t, max_length + 1>;
  Row before{}, previous{}, current{};
  for (std::size_t j = 0; j <= b.size(); ++j) previous[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    current[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t replaced = previous[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      current[j] = std::min({previous[j] + 1, current[j - 1] + 1, replaced});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
        current[j] = std::min(current[j], before[j - 2] + 1);
      }
    }
    // Costs never fall from row to row but through a transposition, which looks two rows back.
    const auto lowest = [&](const Row& row) {
      return *std::min_element(row.begin(), row.begin() + b.size() + 1);
    };
    if (lowest(current) >= limit && lowest(previous) >= limit) return limit;
    before = previous;
    previous = current;
  }
  return previous[b.size()];
}

}  // namespace

std::string_view suggest(std::string_view name, std::span<const std::string_view> candidates) {
  if (name.size() > max_length) return {};
  const std::string wanted = folded(name);
  std::string_view best;
  std::size_t best_distance = std::max<std::size_t>(1, wanted.size() / 3) + 1;
  for (const std::string_view candidate : candidates) {
    if (candidate.size() > max_length || candidate == name) continue;
    const std::string folded_candidate = folded(candidate);
    // A name of one or two letters is one edit away from too many others.
    if (wanted.size() < 3 && folded_candidate != wanted) continue;
    if (const std::size_t d = distance(wanted, folded_candidate, best_distance);
        d < best_distance) {
      best = candidate;
      best_distance = d;
    }
  }
  return best;
}

}  // namespace mcp::schema
