// Whether a schema allows strings that are not empty, without one to try.
#include <algorithm>

#include "schema/program.h"

namespace mcp::schema {
namespace {

/// Says yes where it cannot be told within a budget.
class Strings {
 public:
  explicit Strings(const Program& program) : program_(program) {}

  bool may_be(const Node* node) {
    if (node == nullptr || ++steps_ > max_steps) return true;
    if (node->never || (node->types != 0 && (node->types & string_bit) == 0)) return false;
    // Sorted: where the last is empty, they all are.
    const bool no_constant =
        std::any_of(node->allowed.begin(), node->allowed.end(), [](const Constants& constants) {
          return constants.strings.empty() || constants.strings.back().empty();
        });
    if (no_constant) return false;
    if (node->reference != nullptr && !may_be(program_.resolve(*node->reference))) return false;
    const Combinators* rules = node->combinators.get();
    if (rules == nullptr) return true;
    const auto may = [this](const Node* part) { return may_be(part); };
    const auto any = [&](const Nodes& parts) {
      return parts.empty() || std::any_of(parts.begin(), parts.end(), may);
    };
    return std::all_of(rules->all_of.begin(), rules->all_of.end(), may) && any(rules->any_of) &&
           any(rules->one_of);
  }

 private:
  static constexpr int max_steps = 1000;
  const Program& program_;
  int steps_ = 0;
};

}  // namespace

bool Program::may_be_string(std::string_view location) const {
  return Strings(*this).may_be(resolve(Reference{std::string(location), root_->resource}));
}

}  // namespace mcp::schema
