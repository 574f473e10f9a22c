#include "registry/launch.h"

#include <gtest/gtest.h>

namespace mcpcc::registry {
namespace {

TEST(Launch, GivesAServerItsOwnSecretsAndNothingElseThatIsOne) {
  ServerContent server;
  server.environment = {{"PETSTORE_BASE_URL", "", false, false, false, "", {}, ""},
                        {"PETSTORE_STAFF_KEY", "", true, false, true, "", {}, ""},
                        {"PETSTORE_TILL_KEY", "", true, false, true, "", {}, ""}};
  Secrets secrets;
  secrets.values = {{"PETSTORE_STAFF_KEY", "from the registry"}, {"EXTRA", "e"}};
  const std::map<std::string, std::string> caller{
      {"PATH", "/bin"},
      {"LANG", "C.UTF-8"},
      {"PETSTORE_BASE_URL", "http://127.0.0.1"},
      {"PETSTORE_STAFF_KEY", "of the caller"},
      {"PETSTORE_TILL_KEY", "of the caller"},
      {"PETSTORE_TILL_KEY_FILE", "/of/the/caller"},
      {"BILLING_KEY", "of another"},
      {"AWS_SECRET_ACCESS_KEY", "of another"},
      {"LD_PRELOAD", "/x.so"},
      {"MCPCC_REGISTRY_KEY", "the key"},
      {"PGPASSWORD", "the word"},
      {"CUSTOM", "c"},
  };
  const auto variable = [&](const std::string& name) -> std::optional<std::string> {
    const auto found = caller.find(name);
    return found == caller.end() ? std::nullopt : std::optional(found->second);
  };
  using Environment = std::vector<std::string>;
  EXPECT_EQ(
      environment_of(server, secrets, {}, variable),
      (Environment{"EXTRA=e", "LANG=C.UTF-8", "PATH=/bin", "PETSTORE_BASE_URL=http://127.0.0.1",
                   "PETSTORE_STAFF_KEY=from the registry"}));
  EXPECT_EQ(
      environment_of(server, {},
                     {"CUSTOM", "PETSTORE_TILL_KEY", "MCPCC_REGISTRY_KEY", "PGPASSWORD"}, variable),
      (Environment{"CUSTOM=c", "LANG=C.UTF-8", "PATH=/bin", "PETSTORE_BASE_URL=http://127.0.0.1"}));
}

}  // namespace
}  // namespace mcpcc::registry
