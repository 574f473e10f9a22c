#include <algorithm>
#include <array>
#include <cstdlib>

#include "support/diagnostics.h"

namespace mcpcc {
namespace {

constexpr std::size_t max_word = 64;  // longer names are not compared
constexpr std::size_t max_cells =
    1'000'000;  // of all distance tables of one call: about a millisecond

char fold(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

/// The distance of `a` and `b` by characters inserted, deleted, replaced or swapped with their
/// neighbour (optimal string alignment) when it is at most `limit`, else limit + 1. Only the band
/// of the table that can hold so small a value is computed. Adds the cells it computed to `cells`.
std::size_t distance(std::string_view a, std::string_view b, std::size_t limit,
                     std::size_t& cells) {
  const std::size_t too_far = limit + 1;
  if (a.size() > b.size()) std::swap(a, b);
  if (b.size() - a.size() > limit) return too_far;
  using Row = std::array<std::size_t, max_word + 1>;
  Row before{}, previous{}, current{};
  for (std::size_t j = 0; j <= b.size(); ++j) previous[j] = std::min(j, too_far);
  std::size_t best_before = 0;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    const std::size_t first = i > limit ? i - limit : 1;
    const std::size_t last = std::min(b.size(), i + limit);
    current[first - 1] = first == 1 ? std::min(i, too_far) : too_far;
    std::size_t best = current[first - 1];
    for (std::size_t j = first; j <= last; ++j) {
      const auto same = [&](std::size_t x, std::size_t y) { return fold(a[x]) == fold(b[y]); };
      const std::size_t above = j == i + limit ? too_far : previous[j];
      const std::size_t replaced = previous[j - 1] + (same(i - 1, j - 1) ? 0 : 1);
      current[j] = std::min({replaced, above + 1, current[j - 1] + 1, too_far});
      if (i > 1 && j > 1 && same(i - 1, j - 2) && same(i - 2, j - 1)) {
        current[j] = std::min(current[j], before[j - 2] + 1);
      }
      best = std::min(best, current[j]);
    }
    cells += last - first + 1;
    // A swap looks two rows back, everything else one.
    if (best == too_far && best_before == too_far) return too_far;
    best_before = best;
    before = previous;
    previous = current;
  }
  return previous[b.size()];
}

}  // namespace

std::string did_you_mean(std::string_view word, const std::vector<std::string_view>& candidates) {
  if (word.empty() || word.size() > max_word) return {};
  std::string_view nearest;
  std::size_t limit = std::max<std::size_t>(1, word.size() / 3);
  std::size_t cells = 0;
  for (const std::string_view candidate : candidates) {
    if (candidate.empty() || candidate.size() > max_word || candidate == word) continue;
    const std::size_t found = distance(word, candidate, limit, cells);
    // A word with every letter replaced is no suggestion.
    if (found <= limit && found < std::max(word.size(), candidate.size())) {
      nearest = candidate;
      if (found == 0) break;
      limit = found - 1;
    }
    if (cells > max_cells) break;
  }
  return std::string(nearest);
}

std::vector<std::string> suggest(std::string_view word,
                                 const std::vector<std::string_view>& candidates) {
  const std::string nearest = did_you_mean(word, candidates);
  if (nearest.empty()) return {};
  return {"did you mean `" + nearest + "`?"};
}

}  // namespace mcpcc
