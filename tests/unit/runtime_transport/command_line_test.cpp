// Commands of a generated server: what is wrong usage, and what the right ones print and return.
#include "command_line/command_line.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <mcp/schema.h>
#include <stdlib.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "../runtime_protocol/sample_tables.h"
#include "paths.h"
#include "process.h"
#include "upstream.h"

namespace mcp::test {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

TEST(CommandLine, WrongUsage) {
  struct Case {
    std::vector<std::string> arguments;
    const char* message;
  };
  const Case cases[] = {
      {{"--htpp", "1"}, "there is no option `--htpp`; did you mean `--http`?"},
      {{"--http"}, "`--http` needs a value"},
      {{"--http", "example.com:80"},
       "`--http` must be an IP address and a port, such as 127.0.0.1:8080"},
      {{"--stdio=yes"}, "`--stdio` takes no value"},
      {{"--metrics", "127.0.0.1:0"}, "`--metrics` needs `--http`"},
      {{"--sse"}, "`--sse` needs `--http`"},
      {{"tool"}, "there is no command `tool`; did you mean `tools`?"},
      {{"call"}, "`call` needs the name of a tool"},
      {{"call", "a", "{}", "b"}, "`call` has no use for `b`"},
      {{"tools", "x"}, "`tools` has no use for `x`"},
      {{"health", "a", "b"}, "`health` has no use for `b`"},
      {{"--dry-run"}, "`--dry-run` has no meaning for `serving`"},
      {{"tools", "--base-url", "http://x"}, "`--base-url` has no meaning for `tools`"},
      {{"call", "get_item", "--http=1"}, "`--http` has no meaning for `call`"},
      {{"tools", "--format", "xml"}, "`--format` must be text or json"},
      {{"--timeout", "0"}, "`--timeout` must be seconds, above 0 and at most 86400"},
      {{"--timeout=1s"}, "`--timeout` must be seconds, above 0 and at most 86400"},
      {{"--log-level", "loud"}, "`--log-level` must be error, warning, info or debug"},
      {{"--base-url", "nonsense"}, "--base-url must be an absolute http or https URL"},
      {{"--config", "/no/such"}, "/no/such cannot be read"},
      {{"call", "get_itme"}, "there is no tool `get_itme`; did you mean `get_item`?"},
      {{"call", "get_item", "{"}, "the arguments are not JSON"},
      {{"call", "get_item", "[]"}, "the arguments must be a JSON object"},
      {{"health", "nonsense"}, "the URL must be absolute"},
  };
  for (const Case& c : cases) {
    const Output output = run(c.arguments);
    EXPECT_EQ(output.status, 2) << c.message;
    EXPECT_EQ(output.out, "");
    EXPECT_THAT(output.err, StartsWith(std::string("shop-mcp: ") + c.message));
  }
}

TEST(CommandLine, OptionsInBothForms) {
  const char* arguments[] = {"call",
                             "--base-url=http://a",
                             "--timeout",
                             "1.5",
                             "--log-level=debug",
                             "--files",
                             "/srv",
                             "get_item",
                             "--",
                             "--x"};
  const auto parsed = command_line::parse(arguments);
  const auto& line = std::get<command_line::CommandLine>(parsed);
  EXPECT_EQ(line.overrides.base_url, "http://a");
  EXPECT_EQ(line.overrides.timeout, std::chrono::milliseconds(1500));
  EXPECT_EQ(line.overrides.log_level, transport::LogLevel::debug);
  EXPECT_EQ(line.overrides.files_root, "/srv");
  const auto& call = std::get<command_line::CallTool>(line.command);
  EXPECT_EQ(call.tool, "get_item");
  EXPECT_EQ(call.arguments, "--x");
}

TEST(CommandLine, TheLastTransportCounts) {
  const char* arguments[] = {"--http", "1", "--metrics", "2", "--sse", "--stdio"};
  EXPECT_TRUE(std::holds_alternative<command_line::Stdio>(
      std::get<command_line::CommandLine>(command_line::parse(arguments)).command));
}

TEST(Commands, HelpNamesTheVariables) {
  const Output output = run({"--help"});
  EXPECT_EQ(output.status, 0);
  for (const char* text : {"The Shop, 4 tools", "  shop-mcp call TOOL", "SHOP_BASE_URL",
                           "SHOP_API_KEY     API key (key): From the account page.\n",
                           "SHOP_REGION      `region` in the API's URL, one of eu us (eu)"}) {
    EXPECT_THAT(output.out, HasSubstr(text));
  }
  EXPECT_THAT(run({"call", "x", "--help"}).out, HasSubstr("Usage"));
}

TEST(Commands, Version) {
  const Output output = run({"--version"});
  EXPECT_EQ(output.status, 0);
  EXPECT_THAT(output.out, StartsWith("shop-mcp 1.2.3 (mcpcc "));
}

TEST(Commands, Tools) {
  EXPECT_EQ(run({"tools"}).out,
            "get_item     Get item\n"
            "list_items   List items\n"
            "create_item\n"
            "count_items  Count items\n");
  const Output output = run({"tools", "--format=json"});
  EXPECT_EQ(output.status, 0);
  EXPECT_THAT(output.out, StartsWith(R"([{"name":"get_item","title":"Get item",)"));
  EXPECT_THAT(output.out, testing::EndsWith("}]\n"));
}

TEST(Commands, Call) {
  Upstream upstream;
  const std::vector<std::string> call = {"call", "--base-url", upstream.url()};
  const auto with = [&](std::vector<std::string> more) {
    more.insert(more.begin(), call.begin(), call.end());
    return more;
  };
  Output output = run(with({"get_item", R"({"item_id":"a/b"})"}));
  EXPECT_EQ(output.status, 0);
  EXPECT_THAT(output.out, HasSubstr("\"a%2Fb\""));
  EXPECT_EQ(output.err, "");
  output = run(with({"get_item", "-"}), {}, R"({"item_id":"x"})");
  EXPECT_EQ(output.status, 0);
  EXPECT_THAT(output.out, HasSubstr("\"x\""));
  output = run(with({"list_items"}));
  EXPECT_EQ(output.status, 0);

  output = run(with({"get_item", R"({"item_id":"flaky"})"}));
  EXPECT_EQ(output.status, 0);
  EXPECT_EQ(output.out, "{\"id\":\"flaky\"}\n");

  output = run(with({"count_items"}));
  EXPECT_EQ(output.status, 1);
  EXPECT_EQ(output.out, "");
  EXPECT_THAT(output.err, HasSubstr("404"));
  output = run(with({"get_item"}));
  EXPECT_EQ(output.status, 1);
  EXPECT_THAT(output.err, HasSubstr("item_id"));
}

// What a program prints when its standard output is a terminal.
std::string on_terminal(const std::vector<std::string>& arguments,
                        const std::vector<std::string>& environment) {
  const int terminal = posix_openpt(O_RDWR | O_NOCTTY | O_NONBLOCK);
  EXPECT_EQ(grantpt(terminal), 0);
  EXPECT_EQ(unlockpt(terminal), 0);
  // While this end is open, a terminal whose program has ended gives what is left to be read.
  const int keeper = open(ptsname(terminal), O_RDWR | O_NOCTTY);
  Process process(arguments, environment, ptsname(terminal));
  EXPECT_EQ(process.wait(), 0);
  std::string out(4096, '\0');
  const ssize_t size = ::read(terminal, out.data(), out.size());
  EXPECT_GT(size, 0);
  out.resize(static_cast<std::size_t>(std::max<ssize_t>(size, 0)));
  close(keeper);
  close(terminal);
  return out;
}

TEST(Commands, AnAnswerCannotSteerATerminal) {
  Upstream upstream;
  const std::string text = "{\"a\":\"x\u009B31m\u202Ey\"}";
  const std::vector<std::string> call = {"call", "create_item", "{\"body\":" + text + "}",
                                         "--base-url", upstream.url()};
  const std::vector<std::string> environment = {"SHOP_API_KEY=hush"};
  EXPECT_EQ(on_terminal(call, environment), R"({"a":"x\u009b31m\u202ey"})"
                                            "\r\n");
  EXPECT_EQ(run(call, environment).out, text + "\n");
}

TEST(Commands, ACallWithASecret) {
  Upstream upstream;
  const Output output =
      run({"call", "create_item", R"({"body":{"a":1}})", "--base-url", upstream.url()},
          {"SHOP_API_KEY=hush"});
  EXPECT_EQ(output.status, 0) << output.err;
  ASSERT_EQ(upstream.requests().size(), 1U);
  EXPECT_THAT(upstream.requests()[0], StartsWith("POST /items\n"));
  EXPECT_THAT(upstream.requests()[0], HasSubstr("X-Api-Key: hush\n"));
}

TEST(Commands, ADryRunSendsNothingAndShowsNoSecret) {
  Upstream upstream;
  const Output output = run({"call", "create_item", R"({"body":{"a": 1}})", "--dry-run",
                             "--base-url", upstream.url() + "/"},
                            {"SHOP_API_KEY=hush"});
  EXPECT_EQ(output.status, 0);
  EXPECT_THAT(output.out,
              StartsWith(R"({"method":"POST","url":")" + upstream.url() + R"(/items",)"));
  EXPECT_THAT(output.out, HasSubstr("<SHOP_API_KEY>"));
  EXPECT_THAT(output.out, Not(HasSubstr("hush")));
  EXPECT_EQ(upstream.requests().size(), 0U);
  std::ifstream file(MCPCC_SOURCE_DIR "/schemas/request.schema.json");
  const std::string schema{std::istreambuf_iterator<char>(file), {}};
  const mcp::schema::Validator validator(schema);
  EXPECT_TRUE(validator.accepts(output.out)) << output.out;
  EXPECT_EQ(run({"call", "get_item", "--dry-run"}).status, 1);
}

// The names that `tools` shows, and those of the document.
TEST(Commands, CallsTakeNamesOfTheProfileAndOfTheDocument) {
  Upstream upstream;
  for (const bool is_dry : {true, false}) {
    const auto call = [&](const std::string& body) {
      std::vector<std::string> line = {"call", "create_item", R"({"body":)" + body + "}",
                                       "--base-url", upstream.url()};
      if (is_dry) line.emplace_back("--dry-run");
      return run(line, {"SHOP_API_KEY=hush"});
    };
    for (const char* body : {R"({"_kind":5})", R"({"$kind":5})"}) {
      const Output output = call(body);
      EXPECT_EQ(output.status, 0) << output.err;
      if (is_dry) {
        EXPECT_THAT(output.out, HasSubstr(R"("body":"{\"$kind\":5}")")) << body;
      } else {
        EXPECT_EQ(output.out, "{\"$kind\":5}\n") << body;
      }
    }
    const Output both = call(R"({"_kind":5,"$kind":6})");
    EXPECT_EQ(both.status, 1);
    EXPECT_EQ(both.err,
              "invalid arguments for create_item:\n- `body`: `_kind` and `$kind` are names of one "
              "member, give only one of them\n");
  }
}

TEST(Commands, OutputThatCannotBeWritten) {
  Upstream upstream;
  Process server({"--http", "127.0.0.1:0"});
  const std::string url = "http://127.0.0.1:" + std::to_string(port_in(server.read_error_line()));
  const std::vector<std::string> commands[] = {
      {"--help"},
      {"--version"},
      {"tools"},
      {"tools", "--format=json"},
      {"call", "list_items", "--base-url", upstream.url()},
      {"call", "list_items", "--dry-run", "--base-url", upstream.url()},
      {"health", url},
  };
  for (const auto& command : commands) {
    Process process(command, {}, "/dev/full");
    EXPECT_EQ(process.read_error_rest(),
              "shop-mcp: standard output cannot be written: No space left on device\n")
        << command[0];
    EXPECT_EQ(process.wait(), 3) << command[0];
  }
}

TEST(Commands, Health) {
  Process server({"--http", "127.0.0.1:0"});
  const std::string url = "http://127.0.0.1:" + std::to_string(port_in(server.read_error_line()));
  for (const std::string& target : {url, url + "/", url + "/healthz"}) {
    const Output output = run({"health", target});
    EXPECT_EQ(output.status, 0) << target;
    EXPECT_EQ(output.out, "ok\n");
  }
  EXPECT_EQ(run({"health", url + "/other"}).err, "shop-mcp: the server answered 404\n");
  EXPECT_EQ(run({"health", url + "/other"}).status, 1);
  const Output output = run({"health", "http://127.0.0.1:1"});
  EXPECT_EQ(output.status, 1);
  EXPECT_THAT(output.err, StartsWith("shop-mcp: "));
}

}  // namespace
}  // namespace mcp::test
