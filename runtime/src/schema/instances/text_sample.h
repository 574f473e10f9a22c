// Texts that a regular expression matches.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "schema/instances/random.h"

namespace mcp::schema {

/// Best effort: lookaround is not looked at, so whether a text matches is for the caller to see.
/// Repeats what may be repeated up to `more` times beyond what must be.
class TextSampler {
 public:
  std::string sample(std::string_view pattern, Random& random, std::size_t more);

 private:
  struct Walk;
  /// The characters among those that texts are made of that a class or an escape matches.
  const std::u32string& characters(std::string_view atom);

  std::map<std::string, std::u32string, std::less<>> known_;
};

}  // namespace mcp::schema
