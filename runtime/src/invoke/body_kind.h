// What a body is by its type or by its bytes.
#pragma once

#include <string_view>

#include "invoke/media_type.h"

namespace mcp::invoke {

/// Media types that say no more than that there are bytes: the registered one, one that stores of
/// objects give to what has none, and what programs in containers print.
bool says_only_bytes(std::string_view type);

/// The type of a body that is called `declared`. Clients show images and audio to models, whose
/// APIs refuse a whole conversation for one that cannot be decoded. So where bytes that are called
/// one are plainly something else, HTML, XML, or what the bytes say (an empty type), as without a
/// Content-Type. Everything else is what it is called.
ContentType type_of_body(const ContentType& declared, std::string_view body);

/// UTF-8 in which nothing stands that texts do not have: control characters but white space and the
/// escape of terminals.
bool is_plain_text(std::string_view text);

/// Whether `bytes` are such a text in UTF-16 or UTF-32 with a byte order mark.
bool is_plain_wide_text(std::string_view bytes);

/// Whether `text` may have been meant as JSON: an array or an object, in any charset.
bool begins_like_json(std::string_view text);

/// Whether `text` begins like events (HTML Standard, section 9.2.5) and some hold what may be JSON.
bool looks_like_events(std::string_view text);

}  // namespace mcp::invoke
