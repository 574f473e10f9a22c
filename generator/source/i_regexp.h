// Regular expressions of RFC 9485 (I-Regexp), matched by RE2 in time linear in the text.
#pragma once

#include <memory>
#include <string_view>

namespace re2 {
class RE2;
}

namespace mcpcc::source {

/// One compiled expression. Two things differ from RFC 9485: `^` and `$` outside of classes are
/// anchors, since the compliance tests of RFC 9535 want that, and `\p{Cn}` is not available.
class IRegexp {
 public:
  enum class Extent : unsigned char {
    whole,  ///< the expression must match all of the text
    part,   ///< it may match any part
  };
  IRegexp(std::string_view pattern, Extent extent);
  IRegexp(IRegexp&&) noexcept;
  IRegexp& operator=(IRegexp&&) noexcept;
  ~IRegexp();

  /// False when the pattern is no I-Regexp: it matches nothing then.
  bool is_valid() const { return valid_; }
  /// True when the pattern is an I-Regexp, but one that cannot be compiled within the limit on
  /// memory: it matches nothing.
  bool is_too_large() const { return valid_ && expression_ == nullptr; }
  bool matches(std::string_view text) const;

 private:
  bool valid_ = false;
  std::unique_ptr<re2::RE2> expression_;
};

}  // namespace mcpcc::source
