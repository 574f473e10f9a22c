// The path of a request: the template of the document with the arguments in it.
#pragma once

#include <mcp/tool.h>

#include <functional>
#include <string>
#include <string_view>

#include "invoke/request_parts.h"
#include "json/value.h"
#include "schema/message.h"

namespace mcp::invoke {

/// The value of an argument by its name; nullptr: not given.
using Values = std::function<const json::Value*(std::string_view)>;

struct Target {
  std::string path;   ///< begins with a slash
  std::string query;  ///< what the template has after a `?`
};

/// Whether some reader along the way could take a part of `path` for a step in the hierarchy
/// (RFC 3986, section 5.2.4): proxies and servers decode once or more often, some take `\` for `/`,
/// some drop what follows a `;`.
bool has_dot_segment(std::string_view path);

/// A value is one part of one segment: its slashes are encoded, and where a segment, decoded up to
/// eight times and split at slashes of either kind, holds `.` or `..`, that is a problem and no
/// path. So is an empty value. Problems call arguments by `names`.
Target build_path(const Tool& tool, const Values& values, const schema::Names& names,
                  Problems& problems);

}  // namespace mcp::invoke
