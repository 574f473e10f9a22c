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

/// Levenshtein's distance of `a` and `b` when it is at most `limit`, else limit + 1. Only the band
/// of the table that can hold so small a value is computed. Adds the cells it computed to `cells`.
std::size_t distance(std::string_view a, std::string_view b, std::size_t limit,
                     std::size_t& cells) {
  const std::size_t too_far = limit + 1;
  if (a.size() > b.size()) std::swap(a, b);
  if (b.size() - a.size() > limit) return too_far;
  std::array<std::size_t, max_word + 1> row{};
  for (std::size_t j = 0; j <= b.size(); ++j) row[j] = std::min(j, too_far);
  for (std::size_t i = 1; i <= a.size(); ++i) {
    const std::size_t first = i > limit ? i - limit : 1;
    const std::size_t last = std::min(b.size(), i + limit);
    std::size_t diagonal = row[first - 1];
    row[first - 1] = first == 1 ? std::min(i, too_far) : too_far;
    std::size_t best = row[first - 1];
    for (std::size_t j = first; j <= last; ++j) {
      const std::size_t above = j == i + limit ? too_far : row[j];
      const std::size_t replaced = diagonal + (fold(a[i - 1]) == fold(b[j - 1]) ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({replaced, above + 1, row[j - 1] + 1, too_far});
      best = std::min(best, row[j]);
    }
    cells += last - first + 1;
    if (best == too_far) return too_far;
  }
  return row[b.size()];
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
