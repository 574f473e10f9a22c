// Documents from URLs and references to other hosts, from the command line to the project.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <sstream>

#include "../fetch/site.h"
#include "driver/driver.h"
#include "paths.h"
#include "schema/validator.h"

namespace mcpcc::driver {
namespace {

namespace fs = std::filesystem;
using test::Site;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

class RemoteDocument : public testing::Test {
 protected:
  void SetUp() override { fs::current_path(folder_.path()); }
  void TearDown() override { fs::current_path(before_); }

  int run(std::vector<std::string> arguments, const std::string& input = {}) {
    std::istringstream in(input);
    std::ostringstream out, err;
    Environment environment{disk_, in, out, err, false, fetch::open_internet};
    const int status = driver::run(arguments, environment);
    out_ = out.str();
    err_ = err.str();
    return status;
  }
  int run_private(std::vector<std::string> arguments) {
    arguments.push_back("--allow-private-network");
    return run(std::move(arguments));
  }

  // A document over three files, each of which refers to the others by relative references.
  void serve_shop() {
    site_.serve("/v1/api.yaml", R"(openapi: 3.1.0
info: {title: Shop, version: '1'}
paths:
  /pets/{id}:
    get:
      operationId: getPet
      parameters: [{$ref: 'parts/parameters.yaml#/id'}]
      responses: {'200': {description: fine}}
    put:
      operationId: putPet
      parameters: [{$ref: 'parts/parameters.yaml#/id'}]
      requestBody: {content: {application/json: {schema: {$ref: '../common/pet.json'}}}}
      responses: {'200': {description: fine}}
)");
    site_.serve("/v1/parts/parameters.yaml", R"(id:
  {name: id, in: path, required: true, schema: {$ref: '../../common/pet.json#/properties/id'}}
)");
    site_.serve("/common/pet.json", R"({"type": "object", "properties": {
  "id": {"type": "integer", "title": "A pet's number"}, "parent": {"$ref": "pet.json#"}}})",
                "application/json");
  }

  Disk disk_;
  test::TemporaryFolder folder_;
  fs::path before_ = fs::current_path();
  Site site_;
  std::string out_, err_;
};

TEST_F(RemoteDocument, IsCompiledAndLaterWithoutTheNetwork) {
  serve_shop();
  const std::string url = site_.url("/v1/api.yaml");
  ASSERT_EQ(run_private({"generate", url, "-o", "one", "--depfile", "one.d"}), success) << err_;
  EXPECT_THAT(site_.requests(),
              ElementsAre("/v1/api.yaml", "/v1/parts/parameters.yaml", "/common/pet.json"));
  EXPECT_THAT(folder_.read("one/generated/tools.cpp"), HasSubstr("A pet's number"));
  const auto copies = folder_.tree(".mcpcc/remote");
  EXPECT_EQ(copies.size(), 5u);
  const std::string lock = folder_.read("one/mcpcc.lock"), depfile = folder_.read("one.d");
  for (const auto& [name, text] : copies) {
    if (name == "index.json" || name == ".gitattributes") continue;
    EXPECT_THAT(lock, HasSubstr("\".mcpcc/remote/" + name + "\""));
    EXPECT_THAT(depfile, HasSubstr((folder_.path() / ".mcpcc/remote" / name).string()));
  }
  site_.stop();
  ASSERT_EQ(run({"generate", url, "-o", "two"}), success) << err_;
  EXPECT_EQ(folder_.tree("two"), folder_.tree("one"));
  EXPECT_EQ(run({"generate", url, "-o", "two", "--check"}), success) << err_;
  EXPECT_EQ(run({"inspect", url, "--show", "tools", "--offline"}), success) << err_;
  EXPECT_THAT(out_, HasSubstr("put_pet"));
  EXPECT_EQ(folder_.tree(".mcpcc/remote"), copies);
}

TEST_F(RemoteDocument, CopiesStandBesideALocalDocument) {
  site_.serve("/pet.yaml", "{type: object, properties: {name: {$ref: 'name.yaml'}}}");
  site_.serve("/name.yaml", "{type: string, title: What it answers to}");
  folder_.write("spec/api.yaml", R"(openapi: 3.0.3
info: {title: Shop, version: '1'}
paths:
  /pets:
    post:
      operationId: addPet
      requestBody:
        content:
          application/json:
            schema: {$ref: ')" + site_.url("/pet.yaml") +
                                     R"('}
      responses: {'200': {description: fine}}
)");
  folder_.write("mcpcc.yaml", "allow_remote: ['" + site_.authority() + "']\n");
  EXPECT_EQ(run_private({"check", "spec/api.yaml", "--error", "ref-remote"}), input_error);
  EXPECT_THAT(err_, HasSubstr("spec/api.yaml:10:28: error: "));
  EXPECT_THAT(err_, HasSubstr("[ref-remote]"));
  EXPECT_THAT(err_, HasSubstr("--allow-remote " + site_.authority()));
  EXPECT_EQ(site_.connections(), 0);
  ASSERT_EQ(run_private({"generate", "spec/api.yaml", "-o", "out", "--config", "mcpcc.yaml"}),
            success)
      << err_;
  EXPECT_TRUE(fs::exists(folder_.path() / "spec/.mcpcc/remote/index.json"));
  EXPECT_FALSE(fs::exists(folder_.path() / ".mcpcc"));
  EXPECT_THAT(folder_.read("out/generated/tools.cpp"), HasSubstr("What it answers to"));
  EXPECT_THAT(folder_.read("out/mcpcc.lock"), HasSubstr("\"file\": \".mcpcc/remote/pet-"));
  // The same from elsewhere, with what was committed alone.
  const auto first = folder_.tree("out");
  const std::string authority = site_.authority();
  site_.stop();
  fs::create_directories("clone");
  fs::copy("spec", "clone/spec", fs::copy_options::recursive);
  ASSERT_EQ(run({"generate", "clone/spec/api.yaml", "-o", "out2", "--allow-remote", authority}),
            success)
      << err_;
  auto second = folder_.tree("out2");
  EXPECT_EQ(second.erase("mcpcc.lock"), 1u);  // the first had mcpcc.yaml, too
  for (const auto& [name, text] : second) EXPECT_EQ(text, first.at(name)) << name;
}

TEST_F(RemoteDocument, MessagesNameTheUrlAndThePlace) {
  site_.serve("/api.yaml?key=secret", R"(openapi: 3.0.3
info: {title: Shop, version: '1'}
paths:
  /pets:
    get:
      operationId: listPets
      parameters: [{$ref: 'none.yaml#/limit'}]
      responses: {'200': {description: fine}}
)");
  EXPECT_EQ(run_private({"check", site_.url("/api.yaml?key=secret")}), input_error);
  EXPECT_THAT(err_, HasSubstr(site_.url("/api.yaml:7:27: error: ")));
  EXPECT_THAT(err_, HasSubstr("`" + site_.url("/none.yaml") +
                              "`: the server answers with status 404 [remote-not-fetched]"));
  EXPECT_THAT(err_, Not(HasSubstr("secret")));
  EXPECT_EQ(run_private({"check", site_.url("/none.yaml")}), input_error);
  EXPECT_THAT(err_, HasSubstr("error: the remote document cannot be fetched: `" +
                              site_.url("/none.yaml") + "`"));
  EXPECT_EQ(run({"check", "http://user:secret@127.0.0.1/"}), input_error);
  EXPECT_THAT(err_, HasSubstr("[remote-url-invalid]"));
  EXPECT_THAT(err_, Not(HasSubstr("secret")));
}

TEST_F(RemoteDocument, ACheckOfTheOutputFetchesAndWritesNothing) {
  serve_shop();
  EXPECT_EQ(run_private({"generate", site_.url("/v1/api.yaml"), "-o", "out", "--check"}),
            input_error);
  EXPECT_THAT(err_, HasSubstr("[remote-not-stored]"));
  EXPECT_EQ(site_.connections(), 0);
  EXPECT_THAT(folder_.tree(""), IsEmpty());
}

TEST_F(RemoteDocument, IsFetchedAgainWhenAsked) {
  serve_shop();
  const std::string url = site_.url("/v1/api.yaml");
  ASSERT_EQ(run_private({"check", url}), success) << err_;
  site_.serve("/common/pet.json", R"({"properties": {"id": {"title": "Another title"}}})");
  ASSERT_EQ(run_private({"inspect", url, "--show", "ir"}), success) << err_;
  EXPECT_THAT(out_, Not(HasSubstr("Another title")));
  ASSERT_EQ(run_private({"inspect", url, "--show", "ir", "--refresh-remote"}), success) << err_;
  EXPECT_THAT(out_, HasSubstr("Another title"));
  EXPECT_EQ(run({"check", url, "--refresh-remote", "--offline"}), usage_error);
}

TEST_F(RemoteDocument, MayComeWithAnOverlayAndAConfigurationFromUrls) {
  serve_shop();
  site_.serve("/overlay.yaml", R"(overlay: 1.0.0
info: {title: For agents, version: '1'}
extends: )" + site_.url("/v1/api.yaml") +
                                   R"(
actions:
  - target: $.paths['/pets/{id}'].put
    update: {summary: Changed by the overlay, parameters: [{$ref: 'parts/parameters.yaml#/id'}]}
  - target: $.paths['/pets/{id}'].get
    remove: true
)");
  site_.serve("/mcpcc.yaml", "tools: {putPet: {name: replace_pet}}");
  const std::vector<std::string> arguments{
      "inspect",   site_.url("/v1/api.yaml"),  "--show",   "ir",
      "--overlay", site_.url("/overlay.yaml"), "--config", site_.url("/mcpcc.yaml")};
  ASSERT_EQ(run_private(arguments), success) << err_;
  EXPECT_THAT(err_, HasSubstr(site_.url("/v1/parts/parameters.yaml:2:10: warning: ")));
  EXPECT_THAT(err_, HasSubstr("[openapi-duplicate-parameter]"));
  EXPECT_THAT(err_, Not(HasSubstr("[overlay-extends-other]")));
  site_.serve("/overlay.yaml", R"(overlay: 1.0.0
info: {title: For agents, version: '1'}
extends: other.yaml
actions:
  - {target: "$.paths['/pets/{id}'].put", update: {summary: Changed by the overlay}}
)");
  auto again = arguments;
  again.push_back("--refresh-remote");
  ASSERT_EQ(run_private(again), success) << err_;
  EXPECT_THAT(err_, HasSubstr("[overlay-extends-other]"));
  EXPECT_THAT(out_, HasSubstr("replace_pet"));
  EXPECT_THAT(out_, HasSubstr("Changed by the overlay"));
}

TEST_F(RemoteDocument, ItsServersAreRelativeToItsUrl) {
  const struct {
    std::string head, base_url;
  } cases[] = {
      {"openapi: 3.0.3", site_.origin() + "/"},
      {"openapi: 3.1.0\nservers: [{url: /v1}]", site_.origin() + "/v1"},
      {"openapi: 3.1.0\nservers: [{url: ../v2/}]", site_.origin() + "/v2/"},
      {"openapi: 3.1.0\nservers: [{url: //api.example/v1}]", "http://api.example/v1"},
      {"openapi: 3.1.0\nservers: [{url: '/{version}', variables: {version: {default: v3}}}]",
       site_.origin() + "/{version}"},
      {"openapi: 3.1.0\nservers: [{url: api.example/v1}]", "api.example/v1"},
      {"openapi: 3.1.0\nservers: [{url: 'https://api.example/v1'}]", "https://api.example/v1"},
      {"swagger: '2.0'\nbasePath: /v4", site_.origin() + "/v4"},
  };
  for (const auto& c : cases) {
    site_.serve("/spec/api.yaml", c.head + R"(
info: {title: Shop, version: '1'}
paths: {/pets: {get: {operationId: listPets, responses: {'200': {description: fine}}}}}
)");
    ASSERT_EQ(
        run_private({"inspect", site_.url("/spec/api.yaml"), "--show", "ir", "--refresh-remote"}),
        success)
        << err_;
    EXPECT_THAT(out_, HasSubstr("\"url\": \"" + c.base_url + "\"")) << c.head;
  }
}

TEST_F(RemoteDocument, ReachesNoFileOfTheMachine) {
  folder_.write("secret.yaml", "{type: string, title: the secret}");
  for (const std::string& reference :
       {"file://" + (folder_.path() / "secret.yaml").string(),
        (folder_.path() / "secret.yaml").string(),
        "file:" + (folder_.path() / "secret.yaml").string(), std::string("../../../secret.yaml")}) {
    fs::remove_all(".mcpcc");
    site_.serve("/api.yaml", R"(openapi: 3.0.3
info: {title: Shop, version: '1'}
paths:
  /pets:
    get:
      operationId: listPets
      parameters: [{$ref: ')" + reference +
                                 R"('}]
      responses: {'200': {description: fine}}
)");
    EXPECT_EQ(run_private({"check", site_.url("/api.yaml")}), input_error) << reference;
    EXPECT_THAT(err_, testing::AnyOf(HasSubstr("[ref-remote]"), HasSubstr("[remote-not-fetched]")));
    EXPECT_THAT(err_, Not(HasSubstr("the secret")));
  }
}

TEST_F(RemoteDocument, IndexKeepsItsSchema) {
  serve_shop();
  site_.redirect("/latest", "v1/api.yaml");
  ASSERT_EQ(run_private({"check", site_.url("/latest")}), success) << err_;
  std::ifstream file(fs::path(MCPCC_SOURCE_DIR) / "schemas/remote-index.schema.json");
  const std::string schema_text{std::istreambuf_iterator<char>(file), {}};
  const auto schema = mcp::schema::Schema::compile(schema_text, {{nullptr, 0}});
  const std::string index = folder_.read(".mcpcc/remote/index.json");
  EXPECT_THAT(index, HasSubstr("\"found_at\": \"" + site_.url("/v1/api.yaml")));
  const auto document = mcp::json::Document::parse(index);
  for (const auto& violation : schema->validate(std::get<mcp::json::Document>(document).root())) {
    ADD_FAILURE() << violation.instance_location << ": " << violation.message;
  }
}

TEST_F(RemoteDocument, WrongEntriesOfTheAllowListAreSaid) {
  EXPECT_EQ(run({"check", "api.yaml", "--allow-remote", "https://user@h/"}), usage_error);
  EXPECT_THAT(err_, HasSubstr("HOST, HOST:PORT or https://HOST/PATH"));
  folder_.write("api.yaml", "{openapi: 3.0.0, info: {title: a, version: '1'}, paths: {}}");
  folder_.write("mcpcc.yaml", "allow_remote: [h.example, 'h/path', 7]\n");
  EXPECT_EQ(run({"check", "api.yaml", "--config", "mcpcc.yaml"}), input_error);
  EXPECT_THAT(err_, HasSubstr("mcpcc.yaml:1:27: error: "));
  EXPECT_THAT(err_, HasSubstr("mcpcc.yaml:1:37: error: "));
}

}  // namespace
}  // namespace mcpcc::driver
