#include "ledger/ledger.h"
#include "support/text.h"

namespace mcpcc::ledger {

std::string Ledger::pointer(const Row& row) const {
  std::vector<const Step*> way;
  std::uint32_t place = row.place;
  constexpr std::size_t longest = 8192;
  std::size_t size = 0;
  for (; steps_[place].parent != place; place = steps_[place].parent) {
    way.push_back(&steps_[place]);
    size += steps_[place].key.size() + 1;
  }
  if (size + beginnings_[steps_[place].index].size() > longest) return {};
  std::string result(beginnings_[steps_[place].index]);
  for (auto step = way.rbegin(); step != way.rend(); ++step) {
    if ((*step)->in_array) {
      result += '/' + std::to_string((*step)->index);
    } else {
      append_pointer_token(result, (*step)->key);
    }
  }
  return result;
}

std::map<std::string_view, Ledger::Counts> Ledger::counts() const {
  std::map<std::string_view, Counts> result;
  for (const Row& row : rows_) ++result[row.construct][static_cast<std::size_t>(row.loss_class)];
  return result;
}

}  // namespace mcpcc::ledger
