// A project that generate wrote, read back.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <fstream>
#include <sstream>

#include "driver/driver.h"
#include "project/project.h"

namespace mcpcc::project {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::Field;
using testing::HasSubstr;

constexpr std::string_view document = R"(openapi: 3.1.0
info: {title: Shop, version: 2.0.1, description: All of it.}
servers:
  - url: https://{region}.shop.example/v1
    description: The real one
    variables: {region: {default: eu, enum: [eu, us]}}
tags: [{name: orders, description: What was bought}]
security: [{key: []}]
paths:
  /orders/{id}:
    get:
      operationId: getOrder
      summary: One order
      tags: [orders]
      parameters: [{name: id, in: path, required: true, schema: {type: string}}]
      responses: {'200': {description: fine}}
    put:
      operationId: putOrder
      security: [{key: [], login: [write]}]
      parameters: [{name: id, in: path, required: true, schema: {type: string}}]
      requestBody: {content: {application/json: {schema: {type: object}}}}
      responses: {'204': {description: fine}}
components:
  securitySchemes:
    key: {type: apiKey, in: header, name: X-Key, description: From the portal}
    login: {type: oauth2, flows: {clientCredentials: {tokenUrl: 'https://id.example/token', scopes: {write: w}}}}
)";

class ReadProject : public testing::Test {
 protected:
  ReadProject() {
    std::string pattern = (fs::temp_directory_path() / "mcpcc-project-XXXXXX").string();
    top_ = mkdtemp(pattern.data());
    write(top_ / "shop.yaml", document);
    std::istringstream in;
    std::ostringstream out, err;
    driver::Environment environment{disk_, in, out, err};
    EXPECT_EQ(driver::run({"generate", (top_ / "shop.yaml").string(), "-o", folder().string()},
                          environment),
              driver::success)
        << err.str();
  }
  ~ReadProject() override { fs::remove_all(top_); }

  fs::path folder() const { return top_ / "shop-mcp"; }

  static void write(const fs::path& path, std::string_view text) {
    std::ofstream(path, std::ios::binary) << text;
  }
  static std::string text_of(const fs::path& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
  }

  std::optional<Project> read() {
    Sources sources;
    Diagnostics diagnostics;
    auto result = project::read(folder(), disk_, sources, diagnostics);
    messages_.clear();
    for (const auto& diagnostic : diagnostics.sorted())
      messages_ += render_text(diagnostic, sources, {});
    return result;
  }

  const driver::Disk disk_;
  fs::path top_;
  std::string messages_;
};

TEST_F(ReadProject, HasWhatWasWritten) {
  const auto project = read();
  ASSERT_TRUE(project) << messages_;
  EXPECT_EQ(project->name, "shop");
  EXPECT_EQ(project->program(), "shop-mcp");
  EXPECT_EQ(project->title, "Shop");
  EXPECT_EQ(project->version, "2.0.1");
  EXPECT_EQ(project->instructions, "All of it.");
  EXPECT_EQ(project->compiler_version, MCPCC_VERSION);
  ASSERT_EQ(project->inputs.size(), 1u);
  EXPECT_EQ(project->inputs[0].path, "shop.yaml");
  ASSERT_EQ(project->upstreams.size(), 1u);
  EXPECT_EQ(project->upstreams[0].url, "https://{region}.shop.example/v1");
  EXPECT_THAT(project->security_schemes, ElementsAre(Field(&SecurityScheme::kind, "api_key_header"),
                                                     Field(&SecurityScheme::kind, "oauth2")));
  ASSERT_EQ(project->tools.size(), 2u);
  const Tool& get = project->tools[0];
  EXPECT_EQ(get.name, "get_order");
  EXPECT_EQ(get.title, "One order");
  EXPECT_TRUE(get.read_only);
  EXPECT_THAT(get.arguments, ElementsAre(Field(&Argument::in, "path")));
  EXPECT_THAT(get.input_schema, HasSubstr(R"("required":["id"])"));
  const Tool& put = project->tools[1];
  EXPECT_THAT(put.arguments,
              ElementsAre(Field(&Argument::name, "id"), Field(&Argument::in, "body")));
  ASSERT_EQ(put.security.size(), 1u);
  ASSERT_EQ(put.security[0].size(), 2u);
  EXPECT_THAT(put.security[0][1].scopes, ElementsAre("write"));
}

TEST_F(ReadProject, HasTheEnvironment) {
  const auto project = read();
  ASSERT_TRUE(project) << messages_;
  struct Row {
    std::string_view name, description, default_value;
    bool is_secret, is_required;
  };
  constexpr Row rows[] = {
      {"SHOP_BASE_URL", "base URL of the API", "", false, false},
      {"SHOP_URL_REGION", "`region` in the URL of the API", "eu", false, false},
      {"SHOP_KEY", "API key (key): From the portal", "", true, true},
      {"SHOP_LOGIN", "access token (login)", "", true, false},
      {"SHOP_LOGIN_CLIENT_ID", "instead: the client that fetches access tokens (login)", "", false,
       false},
      {"SHOP_LOGIN_CLIENT_SECRET", "secret of that client (login)", "", true, false},
      {"SHOP_LOGIN_REFRESH_TOKEN", "instead: refresh token of that client (login)", "", true,
       false},
  };
  ASSERT_EQ(project->environment.size(), std::size(rows));
  for (std::size_t i = 0; i < std::size(rows); ++i) {
    const EnvironmentVariable& variable = project->environment[i];
    EXPECT_EQ(variable.name, rows[i].name);
    EXPECT_EQ(variable.description, rows[i].description);
    EXPECT_EQ(variable.default_value, rows[i].default_value);
    EXPECT_EQ(variable.is_secret, rows[i].is_secret) << variable.name;
    EXPECT_EQ(variable.is_required, rows[i].is_required) << variable.name;
  }
  EXPECT_THAT(project->environment[1].allowed, ElementsAre("eu", "us"));
}

TEST_F(ReadProject, RefusesWhatMcpccDidNotWrite) {
  const fs::path surface = folder() / "generated/surface.json";
  const std::string whole = text_of(surface);

  std::string edited = whole;
  edited.replace(edited.find("One order"), 3, "Two");
  write(surface, edited);
  EXPECT_FALSE(read());
  EXPECT_THAT(messages_, HasSubstr("surface.json` is not what mcpcc.lock says [project-invalid]"));

  std::string wrong = whole;
  wrong.replace(wrong.find("\"tags\""), 6, "\"tug\" ");
  write(surface, wrong);
  EXPECT_FALSE(read());
  EXPECT_THAT(messages_, HasSubstr("missing required property `tags` [project-invalid]"));

  write(surface, whole.substr(0, whole.size() / 2));
  EXPECT_FALSE(read());
  EXPECT_FALSE(messages_.empty());

  fs::remove(surface);
  EXPECT_FALSE(read());
  EXPECT_THAT(messages_, HasSubstr("[project-invalid]"));

  fs::remove(folder() / "mcpcc.lock");
  EXPECT_FALSE(read());
  EXPECT_THAT(messages_, HasSubstr("mcpcc.lock`: "));
}

}  // namespace
}  // namespace mcpcc::project
