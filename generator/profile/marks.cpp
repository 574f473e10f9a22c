#include "profile/marks.h"

#include <set>
#include <string_view>

#include "support/text.h"

namespace mcpcc::profile {

namespace {

// Where a value may be an array or an object, `*` is every item, and every member that no row
// names: members keep their names by a row.
void add_names_beside_items(const Marks& marks, std::vector<ir::Rewrite>& rewrites) {
  std::set<std::string, std::less<>> holders;  // of items that are rewritten, or have such parts
  for (const auto& [pointer, mark] : marks) {
    if (!mark.null_is_absent && !mark.is_json_text && !mark.is_prefixed_json_text) continue;
    for (std::size_t at = pointer.find("/*"); at != std::string::npos;
         at = pointer.find("/*", at + 1)) {
      const bool is_token = at + 2 == pointer.size() || pointer[at + 2] == '/';
      if (is_token) holders.insert(pointer.substr(0, at));
    }
  }
  for (const auto& [pointer, mark] : marks) {
    const std::size_t at = pointer.rfind('/');
    if (at == std::string::npos || pointer.substr(at) == "/*" ||
        !holders.contains(std::string_view(pointer).substr(0, at))) {
      continue;
    }
    rewrites.push_back({pointer, ir::RewriteKind::rename,
                        unescape_pointer_token(std::string_view(pointer).substr(at + 1))});
  }
}

}  // namespace

bool agree(Marks& marks, const Marks& more) {
  for (const auto& [pointer, mark] : more) {
    const auto [known, is_new] = marks.emplace(pointer, mark);
    if (is_new) continue;
    Mark& other = known->second;
    if (other.is_json_text != mark.is_json_text) return false;
    const bool is_prefixed = other.is_prefixed_json_text || mark.is_prefixed_json_text;
    if (is_prefixed && ((other.restricts_json && !other.is_prefixed_json_text) ||
                        (mark.restricts_json && !mark.is_prefixed_json_text))) {
      return false;
    }
    const bool is_kept = (other.accepts_null && !other.null_is_absent) ||
                         (mark.accepts_null && !mark.null_is_absent);
    if (is_kept && (other.null_is_absent || mark.null_is_absent)) return false;
    other.null_is_absent = other.null_is_absent || mark.null_is_absent;
    other.accepts_null = other.accepts_null || mark.accepts_null;
    other.is_prefixed_json_text = is_prefixed;
    other.restricts_json = other.restricts_json || mark.restricts_json;
  }
  return true;
}

std::vector<ir::Rewrite> rewrites_of(const Marks& marks) {
  std::vector<ir::Rewrite> rewrites;
  add_names_beside_items(marks, rewrites);
  for (auto& [pointer, mark] : marks) {
    if (mark.null_is_absent) {
      rewrites.push_back({pointer, ir::RewriteKind::null_is_absent, {}});
    }
    if (mark.is_json_text) {
      rewrites.push_back({pointer, ir::RewriteKind::json_text, {}});
    }
    if (mark.is_prefixed_json_text) {
      rewrites.push_back({pointer, ir::RewriteKind::prefixed_json_text, {}});
    }
  }
  return rewrites;
}

}  // namespace mcpcc::profile
