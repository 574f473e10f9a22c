// Writes overlay.json to FOLDER, which adds an operation for each named and inline schema of
// DOCUMENT, and prints the references to those schemas, in a line of JSON. The tool of the
// operation at `/oracle/I` is of reference I.
//
//   oracle_operations DOCUMENT FOLDER
#include <iostream>

#include "documents.h"
#include "schema_operations.h"

int main(int argc, char** argv) {
  if (argc != 3) return 2;
  const oracle::SchemaPlaces places = oracle::schema_places(argv[1]);
  oracle::write_operations(places, argv[2], [](std::size_t) { return true; });
  std::cout << '[';
  for (const std::string& reference : places.references) {
    if (&reference != &places.references.front()) std::cout << ',';
    std::cout << oracle::literal(reference);
  }
  std::cout << "]\n";
  return std::cout.flush() ? 0 : 1;
}
