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
  explicit Stdio(Version version, std::vector<std::string> environment = {})
      : version_(version), process_({"--features"}, std::move(environment)) {}

  /// A legacy handshake for a client with these capabilities.
  std::string shake_hands(std::string_view capabilities) {
    process_.write_line(R"({"jsonrpc":"2.0","id":"i","method":"initialize","params":{)"
                        R"("protocolVersion":")" +
                        std::string(protocol::to_string(version_)) + R"(","capabilities":)" +
                        std::string(capabilities) +
                        R"(,"clientInfo":{"name":"t","version":"1"}}})");
    std::string begun = read("InitializeResult");
    EXPECT_THAT(begun, HasSubstr(protocol::to_string(version_)));
    process_.write_line(R"({"jsonrpc":"2.0","method":"notifications/initialized"})");
    return begun;
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

TEST(Transcript, AnotherProcessGoesOnWhereItHasTheKey) {
  const std::string old_key(32, 'o');
  const std::string new_key(32, 'n');
  const auto state = [](const std::string& answer) {
    const std::size_t begin = answer.find(R"("requestState":")") + 16;
    return answer.substr(begin, answer.find('"', begin) - begin);
  };
  const std::string answer =
      R"(,"inputResponses":{"name":{"action":"accept","content":{"name":"Bo"}}},"requestState":")";
  Stdio first(Version::v2026_07_28, {"FEATURES_STATE_KEY=" + old_key});
  first.call("1", "greet");
  const std::string sealed = state(first.read("InputRequiredResult"));
  Stdio rotated(Version::v2026_07_28, {"FEATURES_STATE_KEY=" + new_key + " " + old_key});
  rotated.call("2", "greet", answer + sealed + '"');
  EXPECT_THAT(rotated.read(), HasSubstr("Hello, Bo!"));
  Stdio other(Version::v2026_07_28, {"FEATURES_STATE_KEY=" + new_key});
  other.call("3", "greet", answer + sealed + '"');
  EXPECT_THAT(other.read(), HasSubstr(R"("id":3,"error":{"code":-32602)"));
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

std::string task_of(const std::string& message) {
  const std::size_t begin = message.find(R"("taskId":")") + 10;
  return R"("taskId":")" + message.substr(begin, message.find('"', begin) - begin) + '"';
}

TEST(Transcript, AClientOf20251125MakesATaskOfACall) {
  Stdio stdio(Version::v2025_11_25);
  stdio.shake_hands(any);
  stdio.call("1", "job", R"(,"task":{"ttl":60000})");
  const std::string created = stdio.read("CreateTaskResult");
  EXPECT_THAT(created, HasSubstr(R"("id":1,"result":{"task":{"taskId":")"));
  EXPECT_THAT(created, HasSubstr(R"("ttl":60000,)"));
  const std::string task = task_of(created);
  EXPECT_THAT(stdio.read(), HasSubstr(R"("statusMessage":"asking")"));
  EXPECT_THAT(stdio.read(), HasSubstr(R"("status":"input_required")"));
  stdio.request("2", "tasks/get", task);
  EXPECT_THAT(stdio.read("GetTaskResult"), HasSubstr(R"("status":"input_required")"));
  // Nothing is asked before the client waits for the result.
  stdio.request("3", "tasks/result", task);
  const std::string question = stdio.read();
  EXPECT_THAT(question, HasSubstr(R"("method":"elicitation/create")"));
  const std::string related = R"("_meta":{"io.modelcontextprotocol/related-task":{)" + task + "}}";
  EXPECT_THAT(question, HasSubstr(related));
  stdio.write(R"({"jsonrpc":"2.0","id":"ask-1","result":)"
              R"({"action":"accept","content":{"name":"Di"}}})");
  EXPECT_THAT(stdio.read(), HasSubstr(R"("status":"working")"));
  EXPECT_THAT(stdio.read(), HasSubstr(R"("status":"completed")"));
  const std::string result = stdio.read();
  EXPECT_THAT(result, HasSubstr(R"("id":3,"result":{"content":[{"type":"text","text":"For Di"}])"));
  EXPECT_THAT(result, HasSubstr(related));
  stdio.request("4", "tasks/result", task);
  EXPECT_THAT(stdio.read(), HasSubstr("For Di"));
  stdio.request("5", "tasks/cancel", task);
  EXPECT_THAT(stdio.read(), HasSubstr(R"("id":5,"error":{"code":-32602)"));
  stdio.request("6", "tasks/list", R"("cursor":"none")");
  EXPECT_THAT(stdio.read(), HasSubstr(R"("id":6,"error":{"code":-32602)"));
  stdio.request("7", "tasks/result", R"("taskId":"none")");
  EXPECT_THAT(stdio.read(), HasSubstr(R"("id":7,"error":{"code":-32602)"));
  EXPECT_EQ(stdio.end(), "");
}

TEST(Transcript, ATaskTellsHowItGoesAndFails) {
  Stdio stdio(Version::v2025_11_25);
  stdio.shake_hands("{}");
  stdio.call("1", "errand", R"(,"task":{})");
  const std::string task = task_of(stdio.read("CreateTaskResult"));
  const std::string related = R"("io.modelcontextprotocol/related-task":{)" + task + "}";
  std::string line = stdio.read();
  EXPECT_THAT(line, HasSubstr(R"("method":"notifications/progress")"));
  EXPECT_THAT(line, HasSubstr(related));
  line = stdio.read();
  EXPECT_THAT(line, HasSubstr(R"("method":"notifications/message")"));
  EXPECT_THAT(line, HasSubstr(related));
  line = stdio.read();
  EXPECT_THAT(line, HasSubstr(R"("method":"notifications/tasks/status")"));
  EXPECT_THAT(line, HasSubstr(R"("status":"failed")"));
  stdio.request("2", "tasks/result", task);
  line = stdio.read();
  EXPECT_THAT(line, HasSubstr("The shop was closed."));
  EXPECT_THAT(line, HasSubstr(R"("isError":true)"));
  EXPECT_THAT(line, HasSubstr(related));
  stdio.call("3", "errand", R"(,"arguments":5,"task":{})");
  EXPECT_THAT(stdio.read(), HasSubstr(R"("id":3,"error":{"code":-32602)"));
  stdio.call("4", "refuse", R"(,"task":{})");
  const std::string refused = task_of(stdio.read("CreateTaskResult"));
  EXPECT_THAT(stdio.read(), HasSubstr(R"("status":"failed")"));
  stdio.request("5", "tasks/result", refused);
  EXPECT_THAT(stdio.read(),
              HasSubstr(R"("id":5,"error":{"code":-32602,"message":"not today","data":)"));
  stdio.request("6", "tasks/list", R"("x":1)");
  line = stdio.read("ListTasksResult");
  EXPECT_THAT(line, HasSubstr(R"("tasks":[{)" + task));
  EXPECT_THAT(line, HasSubstr("},{" + refused));
  EXPECT_EQ(stdio.end(), "");
}

TEST(Transcript, ATaskIsCancelledAndWhoWaitsForItHears) {
  Stdio stdio(Version::v2025_11_25);
  stdio.shake_hands("{}");
  stdio.call("1", "wait", R"(,"task":{"ttl":1})");
  const std::string created = stdio.read("CreateTaskResult");
  EXPECT_THAT(created, HasSubstr(R"("ttl":1000,)"));  // the shortest that is served
  const std::string task = task_of(created);
  EXPECT_THAT(stdio.read(), HasSubstr(R"("method":"notifications/progress")"));
  stdio.request("2", "tasks/result", task);
  stdio.request("3", "tasks/result", task);
  stdio.write(R"({"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":3}})");
  stdio.request("4", "tasks/cancel", task);
  EXPECT_THAT(stdio.read(), HasSubstr(R"("status":"cancelled")"));
  EXPECT_THAT(stdio.read(), HasSubstr(R"("id":2,"error":{"code":-32602)"));
  const std::string cancelled = stdio.read("CancelTaskResult");
  EXPECT_THAT(cancelled, HasSubstr(R"("id":4,"result":{)" + task + R"(,"status":"cancelled")"));
  EXPECT_EQ(stdio.end(), "");
}

TEST(Transcript, TasksAreDeclaredWhereClientsMayAskForThem) {
  for (const Version version : {Version::v2025_06_18, Version::v2025_11_25}) {
    Stdio stdio(version);
    const std::string begun = stdio.shake_hands("{}");
    stdio.request("1", "tools/list", R"("x":1)");
    const std::string list = stdio.read("ListToolsResult");
    const bool has = version == Version::v2025_11_25;
    const auto tells = [&](const std::string& text, const char* part) {
      EXPECT_EQ(text.find(part) != std::string::npos, has) << text;
    };
    tells(begun, R"("tasks":{"list":{},"cancel":{},"requests":{"tools":{"call":{}}}})");
    tells(list, R"("execution":{"taskSupport":"optional"})");
    tells(list, R"("execution":{"taskSupport":"required"})");
  }
}

TEST(Transcript, ManyQuestionsDoNotKeepTheirAnswersOut) {
  Stdio stdio(Version::v2025_11_25);
  stdio.shake_hands(any);
  constexpr int calls = 300;  // more than may be unanswered otherwise
  for (int i = 0; i < calls; ++i) {
    stdio.call(std::to_string(i), "greet");
    EXPECT_THAT(stdio.read(), HasSubstr("elicitation/create"));
  }
  for (int i = 1; i <= calls; ++i) {
    stdio.write(R"({"jsonrpc":"2.0","id":"ask-)" + std::to_string(i) +
                R"(","result":{"action":"decline"}})");
    EXPECT_THAT(stdio.read(), HasSubstr("Nobody."));
  }
  EXPECT_EQ(stdio.end(), "");
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
