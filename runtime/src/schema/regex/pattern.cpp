#include "schema/regex/pattern.h"

#include <re2/re2.h>

#include <algorithm>
#include <mutex>
#include <optional>

#include "schema/regex/pcre2.h"

namespace mcp::schema::regex {
namespace {

// For the program and the states that RE2 makes of it while it matches.
constexpr std::int64_t max_memory = 8 << 20;

re2::RE2::Options options() {
  re2::RE2::Options out;
  out.set_log_errors(false);
  out.set_never_capture(true);
  out.set_max_mem(max_memory);
  return out;
}

// What a text must begin with, where the pattern is `^` and characters that stand for themselves:
// `^x-` is asked of every member of many objects.
std::optional<std::string_view> literal_prefix(std::string_view pattern) {
  if (!pattern.starts_with('^')) return std::nullopt;
  pattern.remove_prefix(1);
  const bool is_literal = std::all_of(pattern.begin(), pattern.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '-' || c == '/';
  });
  return is_literal ? std::optional(pattern) : std::nullopt;
}

}  // namespace

struct Pattern::Compiled {
  std::once_flag once;
  std::optional<re2::RE2> linear;
  std::optional<Backtracker> backtracking;
};

Pattern::Pattern(std::string_view text) : text_(text), compiled_(std::make_unique<Compiled>()) {
  if (text.size() > max_bytes) {
    error_ = SyntaxError{max_bytes, "longer than " + std::to_string(max_bytes) + " bytes"};
    return;
  }
  prefix_ = literal_prefix(text_);
  if (prefix_) return;
  for (const Engine engine : {Engine::linear, Engine::backtracking}) {
    auto translated = translate(text_, engine);
    if (std::holds_alternative<NeedsBacktracking>(translated)) continue;
    engine_ = engine;
    if (auto* error = std::get_if<SyntaxError>(&translated)) {
      error_ = std::move(*error);
    } else {
      translated_ = std::move(std::get<std::string>(translated));
    }
    break;
  }
  if (error_ || engine_ == Engine::linear) return;
  // What PCRE2 cannot do, such as lookbehind of no fixed length, is known only to PCRE2.
  auto compiled = Backtracker::compile(translated_);
  if (auto* error = std::get_if<SyntaxError>(&compiled)) {
    error_ = SyntaxError{0, "not supported: " + error->message, true};
  } else {
    compiled_->backtracking = std::move(std::get<Backtracker>(compiled));
  }
}

Pattern::~Pattern() = default;

Pattern::Match Pattern::find(std::string_view value) const {
  if (prefix_) return value.starts_with(*prefix_) ? Match::yes : Match::no;
  std::call_once(compiled_->once, [this] {
    if (engine_ != Engine::linear) return;
    compiled_->linear.emplace(translated_, options());
    if (compiled_->linear->ok()) return;
    // Larger than RE2's budget; PCRE2 keeps repetitions as counters.
    compiled_->linear.reset();
    const auto translated = translate(text_, Engine::backtracking);
    if (const auto* pattern = std::get_if<std::string>(&translated)) {
      auto compiled = Backtracker::compile(*pattern);
      if (auto* backtracker = std::get_if<Backtracker>(&compiled)) {
        compiled_->backtracking = std::move(*backtracker);
      }
    }
  });
  if (compiled_->linear) {
    return re2::RE2::PartialMatch(re2::StringPiece(value.data(), value.size()), *compiled_->linear)
               ? Match::yes
               : Match::no;
  }
  if (!compiled_->backtracking) return Match::too_complex;
  switch (compiled_->backtracking->find(value)) {
    case Backtracker::Result::no:
      return Match::no;
    case Backtracker::Result::yes:
      return Match::yes;
    case Backtracker::Result::limit:
      break;
  }
  return Match::too_complex;
}

}  // namespace mcp::schema::regex
