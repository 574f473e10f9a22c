#include "transport/cors.h"

#include <gtest/gtest.h>

#include <string>

namespace mcp::transport {
namespace {

std::string field(const HttpResponse& response, std::string_view name) {
  const std::string* const value = find_header(response.headers, name);
  return value == nullptr ? "absent" : *value;
}

TEST(Cors, AnOptionsRequestIsAPreflightWhenItNamesAMethod) {
  const HttpHeaders asks = {{"access-control-request-method", "POST"}};
  EXPECT_TRUE(is_preflight("OPTIONS", asks));
  EXPECT_FALSE(is_preflight("POST", asks));
  EXPECT_FALSE(is_preflight("OPTIONS", {}));
}

TEST(Cors, APreflightAllowsTheFieldsOfMcp) {
  struct Case {
    std::string wanted, allowed;
  };
  const Case cases[] = {
      {"", "absent"},
      {"content-type", "content-type"},
      {"authorization,mcp-protocol-version, Mcp-Session-Id ,last-event-id",
       "authorization, mcp-protocol-version, Mcp-Session-Id, last-event-id"},
      {"mcp-method,mcp-name,mcp-param-region", "mcp-method, mcp-name, mcp-param-region"},
      {"x-evil, cookie", "absent"},
      {"x-evil, accept", "accept"},
      {"x-shop-key", "x-shop-key"},
      {"mcp-param-a b", "absent"},
      {",,, ,", "absent"},
  };
  for (const Case& c : cases) {
    const HttpResponse response =
        preflight_response({{"Access-Control-Request-Headers", c.wanted}}, {"X-Shop-Key"});
    EXPECT_EQ(response.status, 204);
    EXPECT_EQ(field(response, "Access-Control-Allow-Headers"), c.allowed) << c.wanted;
    EXPECT_EQ(field(response, "Access-Control-Allow-Methods"), "GET, POST, DELETE");
  }
}

}  // namespace
}  // namespace mcp::transport
