#include "image/push/login.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>

namespace mcpcc::image {
namespace {

namespace fs = std::filesystem;

class LoginFile : public ::testing::Test {
 protected:
  LoginFile() {
    std::string name = (fs::temp_directory_path() / "mcpcc-login-XXXXXX").string();
    folder = mkdtemp(name.data());
    variables["DOCKER_CONFIG"] = folder.string();
  }
  ~LoginFile() override { fs::remove_all(folder); }

  void put(const std::string& name, const std::string& text) const {
    fs::create_directories((folder / name).parent_path());
    std::ofstream(folder / name) << text;
  }

  // `user:password`, `token IDENTITY`, `none`, or `! ` and what is wrong.
  std::string find(const std::string& reference) const {
    const auto found = find_login(std::get<Reference>(parse_reference(reference)),
                                  [&](const char* name) -> const char* {
                                    const auto at = variables.find(name);
                                    return at == variables.end() ? nullptr : at->second.c_str();
                                  });
    if (const auto* problem = std::get_if<std::string>(&found)) return "! " + *problem;
    const auto& login = std::get<std::optional<Login>>(found);
    if (!login) return "none";
    if (!login->identity_token.empty()) return "token " + login->identity_token;
    return login->user + ':' + login->password;
  }

  fs::path folder;
  std::map<std::string, std::string> variables;
};

// `auth` is base64 of "ann:pa:ss", "hub:hub", "team:team", "old:old".
constexpr const char* config = R"({"auths": {
  "r.example.com": {"auth": "YW5uOnBhOnNz"},
  "r.example.com/team": {"auth": "dGVhbTp0ZWFt"},
  "https://index.docker.io/v1/": {"auth": "aHViOmh1Yg=="},
  "https://old.example.com/v1/": {"auth": "b2xkOm9sZA=="},
  "plain.example.com:5000": {"username": "ann", "password": "secret"},
  "identity.example.com": {"auth": "YW5uOg==", "identitytoken": "refresh"},
  "empty.example.com": {},
  "broken.example.com": {"auth": "no base64!"},
  "colon.example.com": {"auth": "YW5u"}
}})";

TEST_F(LoginFile, OfARegistry) {
  put("config.json", config);
  const std::map<std::string, std::string> cases = {
      {"r.example.com/pets:1", "ann:pa:ss"},
      {"r.example.com/team/pets:1", "team:team"},
      {"r.example.com/teams/pets:1", "ann:pa:ss"},
      {"pets:1", "hub:hub"},
      {"docker.io/team/pets", "hub:hub"},
      {"old.example.com/pets", "old:old"},
      {"plain.example.com:5000/pets", "ann:secret"},
      {"plain.example.com/pets", "none"},
      {"identity.example.com/pets", "token refresh"},
      {"empty.example.com/pets", "none"},
      {"example.com/r.example.com", "none"},
      {"broken.example.com/pets",
       "! `" + (folder / "config.json").string() +
           "`: `auth` is not the base64 of a user, a colon and a password"},
      {"colon.example.com/pets",
       "! `" + (folder / "config.json").string() +
           "`: `auth` is not the base64 of a user, a colon and a password"},
  };
  for (const auto& [reference, login] : cases) EXPECT_EQ(find(reference), login) << reference;
}

TEST_F(LoginFile, WhereItLies) {
  put("config.json", config);
  put("auth.json", R"({"auths":{"r.example.com":{"auth":"b2xkOm9sZA=="}}})");
  put("run/containers/auth.json", R"({"auths":{"a.io":{"auth":"YTph"}}})");
  put("home/.docker/config.json",
      R"({"auths":{"a.io":{"auth":"YjpiCg=="},"b.io":{"auth":"Yjpi"}}})");
  EXPECT_EQ(find("r.example.com/pets"), "ann:pa:ss");
  variables["REGISTRY_AUTH_FILE"] = (folder / "auth.json").string();
  EXPECT_EQ(find("r.example.com/pets"), "old:old");
  EXPECT_EQ(find("plain.example.com:5000/pets"), "none") << "the only file";
  variables = {{"XDG_RUNTIME_DIR", (folder / "run").string()},
               {"HOME", (folder / "home").string()}};
  EXPECT_EQ(find("a.io/x"), "a:a");
  EXPECT_EQ(find("b.io/x"), "b:b");
  variables.clear();
  EXPECT_EQ(find("a.io/x"), "none");
}

TEST_F(LoginFile, Broken) {
  EXPECT_EQ(find("r.example.com/pets"), "none") << "no file";
  put("config.json", "{\"auths\": secret}");
  EXPECT_EQ(find("r.example.com/pets"),
            "! `" + (folder / "config.json").string() + "` is not a JSON object");
  put("config.json", "[]");
  EXPECT_EQ(find("r.example.com/pets"),
            "! `" + (folder / "config.json").string() + "` is not a JSON object");
  put("config.json", R"({"auths": 1, "credHelpers": [], "credsStore": {}})");
  EXPECT_EQ(find("r.example.com/pets"), "none");
  put("config.json", '"' + std::string(2 << 20, 'x') + '"');
  EXPECT_EQ(find("r.example.com/pets"),
            "! `" + (folder / "config.json").string() + "` is larger than a megabyte");
}

// Programs that keep logins, as Docker's desktop has them.
TEST_F(LoginFile, Helpers) {
  const auto helper = [&](const std::string& name, const std::string& script) {
    put("bin/docker-credential-" + name, "#!/bin/sh\n" + script);
    chmod((folder / "bin" / ("docker-credential-" + name)).c_str(), 0755);
  };
  helper("keys", "read server; printf '{\"Username\":\"of\",\"Secret\":\"%s\"}' \"$server-$1\"\n");
  helper("token", "cat >/dev/null; echo '{\"Username\":\"<token>\",\"Secret\":\"refresh\"}'\n");
  helper("none", "echo 'credentials not found in native keychain'; exit 1\n");
  helper("bad", "echo hidden; exit 3\n");
  helper("odd", "echo hidden\n");
  const std::string before = std::getenv("PATH");
  setenv("PATH", ((folder / "bin").string() + ':' + before).c_str(), 1);
  put("config.json", R"({"credsStore": "keys", "credHelpers": {
    "token.io": "token", "none.io": "none", "bad.io": "bad", "odd.io": "odd",
    "missing.io": "missing", "evil.io": "../../bin/sh"}})");
  EXPECT_EQ(find("r.io/pets"), "of:r.io-get");
  EXPECT_EQ(find("pets"), "of:https://index.docker.io/v1/-get");
  EXPECT_EQ(find("token.io/pets"), "token refresh");
  EXPECT_EQ(find("none.io/pets"), "none");
  EXPECT_EQ(find("bad.io/pets"),
            "! the credential helper `docker-credential-bad` ended with status 3");
  EXPECT_EQ(find("odd.io/pets"), "! the credential helper `docker-credential-odd` gave no login");
  EXPECT_EQ(
      find("missing.io/pets"),
      "! the credential helper `docker-credential-missing`: No such file or directory, which `" +
          (folder / "config.json").string() + "` names");
  EXPECT_EQ(find("evil.io/pets"), "! `" + (folder / "config.json").string() +
                                      "` names a credential helper that is no name");
  setenv("PATH", before.c_str(), 1);
}

}  // namespace
}  // namespace mcpcc::image
