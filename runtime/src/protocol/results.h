// The results of the methods, as JSON text. The tables are joined as they are; nothing is parsed.
#pragma once

#include <mcp/tool.h>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "invoke/invoke.h"
#include "protocol/catalog.h"
#include "protocol/request.h"
#include "protocol/version.h"

namespace mcp::protocol {

/// server/discover. MCP 2026-07-28, `server/discover`.
void append_discover_result(std::string& out, const Catalog& catalog);

/// The answer to a legacy handshake that settled on `version`. MCP 2025-11-25, `basic/lifecycle`.
void append_initialize_result(std::string& out, const Catalog& catalog, Version version);

/// The part of a list that one answer holds.
struct Page {
  std::size_t first = 0;
  std::size_t end = 0;
  bool is_last = true;

  /// Which part of `size` items `cursor` stands for (nullptr: the first); nullopt: no cursor of
  /// this server. `page_size` 0: everything is one page.
  static std::optional<Page> at(const json::Value* cursor, std::size_t size, std::size_t page_size);
};

// The lists, in the order of the tables and then of the code that added.
void append_tools_result(std::string& out, const Catalog& catalog, const Profile& profile,
                         Version version, const std::vector<Catalog::ListedTool>& tools,
                         const Page& page);
void append_resources_result(std::string& out, const Catalog& catalog, Version version,
                             const Page& page);
void append_templates_result(std::string& out, const Catalog& catalog, Version version,
                             const Page& page);
void append_prompts_result(std::string& out, const Catalog& catalog, Version version,
                           const Page& page);

/// What append_tools_result() is about to append, a little more at most: reserving it makes one
/// allocation of it.
std::size_t tools_result_size(const Catalog& catalog, const Profile& profile, Version version,
                              const std::vector<Catalog::ListedTool>& tools, const Page& page);

/// What clients of `version` are told of a tool's results.
invoke::ShownOutput shown_output(const Listing& listing, Version version);

/// The array of all tools alone.
void append_tools(std::string& out, const Catalog& catalog, const Profile& profile,
                  Version version);

/// tools/call of an operation. `structuredContent` where the version has it: any value in
/// 2026-07-28, an object before.
void append_call_result(std::string& out, const Server& server, Version version,
                        const invoke::ToolResult& result);

/// resources/read of part of a result: what read_part() gave.
void append_part_result(std::string& out, const Server& server, Version version,
                        const invoke::ToolResult& result);

/// What a handler gave, as the result of the method it answers. Throws std::logic_error when it
/// breaks what its feature promises: no content of a resource, or structured content that does not
/// fit the output schema.
void append_feature_result(std::string& out, const Server& server, const Request& request,
                           const Features::Result& result);

/// A result without members of its own.
std::string empty_reply(const Server& server, Version version, std::string_view id);

/// The answer that sends the client away to find answers. `state`: its requestState.
std::string input_required_reply(const Server& server, std::string_view id,
                                 const std::vector<const Question*>& questions,
                                 std::string_view state);

/// Opens the result object of a modern answer: `{"resultType":"<type>",`.
void begin_modern_result(std::string& out, std::string_view type);
/// Appends `"_meta":{...}}`: every modern result ends with it. `meta`: an object with further
/// members, or empty.
void end_modern_result(std::string& out, const Server& server, std::string_view meta = {});

/// `"inputRequests":{...}`.
void append_input_requests(std::string& out, const std::vector<const Question*>& questions);

}  // namespace mcp::protocol
