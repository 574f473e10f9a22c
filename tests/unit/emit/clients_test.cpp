// Configuration of MCP clients. What the files look like is in tests/cases/clients.
#include "emit/clients/clients.h"

#include <gtest/gtest.h>

#include <map>

namespace mcpcc::emit::clients {
namespace {

Connection connection(Transport transport) {
  Connection result;
  result.name = "petstore";
  result.transport = transport;
  result.command = "/opt/petstore-mcp";
  result.engine = "podman";
  result.image = "shop/petstore:1";
  result.url = "https://mcp.example.com/mcp";
  if (transport == Transport::http) {
    result.bearer = "PETSTORE_MCP_TOKEN";
  } else {
    result.variables = {{"PETSTORE_STAFF_KEY", "secret for staffKey", true, {}},
                        {"PETSTORE_PORT", "port in the base URL", false, "8090"}};
  }
  return result;
}

edit::Outcome edited(const Client& client, const std::string& text,
                     const std::vector<edit::Change>& changes) {
  if (client.format == Format::yaml) return edit::edit_yaml(text, changes);
  return client.format == Format::toml ? edit::edit_toml(text, changes)
                                       : edit::edit_json(text, changes);
}

std::string text_of(const edit::Outcome& outcome) {
  if (const auto* failure = std::get_if<edit::Failure>(&outcome)) return failure->message;
  return std::get<edit::Edited>(outcome).text;
}

// Changing how a server is reached leaves nothing of the way before, and the way back leaves
// nothing of the server.
TEST(Clients, AnEntryHasOneTransport) {
  for (const Client& client : all()) {
    std::vector<Transport> transports = {Transport::stdio, Transport::image};
    if (client.reaches_http) transports.push_back(Transport::http);
    for (const Transport from : transports) {
      for (const Transport to : transports) {
        const Connection wanted = connection(to);
        std::string text = document(client, connection(from));
        text = text_of(edited(client, text, additions(client, wanted, text)));
        EXPECT_EQ(text.find("url") != std::string::npos || text.find("Url") != std::string::npos,
                  to == Transport::http)
            << client.id << '\n'
            << text;
        EXPECT_EQ(text.find("command") != std::string::npos, to != Transport::http)
            << client.id << '\n'
            << text;
        EXPECT_EQ(text.find("shop/petstore:1") != std::string::npos, to == Transport::image)
            << client.id << '\n'
            << text;
        EXPECT_EQ(text.find("\"stdio\"") != std::string::npos,
                  document(client, wanted).find("\"stdio\"") != std::string::npos)
            << client.id << '\n'
            << text;
        // Nothing else changes than what is said of the server.
        if (client.format == Format::yaml || from == to) {
          EXPECT_EQ(text, document(client, wanted)) << client.id;
        }
        if (client.format == Format::yaml) continue;
        text = text_of(edited(client, text, removals(client, connection(to), text)));
        EXPECT_EQ(text.find("etstore"), std::string::npos) << client.id << '\n' << text;
      }
    }
  }
}

// What a user filled in or changed is not taken away by the next run.
TEST(Clients, KeepWhatTheUserFilledIn) {
  const Client& client = *find("claude-desktop");
  const Connection wanted = connection(Transport::stdio);
  std::string text = document(client, wanted);
  const std::string empty = R"("PETSTORE_STAFF_KEY": "")", filled = R"("PETSTORE_STAFF_KEY": "k")";
  ASSERT_NE(text.find(empty), std::string::npos) << text;
  text.replace(text.find(empty), empty.size(), filled + ", \"MINE\": \"1\"");
  EXPECT_EQ(text_of(edited(client, text, additions(client, wanted, text))), text);
}

// Each client has what users add to an entry: comments, members, values, arguments, further names.
// All of it stays when the entry is brought up to date.
TEST(Clients, KeepWhatTheUserAddedToAnEntry) {
  struct Row {
    std::string_view client;
    std::string before, after;
  };
  const std::vector<Row> rows = {
      {"vscode",
       R"({
  "inputs": [
    // asked once
    {"type": "promptString", "id": "petstore-staff-key", "description": "mine"}
  ],
  "servers": {
    // the shop
    "petstore": {
      "type": "stdio", // as ever
      "command": "/opt/petstore-mcp",
      "args": ["--log-level", "debug"], // more to see
      /* of the shop */
      "env": {
        "PETSTORE_STAFF_KEY": "${input:mine}", // another one
        "PETSTORE_PORT": "1" // to change
      },
      "dev": {"watch": "**"}
    }
  }
}
)",
       R"({
  "inputs": [
    // asked once
    {"type": "promptString", "id": "petstore-staff-key", "description": "mine"}
  ],
  "servers": {
    // the shop
    "petstore": {
      "type": "stdio", // as ever
      "command": "/opt/petstore-mcp",
      "args": ["--log-level", "debug"], // more to see
      /* of the shop */
      "env": {
        "PETSTORE_STAFF_KEY": "${input:mine}", // another one
        "PETSTORE_PORT": "8090" // to change
      },
      "dev": {"watch": "**"}
    }
  }
}
)"},
      {"codex",
       R"([mcp_servers.petstore] # the shop
# as ever
command = '/opt/petstore-mcp'
args = ["--log-level", "debug"] # more to see
env_vars = [
  "HTTPS_PROXY", # mine
]
startup_timeout_sec = 20 # slow

[mcp_servers.petstore.env]
# to change
PETSTORE_PORT = "1" # port
PETSTORE_STAFF_KEY = "k" # mine
)",
       R"([mcp_servers.petstore] # the shop
# as ever
command = '/opt/petstore-mcp'
args = ["--log-level", "debug"] # more to see
env_vars = [
  "HTTPS_PROXY", # mine
  "PETSTORE_STAFF_KEY",
]
startup_timeout_sec = 20 # slow

[mcp_servers.petstore.env]
# to change
PETSTORE_PORT = "8090" # port
PETSTORE_STAFF_KEY = "k" # mine
)"},
      {"continue",
       R"(# the shop
name: petstore
version: 1.2.3 # mine
schema: v1
mcpServers:
  # as ever
  - name: petstore
    type: stdio # it
    command: '/opt/petstore-mcp'
    args: ["--log-level", debug] # more to see
    env:
      # to change
      PETSTORE_PORT: "1" # port
      MINE: x
    connectionTimeout: 20 # slow
)",
       R"(# the shop
name: petstore
version: 1.2.3 # mine
schema: v1
mcpServers:
  # as ever
  - name: petstore
    type: stdio # it
    command: '/opt/petstore-mcp'
    args: ["--log-level", debug] # more to see
    env:
      # to change
      PETSTORE_PORT: "8090" # port
      MINE: x
      PETSTORE_STAFF_KEY: "${{ secrets.PETSTORE_STAFF_KEY }}"
    connectionTimeout: 20 # slow
)"},
  };
  for (const Row& row : rows) {
    const Client& client = *find(row.client);
    Connection wanted = connection(Transport::stdio);
    EXPECT_EQ(text_of(edited(client, row.before, additions(client, wanted, row.before))),
              row.after);
    EXPECT_EQ(text_of(edited(client, row.after, additions(client, wanted, row.after))), row.after);
    // Wherever the program lies now.
    wanted.command = "/usr/local/bin/petstore-mcp";
    const auto moved = edited(client, row.after, additions(client, wanted, row.after));
    EXPECT_NE(text_of(moved).find("--log-level"), std::string::npos) << text_of(moved);
    EXPECT_EQ(std::get<edit::Edited>(moved).lost, std::vector<std::string>());
  }
}

// Arguments belong to a program. What a container is started with is what was asked for, and what
// is lost is told.
TEST(Clients, AnotherProgramGetsItsOwnArguments) {
  for (const Client& client : all()) {
    Connection wanted = connection(Transport::stdio);
    const std::string text = document(client, connection(Transport::image));
    const auto outcome = edited(client, text, additions(client, wanted, text));
    EXPECT_EQ(text_of(outcome), document(client, wanted)) << client.id;
    EXPECT_EQ(std::get<edit::Edited>(outcome).lost, std::vector<std::string>{"args"}) << client.id;
    wanted = connection(Transport::image);
    wanted.image = "shop/petstore:2";
    const auto newer = edited(client, text, additions(client, wanted, text));
    EXPECT_EQ(text_of(newer), document(client, wanted)) << client.id;
    EXPECT_EQ(std::get<edit::Edited>(newer).lost, std::vector<std::string>()) << client.id;
  }
}

// A token that somebody wrote into the file stays, a reference to a variable becomes the one that
// is asked for.
TEST(Clients, KeepTokensAndChangeReferences) {
  for (const Client& client : all()) {
    if (!client.reaches_http || client.format == Format::toml) continue;
    Connection wanted = connection(Transport::http);
    std::string text = document(client, wanted);
    wanted.bearer = "OTHER_TOKEN";
    const std::string entry = text_of(edited(client, text, additions(client, wanted, text)));
    if (client.secrets != Secrets::input) {
      EXPECT_EQ(entry, document(client, wanted)) << client.id;
    }
    const auto begin = text.find("\"Bearer ") + 8, end = text.find('"', begin);
    text.replace(begin, end - begin, "s3cr3t");
    const auto kept = edited(client, text, additions(client, wanted, text));
    EXPECT_NE(text_of(kept).find("\"Bearer s3cr3t\""), std::string::npos) << text_of(kept);
    EXPECT_EQ(std::get<edit::Edited>(kept).kept, std::vector<std::string>{"Authorization"});
  }
}

// What another entry asks for is not taken away with this one.
TEST(Clients, KeepInputsThatOthersReferTo) {
  const Client& client = *find("vscode");
  Connection one = connection(Transport::stdio), two = connection(Transport::http);
  two.name = "other";
  const std::string before = document(client, one);
  std::string text = text_of(edited(client, before, additions(client, two, before)));
  Connection three = one;
  three.name = "third";
  text = text_of(edited(client, text, additions(client, three, text)));
  // What an input is for is seen from the entry, whatever is asked for now.
  text = text_of(edited(client, text, removals(client, connection(Transport::image), text)));
  EXPECT_NE(text.find("\"petstore-staff-key\""), std::string::npos) << text;
  three.variables.clear();
  text = text_of(edited(client, text, removals(client, three, text)));
  EXPECT_EQ(text.find("\"petstore-staff-key\""), std::string::npos) << text;
  EXPECT_NE(text.find("\"petstore-mcp-token\""), std::string::npos) << text;
  two.bearer.clear();
  text = text_of(edited(client, text, removals(client, two, text)));
  EXPECT_EQ(text, "{\n  \"inputs\": [],\n  \"servers\": {}\n}\n");
}

TEST(Clients, TakeAwayOnlyWhatCanBeAnEntry) {
  for (const Client& client : all()) {
    if (client.format == Format::yaml) continue;
    const bool is_toml = client.format == Format::toml;
    const std::string servers(client.servers);
    const std::string text = is_toml ? "[" + servers + "]\npetstore = 'x'\n"
                                     : "{\"" + servers + "\": {\"petstore\": \"x\"}}";
    const auto outcome = edited(client, text, removals(client, connection(Transport::stdio), text));
    EXPECT_EQ(text_of(outcome),
              is_toml ? "`mcp_servers.petstore` is no table" : "`petstore` is no object");
  }
}

TEST(Clients, HaveNoSecretInTheirFiles) {
  for (const Client& client : all()) {
    for (const Transport transport : {Transport::stdio, Transport::image}) {
      Connection wanted = connection(transport);
      // Nobody sets it, and if somebody did, this test would show it.
      EXPECT_FALSE(wanted.variables.front().value);
      const std::string text = document(client, wanted);
      EXPECT_NE(text.find("PETSTORE_STAFF_KEY"), std::string::npos) << client.id;
    }
  }
}

TEST(Clients, KnowTheFileOfEachPlatform) {
  const std::map<std::string, std::string, std::less<>> none = {
      {"HOME", "/home/ann"},
      {"USERPROFILE", "C:/Users/ann"},
      {"APPDATA", "C:/Users/ann/AppData/Roaming"}};
  auto with_variables = none;
  with_variables.insert({{"XDG_CONFIG_HOME", "/home/ann/xdg"},
                         {"CLAUDE_CONFIG_DIR", "/c"},
                         {"CODEX_HOME", "/x"},
                         {"COPILOT_HOME", "/p"},
                         {"CLINE_MCP_SETTINGS_PATH", "/l.json"},
                         {"MCP_CATALOG_PATH", "/i.json"}});
  struct Row {
    std::string_view client;
    Platform platform;
    bool of_project;
    std::string plain, with_variables;
  };
  const std::string cline = "/.cline/data/settings/cline_mcp_settings.json";
  const std::string support = "/home/ann/Library/Application Support";
  const std::string roaming = "C:/Users/ann/AppData/Roaming";
  const std::vector<Row> rows = {
      {"claude-desktop", Platform::linux, false,
       "/home/ann/.config/Claude/claude_desktop_config.json",
       "/home/ann/xdg/Claude/claude_desktop_config.json"},
      {"claude-desktop", Platform::macos, false, support + "/Claude/claude_desktop_config.json",
       support + "/Claude/claude_desktop_config.json"},
      {"claude-desktop", Platform::windows, false, roaming + "/Claude/claude_desktop_config.json",
       roaming + "/Claude/claude_desktop_config.json"},
      {"claude-desktop", Platform::linux, true, "", ""},
      {"claude-code", Platform::linux, false, "/home/ann/.claude.json", "/c/.claude.json"},
      {"claude-code", Platform::windows, false, "C:/Users/ann/.claude.json", "/c/.claude.json"},
      {"claude-code", Platform::linux, true, ".mcp.json", ".mcp.json"},
      {"vscode", Platform::linux, false, "/home/ann/.config/Code/User/mcp.json",
       "/home/ann/xdg/Code/User/mcp.json"},
      {"vscode", Platform::macos, false, support + "/Code/User/mcp.json",
       support + "/Code/User/mcp.json"},
      {"vscode", Platform::windows, false, roaming + "/Code/User/mcp.json",
       roaming + "/Code/User/mcp.json"},
      {"vscode", Platform::linux, true, ".vscode/mcp.json", ".vscode/mcp.json"},
      {"cursor", Platform::linux, false, "/home/ann/.cursor/mcp.json",
       "/home/ann/.cursor/mcp.json"},
      {"cursor", Platform::linux, true, ".cursor/mcp.json", ".cursor/mcp.json"},
      {"cline", Platform::linux, false, "/home/ann" + cline, "/l.json"},
      {"cline", Platform::windows, false, "C:/Users/ann" + cline, "/l.json"},
      {"windsurf", Platform::linux, false, "/home/ann/.codeium/windsurf/mcp_config.json",
       "/home/ann/.codeium/windsurf/mcp_config.json"},
      {"zed", Platform::linux, false, "/home/ann/.config/zed/settings.json",
       "/home/ann/xdg/zed/settings.json"},
      {"zed", Platform::macos, false, "/home/ann/.config/zed/settings.json",
       "/home/ann/.config/zed/settings.json"},
      {"zed", Platform::windows, false, roaming + "/Zed/settings.json",
       roaming + "/Zed/settings.json"},
      {"zed", Platform::linux, true, ".zed/settings.json", ".zed/settings.json"},
      {"gemini-cli", Platform::linux, false, "/home/ann/.gemini/settings.json",
       "/home/ann/.gemini/settings.json"},
      {"codex", Platform::linux, false, "/home/ann/.codex/config.toml", "/x/config.toml"},
      {"codex", Platform::linux, true, ".codex/config.toml", ".codex/config.toml"},
      {"copilot-cli", Platform::linux, false, "/home/ann/.copilot/mcp-config.json",
       "/p/mcp-config.json"},
      {"continue", Platform::linux, false, "", ""},
      {"continue", Platform::linux, true, ".continue/mcpServers/petstore.yaml",
       ".continue/mcpServers/petstore.yaml"},
      {"inspector", Platform::linux, false, "/home/ann/.mcp-inspector/mcp.json", "/i.json"},
  };
  const auto file = [](const Row& row, const auto& variables) {
    const Lookup lookup = [&](std::string_view name) -> std::optional<std::string> {
      const auto found = variables.find(name);
      if (found == variables.end()) return std::nullopt;
      return found->second;
    };
    return settings_file(*find(row.client), "petstore", row.of_project, row.platform, lookup);
  };
  for (const Row& row : rows) {
    EXPECT_EQ(file(row, none), row.plain) << row.client;
    EXPECT_EQ(file(row, with_variables), row.with_variables) << row.client;
  }
  EXPECT_EQ(file(rows.front(), std::map<std::string, std::string, std::less<>>()), "");
  // Of several variables the nearest one counts.
  auto of_cline = none;
  of_cline.insert({"CLINE_DIR", "/folder"});
  const Row row{"cline", Platform::linux, false, "", ""};
  EXPECT_EQ(file(row, of_cline), "/folder/data/settings/cline_mcp_settings.json");
  of_cline.insert({"CLINE_DATA_DIR", "/data"});
  EXPECT_EQ(file(row, of_cline), "/data/settings/cline_mcp_settings.json");
}

TEST(Clients, AreFoundByTheirId) {
  for (const Client& client : all()) EXPECT_EQ(find(client.id), &client);
  EXPECT_EQ(find("notepad"), nullptr);
}

}  // namespace
}  // namespace mcpcc::emit::clients
