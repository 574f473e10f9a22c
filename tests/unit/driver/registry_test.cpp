// `mcpcc registry` from its command line to its exit status, on files of this test;
// tests/unit/registry holds both databases to the same promises.
#include <gtest/gtest.h>
#include <mcp/schema.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "driver/driver.h"
#include "paths.h"
#include "registry/database.h"

namespace mcpcc::driver {
namespace {

namespace fs = std::filesystem;

std::string read(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

std::optional<std::string> variable(const std::string& name) {
  const char* value = std::getenv(name.c_str());
  return value == nullptr ? std::nullopt : std::optional<std::string>(value);
}

class RegistryCommands : public testing::Test {
 protected:
  struct Result {
    int status = 0;
    std::string out, err;
  };

  RegistryCommands() {
    std::string pattern = (fs::temp_directory_path() / "mcpcc-registry-XXXXXX").string();
    folder_ = mkdtemp(pattern.data());
    for (const auto* name : {"MCPCC_REGISTRY", "MCPCC_REGISTRY_FILE", "MCPCC_REGISTRY_KEY",
                             "MCPCC_REGISTRY_KEY_FILE", "MCPCC_REGISTRY_NEW_KEY_FILE"})
      unsetenv(name);
    setenv("XDG_DATA_HOME", (folder_ / "data").c_str(), 1);
    run({"generate", (fs::path(MCPCC_SOURCE_DIR) / "samples/petstore/openapi.yaml").string(), "-o",
         project(), "--name", "petstore"});
  }
  ~RegistryCommands() override {
    unsetenv("XDG_DATA_HOME");
    fs::remove_all(folder_);
  }

  std::string project() const { return (folder_ / "petstore-mcp").string(); }
  std::string file(const char* name) const { return (folder_ / name).string(); }

  static Result run(const std::vector<std::string>& arguments, const std::string& input = {}) {
    const Disk disk;
    std::istringstream in(input);
    std::ostringstream out, err;
    Environment environment{disk, in, out, err, false, nullptr, variable, nullptr};
    const int status = driver::run(arguments, environment);
    return {status, out.str(), err.str()};
  }
  static Result registry(std::vector<std::string> arguments, const std::string& input = {}) {
    arguments.insert(arguments.begin(), "registry");
    return run(arguments, input);
  }
  static std::string good(const std::vector<std::string>& arguments,
                          const std::string& input = {}) {
    const Result result = registry(arguments, input);
    EXPECT_EQ(result.status, success) << arguments[0] << ": " << result.err;
    return result.out;
  }
  void make_key(const char* name = "key") {
    good({"new-key", file(name)});
    setenv("MCPCC_REGISTRY_KEY_FILE", file(name).c_str(), 1);
  }

  // In a process of its own, because that becomes another program.
  Result run_server(const std::vector<std::string>& arguments) {
    const fs::path out = folder_ / "run.out", err = folder_ / "run.err";
    const pid_t child = fork();
    if (child == 0) {
      if (freopen(out.c_str(), "w", stdout) == nullptr) _exit(99);
      const Result result = registry(arguments);
      std::ofstream(err) << result.err;
      _exit(result.status);
    }
    int status = 0;
    waitpid(child, &status, 0);
    return {WIFEXITED(status) ? WEXITSTATUS(status) : -1, read(out), read(err)};
  }

  static void expect_valid(const std::string& definition, const std::string& text) {
    const auto path = fs::path(MCPCC_SOURCE_DIR) / "schemas/registry.schema.json";
    const mcp::schema::Validator validator(
        R"({"$ref":"registry.schema.json#/$defs/)" + definition + "\"}",
        {{{"registry.schema.json", read(path)}}, true, 20});
    for (const auto& violation : validator.validate(text))
      ADD_FAILURE() << definition << ": " << violation.message << "\n" << text;
  }

  fs::path folder_;
};

TEST_F(RegistryCommands, RememberWhatTheyAreTold) {
  EXPECT_NE(
      good({"register", project(), "--by", "ada"}).find("server/petstore: recorded, version 1"),
      std::string::npos);
  EXPECT_NE(good({"register", project()}).find("no change, version 1"), std::string::npos);
  EXPECT_TRUE(fs::exists(folder_ / "data/mcpcc/registry.db"));
  EXPECT_NE(good({"show", "petstore"}).find("added by ada"), std::string::npos);
  EXPECT_NE(good({"search", "basket"}).find("show_basket"), std::string::npos);
  EXPECT_EQ(good({"show", "petstore", "--surface"}),
            read(folder_ / "petstore-mcp/generated/surface.json"));
  good({"remove", "petstore"});
  EXPECT_EQ(registry({"show", "petstore"}).status, input_error);
  good({"rollback", "petstore"});
  EXPECT_EQ(good({"diff", "petstore", "--from", "1", "--to", "3"}), "no difference\n");
}

TEST_F(RegistryCommands, KeepRecordsOfServersThatAreThere) {
  good({"register", project()});
  const std::string url = "https://pets.example.com/mcp";
  good({"register", "--server", "petstore", "--endpoint", url});
  const std::string digest = "sha256:" + std::string(64, 'c');
  for (const std::vector<std::string>& what : std::vector<std::vector<std::string>>{
           {"--endpoint", url}, {"--image", "team/pets:1", "--digest", digest}}) {
    std::vector<std::string> words = {"register", "--server", "petstor"};
    words.insert(words.end(), what.begin(), what.end());
    const auto refused = registry(words);
    EXPECT_EQ(refused.status, input_error);
    EXPECT_NE(refused.err.find("did you mean `server/petstore`"), std::string::npos) << refused.err;
  }
  EXPECT_NE(good({"show", "endpoint/" + url}).find("petstore"), std::string::npos);
  EXPECT_EQ(good({"list", "--kind", "image"}).find("team/pets"), std::string::npos);
}

TEST_F(RegistryCommands, CountTokensAsInspectDoes) {
  good({"register", project()});
  const auto inspected =
      run({"inspect", (fs::path(MCPCC_SOURCE_DIR) / "samples/petstore/openapi.yaml").string(),
           "--name", "petstore", "--show", "tokens", "--format", "json"});
  const auto totals = inspected.out.substr(inspected.out.rfind("],") + 2);
  const std::string shown = good({"show", "petstore", "--format", "json"});
  const auto bytes = totals.substr(0, totals.find(','));
  EXPECT_NE(shown.find("\"bytes\": " + bytes.substr(bytes.find(':') + 1) + ','), std::string::npos)
      << totals;
}

TEST_F(RegistryCommands, PrintJsonAsTheirSchemasSay) {
  const std::vector<std::string> json{"--format", "json"};
  const auto valid = [&](const char* definition, std::vector<std::string> arguments,
                         const std::string& input = {}) {
    arguments.insert(arguments.end(), json.begin(), json.end());
    expect_valid(definition, good(arguments, input));
  };
  make_key();
  expect_valid("key", good({"new-key", file("other-key"), "--format", "json"}));
  valid("migrate", {"migrate"});
  valid("changes", {"register", project(), "--endpoint", "https://pets.example.com/mcp"});
  valid("changes", {"credential", "set", "petstore", "PETSTORE_STAFF_KEY"}, "open sesame\n");
  valid("list", {"list"});
  valid("list", {"credential", "list"});
  valid("show", {"show", "petstore"});
  valid("show", {"show", "endpoint/https://pets.example.com/mcp"});
  valid("history", {"history", "petstore"});
  valid("diff", {"diff", "petstore"});
  valid("search", {"search", "basket"});
  valid("doctor", {"doctor"});
  valid("ping", {"ping"});
  valid("counts", {"backup", file("backup.jsonl")});
  valid("changes", {"remove", "petstore"});
  valid("changes", {"rollback", "petstore"});
  good({"export", "-o", file("export.json")});
  valid("changes", {"import", file("export.json")});
  valid("counts", {"restore", file("backup.jsonl"), "--registry", "sqlite:" + file("restored.db")});
  setenv("MCPCC_REGISTRY_NEW_KEY_FILE", file("other-key").c_str(), 1);
  valid("key", {"rotate-key"});
}

// A backup may take the place of an older one, and of nothing else.
TEST_F(RegistryCommands, ABackupReplacesBackupsOnly) {
  good({"register", project()});
  std::ofstream(file("empty"));
  for (const char* name : {"backup.jsonl", "backup.jsonl", "empty"}) good({"backup", file(name)});
  make_key();
  const std::string before = read(file("key"));
  for (const std::string& taken : {file("key"), project(), file("data/mcpcc/registry.db")}) {
    const auto refused = registry({"backup", taken});
    EXPECT_EQ(refused.status, input_error) << taken;
    EXPECT_NE(refused.err.find("what stands there is no backup of a registry"), std::string::npos)
        << refused.err;
  }
  EXPECT_EQ(read(file("key")), before);
}

// What was registered by hand says what is known and nothing else.
TEST_F(RegistryCommands, AnImageMayHaveNeitherSizeNorPlatforms) {
  good({"register", project()});
  const std::string digest = "sha256:" + std::string(64, 'a');
  good({"register", "--server", "petstore", "--image", "team/petstore:1", "--digest", digest});
  const auto list = registry({"list", "--kind", "image"});
  EXPECT_NE(list.out.find("  sha256:aaaaaaaaaaaa\n"), std::string::npos) << list.out;
  EXPECT_EQ(list.out.find("MB"), std::string::npos) << list.out;
  const auto show = registry({"show", "image/team/petstore:1"});
  EXPECT_EQ(show.out.find("platforms"), std::string::npos) << show.out;
  EXPECT_EQ(show.out.find("size"), std::string::npos) << show.out;
}

TEST_F(RegistryCommands, KeepSecretsOutOfEveryOutputAndFile) {
  make_key();
  good({"register", project()});
  const std::string secret = "a-secret-that-nobody-sees";
  const auto set = registry({"credential", "set", "petstore", "PETSTORE_STAFF_KEY"}, secret + '\n');
  EXPECT_EQ(set.status, success) << set.err;
  good({"backup", file("backup.jsonl")});
  good({"export", "-o", file("export.json")});
  std::string seen = set.out + set.err;
  for (const std::vector<std::string>& command :
       {std::vector<std::string>{"list"},
        {"show", "credential/petstore/PETSTORE_STAFF_KEY"},
        {"history", "credential/petstore/PETSTORE_STAFF_KEY"},
        {"credential", "list"},
        {"doctor"},
        {"search", "staff"},
        {"export"}})
    seen += good(command);
  for (const auto& entry : fs::recursive_directory_iterator(folder_)) {
    if (!entry.is_regular_file()) continue;
    seen += read(entry.path());
    struct stat status {};
    stat(entry.path().c_str(), &status);
    if (entry.path().string().find("petstore-mcp") == std::string::npos) {
      EXPECT_EQ(status.st_mode & 077, 0u) << entry.path();
    }
  }
  EXPECT_EQ(seen.find(secret), std::string::npos);
}

TEST_F(RegistryCommands, StartAServerWithItsOwnSecrets) {
  make_key();
  good({"register", project()});
  good({"register", project(), "--name", "other"});
  good({"credential", "set", "petstore", "PETSTORE_STAFF_KEY"}, "open sesame\n");
  good({"credential", "set", "other", "PETSTORE_STAFF_KEY"}, "of another\n");
  setenv("PETSTORE_BASE_URL", "http://127.0.0.1:1", 1);
  setenv("UNRELATED_TOKEN", "of the caller", 1);
  const auto result = run_server({"run", "petstore", "--", "/usr/bin/env", "-0"});
  unsetenv("UNRELATED_TOKEN");
  unsetenv("PETSTORE_BASE_URL");
  EXPECT_EQ(result.status, 0) << result.err;
  EXPECT_NE(result.out.find("PETSTORE_STAFF_KEY=open sesame"), std::string::npos) << result.out;
  EXPECT_NE(result.out.find("PETSTORE_BASE_URL=http://127.0.0.1:1"), std::string::npos);
  for (const auto* absent : {"of another", "UNRELATED", "MCPCC_REGISTRY"})
    EXPECT_EQ(result.out.find(absent), std::string::npos) << absent;
  EXPECT_EQ(run_server({"run", "petstore", "--", "/bin/sh", "-c", "exit 7"}).status, 7);

  const auto missing = run_server({"run", "petstore", "--", "/no/such/program"});
  EXPECT_EQ(missing.status, input_error);
  EXPECT_NE(missing.err.find("[registry-command-unusable]"), std::string::npos) << missing.err;
  unsetenv("MCPCC_REGISTRY_KEY_FILE");
  const auto locked = run_server({"run", "petstore", "--", "/usr/bin/env"});
  EXPECT_EQ(locked.status, input_error);
  EXPECT_EQ(locked.out, "");
  EXPECT_NE(locked.err.find("[registry-key-unusable]"), std::string::npos);
}

TEST_F(RegistryCommands, RefuseBadKeysAndSecretsAndChangeNothing) {
  good({"register", project()});
  const std::vector<std::string> set{"credential", "set", "petstore", "PETSTORE_STAFF_KEY"};
  const auto failed = [&](const std::string& input) {
    const auto result = registry(set, input);
    EXPECT_EQ(result.status, input_error) << result.err;
    return result.err;
  };
  EXPECT_NE(failed("x").find("there is none"), std::string::npos);
  setenv("MCPCC_REGISTRY_KEY", "hunter2", 1);
  const std::string malformed = failed("x");
  EXPECT_NE(malformed.find("holds no key"), std::string::npos);
  EXPECT_EQ(malformed.find("hunter2"), std::string::npos);
  unsetenv("MCPCC_REGISTRY_KEY");
  make_key();
  chmod(file("key").c_str(), 0644);
  EXPECT_NE(failed("x").find("chmod 600"), std::string::npos);
  chmod(file("key").c_str(), 0600);
  EXPECT_NE(failed("").find("[registry-file-invalid]"), std::string::npos);
  EXPECT_NE(failed(std::string("a\0b", 3)).find("NUL"), std::string::npos);
  EXPECT_EQ(good({"credential", "list"}), "no credentials\n");
  EXPECT_EQ(registry({"new-key", file("key")}).status, input_error);

  good(set, "right");
  make_key("second-key");
  EXPECT_NE(failed("other").find("[registry-key-unusable]"), std::string::npos);
  EXPECT_EQ(good({"history", "credential/petstore/PETSTORE_STAFF_KEY"}).find("version 2"),
            std::string::npos);
}

TEST_F(RegistryCommands, RotateKeys) {
  make_key();
  good({"register", project()});
  good({"credential", "set", "petstore", "PETSTORE_STAFF_KEY"}, "open sesame");
  good({"new-key", file("next-key")});
  EXPECT_EQ(registry({"rotate-key"}).status, input_error);
  setenv("MCPCC_REGISTRY_NEW_KEY_FILE", file("next-key").c_str(), 1);
  EXPECT_NE(good({"rotate-key"}).find("1 secret is sealed under the key"), std::string::npos);
  EXPECT_EQ(registry({"rotate-key"}).status, input_error);
  EXPECT_EQ(registry({"doctor"}).status, input_error);
  setenv("MCPCC_REGISTRY_KEY_FILE", file("next-key").c_str(), 1);
  EXPECT_EQ(registry({"doctor"}).status, success);
}

TEST_F(RegistryCommands, SayWhichVariableWasMeant) {
  make_key();
  good({"register", project()});
  const auto result = registry({"credential", "set", "petstore", "PETSTORE_STAF_KEY"}, "x");
  EXPECT_EQ(result.status, success);
  EXPECT_NE(result.err.find("[registry-variable-unknown]"), std::string::npos);
  EXPECT_NE(result.err.find("did you mean `PETSTORE_STAFF_KEY`?"), std::string::npos) << result.err;
}

TEST_F(RegistryCommands, TakeSecretsFromFilesAndVariablesNeverFromArguments) {
  make_key();
  good({"register", project()});
  std::ofstream(file("secret")) << "from a file\r\n";
  good({"credential", "set", "petstore", "PETSTORE_STAFF_KEY", "--from-file", file("secret")});
  EXPECT_NE(run_server({"run", "petstore", "--", "/usr/bin/env", "-0"})
                .out.find(std::string("PETSTORE_STAFF_KEY=from a file\0", 31)),
            std::string::npos);
  setenv("SECRET_HERE", "from a variable", 1);
  good({"credential", "set", "petstore", "PETSTORE_STAFF_KEY", "--from-env", "SECRET_HERE"});
  unsetenv("SECRET_HERE");
  EXPECT_NE(run_server({"run", "petstore", "--", "/usr/bin/env"}).out.find("=from a variable\n"),
            std::string::npos);
  EXPECT_EQ(registry({"credential", "set", "petstore", "PETSTORE_STAFF_KEY", "secret"}).status,
            usage_error);
}

TEST_F(RegistryCommands, LookAtRegistriesOfOthersOnly) {
  EXPECT_EQ(registry({"list", "--registry", "sqlite:" + project()}).status, fault);
  std::ofstream(file("text.db")) << std::string(2000, 'x');
  const auto damaged = registry({"list", "--registry", "sqlite:" + file("text.db")});
  EXPECT_EQ(damaged.status, fault);
  EXPECT_NE(damaged.err.find("[registry-damaged]"), std::string::npos);
  const auto unreachable = registry({"list", "--registry", "postgres://a@127.0.0.1:1/x"});
  EXPECT_EQ(unreachable.status, fault);
  EXPECT_NE(unreachable.err.find("[registry-unavailable]"), std::string::npos);
  std::ofstream(file("where")) << "sqlite:" << file("elsewhere.db") << '\n';
  good({"register", project(), "--registry-file", file("where")});
  setenv("MCPCC_REGISTRY", ("sqlite:" + file("elsewhere.db")).c_str(), 1);
  EXPECT_NE(good({"list"}).find("server/petstore"), std::string::npos);
  unsetenv("MCPCC_REGISTRY");
  EXPECT_EQ(good({"list", "--quiet"}), "");
}

// What cannot be recorded is not made, and a registry that cannot be used stays as it is.
TEST_F(RegistryCommands, RefuseRegistriesThatCannotBeUsedAndMakeNothing) {
  good({"register", project()});
  const fs::path database = folder_ / "data/mcpcc/registry.db";
  const auto generate = [&] {
    fs::remove_all(file("made"));
    const Result result =
        run({"generate", (fs::path(MCPCC_SOURCE_DIR) / "samples/petstore/openapi.yaml").string(),
             "-o", file("made"), "--name", "petstore", "--register"});
    EXPECT_FALSE(fs::exists(file("made"))) << result.err;
    return result;
  };
  const auto expect_fault = [&](const Result& result, const std::string& rule) {
    EXPECT_EQ(result.status, fault) << result.err;
    EXPECT_NE(result.err.find('[' + rule + ']'), std::string::npos) << result.err;
    EXPECT_NE(result.err.find("note: "), std::string::npos) << result.err;
  };
  {
    const auto other = registry::open_database({registry::Location::Kind::sqlite, database, {}});
    const registry::Transaction writing(*other, registry::Access::write);
    expect_fault(generate(), "registry-busy");  // after the ten seconds that docs/registry.md says
    EXPECT_NE(good({"list"}).find("server/petstore"), std::string::npos);
  }
  {
    const auto newer = registry::open_database({registry::Location::Kind::sqlite, database, {}});
    newer->run(
        "INSERT INTO migration (number, name, sha256, applied_at) VALUES (99, 'x', 'x', 'x')");
  }
  const std::string before = read(database);
  expect_fault(generate(), "registry-newer");
  for (const auto& command : std::vector<std::vector<std::string>>{
           {"list"}, {"register", project()}, {"migrate"}, {"backup", file("b")}, {"doctor"}}) {
    expect_fault(registry(command), "registry-newer");
  }
  EXPECT_EQ(read(database), before);
  EXPECT_FALSE(fs::exists(file("b")));

  // Damage behind the first page.
  std::string text = before;
  ASSERT_GT(text.size(), 8192U);
  std::fill(text.begin() + 4096, text.end(), '\xff');
  std::ofstream(database, std::ios::binary) << text;
  expect_fault(generate(), "registry-damaged");
  expect_fault(registry({"backup", file("b")}), "registry-damaged");
  EXPECT_EQ(read(database), text);
  EXPECT_FALSE(fs::exists(file("b")));
}

TEST_F(RegistryCommands, AreParsedAsPeopleTypeThem) {
  EXPECT_EQ(registry({}).status, usage_error);
  EXPECT_EQ(registry({"show"}).status, usage_error);
  EXPECT_EQ(registry({"show", "a", "b"}).status, usage_error);
  EXPECT_EQ(registry({"list", "--kind", "thing"}).status, usage_error);
  EXPECT_EQ(registry({"register", "--image", "a/b:1"}).status, usage_error);
  EXPECT_EQ(registry({"export", "petstore", "--mcpb-file", "x"}).status, usage_error);
  EXPECT_EQ(registry({"run", "petstore"}).status, usage_error);
  EXPECT_EQ(registry({"export", "--format", "mcphub"}).status, input_error);
  EXPECT_EQ(registry({"list", "--by", "a\nb"}).status, success);
  EXPECT_EQ(registry({"register", project(), "--by", "a\nb"}).status, input_error);
}

TEST_F(RegistryCommands, RecordAsPartOfGenerating) {
  const std::string spec = (fs::path(MCPCC_SOURCE_DIR) / "samples/petstore/openapi.yaml").string();
  const std::string where = "sqlite:" + file("made.db");
  const auto result = run({"generate", spec, "-o", file("made"), "--name", "petstore", "--register",
                           "--registry", where, "--by", "ci"});
  EXPECT_EQ(result.status, success) << result.err;
  EXPECT_NE(result.out.find("server/petstore: recorded, version 1"), std::string::npos);
  EXPECT_NE(good({"history", "petstore", "--registry", where}).find("ci"), std::string::npos);

  // What cannot be recorded is not made.
  const auto failed = run({"generate", spec, "-o", file("not-made"), "--register", "--registry",
                           "postgres://a@127.0.0.1:1/x"});
  EXPECT_EQ(failed.status, fault);
  EXPECT_FALSE(fs::exists(folder_ / "not-made"));
}

}  // namespace
}  // namespace mcpcc::driver
