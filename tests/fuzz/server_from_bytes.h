// Bytes to an IR whose texts are anything: what `lower` promises of names that reach outputs as
// they are (the server, environment variables) is kept, everything else is as hostile as the bytes.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "ir/ir.h"

namespace mcpcc::fuzz {

/// A hostile server and a harmless one of the same shape.
struct Twins {
  ir::Server hostile, harmless;
  /// Every text of the harmless server, and what stands in its place in the hostile one. Equal
  /// texts have one name, different ones different names.
  std::map<std::string, std::string, std::less<>> texts;
};

/// Shape is read from the end of `input`, texts from its beginning: a text ends at a 0xF8 byte,
/// which no UTF-8 text holds.
Twins server_from_bytes(std::string_view input);

}  // namespace mcpcc::fuzz
