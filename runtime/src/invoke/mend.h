// Arguments that are not what the schema says, but clearly meant to be: docs/runtime.md, "What is
// tolerated" and "Bytes in base64".
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "invoke/file_value.h"
#include "json/value.h"
#include "schema/validator.h"

namespace mcp::invoke {

struct Mended {
  std::optional<json::Document> arguments;  ///< nullopt: nothing was mended
  struct Problem {
    std::string place;  ///< as violations begin: "`body.photo`: "
    std::string message;
  };
  std::vector<Problem> problems;  ///< of `data:` URIs and files that cannot be read
};

/// `arguments`, which break `violations` of `schema`, with
/// - the JSON of strings in the place of strings where the schema allows none;
/// - base64 in the place of `data:` URIs and of `file:` and a path where the schema wants base64.
/// Of alternatives, what one of them makes of it counts, where no other one makes something else.
/// What is mended may break the schema all the same.
Mended mend(const schema::Schema& schema, const json::Value& arguments,
            const std::vector<schema::Violation>& violations, const FileReader& files);

/// Whether a string should have been base64.
bool says_base64(const schema::Violation& violation);

}  // namespace mcp::invoke
