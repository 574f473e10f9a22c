// Security requirements that name a scheme by its URI.
#pragma once

#include "openapi/document.h"
#include "resolve/pointer.h"

namespace mcpcc::resolve {

/// OpenAPI 3.2.0, section 4.30 (Security Requirement Object): a name that no component has is the
/// URI of a Security Scheme Object, seen from the file it stands in. The requirement then names one
/// of `document.security_schemes`: the component that is there, or a further one, whose name is the
/// last token of the URI's fragment, or that of the file, with a number where another has it. What
/// leads nowhere is reported, and the requirement says so. A word alone is always a name.
void link_security_requirements(openapi::Document& document, Follower& follower,
                                Diagnostics& diagnostics);

}  // namespace mcpcc::resolve
