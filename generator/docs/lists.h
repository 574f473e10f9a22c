// Lists that stand in pages of every format.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "docs/reference.h"
#include "emit/template.h"

namespace mcpcc::docs {

/// What a template is given of a text of the document: the text, where it escapes it itself, or
/// what
/// `{{{...}}}` takes as it is.
using Prose = std::string (*)(std::string_view);

/// `has_errors`, and `errors` with `status` and `about` (prose).
void set_errors(emit::TemplateData& data, const std::vector<project::DocumentedError>& errors,
                Prose prose);

/// `has_losses`, and `losses` with `class`, `construct`, `has_reason`, `why` (prose) and `places`.
void set_losses(emit::TemplateData& data, const std::vector<Loss>& losses, Prose prose);

}  // namespace mcpcc::docs
