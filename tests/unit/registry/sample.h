// A small project as values, for tests.
#pragma once

#include "project/project.h"

namespace mcpcc::registry {

inline project::Project sample_project() {
  project::Project project;
  project.name = "petstore";
  project.title = "Corner Pet Shop";
  project.version = "1.2.0";
  project.instructions = "The till, the shelves and the order book of a small pet shop.";
  project.website_url = "https://pets.example.com/";
  project.upstreams = {{"https://api.pets.example.com/v1", ""}};
  project.security_schemes = {{"staff", "api_key_header", "At the counter"}};
  project.environment = {
      {"PETSTORE_BASE_URL",
       "base URL of the API",
       false,
       false,
       false,
       "https://api.pets.example.com/v1",
       {},
       ""},
      {"PETSTORE_REGION", "which shop", false, false, true, "", {"north", "south"}, ""},
      {"PETSTORE_STAFF_KEY", "API key (staff)", true, false, true, "", {}, "staff"},
  };
  project::Tool list;
  list.name = "list_animals";
  list.title = "List the animals";
  list.description = "All cats and dogs";
  list.method = "GET";
  list.path = "/animals";
  list.read_only = true;
  list.input_schema = R"({"type":"object","properties":{}})";
  project::Tool remove = list;
  remove.name = "remove_animal";
  remove.title = "Remove an animal";
  remove.description = "Takes it off the list";
  remove.method = "DELETE";
  remove.read_only = false;
  project.tools = {list, remove};
  project.surface = "{\"tools\":[]}\n";
  project.compiler_version = "0.1.0";
  project.inputs = {{"openapi.yaml", std::string(64, 'a')}};
  project.lock_sha256 = std::string(64, 'b');
  return project;
}

}  // namespace mcpcc::registry
