#include "registry/contents.h"

#include <gtest/gtest.h>

#include "registry/difference.h"
#include "sample.h"

namespace mcpcc::registry {
namespace {

Version with_content(RecordId id, std::string content) {
  Version version;
  version.id = std::move(id);
  version.content = std::move(content);
  return version;
}

std::string lines(const std::optional<std::string>& before,
                  const std::optional<std::string>& after) {
  std::string out;
  for (const auto& [path, old_value, new_value] : differences(before, after))
    out += path + ": " + old_value.value_or("-") + " > " + new_value.value_or("-") + "\n";
  return out;
}

TEST(Contents, OfAProjectAreWhatTheirSchemaSays) {
  const auto contents = contents_of(sample_project(), "pets");
  EXPECT_EQ(to_string(contents.api), "api/pets");
  EXPECT_EQ(to_string(contents.server), "server/pets");
  EXPECT_EQ(problem_of_content(Kind::api, contents.api_content), "");
  EXPECT_EQ(problem_of_content(Kind::server, contents.server_content), "");
  EXPECT_NE(problem_of_content(Kind::image, contents.server_content), "");
  EXPECT_NE(problem_of_content(Kind::server, "{}"), "");
}

TEST(Contents, AreReadAsTheyWereWritten) {
  const auto project = sample_project();
  const auto contents = contents_of(project, "petstore");
  const auto server = read_server(with_content(contents.server, contents.server_content));
  EXPECT_EQ(server.title, project.title);
  EXPECT_EQ(server.description, project.instructions);
  ASSERT_EQ(server.environment.size(), 3u);
  EXPECT_EQ(server.environment[1].allowed, (std::vector<std::string>{"north", "south"}));
  EXPECT_TRUE(server.environment[2].is_secret);
  EXPECT_EQ(server.tools.at(1).name, "remove_animal");
  EXPECT_GT(server.tokens, 50u);

  const Image image{"ghcr.io/team/petstore:1.2.0",
                    "petstore",
                    "sha256:" + std::string(64, 'c'),
                    {"linux/amd64", "linux/arm64"},
                    4'500'000};
  EXPECT_EQ(problem_of_content(Kind::image, content_of(image)), "");
  const auto again = read_image(with_content({Kind::image, image.reference}, content_of(image)));
  EXPECT_EQ(again.digest, image.digest);
  EXPECT_EQ(again.platforms, image.platforms);
  EXPECT_EQ(again.size, image.size);
}

TEST(Contents, ShowEveryChangeOfATool) {
  const auto before = contents_of(sample_project(), "petstore").server_content;
  auto project = sample_project();
  project.tools[0].input_schema = R"({"type":"object"})";
  project.tools[1].name = "delete_animal";
  const auto after = contents_of(project, "petstore").server_content;
  std::string paths;
  for (const auto& difference : differences(before, after))
    paths += (!difference.before ? "+" : !difference.after ? "-" : "~") + difference.path + ' ';
  EXPECT_EQ(paths,
            "~bytes ~tokens +tools/delete_animal ~tools/list_animals/sha256 "
            "~tools/list_animals/tokens -tools/remove_animal ");
}

TEST(Differences, AreThoseOfMembersAndNamedItems) {
  EXPECT_EQ(lines(R"({"a":1,"b":2})", R"({"b":2,"a":1})"), "");
  EXPECT_EQ(lines(R"({"a":1})", R"({"a":2,"c":null})"), "a: 1 > 2\nc: - > null\n");
  EXPECT_EQ(lines(R"([{"name":"x","v":1},{"name":"y"}])", R"([{"name":"y"},{"name":"x","v":2}])"),
            "x/v: 1 > 2\n");
  EXPECT_EQ(lines(R"({"a":[1,2]})", R"({"a":[1]})"), "a/1: 2 > -\n");
  EXPECT_EQ(lines(R"({"a":{}})", R"({"a":[]})"), "a: {} > []\n");
  EXPECT_EQ(lines(std::nullopt, R"({"a":1})"), ": - > {\"a\":1}\n");
  EXPECT_EQ(lines(std::nullopt, std::nullopt), "");
  // As deep as a content may be, without recursion.
  std::string deep;
  for (int i = 0; i < 200; ++i) deep += "[";
  const std::string end(200, ']');
  EXPECT_FALSE(differences(deep + "1" + end, deep + "2" + end).empty());
}

}  // namespace
}  // namespace mcpcc::registry
