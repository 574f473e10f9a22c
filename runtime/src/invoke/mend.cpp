#include "invoke/mend.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "http/message.h"
#include "invoke/base64.h"
#include "invoke/pointers.h"
#include "json/write.h"

namespace mcp::invoke {
namespace {

constexpr int max_depth = 8;          // of alternatives within one another
constexpr int max_passes = 4;         // over what strings of the one before held
constexpr int max_alternatives = 64;  // that are tried for one call

struct Replacement {
  std::string_view text;  // in the text of the arguments
  std::string value;
};
using Replacements = std::vector<Replacement>;

/// The text of `value` with each replacement in its place; those must lie within it.
std::string replaced(const json::Value& value, Replacements replacements) {
  const auto position = [](const Replacement& r) { return r.text.data(); };
  std::stable_sort(replacements.begin(), replacements.end(),
                   [&](const auto& a, const auto& b) { return position(a) < position(b); });
  std::string text;
  const char* at = value.raw().data();
  for (const Replacement& replacement : replacements) {
    if (position(replacement) < at) continue;  // two violations of one value
    text.append(at, position(replacement)).append(replacement.value);
    at = position(replacement) + replacement.text.size();
  }
  return text.append(at, value.raw().data() + value.raw().size());
}

std::optional<json::Document> parsed(std::string text) {
  auto result = json::Document::parse(std::move(text));
  auto* document = std::get_if<json::Document>(&result);
  if (document == nullptr) return std::nullopt;
  return std::move(*document);
}

bool names_bytes(std::string_view text) {
  return text.starts_with("file:") ||
         (text.size() >= 5 && http::equals_ignoring_case(text.substr(0, 5), "data:"));
}

class Mender {
 public:
  Mender(const schema::Schema& schema, const FileReader& files) : schema_(schema), files_(files) {}

  /// What to replace in `root`, which breaks `violations`. `may_be_text`: the place of `root`
  /// itself allows strings. `place`: of `root`, as violations say it; empty: they say it
  /// themselves.
  Replacements mend(const json::Value& root, const std::vector<schema::Violation>& violations,
                    bool may_be_text, const std::string& place, int depth) {
    Replacements out;
    for (const schema::Violation& violation : violations) {
      const json::Value* value = find_pointer(root, violation.instance_location);
      if (value == nullptr) continue;
      const bool is_text_allowed = may_be_text && value == &root;
      const std::string at =
          !place.empty()
              ? place
              : violation.message.substr(0, violation.message.size() - violation.reason.size());
      if (violation.keyword == "anyOf" || violation.keyword == "oneOf") {
        mend_choice(out, *value, violation.keyword_location, is_text_allowed, at, depth);
      } else if (value->is_string() && !is_text_allowed && wants_no_string(violation)) {
        mend_text(out, *value);
      } else if (says_base64(violation) && value->is_string() && names_bytes(value->string())) {
        mend_bytes(out, *value, at);
      }
    }
    return out;
  }

  std::vector<Mended::Problem> problems;

 private:
  /// Also where only constants say of what type a value is.
  bool wants_no_string(const schema::Violation& violation) const {
    if (violation.keyword == "type") return true;
    return (violation.keyword == "enum" || violation.keyword == "const") &&
           !schema_.may_be_string(around(violation.keyword_location));
  }

  /// The schema that has the keyword at `location`.
  static std::string_view around(std::string_view location) {
    return location.substr(0, location.rfind('/'));
  }

  static void mend_text(Replacements& out, const json::Value& value) {
    const auto document = parsed(std::string(value.string()));
    if (!document || document->root().is_string() || document->root().is_null()) return;
    out.push_back({value.raw(), std::string(document->root().raw())});
  }

  void mend_bytes(Replacements& out, const json::Value& value, const std::string& place) {
    auto read = read_file_value(value.string(), files_);
    if (const auto* problem = std::get_if<FileProblem>(&read)) {
      problems.push_back({place, problem->message});
      return;
    }
    std::string base64;
    append_base64(base64, std::get<FileContent>(read).bytes);
    out.push_back({value.raw(), '"' + base64 + '"'});
  }

  /// `value` as `alternative` takes it, which it breaks by `violations`; nullopt: it does not.
  std::optional<json::Document> mend_for(const std::string& alternative, const json::Value& value,
                                         std::vector<schema::Violation> violations, bool is_text,
                                         const std::string& place, int depth) {
    std::optional<json::Document> out;
    for (int i = 0; i < max_passes; ++i) {
      const json::Value& root = out ? out->root() : value;
      const Replacements replacements = mend(root, violations, is_text, place, depth + 1);
      if (replacements.empty()) break;
      out = parsed(replaced(root, replacements));
      if (!out) break;
      violations = schema_.validate_at(alternative, out->root()).value();
      if (violations.empty()) return out;
    }
    return std::nullopt;
  }

  void mend_choice(Replacements& out, const json::Value& value, const std::string& location,
                   bool may_be_text, const std::string& place, int depth) {
    if (depth == max_depth) return;
    const bool is_text =
        may_be_text || (value.is_string() && schema_.may_be_string(around(location)));
    std::string found;
    for (std::size_t i = 0; tried_ < max_alternatives; ++i, ++tried_) {
      const std::string alternative = location + '/' + std::to_string(i);
      const auto violations = schema_.validate_at(alternative, value);
      if (!violations) break;
      const auto mended = mend_for(alternative, value, *violations, is_text, place, depth);
      if (!mended) continue;
      if (!found.empty() && found != mended->text()) return;  // it may mean either
      found = mended->text();
    }
    if (!found.empty()) out.push_back({value.raw(), std::move(found)});
  }

  const schema::Schema& schema_;
  const FileReader& files_;
  int tried_ = 0;
};

}  // namespace

bool says_base64(const schema::Violation& violation) {
  return violation.keyword == "contentEncoding" || violation.keyword == "format";
}

Mended mend(const schema::Schema& schema, const json::Value& arguments,
            const std::vector<schema::Violation>& violations, const FileReader& files) {
  Mender mender(schema, files);
  Mended out;
  const Replacements replacements = mender.mend(arguments, violations, false, {}, 0);
  if (!replacements.empty()) out.arguments = parsed(replaced(arguments, replacements));
  out.problems = std::move(mender.problems);
  return out;
}

}  // namespace mcp::invoke
