// Named schemas, and which of them are made of which: what a Discriminator Object speaks of
// (OpenAPI 3.1.1, section 4.8.25; 2.0, `discriminator` of the Schema Object).
#pragma once

#include <string_view>
#include <unordered_map>
#include <vector>

#include "openapi/document.h"

namespace mcpcc::resolve {

struct NamedSchema {
  std::string_view name;
  const source::Node* schema;
};

/// The schemas of `components`, or the `definitions` of 2.0. The document must outlive it.
class NamedSchemas {
 public:
  NamedSchemas() = default;
  NamedSchemas(const source::Node& root, openapi::Version version);

  /// What a value of `mapping` means: a name, or a reference to one of them within the document.
  /// nullptr: another place, or none.
  const source::Node* find(std::string_view value) const;

  /// Those whose `allOf` refers to `schema`, or to one of them that has no `discriminator` of its
  /// own, in the order of the document.
  std::vector<NamedSchema> heirs(const source::Node& schema) const;

 private:
  /// Of a reference that begins with `prefix_`.
  std::unordered_map<std::string_view, std::size_t>::const_iterator find_name(
      std::string_view reference) const;

  std::string_view prefix_;  // of references to them
  std::vector<NamedSchema> all_;
  std::unordered_map<std::string_view, std::size_t> by_name_;
  std::unordered_map<const void*, std::size_t> by_members_;  // where they begin
  std::vector<std::vector<std::size_t>> children_;           // by index
};

}  // namespace mcpcc::resolve
