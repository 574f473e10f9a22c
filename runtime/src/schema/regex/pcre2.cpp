#define PCRE2_CODE_UNIT_WIDTH 8
#include "schema/regex/pcre2.h"

#include <pcre2.h>

#include <array>

namespace mcp::schema::regex {
namespace {

constexpr std::uint32_t max_steps = 1'000'000;
constexpr std::uint32_t max_depth = 5'000;
constexpr std::uint32_t max_kibibytes = 8 * 1024;

template <auto release>
struct Release {
  template <class T>
  void operator()(T* object) const {
    release(object);
  }
};
using CompileContext = std::unique_ptr<pcre2_compile_context, Release<pcre2_compile_context_free>>;
using MatchContext = std::unique_ptr<pcre2_match_context, Release<pcre2_match_context_free>>;
using MatchData = std::unique_ptr<pcre2_match_data, Release<pcre2_match_data_free>>;

PCRE2_SPTR bytes(std::string_view text) {
  // A view of nothing may have no address, which PCRE2 refuses.
  return reinterpret_cast<PCRE2_SPTR>(text.empty() ? "" : text.data());
}

int match(const void* code, std::string_view text, std::size_t from, pcre2_match_data* data) {
  const MatchContext context(pcre2_match_context_create(nullptr));
  if (context == nullptr) return PCRE2_ERROR_NOMEMORY;
  pcre2_set_match_limit(context.get(), max_steps);
  pcre2_set_depth_limit(context.get(), max_depth);
  pcre2_set_heap_limit(context.get(), max_kibibytes);
  return pcre2_match(static_cast<const pcre2_code*>(code), bytes(text), text.size(), from,
                     PCRE2_NO_UTF_CHECK, data, context.get());
}

}  // namespace

std::variant<Backtracker, SyntaxError> Backtracker::compile(std::string_view pattern) {
  const CompileContext context(pcre2_compile_context_create(nullptr));
  int error = 0;
  std::size_t offset = 0;
  // A reference to a group that has matched nothing matches the empty text (ECMA-262, section
  // 22.2.2.7.2).
  std::shared_ptr<void> code(
      pcre2_compile(bytes(pattern), pattern.size(),
                    PCRE2_UTF | PCRE2_MATCH_UNSET_BACKREF | PCRE2_NEVER_BACKSLASH_C, &error,
                    &offset, context.get()),
      [](void* p) { pcre2_code_free(static_cast<pcre2_code*>(p)); });
  if (code != nullptr) return Backtracker(std::move(code));
  std::array<PCRE2_UCHAR, 160> message{};
  pcre2_get_error_message(error, message.data(), message.size());
  return SyntaxError{offset, reinterpret_cast<const char*>(message.data())};
}

Backtracker::Result Backtracker::find(std::string_view text) const {
  const MatchData data(pcre2_match_data_create(1, nullptr));
  if (data == nullptr) return Result::limit;
  const int result = match(code_.get(), text, 0, data.get());
  if (result >= 0) return Result::yes;
  return result == PCRE2_ERROR_NOMATCH ? Result::no : Result::limit;
}

std::optional<std::pair<std::size_t, std::size_t>> Backtracker::find_span(std::string_view text,
                                                                          std::size_t from) const {
  const MatchData data(pcre2_match_data_create(1, nullptr));
  if (data == nullptr || match(code_.get(), text, from, data.get()) < 0) return std::nullopt;
  const std::size_t* ends = pcre2_get_ovector_pointer(data.get());
  return std::pair(ends[0], ends[1]);
}

}  // namespace mcp::schema::regex
