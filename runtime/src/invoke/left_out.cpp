#include "invoke/left_out.h"

#include <string>

#include "invoke/content.h"
#include "invoke/range.h"
#include "invoke/response_text.h"

namespace mcp::invoke {

ToolResult left_out(const Tool& tool, const HttpResponse& response, const ResultOptions& options,
                    std::string_view type, std::size_t size) {
  const LargeBody large{std::string(type), size, validator_of(response)};
  const std::string limit = std::to_string(options.limits.blob);
  const std::string what = std::to_string(size) + " bytes of " + large.media_type;
  const std::string uri = options.link ? options.link(large) : std::string();
  if (uri.empty()) {
    return text_result("(" + what + ", left out: the limit is " + limit + " bytes)");
  }
  ToolResult result;
  result.content =
      Content()
          .text("(" + what + ", left out: the limit is " + limit +
                " bytes. The resource below can be read in parts.)")
          .link(uri, tool.name.view(),
                what + ". Read it in parts with ?offset=N&length=N after the URI, at most " +
                    limit + " bytes each; it is there for an hour.",
                type, size)
          .array();
  return result;
}

}  // namespace mcp::invoke
