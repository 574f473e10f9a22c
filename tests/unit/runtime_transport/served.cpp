#include "served.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <utility>

namespace mcp::test {
namespace {

using protocol::Version;

std::vector<std::string> command_line(Client::Kind kind, std::vector<std::string> arguments,
                                      const std::string& base_url, const std::string& config) {
  for (const char* each : {"--base-url", base_url.c_str(), "--config", config.c_str()}) {
    arguments.emplace_back(each);
  }
  if (kind != Client::Kind::stdio) {
    for (const char* each : {"--http", "127.0.0.1:0", "--sse"}) arguments.emplace_back(each);
  }
  return arguments;
}

std::string without_return(std::string line) {
  if (line.ends_with('\r')) line.pop_back();
  return line;
}

}  // namespace

ConfigFile::ConfigFile(std::string_view text) : path_(testing::TempDir() + "/mcpcc-config-XXXXXX") {
  const int descriptor = mkstemp(path_.data());
  EXPECT_GE(descriptor, 0);
  close(descriptor);
  std::ofstream(path_) << text;
}

ConfigFile::~ConfigFile() { std::remove(path_.c_str()); }

std::vector<Version> Client::versions(Kind kind) {
  if (kind == Kind::sse) return {Version::v2024_11_05};
  return {Version::v2024_11_05, Version::v2025_03_26, Version::v2025_06_18, Version::v2025_11_25,
          Version::v2026_07_28};
}

Client::Client(Kind kind, Version version, std::vector<std::string> arguments,
               const std::string& base_url, std::string_view configuration,
               std::vector<std::string> environment)
    : kind_(kind),
      version_(version),
      config_(configuration),
      process_(command_line(kind, std::move(arguments), base_url, config_.path()),
               std::move(environment)) {
  if (kind_ != Kind::stdio) port_ = port_in(process_.read_error_line());
  if (kind_ == Kind::sse) {
    stream_ = std::make_unique<Socket>(port_);
    stream_->write("GET /sse HTTP/1.1\r\nHost: localhost:" + std::to_string(port_) +
                   "\r\nAccept: text/event-stream\r\n\r\n");
    while (!endpoint_.starts_with("data: ")) endpoint_ = without_return(stream_->read_line());
    endpoint_.erase(0, 6);
  }
  if (protocol::is_modern(version_)) {
    initialized_ = request("server/discover", "{}");
  } else {
    initialized_ = request("initialize", R"({"protocolVersion":")" +
                                             std::string(protocol::to_string(version_)) +
                                             R"(","capabilities":{},"clientInfo":{"name":"t",)"
                                             R"("version":"1"}})");
  }
}

std::string Client::capabilities() { return initialized_; }

std::string Client::call(std::string_view tool, std::string_view arguments, std::string_view meta) {
  return request(
      "tools/call",
      R"({"name":")" + std::string(tool) + R"(","arguments":)" + std::string(arguments) + "}", tool,
      meta);
}

std::string Client::request(std::string_view method, std::string params, std::string_view name,
                            std::string_view meta) {
  std::string members;
  if (protocol::is_modern(version_)) {
    members = R"("io.modelcontextprotocol/protocolVersion":")" +
              std::string(protocol::to_string(version_)) +
              R"(","io.modelcontextprotocol/clientCapabilities":{})" + std::string(meta);
  } else if (!meta.empty()) {
    members = meta.substr(1);
  }
  if (!members.empty()) {
    params.pop_back();
    if (params.size() > 1) params += ',';
    params += R"("_meta":{)" + members + "}}";
  }
  const std::string message = R"({"jsonrpc":"2.0","id":)" + std::to_string(++last_id_) +
                              R"(,"method":")" + std::string(method) + R"(","params":)" + params +
                              "}";
  notifications_.clear();
  return send(message, method, name);
}

/// False: a notification, which is kept.
bool Client::is_response(const std::string& message) {
  if (message.find(R"("id":)" + std::to_string(last_id_)) != std::string::npos) return true;
  notifications_.push_back(message);
  return false;
}

std::string Client::send(const std::string& message, std::string_view method,
                         std::string_view name) {
  if (kind_ == Kind::stdio) {
    process_.write_line(message);
    std::string line = process_.read_line();
    while (!line.empty() && !is_response(line)) line = process_.read_line();
    return line;
  }
  std::string headers = "Host: localhost:" + std::to_string(port_) +
                        "\r\nContent-Type: application/json\r\n"
                        "Accept: application/json, text/event-stream\r\n";
  if (kind_ == Kind::sse) {
    http(port_, "POST", endpoint_, headers, message);
    while (true) {
      const std::string line = without_return(stream_->read_line());
      if (line.empty()) continue;
      if (line.starts_with("data: ") && is_response(line.substr(6))) return line.substr(6);
      if (line == "0") return {};
    }
  }
  if (method != "initialize") {
    headers += "MCP-Protocol-Version: " + std::string(protocol::to_string(version_)) + "\r\n";
  }
  if (protocol::is_modern(version_)) {
    headers += "Mcp-Method: " + std::string(method) + "\r\n";
    if (!name.empty()) headers += "Mcp-Name: " + std::string(name) + "\r\n";
  }
  const std::string response = http(port_, "POST", "/mcp", headers, message);
  if (response.find("text/event-stream") == std::string::npos)
    return std::string(body_of(response));
  std::istringstream lines(response);
  for (std::string line; std::getline(lines, line);) {
    line = without_return(std::move(line));
    if (line.starts_with("data: ") && is_response(line.substr(6))) return line.substr(6);
  }
  return {};
}

}  // namespace mcp::test
