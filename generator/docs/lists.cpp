#include "docs/lists.h"

#include <utility>

#include "docs/words.h"

namespace mcpcc::docs {

using emit::section;
using emit::TemplateData;
using emit::TemplateList;

void set_errors(TemplateData& data, const std::vector<project::DocumentedError>& errors,
                Prose prose) {
  TemplateList list;
  for (const auto& error : errors) {
    TemplateData entry;
    entry["status"] = error.status;
    entry["about"] = prose(error.description);
    list.push_back(std::move(entry));
  }
  data["has_errors"] = section(!list.empty());
  data["errors"] = std::move(list);
}

void set_losses(TemplateData& data, const std::vector<Loss>& losses, Prose prose) {
  TemplateList list;
  for (const Loss& loss : losses) {
    TemplateData entry;
    entry["class"] = loss.loss_class;
    entry["construct"] = loss.construct;
    entry["has_reason"] = section(!loss.reason.empty());
    entry["why"] = prose(loss.reason);
    entry["places"] = places(loss);
    list.push_back(std::move(entry));
  }
  data["has_losses"] = section(!list.empty());
  data["losses"] = std::move(list);
}

}  // namespace mcpcc::docs
