// What `clients` promises about files of others: one entry changes, all or nothing, and nothing is
// lost. How texts are changed is in tests/unit/edit, what is written in tests/cases/clients.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <functional>
#include <sstream>

#include "driver/driver.h"

namespace mcpcc::driver {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

std::string home;  // of the user of a test

class Clients : public testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = (fs::temp_directory_path() / "mcpcc-clients-XXXXXX").string();
    folder_ = mkdtemp(pattern.data());
    home = (folder_ / "home").string();
    write(
        "spec.json",
        R"({"openapi": "3.1.0", "info": {"title": "Shop", "version": "1"}, "servers": [{"url": "https://api.example"}], "security": [{"key": []}],
  "components": {"securitySchemes": {"key": {"type": "apiKey", "in": "header", "name": "K"}}},
  "paths": {"/a": {"get": {"operationId": "a"}}}})");
    ASSERT_EQ(run({"generate", path("spec.json"), "-o", path("shop-mcp"), "--name", "shop"}),
              success)
        << err_;
  }
  void TearDown() override { fs::remove_all(folder_); }

  std::string path(const std::string& name) const { return (folder_ / name).string(); }
  void write(const std::string& name, const std::string& text) {
    fs::create_directories((folder_ / name).parent_path());
    std::ofstream(folder_ / name, std::ios::binary | std::ios::trunc) << text;
  }
  std::string read(const std::string& name) const {
    std::ifstream file(folder_ / name, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
  }
  std::vector<std::string> files(const std::string& name) const {
    std::vector<std::string> result;
    for (const auto& entry : fs::directory_iterator(folder_ / name))
      result.push_back(entry.path().filename().string());
    std::sort(result.begin(), result.end());
    return result;
  }
  int run(const std::vector<std::string>& arguments) {
    std::istringstream in;
    std::ostringstream out, err;
    Environment environment{disk_, in, out, err};
    environment.variable = [](const std::string& name) -> std::optional<std::string> {
      if (name == "HOME") return home;
      return std::nullopt;
    };
    const int status = driver::run(arguments, environment);
    out_ = out.str();
    err_ = err.str();
    return status;
  }
  int clients(const std::string& client, std::vector<std::string> options) {
    options.insert(options.begin(), {"clients", path("shop-mcp"), "--for", client});
    return run(options);
  }
  int install(const std::string& client, std::vector<std::string> options = {}) {
    options.insert(options.begin(), {"--install", "--command", "/opt/shop-mcp"});
    return clients(client, options);
  }

  Disk disk_;
  fs::path folder_;
  std::string out_, err_;
};

constexpr const char* cursor = "home/.cursor/mcp.json";

TEST_F(Clients, InstallWritesAFileThatDoesNotExist) {
  EXPECT_EQ(install("cursor"), success) << err_;
  EXPECT_THAT(read(cursor), HasSubstr("\"SHOP_KEY\": \"${env:SHOP_KEY}\""));
  EXPECT_THAT(out_, HasSubstr("set in its environment: SHOP_KEY"));
  EXPECT_EQ(files("home/.cursor"), std::vector<std::string>{"mcp.json"});
  struct stat known {};
  ASSERT_EQ(stat(path(cursor).c_str(), &known), 0);
  EXPECT_EQ(known.st_mode & 07777U, 0600U);
}

TEST_F(Clients, InstallKeepsWhatIsThereAndABackup) {
  const std::string before =
      "{\n  // mine\n  \"mcpServers\": {\"other\": {\"command\": \"x\"}},\n}\n";
  write(cursor, before);
  fs::permissions(path(cursor),
                  fs::perms::owner_read | fs::perms::owner_write | fs::perms::group_read);
  EXPECT_EQ(install("cursor"), success) << err_;
  const std::string after = read(cursor);
  EXPECT_THAT(
      after,
      HasSubstr("{\n  // mine\n  \"mcpServers\": {\"other\": {\"command\": \"x\"}, \"shop\": {"));
  EXPECT_EQ(read(cursor + std::string(".mcpcc-backup")), before);
  for (const char* name : {cursor, "home/.cursor/mcp.json.mcpcc-backup"}) {
    struct stat known {};
    ASSERT_EQ(stat(path(name).c_str(), &known), 0);
    EXPECT_EQ(known.st_mode & 07777U, 0640U) << name;
  }
  EXPECT_EQ(files("home/.cursor").size(), 2U);

  // The second time nothing is written, so the backup is still that of before.
  const auto written = fs::last_write_time(path(cursor));
  EXPECT_EQ(install("cursor"), success) << err_;
  EXPECT_THAT(out_, HasSubstr("is up to date"));
  EXPECT_EQ(read(cursor), after);
  EXPECT_EQ(fs::last_write_time(path(cursor)), written);
  EXPECT_EQ(read(cursor + std::string(".mcpcc-backup")), before);

  EXPECT_EQ(clients("cursor", {"--uninstall"}), success) << err_;
  EXPECT_EQ(read(cursor), before);
  EXPECT_EQ(clients("cursor", {"--uninstall"}), success) << err_;
  EXPECT_THAT(out_, HasSubstr("has no such server"));
}

TEST_F(Clients, InstallFollowsALink) {
  write("dotfiles/cursor.json", "{}\n");
  fs::create_directories(path("home/.cursor"));
  fs::create_symlink("../../dotfiles/cursor.json", path(cursor));
  EXPECT_EQ(install("cursor"), success) << err_;
  EXPECT_TRUE(fs::is_symlink(path(cursor)));
  EXPECT_THAT(read("dotfiles/cursor.json"), HasSubstr("/opt/shop-mcp"));
  EXPECT_EQ(files("dotfiles"),
            (std::vector<std::string>{"cursor.json", "cursor.json.mcpcc-backup"}));
}

TEST_F(Clients, InstallLeavesAloneWhatItCannotRead) {
  for (const std::string before :
       {"{\"mcpServers\": []}", "{\"mcpServers\": {}, \"mcpServers\": {}}", "{\"secret\": \"s3cr3t",
        "\xFF\xFE{\0}\0", "[]"}) {
    write(cursor, before);
    EXPECT_EQ(install("cursor"), input_error) << before;
    EXPECT_THAT(err_, HasSubstr("[client-settings-invalid]"));
    EXPECT_THAT(err_, Not(HasSubstr("s3cr3t")));
    EXPECT_EQ(read(cursor), before);
  }
  EXPECT_EQ(files("home/.cursor"), std::vector<std::string>{"mcp.json"});
  write("home/.codex/config.toml", "model = oops\n");
  EXPECT_EQ(install("codex"), input_error);
  EXPECT_THAT(err_, HasSubstr("config.toml`, line 1, column 9: this is no value of TOML"));
}

TEST_F(Clients, InstallSaysWhatCannotBeWritten) {
  write("home/.cursor", "a file where a folder should be");
  EXPECT_EQ(install("cursor"), fault);
  EXPECT_THAT(err_, HasSubstr("[output-unwritable]"));
  fs::create_directories(path("home/.codex/config.toml"));
  EXPECT_EQ(install("codex"), fault);
  EXPECT_THAT(err_, HasSubstr("it is a folder"));
}

// Links that lead nowhere, and what is no file. Nothing is made, neither there nor beside it.
TEST_F(Clients, WhatIsNoFileIsLeftAlone) {
  struct Row {
    const char* message;
    void (*make)(const std::string&);
  };
  const std::vector<Row> rows = {
      {"it is a symbolic link to `nowhere.json`, which is not there",
       [](const std::string& at) { fs::create_symlink("nowhere.json", at); }},
      {"Too many levels of symbolic links",
       [](const std::string& at) { fs::create_symlink("mcp.json", at); }},
      {"it is a folder", [](const std::string& at) { fs::create_directory(at); }},
      {"it is not a regular file",
       [](const std::string& at) { ASSERT_EQ(mkfifo(at.c_str(), 0600), 0); }},
      {"it is not a regular file",
       [](const std::string& at) { fs::create_symlink("/dev/null", at); }},
  };
  fs::create_directories(path("home/.cursor"));
  for (const Row& row : rows) {
    row.make(path(cursor));
    EXPECT_EQ(install("cursor,zed"), fault);
    EXPECT_THAT(err_, HasSubstr(row.message));
    EXPECT_THAT(err_, HasSubstr("nothing was written for any client"));
    EXPECT_EQ(clients("cursor", {"--uninstall"}), fault);
    EXPECT_THAT(err_, HasSubstr(row.message));
    EXPECT_EQ(files("home/.cursor"), std::vector<std::string>{"mcp.json"});
    EXPECT_EQ(files("home"), std::vector<std::string>{".cursor"});
    fs::remove(path(cursor));
  }
}

// A process of another user, who cannot write the files of this one.
int as_nobody(const std::function<int()>& body) {
  const pid_t child = fork();
  if (child == 0) {
    const bool is_nobody = setgid(65534) == 0 && setuid(65534) == 0;
    _exit(is_nobody ? body() : 99);
  }
  int status = 0;
  waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

// Only root can be somebody else; everybody else finds a file of root.
TEST_F(Clients, FilesOfOtherUsersAreNotTakenOver) {
  if (geteuid() != 0) {
    fs::remove(path(cursor));
    fs::create_directories(path("home/.cursor"));
    fs::create_symlink("/etc/passwd", path(cursor));
    EXPECT_NE(install("cursor"), 0);
    EXPECT_TRUE(fs::is_symlink(path(cursor)));
    return;
  }
  write(cursor, "{}");
  for (const char* folder : {"", "home", "home/.cursor"})
    fs::permissions(folder_ / folder, fs::perms::all);
  struct Row {
    fs::perms permissions;
    uid_t owner;
    const char* message;
  };
  for (const Row& row : {Row{fs::perms(0600), 0, "Permission denied"},
                         Row{fs::perms(0666), 0, "it belongs to another user, root"},
                         Row{fs::perms(0444), 65534, "writing: Permission denied"}}) {
    fs::permissions(path(cursor), row.permissions);
    ASSERT_EQ(chown(path(cursor).c_str(), row.owner, row.owner), 0);
    const int status = as_nobody([&] {
      const int result = install("cursor");
      return result == fault && err_.find(row.message) != std::string::npos ? 0 : 1;
    });
    EXPECT_EQ(status, 0) << row.message;
    EXPECT_EQ(read(cursor), "{}");
    EXPECT_EQ(files("home/.cursor"), std::vector<std::string>{"mcp.json"});
  }
  // What root changes or makes for somebody stays theirs.
  ASSERT_EQ(chown(path("home").c_str(), 65534, 65534), 0);
  EXPECT_EQ(install("cursor,zed"), success) << err_;
  for (const char* name : {cursor, "home/.cursor/mcp.json.mcpcc-backup", "home/.config",
                           "home/.config/zed", "home/.config/zed/settings.json"}) {
    struct stat known {};
    ASSERT_EQ(stat(path(name).c_str(), &known), 0) << name;
    EXPECT_EQ(known.st_uid, 65534U) << name;
    EXPECT_EQ(known.st_gid, 65534U) << name;
  }
}

// An entry of another kind is none of mcpcc, and what goes is named.
TEST_F(Clients, WhatIsNotWrittenByMcpccIsNotLostSilently) {
  write(cursor, R"({"mcpServers": {"shop": "mine"}})");
  EXPECT_EQ(clients("cursor", {"--uninstall"}), input_error);
  EXPECT_THAT(err_, HasSubstr("line 1, column 25: `shop` is no object"));
  EXPECT_EQ(read(cursor), R"({"mcpServers": {"shop": "mine"}})");

  write(
      cursor,
      R"({"mcpServers": {"shop": {"command": "/opt/shop-mcp", "args": ["-v"], "env": {"SHOP_KEY": "k"}}}})");
  EXPECT_EQ(install("cursor"), success) << err_;
  EXPECT_THAT(out_, Not(HasSubstr("set in its environment")));
  EXPECT_THAT(read(cursor), HasSubstr(R"("args": ["-v"], "env": {"SHOP_KEY": "k"})"));
  EXPECT_EQ(clients("cursor", {"--install", "--url", "https://shop.example/mcp"}), success);
  EXPECT_THAT(out_, HasSubstr("  taken out, kept in mcp.json.mcpcc-backup: "
                              "command, args, env, type\n"));
  EXPECT_THAT(read("home/.cursor/mcp.json.mcpcc-backup"), HasSubstr("\"k\""));
}

TEST_F(Clients, ATomlFileGetsATable) {
  write("home/.codex/config.toml", "model = \"m\"\n\n[mcp_servers.other]\ncommand = \"x\"\n");
  EXPECT_EQ(install("codex"), success) << err_;
  EXPECT_EQ(read("home/.codex/config.toml"),
            "model = \"m\"\n\n[mcp_servers.other]\ncommand = \"x\"\n\n[mcp_servers.shop]\n"
            "command = \"/opt/shop-mcp\"\nargs = []\nenv_vars = [\"SHOP_KEY\"]\n");
}

TEST_F(Clients, AFileOfItsOwnIsReplacedOnlyIfItIsTheServers) {
  const std::string file = path("servers/shop.yaml");
  EXPECT_EQ(install("continue", {"--file", file}), success) << err_;
  EXPECT_EQ(install("continue", {"--file", file}), success) << err_;
  EXPECT_THAT(out_, HasSubstr("is up to date"));
  // What somebody filled in stays, and what is taken away is kept beside it.
  std::string filled = read("servers/shop.yaml");
  const std::string reference = "\"${{ secrets.SHOP_KEY }}\"";
  filled.replace(filled.find(reference), reference.size(), "'k' # mine");
  write("servers/shop.yaml", filled);
  EXPECT_EQ(install("continue", {"--file", file}), success) << err_;
  EXPECT_THAT(out_, HasSubstr("is up to date"));
  EXPECT_THAT(out_, Not(HasSubstr("SHOP_KEY")));
  EXPECT_EQ(clients("continue", {"--install", "--command", "/new", "--file", file}), success)
      << err_;
  EXPECT_THAT(read("servers/shop.yaml"), HasSubstr("SHOP_KEY: 'k' # mine"));
  EXPECT_THAT(read("servers/shop.yaml"), HasSubstr("command: \"/new\""));
  EXPECT_EQ(read("servers/shop.yaml.mcpcc-backup"), filled);
  filled = read("servers/shop.yaml");
  EXPECT_EQ(clients("continue", {"--uninstall", "--file", file}), success) << err_;
  EXPECT_FALSE(fs::exists(file));
  EXPECT_THAT(out_, HasSubstr("moved to shop.yaml.mcpcc-backup"));
  EXPECT_EQ(read("servers/shop.yaml.mcpcc-backup"), filled);
  write("servers/shop.yaml", filled + "  - name: other\n");
  EXPECT_EQ(clients("continue", {"--uninstall", "--file", file}), input_error);
  EXPECT_THAT(err_, HasSubstr("it holds more than the server `shop`"));
  write("servers/shop.yaml", "name: mine\n");
  EXPECT_EQ(install("continue", {"--file", file}), input_error);
  EXPECT_EQ(clients("continue", {"--uninstall", "--file", file}), input_error);
  EXPECT_EQ(read("servers/shop.yaml"), "name: mine\n");
  EXPECT_EQ(install("continue"), usage_error);
  EXPECT_THAT(err_, HasSubstr("Continue has no file of the user that is known"));
}

TEST_F(Clients, TheProjectGetsAFileAClient) {
  EXPECT_EQ(clients("all", {}), success) << err_;
  EXPECT_THAT(err_, HasSubstr("there is no program"));
  EXPECT_THAT(files("shop-mcp/clients"), testing::SizeIs(12));
  EXPECT_THAT(read("shop-mcp/clients/zed.json"), HasSubstr("/shop-mcp/build/shop-mcp\""));
  // They are the user's to complete, and no part of what generate writes.
  EXPECT_EQ(
      run({"generate", path("spec.json"), "-o", path("shop-mcp"), "--name", "shop", "--check"}),
      success)
      << err_;
  std::string filled = read("shop-mcp/clients/zed.json");
  filled.replace(filled.find("\"SHOP_KEY\": \"\""), 14, "\"SHOP_KEY\": \"k\"");
  write("shop-mcp/clients/zed.json", filled);
  EXPECT_EQ(clients("zed", {}), success) << err_;
  EXPECT_EQ(read("shop-mcp/clients/zed.json"), filled);
}

// Two clients, one file: one entry that both can use, one write, one backup of what was there.
TEST_F(Clients, ClientsThatShareAFileShareAnEntry) {
  fs::create_directories(folder_ / "work");
  const auto here = fs::current_path();
  fs::current_path(folder_ / "work");
  const std::string before = "{\"mcpServers\": {\"other\": {\"command\": \"x\"}}}\n";
  write("work/.mcp.json", before);
  EXPECT_EQ(install("claude-code,copilot-cli", {"--scope", "project"}), success) << err_;
  EXPECT_THAT(out_,
              HasSubstr("Claude Code: .mcp.json written\n  set in its environment: SHOP_KEY"));
  EXPECT_THAT(out_, HasSubstr("GitHub Copilot CLI: .mcp.json written"));
  const std::string after = read("work/.mcp.json");
  EXPECT_THAT(after, HasSubstr("\"type\": \"stdio\""));
  EXPECT_THAT(after, HasSubstr("\"tools\": [\"*\"]"));
  EXPECT_THAT(after, HasSubstr("\"SHOP_KEY\": \"${SHOP_KEY:-}\""));
  EXPECT_EQ(read("work/.mcp.json.mcpcc-backup"), before);
  // In any order, together or one by one: there is nothing to do.
  for (const char* again : {"copilot-cli,claude-code", "copilot-cli", "claude-code"}) {
    EXPECT_EQ(install(again, {"--scope", "project"}), success) << err_;
    EXPECT_THAT(out_, HasSubstr("is up to date")) << again;
    EXPECT_EQ(read("work/.mcp.json"), after) << again;
  }
  EXPECT_THAT(out_, Not(HasSubstr("also read by")));
  EXPECT_EQ(clients("claude-code,copilot-cli", {"--uninstall", "--scope", "project"}), success);
  EXPECT_THAT(out_, Not(HasSubstr("also read by")));
  EXPECT_EQ(read("work/.mcp.json"), before);
  // Who was not named is told of.
  EXPECT_EQ(install("claude-code", {"--scope", "project"}), success) << err_;
  EXPECT_THAT(out_, HasSubstr("  also read by GitHub Copilot CLI\n"));
  EXPECT_EQ(clients("copilot-cli", {"--uninstall", "--file", path("work/.mcp.json")}), success);
  EXPECT_THAT(out_, HasSubstr("  also read by Claude Code, which no longer has it, too\n"));
  EXPECT_EQ(read("work/.mcp.json"), before);
  fs::current_path(here);
}

// Nothing is written where two of them want different things in one file.
TEST_F(Clients, ClientsThatWantDifferentThingsInOneFileAreRefused) {
  constexpr const char* cline = "home/.cline/data/settings/cline_mcp_settings.json";
  write(cline, "{}");
  fs::create_directories(path("home/.mcp-inspector"));
  fs::create_symlink("../.cline/data/settings/cline_mcp_settings.json",
                     path("home/.mcp-inspector/mcp.json"));
  const std::vector<std::string> url = {"--install", "--url", "https://shop.example/mcp"};
  EXPECT_EQ(clients("zed,cline,inspector", url), usage_error);
  EXPECT_THAT(err_, HasSubstr("Cline, MCP Inspector read the same file, `" + path(cline) +
                              "`, and want different things in it: name one of them"));
  EXPECT_EQ(read(cline), "{}");
  EXPECT_FALSE(fs::exists(path(cline) + ".mcpcc-backup"));
  EXPECT_FALSE(fs::exists(path("home/.config")));
  EXPECT_EQ(clients("zed,cline", url), success) << err_;
}

// One that cannot be read keeps all from being written, and every such file is told.
TEST_F(Clients, InstallWritesForAllOrNone) {
  write(cursor, "{\"mcpServers\": []}");
  write("home/.codex/config.toml", "model = oops\n");
  EXPECT_EQ(install("claude-code,cursor,zed,codex"), input_error);
  EXPECT_THAT(err_, HasSubstr(path(cursor)));
  EXPECT_THAT(err_, HasSubstr("config.toml`, line 1"));
  EXPECT_THAT(err_, HasSubstr("nothing was written for any client"));
  EXPECT_EQ(out_, "");
  EXPECT_EQ(files("home"), (std::vector<std::string>{".codex", ".cursor"}));
}

// Also where the copy of a file has no place.
TEST_F(Clients, InstallLooksForRoomForTheCopies) {
  write("home/.gemini/settings.json", "{}");
  fs::create_directories(path("home/.gemini/settings.json.mcpcc-backup"));
  write("home/.cursor/mcp.json", "{}");
  EXPECT_EQ(install("cursor,gemini-cli"), fault);
  EXPECT_THAT(err_, HasSubstr("settings.json.mcpcc-backup: Is a directory"));
  EXPECT_EQ(read("home/.cursor/mcp.json"), "{}");
  EXPECT_FALSE(fs::exists(path("home/.cursor/mcp.json.mcpcc-backup")));
}

TEST_F(Clients, ThoseOfAllThatHaveNoFileAreLeftOut) {
  EXPECT_EQ(install("all"), success) << err_;
  EXPECT_THAT(err_, HasSubstr("mcpcc: left out: Continue has no file of the user that is known"));
  EXPECT_THAT(out_, HasSubstr("MCP Inspector: "));
  EXPECT_TRUE(fs::exists(path("home/.mcp-inspector/mcp.json")));
  // What was named must work, or nothing is written.
  fs::remove_all(path("home"));
  EXPECT_EQ(install("cursor,continue"), usage_error);
  EXPECT_FALSE(fs::exists(path("home")));
}

TEST_F(Clients, AFolderThatIsNoProjectIsRefused) {
  EXPECT_EQ(run({"clients", path("home"), "--for", "zed", "--print"}), input_error);
  EXPECT_THAT(err_, HasSubstr("[project-invalid]"));
}

}  // namespace
}  // namespace mcpcc::driver
