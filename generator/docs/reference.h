// A reference of the tools of a server, as data: what every format of `mcpcc docs` shows.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include "project/project.h"

namespace mcpcc::docs {

/// An argument, or a value in one.
struct Property {
  std::string name;  ///< `tags[].name` is written as rows of their own: `tags`, then `name`
  std::string type;  ///< in words: `array of string`
  bool is_required = false;
  std::string description;
  std::vector<std::string> constraints;  ///< in words: `at least 1`
  std::string default_value;             ///< JSON; empty: none
  std::vector<std::string> examples;     ///< JSON
  unsigned depth = 0;  ///< below the argument; a row belongs to the last one above
};

struct Argument {
  Property value;
  std::string in;                ///< where it goes in the request; empty: it chooses the media type
  std::string wire_name;         ///< there, where that is another name
  std::vector<Property> nested;  ///< what it holds, from the outside in
};

/// What became of a part of the document: one row of the ledger, or several that differ in their
/// places only.
struct Loss {
  std::string loss_class;  ///< `lowered` or `refused`
  std::string construct;
  std::string reason;
  std::vector<std::string> places;  ///< `petstore.yaml:41`; the first of them
  std::size_t count = 0;            ///< of places
};

/// As many places of one loss are kept.
inline constexpr std::size_t max_places = 20;

struct Counts {
  std::size_t mapped = 0, lowered = 0, refused = 0;
};

/// The ledger of the document, sorted by what it is about.
struct Losses {
  std::map<std::string, std::vector<Loss>>
      of_tools;  ///< by name; those within an operation that many do not share
  std::vector<Loss> others;
  std::map<std::string, Counts> counts;  ///< by construct
};

struct Tool {
  const project::Tool* tool = nullptr;
  std::string anchor;  ///< unique in the page, [a-z0-9_-]+
  std::vector<Argument> arguments;
  std::string
      example;  ///< arguments of a call that the shown schema allows, JSON; empty: none found
  std::vector<Loss> losses;
};

struct Group {
  std::string title;   ///< of a tag, or `Other tools`
  std::string anchor;  ///< unique in the page
  std::string description;
  std::vector<Tool> tools;
};

struct Reference {
  const project::Project* project = nullptr;
  std::string compiler_version;  ///< of the mcpcc that makes the reference
  std::vector<Group> groups;     ///< in the order of the document's tags, what has none last
  bool has_losses = false;       ///< whether the document was there to say what is lost
  std::vector<Loss> losses;      ///< that belong to no tool
  std::map<std::string, Counts> counts;
};

/// `project` and `losses` (nullptr: unknown) must outlive the result. The same input gives the same
/// reference.
Reference make_reference(const project::Project& project, const Losses* losses,
                         std::string compiler_version);

}  // namespace mcpcc::docs
