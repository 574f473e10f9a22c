// Readers that the readers of several versions share. Internal to this folder.
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "openapi/document.h"
#include "openapi/reader.h"

namespace mcpcc::openapi {

std::optional<Reference> read_reference(const source::Node& node, Reader& reader);

/// Reads what stands at `node`, a T or a reference to one.
template <class T, class Read>
OrReference<T> read_or_reference(const source::Node& node, Reader& reader, Read read) {
  OrReference<T> result;
  if (!node.is_object()) {
    reader.wrong_type(node, "an object");
    return result;
  }
  result.reference = read_reference(node, reader);
  if (result.reference) return result;
  if (auto value = read(node, reader)) {
    result.value = std::make_shared<const T>(*std::move(value));
  }
  return result;
}

/// The schema under `key`; nullptr when there is none.
const source::Node* read_schema(const source::Node& parent, std::string_view key, Reader& reader);

/// A URL of a security scheme; empty where it has a user or a password, which would be published.
std::string read_security_url(const source::Node& node, std::string_view field, Reader& reader);

/// The media types of the field `content` of `parent`.
std::vector<MediaType> read_content(const source::Node& parent, Reader& reader);

/// The field `servers` of `parent`: those that have a URL.
std::vector<Server> read_servers(const source::Node& parent, Reader& reader);
/// The field `security` of `parent`; nullopt when it is absent or null. What cannot be read is an
/// alternative that nothing meets, so that no credential is left out by mistake.
std::optional<std::vector<SecurityRequirement>> read_security(const source::Node& parent,
                                                              Reader& reader);
/// The field `tags` of a document.
std::vector<Tag> read_tags(const source::Node& root, Reader& reader);
/// Every member of the object `key` of `parent`.
std::vector<SecuritySchemeEntry> read_security_schemes(const source::Node& parent,
                                                       std::string_view key, Reader& reader);

}  // namespace mcpcc::openapi
