// mcp/hooks.h -- places where your own code joins a generated server. Used by src/hooks.cpp of a
// generated project.
#pragma once

#include <mcp/http.h>
#include <mcp/principal.h>
#include <mcp/tool.h>

namespace mcp {

class Features;

/// Functions the runtime calls around each upstream exchange; a null pointer is skipped. They run
/// on the thread that serves, so they must not block, and an exception they throw becomes a tool
/// error.
struct Hooks {
  /// May change the request before it is sent. Credentials are already in it, but for HTTP digest,
  /// which covers the whole request; `caller` is who called the tool, nobody in particular without
  /// authorization. Not called by `--dry-run`.
  void (*before_request)(const Tool& tool, const Principal& caller, HttpRequest& request) = nullptr;
  /// May change the response before it becomes a tool result.
  void (*after_response)(const Tool& tool, HttpResponse& response) = nullptr;
  /// Adds tools, resources, prompts and completions of your own; see <mcp/server.h>. A tool with
  /// the name of an operation replaces it. Called once, before anything is served.
  void (*add_features)(Features& features) = nullptr;
};

}  // namespace mcp
