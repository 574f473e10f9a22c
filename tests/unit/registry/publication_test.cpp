// What is published of a server, and what the formats of others do not take.
#include "registry/publication.h"

#include <gtest/gtest.h>

#include "sample.h"
#include "support/utf8.h"

namespace mcpcc::registry {
namespace {

Publication sample() {
  Version version;
  version.content = contents_of(sample_project(), "petstore").server_content;
  Publication result;
  result.name = "petstore";
  result.server = read_server(version);
  result.registry_name = "io.github.team/petstore";
  return result;
}

struct Answer {
  std::optional<std::string> text;
  std::string messages;
};

Answer server_json_of(const Publication& publication) {
  Diagnostics diagnostics;
  Answer answer;
  answer.text = server_json(publication, {}, diagnostics);
  for (const auto& diagnostic : diagnostics.sorted())
    answer.messages += std::string(diagnostic.rule->id) + ": " + diagnostic.detail + '\n';
  return answer;
}

TEST(ServerJson, NamesAreHeldToTheRules) {
  Publication publication = sample();
  publication.endpoints = {{"https://mcp.example.com/mcp", "petstore", "streamable-http"}};
  for (const auto* name : {"io.github.team/petstore", "com.example/pet.store_2-x", "a.b/c",
                           "com.Example.MCP/Server"}) {
    publication.registry_name = name;
    EXPECT_TRUE(server_json_of(publication).text) << name;
  }
  const std::string long_name = "com.example/" + std::string(190, 'a');
  for (const auto& name :
       {std::string(), std::string("petstore"), std::string("io.github/a/b"),
        std::string("localhost/petstore"), std::string("io..github/petstore"),
        std::string("io.github.-x/petstore"), std::string("io.github.team/"),
        std::string("io.github.team/-x"), std::string("io.github.te am/x"),
        std::string("io.github.team_x/x"), std::string("io.github.team/a\n"), long_name}) {
    publication.registry_name = name;
    const auto answer = server_json_of(publication);
    EXPECT_FALSE(answer.text) << name;
    EXPECT_TRUE(answer.messages.starts_with("server-json-name: ")) << name << answer.messages;
  }
}

TEST(ServerJson, VersionsAreHeldToTheRules) {
  Publication publication = sample();
  publication.endpoints = {{"https://mcp.example.com/mcp", "petstore", "streamable-http"}};
  for (const auto* version :
       {"1.0.0", "0.1.0-alpha.1", "1.2.3+build.5", "1.2.3-x", "10.20.30-rc.1"}) {
    publication.version = version;
    const auto answer = server_json_of(publication);
    EXPECT_TRUE(answer.text) << version;
    EXPECT_EQ(answer.messages, "") << version;
  }
  for (const auto* version : {"2024-01-02", "v1", "1.0", "01.2.3", "1.2.3-01", "1.0.0-"}) {
    publication.version = version;
    const auto answer = server_json_of(publication);
    EXPECT_TRUE(answer.text) << version;
    EXPECT_TRUE(answer.messages.starts_with("server-json-version-order: ")) << version;
  }
  for (const auto* version : {"^1.2.3", "~1.2", ">=1.0.0", "<2", "1.x", "1.2.x", "1.2.*", "*",
                              "1.0 - 2.0", "1.0 || 2.0", "latest", "=1.0.0"}) {
    publication.version = version;
    const auto answer = server_json_of(publication);
    EXPECT_FALSE(answer.text) << version;
    EXPECT_TRUE(answer.messages.starts_with("server-json-version: ")) << version;
  }
  publication.version = std::string(256, '1');
  EXPECT_FALSE(server_json_of(publication).text);
  publication.version.clear();
  publication.server.version.clear();
  EXPECT_FALSE(server_json_of(publication).text);
}

TEST(ServerJson, PackagesAreHeldToTheRules) {
  Publication publication = sample();
  for (const auto* reference :
       {"team/petstore:1.2.0", "docker.io/team/petstore:1.2.0", "ghcr.io/team/petstore:1.2.0",
        "europe-docker.pkg.dev/p/r/petstore:1", "team.azurecr.io/petstore:1",
        "mcr.microsoft.com/team/petstore:1"}) {
    publication.images = {{reference, "petstore", "", {}, 0}};
    const auto answer = server_json_of(publication);
    ASSERT_TRUE(answer.text) << reference << answer.messages;
    EXPECT_NE(answer.text->find(full_reference(publication.images[0])), std::string::npos);
  }
  for (const auto* reference : {"petstore:1", "team/petstore", "quay.io/team/petstore:1",
                                "localhost:5000/team/petstore:1", "registry.example.com/x:1"}) {
    publication.images = {{reference, "petstore", "", {}, 0}};
    const auto answer = server_json_of(publication);
    EXPECT_FALSE(answer.text) << reference;
    EXPECT_TRUE(answer.messages.starts_with("server-json-package: ")) << reference;
  }
  publication.images.clear();
  const std::string digest(64, 'a');
  const std::string good = "https://github.com/team/pets/releases/download/v1/petstore.mcpb";
  publication.bundles = {{good, digest}};
  EXPECT_TRUE(server_json_of(publication).text);
  for (const auto& [url, sha256] : std::vector<std::pair<std::string, std::string>>{
           {"http://github.com/team/mcp/releases/download/v1/a.mcpb", digest},
           {"https://example.com/petstore.mcpb", digest},
           {"https://github.com/team/mcp/raw/a.mcpb", digest},
           {"https://github.com/team/pets/releases/download/v1/petstore.zip", digest},
           {good, ""},
           {good, std::string(64, 'A')},
           {good, digest.substr(1)}}) {
    publication.bundles = {{url, sha256}};
    const auto answer = server_json_of(publication);
    EXPECT_FALSE(answer.text) << url;
    EXPECT_TRUE(answer.messages.starts_with("server-json-package: ")) << url << answer.messages;
  }
}

TEST(ServerJson, RemotesMustBeReachable) {
  Publication publication = sample();
  for (const auto* url : {"https://mcp.example.com/mcp", "http://203.0.113.7:8080/mcp"}) {
    publication.endpoints = {{url, "petstore", "streamable-http"}};
    EXPECT_TRUE(server_json_of(publication).text) << url;
  }
  for (const auto* url :
       {"http://localhost/mcp", "http://127.0.0.1:8080/mcp", "http://10.0.0.1/", "http://petstore/",
        "http://192.168.1.1/", "http://172.20.0.1/", "http://169.254.1.1/", "http://[::1]/mcp",
        "http://shop.internal/mcp", "http://100.64.0.1/"}) {
    publication.endpoints = {{url, "petstore", "streamable-http"}};
    const auto answer = server_json_of(publication);
    EXPECT_FALSE(answer.text) << url;
    EXPECT_TRUE(answer.messages.starts_with("server-json-remote: ")) << url;
  }
}

TEST(ServerJson, LongTextsAreCutAtAWordAndSaid) {
  Publication publication = sample();
  publication.endpoints = {{"https://mcp.example.com/mcp", "petstore", "sse"}};
  publication.server.description =
      "Looks after the till, the shelves, the order book and the animals of a small shop around "
      "the "
      "corner, every day.";
  publication.server.title = std::string(150, 'x');
  const auto answer = server_json_of(publication);
  ASSERT_TRUE(answer.text);
  EXPECT_NE(
      answer.text->find("\"description\": \"Looks after the till, the shelves, the order book "
                        "and the animals of a small shop around the...\""),
      std::string::npos)
      << *answer.text;
  EXPECT_NE(answer.text->find('"' + std::string(97, 'x') + "...\""), std::string::npos);
  EXPECT_NE(answer.messages.find("server-json-text-cut: the title"), std::string::npos);
  EXPECT_NE(answer.messages.find("server-json-text-cut: the description"), std::string::npos);
}

TEST(ServerJson, DefaultsThatAreNoChoiceAreLeftOut) {
  Publication publication = sample();
  publication.images = {{"team/petstore:1", "petstore", "", {}, 0}};
  publication.server.environment[1].default_value = "east";
  const auto answer = server_json_of(publication);
  ASSERT_TRUE(answer.text);
  EXPECT_EQ(answer.messages, "server-json-default: `PETSTORE_REGION`: `east`\n");
  EXPECT_EQ(answer.text->find("east"), std::string::npos);
}

TEST(ServerJson, WithNothingToUseIsSaid) {
  const auto answer = server_json_of(sample());
  EXPECT_TRUE(answer.text);
  EXPECT_EQ(answer.messages, "server-json-nothing-to-use: \n");
}

TEST(Shortened, EndsAtAWordWithinTheLimit) {
  EXPECT_EQ(shortened("a short text", 100), "a short text");
  EXPECT_EQ(shortened("one two three", 10), "one two...");
  EXPECT_EQ(shortened("one two, three", 11), "one two...");
  EXPECT_EQ(shortened("abcdefghijklmnop", 10), "abcdefg...");
  EXPECT_EQ(shortened("first\nline\n\nsecond paragraph", 100), "first line");
  EXPECT_EQ(shortened("  a \t b\u202e  ", 100), "a b");
  EXPECT_EQ(shortened("", 10), "");
  const std::string umlauts =
      shortened(std::string(300, ' ') + "\u00e4\u00e4\u00e4\u00e4\u00e4\u00e4\u00e4", 6);
  EXPECT_EQ(utf8::count(umlauts), 6u);
  EXPECT_EQ(utf8::first_invalid(umlauts), std::string::npos);
}

TEST(Indented, IsTheSameJson) {
  EXPECT_EQ(indented(R"({"a":[1,{"b":"x, {y} \" \\"}],"c":{},"d":[]})"),
            "{\n  \"a\": [\n    1,\n    {\n      \"b\": \"x, {y} \\\" \\\\\"\n    }\n  ],\n"
            "  \"c\": {},\n  \"d\": []\n}");
}

TEST(UpstreamHosts, HavePorts) {
  ServerContent server;
  server.upstreams = {"https://api.example.com/v1", "http://api.example.com",
                      "https://api.example.com:8443/x?y", "https://[2001:db8::1]/",
                      "https://[2001:db8::1]:444/"};
  EXPECT_EQ(
      upstream_hosts(server),
      (std::vector<std::string>{"[2001:db8::1]:443", "[2001:db8::1]:444", "api.example.com:443",
                                "api.example.com:80", "api.example.com:8443"}));
}

TEST(UpstreamHosts, AreNoneWhereOneIsVariable) {
  ServerContent server;
  for (const auto* url : {"https://{region}.example.com", "/v1", "ftp://example.com"}) {
    server.upstreams = {"https://api.example.com/v1", url};
    EXPECT_TRUE(upstream_hosts(server).empty()) << url;
  }
}

TEST(Hubs, SayWhatTheyLack) {
  Diagnostics diagnostics;
  EXPECT_FALSE(context_forge_body(sample(), diagnostics));
  EXPECT_FALSE(docker_catalog(sample(), diagnostics));
  EXPECT_EQ(diagnostics.errors(), 2u);
  EXPECT_NE(mcphub_entry(sample())->find("\"command\": \"petstore-mcp\""), std::string::npos);
}

}  // namespace
}  // namespace mcpcc::registry
