// The arguments of a call against the input schema of its tool.
#pragma once

#include <mcp/tool.h>

#include <optional>
#include <string>
#include <string_view>

#include "invoke/file_value.h"
#include "invoke/invoke.h"
#include "invoke/request_parts.h"
#include "json/value.h"
#include "schema/message.h"

namespace mcp::invoke {

/// Names of arguments that are no parameters.
inline constexpr std::string_view body_argument = "body";
inline constexpr std::string_view content_type_argument = "content_type";

struct CheckedArguments {
  Problems problems;  ///< at most 20
  std::string more;   ///< "and 5 more", of the problems; empty: these are all
  /// What counts instead of the arguments given, with a place of its own: see docs/runtime.md on
  /// what is tolerated.
  std::optional<json::Document> mended;
};

/// Every rule that `arguments` (an object) breaks, unknown names first. null for an argument that
/// is not required counts as absent, and `files` reads what takes the place of base64. `_result` is
/// no unknown name where `takes_result_argument`. Compiles the schema of a tool on its first call
/// and keeps it; thread safe. Problems call arguments and their members by `names`.
CheckedArguments check_arguments(const Server& server, const Tool& tool,
                                 const json::Value& arguments, const FileReader& files,
                                 bool takes_result_argument, const schema::Names& names);

/// The result of a call whose arguments have `problems`.
ToolResult invalid_arguments(const Tool& tool, const Problems& problems);

}  // namespace mcp::invoke
