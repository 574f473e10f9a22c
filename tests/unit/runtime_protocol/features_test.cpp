// The methods of a server with features in code: what every malformed request gets, in both eras,
// and what is listed.
#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <variant>

#include "../wire_schema.h"
#include "json/value.h"
#include "protocol/content.h"
#include "protocol/protocol.h"
#include "protocol/results.h"
#include "protocol/trace_context.h"
#include "served.h"

namespace mcp::protocol {
namespace {

void add_features(Features& features) {
  const auto nothing = [](mcp::Call&) { return text_result(""); };
  features.add_tool({.name = "count_items", .title = "Counted in code"}, nothing);
  features.add_tool({.name = "mirrored",
                     .description = "Has a header",
                     .input_schema = R"({"type":"object","properties":{
                       "region":{"type":"string","x-mcp-header":"Region"},
                       "deep":{"type":"object","properties":
                         {"count":{"type":"integer","x-mcp-header":"Count"}}}}})",
                     .output_schema = R"({"type":"array"})",
                     .annotations = Annotations{true, false, true, false},
                     .icons = R"([{"src":"https://x.example/i.png"}])",
                     .meta = R"({"example.com/a":1})"},
                    nothing);
  ToolInfo task;
  task.name = "long";
  task.task_support = TaskSupport::required;
  features.add_tool(task, nothing);
  features.add_resource({.uri = "note://one", .name = "one", .mime_type = "text/plain"},
                        [](mcp::Call&) { return text_contents("text/plain", "1"); });
  features.add_resource_template({.uri_template = "note://{year}/{name}.txt", .name = "notes"},
                                 [](mcp::Call&) { return ReadResult{}; });
  features.add_prompt({.name = "ask", .arguments = {{.name = "topic", .required = true}}},
                      [](mcp::Call&) { return PromptResult{}; });
  features.complete_prompt("ask", "topic", [](mcp::Call&) { return Completion{}; });
}

struct Fixture : Served {
  Fixture() { add_features(features); }

  Step ask(Version version, std::string_view method, std::string_view params,
           const HttpHeaders* headers = nullptr, std::string_view capabilities = "{}") {
    Connection connection = connected(version);
    Envelope envelope;
    std::string meta = R"("_meta":{})";
    if (is_modern(version)) {
      meta = R"("_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28",)"
             R"("io.modelcontextprotocol/clientCapabilities":)" +
             std::string(capabilities) + "}";
    }
    envelope.headers = headers;
    return std::get<Step>(handler.handle(connection, envelope,
                                         R"({"jsonrpc":"2.0","id":1,"method":")" +
                                             std::string(method) + R"(","params":{)" + meta +
                                             std::string(params) + "}}"));
  }
};

/// "200 result", "200 error -32602", or the name of what is to be done.
std::string describe(const Step& step) {
  if (std::holds_alternative<Invoke>(step)) return "invoke";
  if (std::holds_alternative<Call>(step)) return "call";
  if (std::holds_alternative<Listen>(step)) return "listen";
  if (std::holds_alternative<TaskStep>(step)) return "task";
  const auto& reply = std::get<Reply>(step);
  const auto parsed = json::Document::parse(reply.text);
  const json::Value& root = std::get<json::Document>(parsed).root();
  const json::Value* error = root.find("error");
  return std::to_string(reply.http_status) +
         (error == nullptr ? " result" : " error " + std::string(error->find("code")->raw()));
}

constexpr Version old = Version::v2025_11_25;

TEST(Methods, EveryRequestGetsItsAnswer) {
  struct Case {
    Version version;
    std::string_view method, params, outcome;
  };
  constexpr Case cases[] = {
      {latest, "tools/list", R"(,"cursor":"")", "200 error -32602"},
      {latest, "tools/list", R"(,"cursor":7)", "200 error -32602"},
      {latest, "tools/list", R"(,"cursor":"from-1")", "200 error -32602"},
      {old, "resources/list", R"(,"cursor":"x")", "200 error -32602"},
      {old, "prompts/list", R"(,"cursor":null)", "200 error -32602"},
      {latest, "resources/templates/list", R"(,"cursor":{})", "200 error -32602"},
      {latest, "resources/list", "", "200 result"},
      {latest, "resources/templates/list", "", "200 result"},
      {latest, "prompts/list", "", "200 result"},

      {latest, "tools/call", R"(,"name":"count_items")", "invoke"},
      {latest, "tools/call", R"(,"name":"get_item","arguments":{"item_id":"1"})", "call"},
      // What does not fit the schema is for the model to read (SEP-1303).
      {latest, "tools/call", R"(,"name":"count_items","arguments":{"x":1})", "200 result"},
      {latest, "tools/call", R"(,"name":"long")", "400 error -32021"},
      {old, "tools/call", R"(,"name":"long")", "200 error -32601"},
      {latest, "tools/call", R"(,"name":"count_items","inputResponses":null)", "200 error -32602"},
      {latest, "tools/call", R"(,"name":"count_items","inputResponses":{"a":1})",
       "200 error -32602"},
      {latest, "tools/call", R"(,"name":"count_items","requestState":7)", "200 error -32602"},
      {latest, "tools/call", R"(,"name":"count_items","requestState":"AAAA")", "200 error -32602"},
      {old, "tools/call", R"(,"name":"count_items","requestState":"AAAA")", "invoke"},

      {latest, "resources/read", "", "200 error -32602"},
      {latest, "resources/read", R"(,"uri":7)", "200 error -32602"},
      {latest, "resources/read", R"(,"uri":"note://two")", "200 error -32602"},
      {old, "resources/read", R"(,"uri":"note://two")", "200 error -32002"},
      {old, "resources/read", R"(,"uri":"note://one")", "invoke"},
      {old, "resources/read", R"(,"uri":"note://2026/a.txt")", "invoke"},
      {old, "resources/subscribe", R"(,"uri":[])", "200 error -32602"},
      {old, "resources/subscribe", R"(,"uri":"note://one")", "200 result"},
      {old, "resources/unsubscribe", R"(,"uri":"note://one")", "200 result"},
      {latest, "resources/subscribe", R"(,"uri":"note://one")", "404 error -32601"},

      {latest, "prompts/get", R"(,"name":"none")", "200 error -32602"},
      {latest, "prompts/get", R"(,"name":"ask")", "200 error -32602"},
      {latest, "prompts/get", R"(,"name":"ask","arguments":{"topic":1})", "200 error -32602"},
      {latest, "prompts/get", R"(,"name":"ask","arguments":[])", "200 error -32602"},
      {old, "prompts/get", R"(,"name":"ask","arguments":{"topic":"x"})", "invoke"},

      {latest, "completion/complete", "", "200 error -32602"},
      {latest, "completion/complete", R"(,"ref":{"type":"ref/x","name":"ask"})",
       "200 error -32602"},
      {latest, "completion/complete", R"(,"ref":{"type":"ref/prompt","name":"ask"})",
       "200 error -32602"},
      {latest, "completion/complete",
       R"(,"ref":{"type":"ref/prompt","name":"no"},"argument":{"name":"topic","value":""})",
       "200 error -32602"},
      {old, "completion/complete",
       R"(,"ref":{"type":"ref/prompt","name":"ask"},"argument":{"name":"topic","value":""})",
       "invoke"},
      {old, "completion/complete",
       R"(,"ref":{"type":"ref/prompt","name":"ask"},"argument":{"name":"other","value":""})",
       "200 result"},

      {old, "logging/setLevel", R"(,"level":"loud")", "200 error -32602"},
      {old, "logging/setLevel", R"(,"level":"error")", "200 result"},
      {latest, "logging/setLevel", R"(,"level":"error")", "404 error -32601"},

      {latest, "subscriptions/listen", "", "200 error -32602"},
      {latest, "subscriptions/listen", R"(,"notifications":{"resourceSubscriptions":1})",
       "200 error -32602"},
      {latest, "subscriptions/listen", R"(,"notifications":{"resourceSubscriptions":[1]})",
       "200 error -32602"},
      {latest, "subscriptions/listen", R"(,"notifications":{"taskIds":["a"]})", "400 error -32021"},
      {latest, "subscriptions/listen", R"(,"notifications":{"toolsListChanged":true})", "listen"},
      {old, "subscriptions/listen", R"(,"notifications":{})", "200 error -32601"},

      {latest, "tasks/get", R"(,"taskId":"a")", "400 error -32021"},
      {latest, "tasks/list", "", "404 error -32601"},
  };
  Fixture fixture;
  for (const Case& c : cases) {
    EXPECT_EQ(describe(fixture.ask(c.version, c.method, c.params)), c.outcome)
        << to_string(c.version) << ' ' << c.method << ' ' << c.params;
  }
}

TEST(Methods, TasksAreForClientsThatKnowThem) {
  constexpr std::string_view knows = R"({"extensions":{"io.modelcontextprotocol/tasks":{}}})";
  Fixture fixture;
  const auto ask = [&](std::string_view method, std::string_view params) {
    return describe(fixture.ask(latest, method, params, nullptr, knows));
  };
  EXPECT_EQ(ask("tasks/get", R"(,"taskId":"a")"), "task");
  EXPECT_EQ(ask("tasks/get", R"(,"taskId":1)"), "200 error -32602");
  EXPECT_EQ(ask("tasks/update", R"(,"taskId":"a")"), "200 error -32602");
  EXPECT_EQ(ask("tasks/update", R"(,"taskId":"a","inputResponses":{})"), "task");
  EXPECT_EQ(ask("tasks/cancel", R"(,"taskId":"a")"), "task");
  EXPECT_EQ(ask("tools/call", R"(,"name":"long")"), "invoke");
}

TEST(Methods, TasksThatTheClientAsksForAreThoseOf20251125) {
  constexpr Version new_legacy = Version::v2025_11_25;
  struct Case {
    Version version;
    std::string_view method, params;
    const char* want;
  };
  const Case cases[] = {
      {new_legacy, "tools/call", R"(,"name":"long","task":{})", "invoke"},
      {new_legacy, "tools/call", R"(,"name":"long","task":{"ttl":60000})", "invoke"},
      {new_legacy, "tools/call", R"(,"name":"long")", "200 error -32601"},
      {new_legacy, "tools/call", R"(,"name":"mirrored","task":{})", "200 error -32601"},
      {new_legacy, "tools/call", R"(,"name":"long","task":5)", "200 error -32602"},
      {new_legacy, "tools/call", R"(,"name":"long","task":{"ttl":"soon"})", "200 error -32602"},
      {new_legacy, "tools/call", R"(,"name":"long","task":{"ttl":-1})", "200 error -32602"},
      {new_legacy, "tools/call", R"(,"name":"long","task":{"ttl":1.5})", "200 error -32602"},
      // The result of the task says what is wrong with the arguments.
      {new_legacy, "tools/call", R"(,"name":"long","arguments":{"a":1},"task":{})", "invoke"},
      // Versions without tasks do not look at it.
      {Version::v2025_06_18, "tools/call", R"(,"name":"mirrored","task":5)", "invoke"},
      {Version::v2025_06_18, "tools/call", R"(,"name":"long","task":{})", "200 error -32601"},
      {latest, "tools/call", R"(,"name":"mirrored","task":5)", "invoke"},
      {new_legacy, "tasks/get", R"(,"taskId":"a")", "task"},
      {new_legacy, "tasks/get", "", "200 error -32602"},
      {new_legacy, "tasks/get", R"(,"taskId":7)", "200 error -32602"},
      {new_legacy, "tasks/result", R"(,"taskId":"a")", "task"},
      {new_legacy, "tasks/cancel", R"(,"taskId":"a")", "task"},
      {new_legacy, "tasks/list", "", "task"},
      {new_legacy, "tasks/list", R"(,"cursor":"a")", "task"},
      {new_legacy, "tasks/list", R"(,"cursor":7)", "200 error -32602"},
      {new_legacy, "tasks/list", R"(,"cursor":"")", "200 error -32602"},
      {new_legacy, "tasks/update", R"(,"taskId":"a")", "200 error -32601"},
      {Version::v2025_06_18, "tasks/get", R"(,"taskId":"a")", "200 error -32601"},
      {Version::v2025_06_18, "tasks/list", "", "200 error -32601"},
      {latest, "tasks/result", R"(,"taskId":"a")", "404 error -32601"},
  };
  for (const Case& c : cases) {
    Fixture fixture;
    EXPECT_EQ(describe(fixture.ask(c.version, c.method, c.params)), c.want)
        << to_string(c.version) << ' ' << c.method << ' ' << c.params;
  }
}

TEST(Methods, AServerWithoutTasksIgnoresThem) {
  Served served;
  served.features.add_tool({.name = "plain"}, [](mcp::Call&) { return text_result(""); });
  Connection connection = connected(Version::v2025_11_25);
  const auto ask = [&](const std::string& method, const std::string& params) {
    return describe(std::get<Step>(served.handler.handle(
        connection, {},
        R"({"jsonrpc":"2.0","id":1,"method":")" + method + R"(","params":)" + params + "}")));
  };
  EXPECT_EQ(ask("tools/call", R"({"name":"plain","task":{"ttl":"no"}})"), "invoke");
  EXPECT_EQ(ask("tasks/list", "{}"), "200 error -32601");
}

TEST(Methods, ProblemsOfArgumentsThatAreNotSaidAreCounted) {
  Served served;
  served.features.add_tool(
      {.name = "sum",
       .input_schema =
           R"({"type":"object","properties":{"n":{"type":"array","items":{"type":"integer"}}}})"},
      [](mcp::Call&) { return text_result(""); });
  Connection connection = connected(latest_legacy);
  const auto problems = [&](int count) {
    std::string items;
    for (int i = 0; i < count; ++i) items += i == 0 ? "true" : ",true";
    const Outcome outcome = served.handler.handle(
        connection, {},
        R"({"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"sum","arguments":{"n":[)" +
            items + "]}}}");
    const std::string text = std::get<Reply>(std::get<Step>(outcome)).text;
    const std::size_t begin = text.rfind("- ");
    return text.substr(begin, text.find('"', begin) - begin);
  };
  EXPECT_EQ(problems(20), "- `n[19]`: expected integer, got boolean true");
  EXPECT_EQ(problems(23), "- and 3 more");
  EXPECT_EQ(problems(1100), "- and at least 980 more");
}

TEST(Methods, MirroredArgumentsMustAgreeWithTheirHeaders) {
  struct Case {
    HttpHeaders headers;
    std::string_view arguments, outcome;
  };
  const Case cases[] = {
      {{}, "{}", "invoke"},
      {{}, R"({"region":null})", "200 result"},  // null is no string: the schema refuses it
      {{}, R"({"region":"eu"})", "400 error -32020"},
      {{{"mcp-param-REGION", "eu"}}, R"({"region":"eu"})", "invoke"},
      {{{"Mcp-Param-Region", " eu "}}, R"({"region":"eu"})", "invoke"},
      {{{"Mcp-Param-Region", "EU"}}, R"({"region":"eu"})", "400 error -32020"},
      {{{"Mcp-Param-Region", "eu"}}, "{}", "400 error -32020"},
      {{{"Mcp-Param-Region", "=?base64?ZXU=?="}}, R"({"region":"eu"})", "invoke"},
      {{{"Mcp-Param-Region", "=?base64?ZXU?="}}, R"({"region":"eu"})", "400 error -32020"},
      {{{"Mcp-Param-Count", "7"}}, R"({"deep":{"count":7}})", "invoke"},
      {{{"Mcp-Param-Count", "7"}}, R"({"deep":{"count":7.0}})", "invoke"},
      {{{"Mcp-Param-Count", "8"}}, R"({"deep":{"count":7}})", "400 error -32020"},
      {{{"Mcp-Param-Count", "7x"}}, R"({"deep":{"count":7}})", "400 error -32020"},
  };
  Fixture fixture;
  for (const Case& c : cases) {
    const std::string params = R"(,"name":"mirrored","arguments":)" + std::string(c.arguments);
    EXPECT_EQ(describe(fixture.ask(latest, "tools/call", params, &c.headers)), c.outcome)
        << c.arguments;
  }
}

TEST(Methods, ListsAreCutIntoPagesOnlyWhenAsked) {
  Fixture fixture;
  fixture.features.set_page_size(4);
  std::string cursor;
  std::string names;
  for (int pages = 0; pages < 3; ++pages) {
    const Step step =
        fixture.ask(latest, "tools/list", cursor.empty() ? "" : R"(,"cursor":")" + cursor + '"');
    const auto parsed = json::Document::parse(std::get<Reply>(step).text);
    const json::Value& result = *std::get<json::Document>(parsed).root().find("result");
    for (const json::Value& tool : result.find("tools")->items()) {
      names += std::string(tool.find("name")->string()) + ' ';
    }
    names += "| ";
    const json::Value* next = result.find("nextCursor");
    if (next == nullptr) break;
    cursor = next->string();
  }
  EXPECT_EQ(names, "get_item list_items create_item count_items | mirrored long | ");
}

TEST(Methods, WhatIsListedConformsToTheSchemaOfItsVersion) {
  if (!test::WireSchema::is_there()) return;
  struct Case {
    std::string_view method, type;
  };
  constexpr Case cases[] = {
      {"tools/list", "ListToolsResult"},
      {"resources/list", "ListResourcesResult"},
      {"resources/templates/list", "ListResourceTemplatesResult"},
      {"prompts/list", "ListPromptsResult"},
  };
  Fixture fixture;
  for (int v = 0; v <= static_cast<int>(latest); ++v) {
    const auto version = static_cast<Version>(v);
    for (const Case& c : cases) {
      const Step step = fixture.ask(version, c.method, "");
      EXPECT_EQ(test::WireSchema::of(version).message_problems(std::get<Reply>(step).text, c.type),
                "")
          << to_string(version) << ' ' << c.method;
    }
  }
}

TEST(Methods, ATolerantServerTakesAStaleHeader) {
  for (const bool tolerant : {false, true}) {
    Options options;
    options.tolerate_stale_version_header = tolerant;
    Served served(sample::server, options);
    Connection connection;
    Envelope envelope;
    envelope.http = true;
    envelope.protocol_version = "2025-11-25";
    envelope.method = "server/discover";
    const Outcome outcome = served.handler.handle(
        connection, envelope,
        R"({"jsonrpc":"2.0","id":1,"method":"server/discover","params":{"_meta":{)"
        R"("io.modelcontextprotocol/protocolVersion":"2026-07-28",)"
        R"("io.modelcontextprotocol/clientCapabilities":{}}}})");
    EXPECT_EQ(describe(std::get<Step>(outcome)), tolerant ? "200 result" : "400 error -32020");
  }
}

TEST(Methods, ASessionWantsItsId) {
  struct Case {
    Envelope::Session session;
    std::string_view method, outcome;
  };
  constexpr Case cases[] = {
      {Envelope::Session::missing, "ping", "400 error -32600"},
      {Envelope::Session::unknown, "ping", "404 error -32600"},
      {Envelope::Session::found, "ping", "200 result"},
      {Envelope::Session::found, "initialize", "400 error -32600"},
  };
  Fixture fixture;
  for (const Case& c : cases) {
    Connection connection = connected(Version::v2025_11_25);
    connection.session = true;
    Envelope envelope;
    envelope.http = true;
    envelope.session = c.session;
    const Outcome outcome = fixture.handler.handle(
        connection, envelope,
        R"({"jsonrpc":"2.0","id":1,"method":")" + std::string(c.method) + "\"}");
    EXPECT_EQ(describe(std::get<Step>(outcome)), c.outcome) << c.method;
  }
}

TEST(TraceContext, IsHandedOnWhenItIsOne) {
  struct Case {
    std::string_view meta, headers;
  };
#define PARENT "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
  const std::string long_state(513, 'a');
  const std::string too_long =
      R"({"traceparent":")" PARENT R"(","tracestate":")" + long_state + "\"}";
  const Case cases[] = {
      {"{}", ""},
      {R"({"traceparent":")" PARENT "\"}", "traceparent=" PARENT " "},
      {R"({"traceparent":")" PARENT R"(","tracestate":"a=1,b=2"})",
       "traceparent=" PARENT " tracestate=a=1,b=2 "},
      {R"({"traceparent":")" PARENT R"(","tracestate":"a\r\nX: 1"})", "traceparent=" PARENT " "},
      {too_long, "traceparent=" PARENT " "},
      {R"({"traceparent":")" PARENT "0\"}", ""},
      {R"({"traceparent":"00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01"})", ""},
      {R"({"traceparent":7,"tracestate":"a=1"})", ""},
  };
  EXPECT_TRUE(trace_headers(nullptr).empty());
  for (const Case& c : cases) {
    const auto parsed = json::Document::parse(std::string(c.meta));
    std::string out;
    for (const auto& [name, value] : trace_headers(&std::get<json::Document>(parsed).root())) {
      out += name + "=" + value + " ";
    }
    EXPECT_EQ(out, c.headers) << c.meta;
  }
}

TEST(Content, IsWhatTheVersionKnows) {
  const Content sound = audio_content("audio/wav", "abc");
  EXPECT_EQ(content_for(sound, Version::v2024_11_05),
            R"({"type":"resource","resource":{"uri":"audio://content","mimeType":"audio/wav",)"
            R"("blob":"YWJj"}})");
  EXPECT_EQ(content_for(sound, Version::v2025_03_26), sound.json);
  const Content link = resource_link("note://one", "One");
  EXPECT_EQ(content_for(link, Version::v2025_03_26), R"({"type":"text","text":"One: note://one"})");
  EXPECT_EQ(content_for(link, Version::v2025_06_18), link.json);
  EXPECT_EQ(contents_for(R"([{"type":"audio","data":"YQ==","mimeType":"audio/x"}])",
                         Version::v2024_11_05),
            R"([{"type":"resource","resource":{"uri":"audio://content","mimeType":"audio/x",)"
            R"("blob":"YQ=="}}])");
}

// A table of tools may hold audio as well.
TEST(Content, AudioOfAnOperationDoesNotGoTo2024) {
  std::string out;
  append_call_result(out, sample::server, Version::v2024_11_05,
                     {false, R"([{"type":"audio","data":"YQ==","mimeType":"audio/x"}])", ""});
  EXPECT_EQ(out.find(R"("type":"audio")"), std::string::npos) << out;
}

}  // namespace
}  // namespace mcp::protocol
