#include "lower/names.h"

#include <gtest/gtest.h>

namespace mcpcc::lower {
namespace {

TEST(Names, OfTools) {
  struct Case {
    std::string_view operation_id, method, path, name;
  };
  constexpr Case cases[] = {
      {"getPetById", "get", "/", "get_pet_by_id"},
      {"repos/list-for-org", "get", "/", "repos_list_for_org"},
      {"getHTTPServer", "get", "/", "get_http_server"},
      {"listIDs", "get", "/", "list_ids"},
      {"listIDsOfUser", "get", "/", "list_ids_of_user"},
      {"URL", "get", "/", "url"},
      {"v2UsersGET", "get", "/", "v2_users_get"},
      {"__odd__name__", "get", "/", "odd_name"},
      {"a.b:c d", "get", "/", "a_b_c_d"},
      {"", "get", "/pets/{petId}", "get_pets_by_pet_id"},
      {"", "post", "/repos/{owner}/{repo}/issues", "post_repos_by_owner_by_repo_issues"},
      {"", "get", "/files/{name}.json", "get_files_by_name_json"},
      // Two words that clients' limits make common; readable without a hash.
      {"organizations/list-authentication-configuration", "get", "/",
       "organizations_list_authentication_configuration"},
  };
  for (const auto& c : cases) {
    EXPECT_EQ(tool_name(c.operation_id, c.method, c.path, 57), c.name) << c.operation_id << c.path;
  }
}

TEST(Names, ShortenedStayReadableAndApart) {
  const std::string id =
      "enterprise-administration/list-repository-access-for-the-authenticated-user";
  EXPECT_EQ(tool_name(id, "get", "/", 60), "ent_admin_list_repo_access_for_the_auth_user");
  EXPECT_EQ(tool_name(id, "get", "/", 40), "ent_admin_list_repo_access_auth_user");
  const std::string one = tool_name(id + "-one", "get", "/", 24);
  const std::string two = tool_name(id + "-two", "get", "/", 24);
  EXPECT_LE(one.size(), 24u);
  EXPECT_NE(one, two);
  EXPECT_TRUE(one.starts_with("ent_")) << one;
}

TEST(Names, AlwaysLegalWithinAnyLimit) {
  const std::string hostile[] = {
      "",   "-",    "日本語", std::string(500, 'x'), std::string(300, '-'),
      "\"", "\n\r", "a\0b",   "__proto__",           "*/ int main"};
  for (const auto& id : hostile) {
    for (const std::size_t limit : {16u, 33u, 57u}) {
      const std::string name = tool_name(id, "get", "/{}/%00/ü", limit);
      EXPECT_FALSE(name.empty());
      EXPECT_LE(name.size(), limit);
      EXPECT_EQ(name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_"), std::string::npos)
          << name;
    }
  }
}

TEST(Names, OfArguments) {
  struct Case {
    std::string_view parameter, name;
  };
  constexpr Case cases[] = {
      {"petId", "petId"},
      {"X-Request-ID", "X-Request-ID"},
      {"a.b", "a.b"},
      {"page[size]", "page_size"},
      {"$top", "top"},
      {"StartTime<", "StartTime_lt"},
      {"StartTime>", "StartTime_gt"},
      {"a b", "a_b"},
      {"filter[]", "filter"},
      {"naïve", "na_ve"},
  };
  for (const auto& c : cases) EXPECT_EQ(argument_name(c.parameter), c.name) << c.parameter;
  EXPECT_NE(argument_name("日"), argument_name("本"));
  EXPECT_EQ(argument_name(std::string(80, 'a')).size(), 64u);
  EXPECT_NE(argument_name(std::string(80, 'a')), argument_name(std::string(81, 'a')));
}

TEST(Names, OfServers) {
  struct Case {
    std::string_view title, name;
  };
  constexpr Case cases[] = {
      {"Acme Petstore API v1", "acme-petstore"},
      {"GitHub's official OpenAPI spec", "github"},
      {"Swagger Petstore - OpenAPI 3.0", "petstore"},
      {"", "api"},
      {"日本", "api"},
      {"A title that goes on for much longer than a name should", "title-that-goes-on-much"},
  };
  for (const auto& c : cases) {
    EXPECT_EQ(server_name(c.title), c.name) << c.title;
    EXPECT_TRUE(is_server_name(server_name(c.title)));
  }
  for (const auto* wrong :
       {"", "-a", "a-", "A", "a_b", "a/b", "../x", "abcdefghijklmnopqrstuvwxy"}) {
    EXPECT_FALSE(is_server_name(wrong)) << wrong;
  }
}

TEST(Names, OfVariables) {
  EXPECT_EQ(variable_name("petstore", "api_key"), "PETSTORE_API_KEY");
  EXPECT_EQ(variable_name("acme-pets", "OAuth2"), "ACME_PETS_O_AUTH2");
  EXPECT_EQ(variable_name("3d", "key"), "MCP_3D_KEY");
  EXPECT_EQ(variable_name("a", "日").substr(0, 2), "A_");
}

TEST(Names, UniqueOnesAreNumberedWithinTheLimit) {
  UniqueNames names;
  EXPECT_EQ(names.make("abcd", 5), "abcd");
  EXPECT_EQ(names.make("abcd", 5), "abc_2");
  EXPECT_EQ(names.make("abcd", 5), "abc_3");
  EXPECT_EQ(names.make("abc_2", 5), "abc_4");
  for (int number = 5; number < 10; ++number) names.make("abcd", 5);
  EXPECT_EQ(names.make("abcd", 5), "ab_10");
  EXPECT_EQ(names.make("abxy", 5), "abxy");
  EXPECT_EQ(names.make("abxy", 5), "abx_2");
  EXPECT_TRUE(names.insert("ab_11"));
  EXPECT_EQ(names.make("abcd", 5), "ab_12");
}

}  // namespace
}  // namespace mcpcc::lower
