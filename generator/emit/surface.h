// Parts of the tool surface as JSON: for surface.json and for what the command line shows.
#pragma once

#include <string>

#include "ir/ir.h"

namespace mcpcc::emit {

/// An array of strings.
std::string strings_json(const std::vector<std::string>& values);
/// [{"argument","in","name","required"}...], the body last.
std::string arguments_json(const ir::Tool& tool);
/// [{"<scheme>":[scopes]}...]: any one of them suffices.
std::string security_json(const ir::Tool& tool, const ir::Server& server);
/// The schema of arguments that clients of the default profile are shown, with its `$defs`.
std::string shown_schema(const ir::Tool& tool, const ir::Server& server);
/// What a client of the default profile is sent of the tool in `tools/list`.
std::string listing_json(const ir::Tool& tool, const ir::Server& server);

}  // namespace mcpcc::emit
