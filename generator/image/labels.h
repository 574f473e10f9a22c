// What may stand in labels of images and in manifests of bundles.
#pragma once

#include <string>
#include <string_view>

namespace mcpcc::image {

// Each of these says what is wrong with a text; empty: nothing.

/// UTF-8 without control characters and others that nobody sees, and not blank: names of people,
/// revisions.
std::string problem_of_text(std::string_view text);

/// An absolute URL with a host or a path, without white space, such as
/// https://git.example.com/petstore (RFC 3986).
std::string problem_of_url(std::string_view url);

/// An expression of SPDX 2.3, annex D: `MIT`, `Apache-2.0 OR (GPL-2.0-only WITH
/// Classpath-exception-2.0)`. That the identifiers are on SPDX's list is not checked.
std::string problem_of_license(std::string_view expression);

/// A label of an image, which is an annotation too. Of `org.opencontainers`, which is reserved (OCI
/// Image Format Specification 1.1, "Annotations"), only the defined keys, with values of the form
/// that they have.
std::string problem_of_label(std::string_view key, std::string_view value);

}  // namespace mcpcc::image
