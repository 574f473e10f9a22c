// Contents of records for people to read.
#pragma once

#include <string>
#include <vector>

namespace mcpcc::registry {

/// A line a row, columns aligned; hidden characters are shown as escapes.
std::string table(const std::vector<std::vector<std::string>>& rows);

/// What a content says: a line a member, tables of variables and tools.
std::string content_text(const std::string& content);

}  // namespace mcpcc::registry
