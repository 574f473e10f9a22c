// From a table row and arguments to an upstream request, and from its response to an MCP result.
// Pure: no sockets, no environment, no clock; files are read by a function of the caller.
#pragma once

#include <mcp/http.h>
#include <mcp/tool.h>

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "invoke/credentials.h"
#include "invoke/file_value.h"
#include "invoke/output.h"
#include "invoke/range.h"
#include "invoke/result_request.h"
#include "json/value.h"
#include "schema/message.h"

namespace mcp::invoke {

/// How much of a response a result may hold.
struct ResultLimits {
  std::size_t text = 256 * 1024;   ///< of JSON and text
  std::size_t blob = 1024 * 1024;  ///< of bytes, before base64
};

/// What the operator configured, by index into the tables of the server.
struct Settings {
  std::vector<std::string>
      base_urls;     ///< one for each upstream, variables filled in; empty: not known
  FileReader files;  ///< empty: arguments cannot name files
  ResultLimits result_limits;
  bool takes_result_argument = true;  ///< see result_argument
};

/// What a tool call gives: MCP `CallToolResult` without its envelope.
struct ToolResult {
  bool is_error = false;
  std::string content;             ///< JSON array of content blocks
  std::string structured_content;  ///< JSON value; empty: none
  std::string meta = {};           ///< JSON object, members of `_meta`; empty: none
  CheckedOutput checked = {};      ///< of a success that is JSON
  std::string problem = {};        ///< with is_error: the text of `content`
};

struct ResultOptions {
  ResultLimits limits;
  ResultRequest request;
  bool takes_request = true;  ///< whether callers may use the argument `_result`
  ShownOutput shown;
  const Server* server = nullptr;  ///< that the tool is of; nullptr: its results are not checked,
                                   ///< and its schemas have no definitions
  /// Why the response is not whole, a sentence without its end; empty: it is. What is there of a
  /// stream of items then counts.
  std::string incomplete = {};
  /// The URI under which the caller can read a body in parts; empty: there is none.
  std::function<std::string(const LargeBody&)> link = {};
};

/// An error result with one text block. `message` is for the model: what is wrong and what to do.
ToolResult error_result(std::string_view message);

/// Checks `arguments` (an object, or nullptr for none) against the tool's schema and builds the
/// request. Violations are in the error at once, up to 20 of them, and call arguments and their
/// members by `names`; faults of the configuration are reported once there are none. Path values
/// cannot leave their segment, no value can reach the authority or add a header.
/// Credential::Kind::later leaves the request without an Authorization header.
std::variant<HttpRequest, ToolResult> build_request(const Server& server, const Tool& tool,
                                                    const json::Value* arguments,
                                                    const Settings& settings,
                                                    const Credentials& credentials,
                                                    const schema::Names& names = schema::own_names);

/// Whether the body of `response` is neither text nor JSON.
bool is_binary(const HttpResponse& response);

/// Whether what came of a response that is not whole gives a result: it is a stream of items.
bool is_useful_part(const HttpResponse& partial);

/// Success is 2xx: JSON and streams of items become text and structured content, without what the
/// document says is `writeOnly`; other text a text block, images and audio their blocks, other
/// bytes an embedded resource; without a Content-Type the body decides, and where what is called an
/// image or audio is something else. Text and JSON over the
/// limits are cut, and a further text block says so; of other content over them there is a link.
/// Where clients were told of structured content, every success has some that fits. Anything else
/// is an error result with the status and the body, at most 64 KB of it; JSON is cut as JSON.
ToolResult make_result(const Tool& tool, const HttpResponse& response,
                       const ResultOptions& options = {});

/// A link in the place of a body that is larger than any response may be: `head` is what had come
/// of the response, and the API has to serve parts. nullopt: it does not, or nobody can read them.
std::optional<ToolResult> make_large_result(const Tool& tool, const HttpResponse& head,
                                            const ResultOptions& options);

/// What the arguments of a call that build_request() took say about its result.
ResultOptions result_options(const Tool& tool, const json::Value* arguments,
                             const Settings& settings);

/// The upstream request as the JSON that `call --dry-run` prints:
/// {"method","url","headers":[[n,v]...],"body"|"body_base64"}.
std::string describe_request(const HttpRequest& request);

}  // namespace mcp::invoke
