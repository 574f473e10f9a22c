// Results against what the document says of them, and against what clients were told.
#pragma once

#include <mcp/tool.h>

#include <cstdint>
#include <string>
#include <vector>

#include "invoke/pointers.h"
#include "json/value.h"

namespace mcp::invoke {

struct ToolResult;

/// What the client that called was told of the tool's structured content. Clients refuse a result
/// that does not fit it, and one without structured content.
struct ShownOutput {
  Text schema{"", 0};       ///< empty: nothing
  bool is_object = true;    ///< it tells of an object
  bool is_wrapped = false;  ///< not of the result, but of an object with it as the member `result`
  Text spare{"", 0};        ///< name of a member that it says nothing of
};

enum class Conformity : std::uint8_t {
  none,       ///< it is no JSON, or the document says nothing of it
  unchecked,  ///< that takes too long
  conforms,
  differs,
};

struct CheckedOutput {
  Conformity conformity = Conformity::none;
  std::string difference =
      {};  ///< the first: JSON Pointers to the value and the keyword, no values
};

/// `result` against the schema of the document. Compiles it for the first result of a tool and
/// keeps it; gives up after half a million steps. Thread safe.
CheckedOutput check_output(const Server& server, const Tool& tool, const json::Value& result);

/// What a result is to the schema that the document has for it.
enum class Described : std::uint8_t {
  whole,
  items,   ///< it may be a list of what is described
  events,  ///< it may be a list of events that hold it as `data`
};

/// The schemas whose `writeOnly` says what of a response is not shown: what the document has for
/// this status, else for its range, else as `default` (OpenAPI 3.1.1, section 4.8.16); those of all
/// responses where it has nothing. Empty: all of it is shown.
std::vector<Text> hiding_schemas(const Tool& tool, int status);

/// Appends `result` without what `schemas` say is `writeOnly`. A result that does not conform
/// goes without all that any alternative hides. Nothing is appended where all of it is hidden.
/// False: that takes too long to find out.
bool append_shown(std::string& out, const Server* server, const std::vector<Text>& schemas,
                  const json::Value& result, Described described);

/// Whether nothing of what is no JSON may be shown, as the schema itself is `writeOnly`.
bool hides_all(const Server* server, const std::vector<Text>& schemas);

/// The frame in which `result` fits `shown`, whatever it is: none where it does by itself.
/// `conforms`: it is known to be what the document says, or a part of it at its place.
Frame frame_of(const ShownOutput& shown, const json::Value& result, bool conforms);

/// Gives a success structured content where clients were told that there is some: its text, or an
/// empty object for what only content blocks can hold.
void structure(ToolResult& result, const ShownOutput& shown);

}  // namespace mcp::invoke
