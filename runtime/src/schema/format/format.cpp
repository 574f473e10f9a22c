#include "schema/format/format.h"

namespace mcp::schema {

FormatCheck find_format(std::string_view) { return nullptr; }

}  // namespace mcp::schema
