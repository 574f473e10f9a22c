// Whole conversations on standard input and output with a server written in code; every message it
// sends is held against the schema of its revision.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "../wire_schema.h"
#include "process.h"
#include "upstream.h"

namespace mcp::test {
namespace {

using protocol::Version;
using testing::HasSubstr;
using testing::Not;

class Stdio {
 public:
  explicit Stdio(Version version) : version_(version), process_({"--features"}) {}

  /// A legacy handshake for a client with these capabilities.
  void shake_hands(std::string_view capabilities) {
    process_.write_line(R"({"jsonrpc":"2.0","id":"i","method":"initialize","params":{)"
                        R"("protocolVersion":")" +
                        std::string(protocol::to_string(version_)) + R"(","capabilities":)" +
                        std::string(capabilities) +
                        R"(,"clientInfo":{"name":"t","version":"1"}}})");
    EXPECT_THAT(read("InitializeResult"), HasSubstr(protocol::to_string(version_)));
    process_.write_line(R"({"jsonrpc":"2.0","method":"notifications/initialized"})");
  }

  void call(std::string_view id, std::string_view name, std::string_view more = {}) {
    request(id, "tools/call", R"("name":")" + std::string(name) + '"' + std::string(more));
  }

  void request(std::string_view id, std::string_view method, std::string_view params) {
    std::string meta;
    if (protocol::is_modern(version_)) {
      meta = R"("io.modelcontextprotocol/protocolVersion":"2026-07-28",)"
             R"("io.modelcontextprotocol/clientCapabilities":{"elicitation":{},)"
             R"("extensions":{"io.modelcontextprotocol/tasks":{}}},)"
             R"("io.modelcontextprotocol/logLevel":"info",)";
    }
    process_.write_line(R"({"jsonrpc":"2.0","id":)" + std::string(id) + R"(,"method":")" +
                        std::string(method) + R"(","params":{"_meta":{)" + meta +
                        R"("progressToken":"p"},)" + std::string(params) + "}}");
  }

  void write(std::string_view line) { process_.write_line(line); }

  /// The next message, of which a result is of the type given. Nothing: what an extension sends, of
  /// which the schema knows nothing.
  std::string read(std::string_view result = "CallToolResult") {
    const std::string line = process_.read_line();
    if (!result.empty() && WireSchema::is_there()) {
      EXPECT_EQ(WireSchema::of(version_).message_problems(line, result), "") << line;
    }
    return line;
  }

  std::string end() {
    process_.close_input();
    std::string rest = process_.read_rest();
    EXPECT_EQ(process_.wait(), 0);
    return rest;
  }

 private:
  Version version_;
  Process process_;
};

constexpr std::string_view any = R"({"elicitation":{}})";

TEST(Transcript, ALegacyServerAsksAndWaits) {
  for (const Version version : {Version::v2025_06_18, Version::v2025_11_25}) {
    Stdio stdio(version);
    stdio.shake_hands(any);
    stdio.call("1", "greet");
    EXPECT_THAT(stdio.read(), HasSubstr(R"("id":"ask-1","method":"elicitation/create")"));
    stdio.request("2", "ping", R"("x":1)");
    EXPECT_THAT(stdio.read("EmptyResult"), HasSubstr(R"("id":2,"result":{})"));
    stdio.write(
        R"({"jsonrpc":"2.0","id":"ask-1","result":{"action":"accept","content":{"name":"Ann"}}})");
    EXPECT_THAT(stdio.read(), HasSubstr("Hello, Ann!"));

    stdio.call("3", "greet");
    stdio.read();
    stdio.write(R"({"jsonrpc":"2.0","id":"ask-2","error":{"code":-1,"message":"no"}})");
    EXPECT_THAT(stdio.read(), HasSubstr(R"("isError":true)"));

    stdio.call("4", "greet");
    stdio.read();
    stdio.write(R"({"jsonrpc":"2.0","id":"ask-3","result":{"action":"shout"}})");
    EXPECT_THAT(stdio.read(), HasSubstr(R"("isError":true)"));
    EXPECT_EQ(stdio.end(), "");
  }
}

TEST(Transcript, AClientThatCannotBeAskedIsNotAsked) {
  for (const Version version : {Version::v2024_11_05, Version::v2025_03_26}) {
    Stdio stdio(version);
    stdio.shake_hands(any);
    stdio.call("1", "greet");
    EXPECT_THAT(stdio.read(), HasSubstr(R"("error":{"code":-32600)"));
  }
  Stdio stdio(Version::v2025_11_25);
  stdio.shake_hands("{}");
  stdio.call("1", "greet");
  EXPECT_THAT(stdio.read(), HasSubstr(R"("error":{"code":-32600)"));
}

TEST(Transcript, AModernServerSendsTheClientForTheAnswer) {
  Stdio stdio(Version::v2026_07_28);
  stdio.call("1", "greet");
  const std::string asked = stdio.read("InputRequiredResult");
  EXPECT_THAT(asked, HasSubstr(R"("resultType":"input_required","inputRequests":{"name":{)"));
  const std::size_t begin = asked.find(R"("requestState":")") + 16;
  const std::string state = asked.substr(begin, asked.find('"', begin) - begin);
  const std::string answers =
      R"(,"inputResponses":{"name":{"action":"accept","content":{"name":"Bo"}}})";
  stdio.call("2", "greet", answers + R"(,"requestState":")" + state + '"');
  EXPECT_THAT(stdio.read(), HasSubstr("Hello, Bo!"));
  // The state is of that call only.
  stdio.call("3", "count", R"(,"requestState":")" + state + '"');
  EXPECT_THAT(stdio.read(), HasSubstr(R"("code":-32602)"));
  stdio.call("4", "greet", R"(,"arguments":{"x":1},"requestState":")" + state + '"');
  EXPECT_THAT(stdio.read(), HasSubstr(R"("code":-32602)"));
  stdio.call("5", "greet", R"(,"inputResponses":{"name":{"action":"decline"}})");
  EXPECT_THAT(stdio.read(), HasSubstr("Nobody."));
}

TEST(Transcript, ProgressAndLogComeBeforeTheResult) {
  for (int v = 0; v <= static_cast<int>(protocol::latest); ++v) {
    const auto version = static_cast<Version>(v);
    Stdio stdio(version);
    if (!protocol::is_modern(version)) stdio.shake_hands(any);
    stdio.call("1", "count");
    for (int i = 1; i <= 3; ++i) {
      const std::string progress = stdio.read();
      EXPECT_THAT(progress, HasSubstr(R"("progressToken":"p","progress":)" + std::to_string(i)));
      EXPECT_EQ(progress.find("counting") != std::string::npos, version >= Version::v2025_03_26);
      EXPECT_THAT(stdio.read(), HasSubstr(R"("level":"info","data":)" + std::to_string(i)));
    }
    EXPECT_THAT(stdio.read(), HasSubstr(R"("id":1,"result":)"));
  }
}

TEST(Transcript, LogMessagesComeFromTheLevelOnThatWasSet) {
  Stdio stdio(Version::v2025_11_25);
  stdio.shake_hands(any);
  stdio.request("1", "logging/setLevel", R"("level":"warning")");
  stdio.read("EmptyResult");
  stdio.call("2", "count");
  for (int i = 1; i <= 3; ++i) EXPECT_THAT(stdio.read(), HasSubstr("notifications/progress"));
  EXPECT_THAT(stdio.read(), HasSubstr(R"("id":2,"result":)"));
}

TEST(Transcript, WhatIsCancelledIsNotAnswered) {
  for (const Version version : {Version::v2025_11_25, Version::v2026_07_28}) {
    Stdio stdio(version);
    if (!protocol::is_modern(version)) stdio.shake_hands(any);
    stdio.call("1", "wait");
    EXPECT_THAT(stdio.read(), HasSubstr("notifications/progress"));
    stdio.write(R"({"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":1}})");
    stdio.call("2", "refuse");
    EXPECT_THAT(stdio.read(), HasSubstr(R"("id":2)"));
    EXPECT_EQ(stdio.end(), "");
  }
}

TEST(Transcript, ErrorsAreWhatTheHandlerSaysAndNoMore) {
  for (const Version version : {Version::v2024_11_05, Version::v2026_07_28}) {
    Stdio stdio(version);
    if (!protocol::is_modern(version)) stdio.shake_hands(any);
    stdio.call("1", "refuse");
    EXPECT_THAT(
        stdio.read(),
        HasSubstr(R"("error":{"code":-32602,"message":"not today","data":{"why":"rain"}})"));
    stdio.call("2", "secret");
    const std::string secret = stdio.read();
    EXPECT_THAT(secret, HasSubstr(R"("isError":true)"));
    EXPECT_THAT(secret, Not(HasSubstr("swordfish")));
    EXPECT_THAT(secret, Not(HasSubstr("/etc")));
  }
}

TEST(Transcript, AnOldClientGetsAudioAsAResource) {
  Stdio stdio(Version::v2024_11_05);
  stdio.shake_hands("{}");
  stdio.call("1", "sound");
  EXPECT_THAT(stdio.read(), HasSubstr(R"("type":"resource")"));
}

TEST(Transcript, ALegacyClientHearsOfWhatItSubscribedTo) {
  Stdio stdio(Version::v2025_11_25);
  stdio.shake_hands("{}");
  stdio.call("1", "touch");
  EXPECT_THAT(stdio.read(), HasSubstr("notifications/tools/list_changed"));
  EXPECT_THAT(stdio.read(), HasSubstr("touched"));
  stdio.request("2", "resources/subscribe", R"("uri":"note://one")");
  stdio.read("EmptyResult");
  stdio.call("3", "touch");
  EXPECT_THAT(stdio.read(), HasSubstr(R"("method":"notifications/resources/updated","params":)"
                                      R"({"uri":"note://one"})"));
  stdio.read();
  EXPECT_THAT(stdio.read(), HasSubstr("touched"));
  stdio.call("4", "touch_later");
  const std::string first = stdio.read();
  EXPECT_THAT(first + stdio.read(), HasSubstr("notifications/resources/updated"));
}

TEST(Transcript, AModernClientHearsOfWhatItListensTo) {
  Stdio stdio(Version::v2026_07_28);
  stdio.request("\"sub\"", "subscriptions/listen",
                R"("notifications":{"promptsListChanged":true,)"
                R"("resourceSubscriptions":["note://one"]})");
  EXPECT_THAT(stdio.read(),
              HasSubstr(R"("method":"notifications/subscriptions/acknowledged","params":)"
                        R"({"notifications":{"resourceSubscriptions":["note://one"]})"));
  stdio.call("1", "touch");
  EXPECT_THAT(stdio.read(), HasSubstr(R"("io.modelcontextprotocol/subscriptionId":"sub")"));
  EXPECT_THAT(stdio.read(), HasSubstr("touched"));
  stdio.write(R"({"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":"sub",)"
              R"("_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28"}}})");
  stdio.call("2", "touch");
  EXPECT_THAT(stdio.read(), HasSubstr("touched"));
  EXPECT_EQ(stdio.end(), "");
}

TEST(Transcript, ASubscriptionEndsInOrderAtTheEnd) {
  Stdio stdio(Version::v2026_07_28);
  stdio.request("7", "subscriptions/listen", R"("notifications":{})");
  stdio.read();
  EXPECT_THAT(stdio.end(), HasSubstr(R"("id":7,"result":{"resultType":"complete","_meta":)"
                                     R"({"io.modelcontextprotocol/subscriptionId":7)"));
}

TEST(Transcript, AnAnswerThatCanComeNoMoreEndsTheCall) {
  Stdio stdio(Version::v2025_11_25);
  stdio.shake_hands(any);
  stdio.call("1", "greet");
  stdio.read();
  EXPECT_THAT(stdio.end(), HasSubstr(R"("isError":true)"));
}

TEST(Transcript, ABatchMayHoldCallsOfHandlers) {
  Stdio stdio(Version::v2025_03_26);
  stdio.shake_hands("{}");
  stdio.write(
      R"([{"jsonrpc":"2.0","id":1,"method":"ping"},)"
      R"({"jsonrpc":"2.0","id":2,"method":"tools/call","params":{"name":"count"}},)"
      R"({"jsonrpc":"2.0","method":"notifications/initialized"},)"
      R"({"jsonrpc":"2.0","id":3,"method":"resources/read","params":{"uri":"note://one"}}])");
  std::string line;
  do {
    line = stdio.read();
  } while (line.starts_with('{'));
  EXPECT_THAT(line, HasSubstr(R"({"jsonrpc":"2.0","id":1,"result":{}})"));
  EXPECT_THAT(line, HasSubstr(R"("id":2,"result":)"));
  EXPECT_THAT(line, HasSubstr(R"("id":3,"result":)"));
}

TEST(Transcript, ATaskIsAskedForAndTellsItsListeners) {
  Stdio stdio(Version::v2026_07_28);
  stdio.call("1", "job");
  const std::string created = stdio.read("");
  EXPECT_THAT(created, HasSubstr(R"("id":1,"result":{"resultType":"task","taskId":")"));
  const std::size_t begin = created.find(R"("taskId":")") + 10;
  const std::string id = created.substr(begin, created.find('"', begin) - begin);
  const std::string task = R"("taskId":")" + id + '"';
  stdio.request("2", "subscriptions/listen",
                R"("notifications":{"taskIds":[")" + id + R"(","none"]})");
  EXPECT_THAT(stdio.read(""), HasSubstr(R"("taskIds":[")" + id + R"("])"));
  stdio.request("3", "tasks/get", task);
  EXPECT_THAT(stdio.read(""), HasSubstr(R"("status":"input_required","statusMessage":"asking")"));
  stdio.request("4", "tasks/update", task + R"(,"inputResponses":{"name-1":{"action":"shout"}})");
  EXPECT_THAT(stdio.read(""), HasSubstr(R"("id":4,"error":{"code":-32602)"));
  stdio.request(
      "5", "tasks/update",
      task + R"(,"inputResponses":{"name-1":{"action":"accept","content":{"name":"Cy"}}})");
  EXPECT_THAT(stdio.read(""), HasSubstr(R"("method":"notifications/tasks")"));
  EXPECT_THAT(stdio.read(""), HasSubstr(R"("status":"completed")"));
  EXPECT_THAT(stdio.read("EmptyResult"), HasSubstr(R"("id":5,"result":{"resultType":"complete",)"));
  stdio.request("6", "tasks/get", task);
  EXPECT_THAT(stdio.read(""), HasSubstr("For Cy"));
  stdio.request("7", "tasks/cancel", task);
  EXPECT_THAT(stdio.read("EmptyResult"), HasSubstr(R"("id":7,"result":)"));
  stdio.request("8", "tasks/get", R"("taskId":"none")");
  EXPECT_THAT(stdio.read(), HasSubstr(R"("code":-32602)"));
}

TEST(Transcript, AHandlerMayFetch) {
  Upstream upstream;
  Stdio stdio(Version::v2026_07_28);
  stdio.call("1", "fetch", R"(,"arguments":{"url":")" + upstream.url() + R"(/items/a"})");
  EXPECT_THAT(stdio.read(), HasSubstr(R"("text":"200")"));
  stdio.call("2", "fetch", R"(,"arguments":{"url":"http://127.0.0.1:1/"})");
  EXPECT_THAT(stdio.read(), HasSubstr(R"("isError":true)"));
}

TEST(Transcript, AToolMayBeCalledFromTheShell) {
  const Output output = run({"--features", "call", "count"});
  EXPECT_EQ(output.status, 0);
  EXPECT_EQ(output.out, "3\n");
  EXPECT_EQ(run({"--features", "call", "secret"}).status, 1);
  EXPECT_EQ(run({"--features", "call", "greet"}).status, 1);
  EXPECT_THAT(run({"--features", "tools"}).out, HasSubstr("greet\n"));
}

}  // namespace
}  // namespace mcp::test
