// Halves of surrogate pairs: what JSON can say by an escape, and no other text can.
#pragma once

#include <string_view>

#include "invoke/request_parts.h"
#include "json/value.h"
#include "schema/message.h"

namespace mcp::invoke {

/// Whether JSON text `raw` has an escape of half of a surrogate pair (RFC 8259, section 8.2).
bool has_lone_surrogate(std::string_view raw);

/// Adds a problem for each text and name in `value`, which is at `path`, that has one. Of what is
/// sent as JSON only names are told, which may be looked for by their characters on the way. At
/// most
/// 20. `names`: what members are called. Recursion follows the nesting of the value, which its
/// parser bounds.
void refuse_lone_surrogates(const json::Value& value, const schema::Path& path,
                            const schema::Names& names, bool is_sent_as_json, Problems& problems);

}  // namespace mcp::invoke
