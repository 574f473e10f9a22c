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

std::uint32_t Ledger::begin(std::string_view pointer) {
  const auto place = static_cast<std::uint32_t>(steps_.size());
  steps_.push_back({place, static_cast<std::uint32_t>(beginnings_.size()), {}, false});
  beginnings_.push_back(pointer);
  return place;
}

std::uint32_t Ledger::below(std::uint32_t parent, std::string_view name) {
  steps_.push_back({parent, 0, name, false});
  return static_cast<std::uint32_t>(steps_.size() - 1);
}

std::uint32_t Ledger::below(std::uint32_t parent, std::size_t index) {
  steps_.push_back({parent, static_cast<std::uint32_t>(index), {}, true});
  return static_cast<std::uint32_t>(steps_.size() - 1);
}

}  // namespace mcpcc::ledger
