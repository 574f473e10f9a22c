#include "schema_operations.h"

#include <fstream>

#include "json/write.h"

namespace oracle {

std::vector<std::string> write_operations(const SchemaPlaces& places,
                                          const std::filesystem::path& folder,
                                          const std::function<bool(std::size_t)>& is_chosen) {
  std::string paths;
  for (std::size_t i = 0; i < places.references.size(); ++i) {
    if (!is_chosen(i)) continue;
    std::string schema = R"({"$ref":)";
    mcp::json::append_string(schema, places.references[i]);
    schema += '}';
    const std::string body =
        places.is_v2
            ? R"("consumes":["application/json"],"parameters":[{"in":"body","name":"body","required":true,"schema":)" +
                  schema + "}]"
            : R"("requestBody":{"required":true,"content":{"application/json":{"schema":)" +
                  schema + "}}}";
    paths += (paths.empty() ? "" : ",") + ("\"/oracle/" + std::to_string(i)) +
             R"(":{"post":{"operationId":"oracle_)" + std::to_string(i) + "\"," + body +
             R"(,"responses":{"default":{"description":"any"}}}})";
  }
  std::ofstream(folder / "overlay.json")
      << R"({"overlay":"1.0.0","info":{"title":"Schemas","version":"1"},"actions":[)"
      << R"({"target":"$","update":{"paths":{)" << paths << "}}}]}";
  std::ofstream(folder / "mcpcc.json") << R"({"include":[{"path":"/oracle/*"}]})";
  return {"--overlay", (folder / "overlay.json").string(), "--config",
          (folder / "mcpcc.json").string()};
}

std::size_t index_of_operation(std::string_view tool) {
  return std::stoul(std::string(tool.substr(tool.rfind('_') + 1)));
}

}  // namespace oracle
