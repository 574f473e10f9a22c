#include <array>
#include <iterator>

#include "emit/clients/clients.h"

namespace mcpcc::emit::clients {

namespace {

struct Place {
  std::string_view client;
  std::string_view of_project;                // relative to the folder of the project
  std::string_view on_linux, macos, windows;  // begin with one of ~, CONFIG, SUPPORT and APPDATA
  // Of the environment, with a folder or the file, and what follows. The first that is set counts.
  struct Variable {
    std::string_view name, below;
  };
  std::array<Variable, 3> variables;
};

// docs/clients.md has the source of each row.
constexpr Place places[] = {
    {"claude-desktop",
     "",
     "CONFIG/Claude/claude_desktop_config.json",
     "SUPPORT/Claude/claude_desktop_config.json",
     "APPDATA/Claude/claude_desktop_config.json",
     {}},
    {"claude-code",
     ".mcp.json",
     "~/.claude.json",
     "~/.claude.json",
     "~/.claude.json",
     {{{"CLAUDE_CONFIG_DIR", "/.claude.json"}}}},
    {"vscode",
     ".vscode/mcp.json",
     "CONFIG/Code/User/mcp.json",
     "SUPPORT/Code/User/mcp.json",
     "APPDATA/Code/User/mcp.json",
     {}},
    {"cursor",
     ".cursor/mcp.json",
     "~/.cursor/mcp.json",
     "~/.cursor/mcp.json",
     "~/.cursor/mcp.json",
     {}},
    {"cline",
     "",
     "~/.cline/data/settings/cline_mcp_settings.json",
     "~/.cline/data/settings/cline_mcp_settings.json",
     "~/.cline/data/settings/cline_mcp_settings.json",
     {{{"CLINE_MCP_SETTINGS_PATH", ""},
       {"CLINE_DATA_DIR", "/settings/cline_mcp_settings.json"},
       {"CLINE_DIR", "/data/settings/cline_mcp_settings.json"}}}},
    {"windsurf",
     "",
     "~/.codeium/windsurf/mcp_config.json",
     "~/.codeium/windsurf/mcp_config.json",
     "~/.codeium/windsurf/mcp_config.json",
     {}},
    {"zed",
     ".zed/settings.json",
     "CONFIG/zed/settings.json",
     "~/.config/zed/settings.json",
     "APPDATA/Zed/settings.json",
     {}},
    {"gemini-cli",
     ".gemini/settings.json",
     "~/.gemini/settings.json",
     "~/.gemini/settings.json",
     "~/.gemini/settings.json",
     {}},
    {"codex",
     ".codex/config.toml",
     "~/.codex/config.toml",
     "~/.codex/config.toml",
     "~/.codex/config.toml",
     {{{"CODEX_HOME", "/config.toml"}}}},
    {"copilot-cli",
     ".mcp.json",
     "~/.copilot/mcp-config.json",
     "~/.copilot/mcp-config.json",
     "~/.copilot/mcp-config.json",
     {{{"COPILOT_HOME", "/mcp-config.json"}}}},
    {"continue", ".continue/mcpServers/", "", "", "", {}},
    {"inspector",
     "",
     "~/.mcp-inspector/mcp.json",
     "~/.mcp-inspector/mcp.json",
     "~/.mcp-inspector/mcp.json",
     {{{"MCP_CATALOG_PATH", ""}}}},
};

std::string base(std::string_view name, Platform platform, const Lookup& lookup) {
  const std::string home =
      lookup(platform == Platform::windows ? "USERPROFILE" : "HOME").value_or("");
  if (name == "APPDATA") return lookup("APPDATA").value_or("");
  if (home.empty() || name == "~") return home;
  if (name == "SUPPORT") return home + "/Library/Application Support";
  // XDG Base Directory Specification 0.8: relative paths do not count.
  const auto config = lookup("XDG_CONFIG_HOME");
  return config && config->starts_with('/') ? *config : home + "/.config";
}

}  // namespace

std::string settings_file(const Client& client, const std::string& server, bool of_project,
                          Platform platform, const Lookup& lookup) {
  const Place* place = std::begin(places);
  while (place != std::end(places) && place->client != client.id) ++place;
  if (place == std::end(places)) return {};
  if (of_project) {
    std::string path(place->of_project);
    // Where each server has a file of its own, that has the server's name.
    if (path.ends_with('/')) path += server + ".yaml";
    return path;
  }
  for (const auto& variable : place->variables) {
    if (variable.name.empty()) break;
    if (const auto value = lookup(variable.name)) return *value + std::string(variable.below);
  }
  const std::string_view path = platform == Platform::linux   ? place->on_linux
                                : platform == Platform::macos ? place->macos
                                                              : place->windows;
  const auto slash = path.find('/');
  if (slash == std::string_view::npos) return {};
  const std::string folder = base(path.substr(0, slash), platform, lookup);
  return folder.empty() ? folder : folder + std::string(path.substr(slash));
}

}  // namespace mcpcc::emit::clients
