// URI templates of resources: RFC 6570, level 1 (`{name}`), the other way round: from a URI to the
// values of the variables.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace mcp {

class UriTemplate {
 public:
  using Variables = std::vector<std::pair<std::string, std::string>>;

  /// Throws std::invalid_argument when `text` is no template of level 1 or has two variables with
  /// nothing between them.
  explicit UriTemplate(std::string_view text);

  /// The values, percent-decoded, when `uri` fits. A value has at least one character and no slash.
  std::optional<Variables> match(std::string_view uri) const;
  bool has_variable(std::string_view name) const;

 private:
  std::vector<std::string> literals_;  // one more than variables_: around and between them
  std::vector<std::string> variables_;
};

}  // namespace mcp
