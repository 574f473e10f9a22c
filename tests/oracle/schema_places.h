// Where the schemas of a document stand.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace oracle {

struct SchemaPlaces {
  bool is_v2 = false;
  /// References to the named schemas and to those that stand inline, in the document and in the
  /// files beside it where it consists of several. Of inline schemas with the same text, one.
  std::vector<std::string> references;
};

SchemaPlaces schema_places(const std::filesystem::path& document);

}  // namespace oracle
