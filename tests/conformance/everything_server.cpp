// The server that the official conformance suite runs against: every feature of <mcp/server.h>,
// with the names and texts that the suite expects. It is also a long example of that header.
#include <mcp/server.h>

#include <chrono>
#include <string>
#include <string_view>

namespace {

using namespace std::chrono_literals;
using mcp::Async;
using mcp::Call;
using mcp::Features;
using mcp::ToolResult;

// One red pixel, and 44 bytes of a WAV file without samples.
const std::string pixel(
    "\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\1\0\0\0\1\x08\2\0\0\0\x90wS\xde\0\0\0\x0cIDATx\x9c"
    "c\xf8\xcf\xc0\0\0\3\1\1\0\xc9\xfe\x92\xef\0\0\0\0IEND\xae"
    "B`\x82",
    69);
const std::string silence(
    "RIFF$\0\0\0WAVEfmt \x10\0\0\0\1\0\1\0@\x1f\0\0\x80>\0\0\2\0\x10\0"
    "data\0\0\0\0",
    44);

mcp::ToolInfo tool(std::string name, std::string description) {
  return {.name = std::move(name), .description = std::move(description)};
}

mcp::ToolInfo tool(std::string name, std::string description, std::string schema) {
  return {.name = std::move(name),
          .description = std::move(description),
          .input_schema = std::move(schema)};
}

mcp::Question form(std::string key, std::string_view message, std::string_view schema) {
  return mcp::elicitation(std::move(key), message, schema);
}

mcp::Question sample(std::string key, std::string_view prompt, int tokens) {
  mcp::JsonObject content;
  content.add("type", "text").add("text", prompt);
  mcp::JsonObject message;
  message.add("role", "user").add_json("content", content.text());
  mcp::JsonObject params;
  params.add_json("messages", "[" + message.text() + "]").add("maxTokens", tokens);
  return mcp::sampling(std::move(key), params.text());
}

constexpr std::string_view name_form =
    R"({"type":"object","properties":{"name":{"type":"string"}},"required":["name"]})";
constexpr std::string_view ok_form =
    R"({"type":"object","properties":{"ok":{"type":"boolean"}},"required":["ok"]})";
constexpr std::string_view confirm_form =
    R"({"type":"object","properties":{"confirm":{"type":"boolean"}},"required":["confirm"]})";

std::string described(const mcp::Answer& answer) {
  const mcp::Json content = answer.result()["content"];
  return "action=" + std::string(answer.result()["action"].string()) +
         ", content=" + std::string(content.exists() ? content.raw() : "{}");
}

void add_content_tools(Features& features) {
  features.add_tool(tool("test_simple_text", "Gives a text"), [](Call&) {
    return mcp::text_result("This is a simple text response for testing.");
  });
  features.add_tool(tool("test_image_content", "Gives an image"), [](Call&) -> ToolResult {
    return {.content = {mcp::image_content("image/png", pixel)}};
  });
  features.add_tool(tool("test_audio_content", "Gives a sound"), [](Call&) -> ToolResult {
    return {.content = {mcp::audio_content("audio/wav", silence)}};
  });
  features.add_tool(tool("test_embedded_resource", "Gives a resource"), [](Call&) -> ToolResult {
    return {.content = {mcp::embedded_text("test://embedded-resource", "text/plain",
                                           "This is an embedded resource content.")}};
  });
  features.add_tool(
      tool("test_multiple_content_types", "Gives all of them"), [](Call&) -> ToolResult {
        return {.content = {mcp::text_content("Multiple content types test:"),
                            mcp::image_content("image/png", pixel),
                            mcp::embedded_text("test://mixed-content-resource", "application/json",
                                               R"({"test":"data","value":123})")}};
      });
  features.add_tool(tool("test_error_handling", "Always fails"), [](Call&) {
    return mcp::error_result("This tool intentionally returns an error for testing");
  });
  features.add_tool(tool("json_schema_2020_12_tool", "Has a schema with every kind of keyword", R"({
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "type": "object",
    "$defs": {
      "address": {
        "$anchor": "addressDef",
        "type": "object",
        "properties": {"street": {"type": "string"}, "city": {"type": "string"}}
      }
    },
    "properties": {
      "name": {"type": "string"},
      "address": {"$ref": "#/$defs/address"},
      "contactMethod": {"type": "string", "enum": ["phone", "email"]},
      "phone": {"type": "string"},
      "email": {"type": "string"}
    },
    "allOf": [{"anyOf": [{"required": ["phone"]}, {"required": ["email"]}]}],
    "if": {"properties": {"contactMethod": {"const": "phone"}}, "required": ["contactMethod"]},
    "then": {"required": ["phone"]},
    "else": {"required": ["email"]},
    "additionalProperties": false
  })"),
                    [](Call& call) { return mcp::text_result(call.arguments().raw()); });
  features.add_tool(
      tool(
          "test_custom_header", "Has an argument that is mirrored in a header",
          R"({"type":"object","properties":{"region":{"type":"string","x-mcp-header":"Region"}}})"),
      [](Call& call) { return mcp::text_result(call.arguments()["region"].string("none")); });
}

void add_notifying_tools(Features& features) {
  features.add_tool(tool("test_tool_with_progress", "Says how far it is"),
                    [](Call& call) -> Async<ToolResult> {
                      call.progress(0, 100);
                      co_await call.sleep(50ms);
                      call.progress(50, 100);
                      co_await call.sleep(50ms);
                      call.progress(100, 100);
                      co_return mcp::text_result("Done.");
                    });
  const auto logging = [](Call& call) -> Async<ToolResult> {
    call.log(mcp::LogLevel::info, R"("Tool execution started")");
    co_await call.sleep(50ms);
    call.log(mcp::LogLevel::info, R"("Tool processing data")");
    co_await call.sleep(50ms);
    call.log(mcp::LogLevel::info, R"("Tool execution completed")");
    co_return mcp::text_result("Logged.");
  };
  features.add_tool(tool("test_tool_with_logging", "Logs"), logging);
  features.add_tool(tool("test_logging_tool", "Logs"), logging);
  features.add_tool(tool("test_streaming_elicitation", "Gives a stream without questions"),
                    [](Call& call) -> Async<ToolResult> {
                      call.log(mcp::LogLevel::info, R"("working")");
                      call.progress(1);
                      co_await call.sleep(20ms);
                      co_return mcp::text_result("Streamed.");
                    });
  features.add_tool(tool("test_reconnection", "Lets the client come back for the answer"),
                    [](Call& call) -> Async<ToolResult> {
                      call.close_stream(100ms);
                      co_await call.sleep(100ms);
                      co_return mcp::text_result("Here is the rest.");
                    });
  features.add_tool(tool("test_trigger_tool_change", "Says that the tools changed"),
                    [&features](Call&) {
                      features.tools_changed();
                      return mcp::text_result("Told.");
                    });
  features.add_tool(tool("test_trigger_prompt_change", "Says that the prompts changed"),
                    [&features](Call&) {
                      features.prompts_changed();
                      return mcp::text_result("Told.");
                    });
}

void add_asking_tools(Features& features) {
  features.add_tool(
      tool("test_sampling", "Asks the client's model",
           R"({"type":"object","properties":{"prompt":{"type":"string"}},"required":["prompt"]})"),
      [](Call& call) -> Async<ToolResult> {
        const auto answer =
            co_await call.ask(sample("answer", call.arguments()["prompt"].string(), 100));
        co_return mcp::text_result("LLM response: " +
                                   std::string(answer.result()["content"]["text"].string()));
      });
  features.add_tool(
      tool(
          "test_elicitation", "Asks the user",
          R"({"type":"object","properties":{"message":{"type":"string"}},"required":["message"]})"),
      [](Call& call) -> Async<ToolResult> {
        const auto answer = co_await call.ask(form("contact", call.arguments()["message"].string(),
                                                   R"({"type":"object","properties":{
                     "username":{"type":"string","description":"User's name"},
                     "email":{"type":"string","format":"email","description":"User's email"}},
                     "required":["username","email"]})"));
        co_return mcp::text_result("User response: " + described(answer));
      });
  features.add_tool(tool("test_elicitation_sep1034_defaults", "Asks with defaults"),
                    [](Call& call) -> Async<ToolResult> {
                      const auto answer = co_await call.ask(
                          form("settings", "Please review", R"({"type":"object","properties":{
              "name":{"type":"string","default":"John Doe"},
              "age":{"type":"integer","default":30},
              "score":{"type":"number","default":95.5},
              "status":{"type":"string","enum":["active","inactive","pending"],"default":"active"},
              "verified":{"type":"boolean","default":true}}})"));
                      co_return mcp::text_result("Elicitation completed: " + described(answer));
                    });
  features.add_tool(tool("test_elicitation_sep1330_enums", "Asks with choices"),
                    [](Call& call) -> Async<ToolResult> {
                      const auto answer = co_await call.ask(
                          form("choices", "Please choose", R"({"type":"object","properties":{
              "untitledSingle":{"type":"string","enum":["option1","option2","option3"]},
              "titledSingle":{"type":"string","oneOf":[
                {"const":"value1","title":"First Option"},{"const":"value2","title":"Second Option"},
                {"const":"value3","title":"Third Option"}]},
              "legacyEnum":{"type":"string","enum":["opt1","opt2","opt3"],
                "enumNames":["Option One","Option Two","Option Three"]},
              "untitledMulti":{"type":"array","items":{"type":"string",
                "enum":["option1","option2","option3"]}},
              "titledMulti":{"type":"array","items":{"anyOf":[
                {"const":"value1","title":"First Choice"},{"const":"value2","title":"Second Choice"},
                {"const":"value3","title":"Third Choice"}]}}}})"));
                      co_return mcp::text_result("Elicitation completed: " + described(answer));
                    });
  features.add_tool(tool("test_missing_capability", "Needs sampling"),
                    [](Call& call) -> Async<ToolResult> {
                      co_await call.ask(sample("any", "Say something", 10));
                      co_return mcp::text_result("Asked.");
                    });
}

void add_round_trip_tools(Features& features) {
  features.add_tool(
      tool("test_input_required_result_elicitation", "Asks for a name"),
      [](Call& call) -> Async<ToolResult> {
        const auto name = co_await call.ask(form("user_name", "What is your name?", name_form));
        co_return mcp::text_result("Hello, " + std::string(name.field("name").string()) + "!");
      });
  features.add_tool(tool("test_input_required_result_sampling", "Asks for a capital"),
                    [](Call& call) -> Async<ToolResult> {
                      const auto answer = co_await call.ask(
                          sample("capital_question", "What is the capital of France?", 100));
                      co_return mcp::text_result(answer.result()["content"]["text"].string());
                    });
  features.add_tool(tool("test_input_required_result_list_roots", "Asks for roots"),
                    [](Call& call) -> Async<ToolResult> {
                      const auto answer = co_await call.ask(mcp::roots("client_roots"));
                      co_return mcp::text_result(answer.result()["roots"].raw());
                    });
  const auto confirm = [](Call& call) -> Async<ToolResult> {
    const std::string state = call.once("state", [] { return std::string("state-ok"); });
    co_await call.ask(form("confirm", "Please confirm", ok_form));
    co_return mcp::text_result(state);
  };
  features.add_tool(tool("test_input_required_result_request_state", "Keeps a state"), confirm);
  features.add_tool(tool("test_input_required_result_tampered_state", "Keeps a state"), confirm);
  features.add_tool(
      tool("test_input_required_result_multiple_inputs", "Asks three things"),
      [](Call& call) -> Async<ToolResult> {
        std::vector<mcp::Question> questions;
        questions.push_back(form("user_name", "What is your name?", name_form));
        questions.push_back(sample("greeting", "Generate a greeting", 50));
        questions.push_back(mcp::roots("client_roots"));
        const auto answers = co_await call.ask(std::move(questions));
        co_return mcp::text_result(std::string(answers[1].result()["content"]["text"].string()) +
                                   " " + std::string(answers[0].field("name").string()));
      });
  features.add_tool(
      tool("test_input_required_result_multi_round", "Asks twice"),
      [](Call& call) -> Async<ToolResult> {
        const auto name = co_await call.ask(form("step1", "Step 1", name_form));
        const auto color = co_await call.ask(form(
            "step2", "Step 2", R"({"type":"object","properties":{"color":{"type":"string"}}})"));
        co_return mcp::text_result(std::string(name.field("name").string()) + " " +
                                   std::string(color.field("color").string()));
      });
  features.add_tool(
      tool("test_input_required_result_capabilities", "Asks what the client can answer"),
      [](Call& call) -> Async<ToolResult> {
        std::vector<mcp::Question> questions;
        if (call.client_can(mcp::Capability::elicitation)) {
          questions.push_back(form("user_name", "What is your name?", name_form));
        }
        if (call.client_can(mcp::Capability::sampling)) {
          questions.push_back(sample("greeting", "Generate a greeting", 50));
        }
        const auto answers = co_await call.ask(std::move(questions));
        co_return mcp::text_result(std::to_string(answers.size()) + " answers");
      });
}

void add_task_tools(Features& features) {
  features.add_tool(
      tool("greet", "Greets at once",
           R"({"type":"object","properties":{"name":{"type":"string"}},"required":["name"]})"),
      [](Call& call) {
        return mcp::text_result("Hello, " + std::string(call.arguments()["name"].string()) + "!");
      });
  features.add_tool(
      tool("slow_compute", "Takes its time",
           R"({"type":"object","properties":{"seconds":{"type":"number","minimum":0},
               "label":{"type":"string"}},"required":["seconds"]})"),
      [](Call& call) -> Async<ToolResult> {
        const double seconds = call.arguments()["seconds"].number();
        if (seconds > 0) call.continue_as_task();
        co_await call.sleep(std::chrono::milliseconds(static_cast<int>(seconds * 1000)));
        co_return mcp::text_result("Computed " +
                                   std::string(call.arguments()["label"].string("it")));
      });
  mcp::ToolInfo failing = tool("failing_job", "Fails as a task");
  failing.task_support = mcp::TaskSupport::required;
  features.add_tool(std::move(failing), [](Call& call) -> Async<ToolResult> {
    call.continue_as_task();
    co_await call.sleep(1s);
    co_return mcp::error_result("The job failed.");
  });
  features.add_tool(tool("protocol_error_job", "Ends with an error of the protocol"),
                    [](Call& call) -> Async<ToolResult> {
                      call.continue_as_task();
                      co_await call.sleep(200ms);
                      throw mcp::ProtocolError(-32603, "The job broke the protocol.");
                    });
  features.add_tool(
      tool(
          "confirm_delete", "Asks before it deletes",
          R"({"type":"object","properties":{"filename":{"type":"string"}},"required":["filename"]})"),
      [](Call& call) -> Async<ToolResult> {
        call.continue_as_task();
        const auto answer = co_await call.ask(form("confirm", "Delete it?", confirm_form));
        co_return mcp::text_result(answer.field("confirm").boolean() ? "Deleted." : "Kept.");
      });
  features.add_tool(tool("multi_input", "Asks two things at once"),
                    [](Call& call) -> Async<ToolResult> {
                      call.continue_as_task();
                      std::vector<mcp::Question> questions;
                      questions.push_back(form("first", "First?", name_form));
                      questions.push_back(form("second", "Second?", confirm_form));
                      co_await call.ask(std::move(questions));
                      co_return mcp::text_result("Both answered.");
                    });
  features.add_tool(
      tool("test_tool_with_task", "Asks, then goes on as a task"),
      [](Call& call) -> Async<ToolResult> {
        const auto name = co_await call.ask(form("user_name", "What is your name?", name_form));
        const std::string text = "Hello, " + std::string(name.field("name").string()) + "!";
        call.continue_as_task();
        co_await call.sleep(100ms);
        co_return mcp::text_result(text);
      });
}

void add_resources(Features& features) {
  features.add_resource(
      {.uri = "test://static-text", .name = "static-text", .mime_type = "text/plain"}, [](Call&) {
        return mcp::text_contents("text/plain", "This is the content of the static text resource.");
      });
  features.add_resource(
      {.uri = "test://static-binary", .name = "static-binary", .mime_type = "image/png"},
      [](Call&) { return mcp::byte_contents("image/png", pixel); });
  features.add_resource(
      {.uri = "test://watched-resource", .name = "watched-resource", .mime_type = "text/plain"},
      [](Call&) { return mcp::text_contents("text/plain", "Watched."); });
  features.add_resource_template({.uri_template = "test://template/{id}/data",
                                  .name = "template",
                                  .mime_type = "application/json"},
                                 [](Call& call) {
                                   mcp::JsonObject object;
                                   object.add("id", call.variable("id")).add("templateTest", true);
                                   return mcp::text_contents("application/json", object.text());
                                 });
}

mcp::PromptResult user_says(std::vector<mcp::Content> content) {
  mcp::PromptResult out;
  for (mcp::Content& block : content) {
    out.messages.push_back({mcp::PromptMessage::Role::user, std::move(block)});
  }
  return out;
}

void add_prompts(Features& features) {
  features.add_prompt({.name = "test_simple_prompt", .description = "A prompt"}, [](Call&) {
    return user_says({mcp::text_content("This is a simple prompt for testing.")});
  });
  features.add_prompt(
      {.name = "test_prompt_with_arguments",
       .description = "A prompt with arguments",
       .arguments = {{.name = "arg1", .required = true}, {.name = "arg2", .required = true}}},
      [](Call& call) {
        const std::string one(call.arguments()["arg1"].string());
        const std::string two(call.arguments()["arg2"].string());
        return user_says(
            {mcp::text_content("Prompt with arguments: arg1='" + one + "', arg2='" + two + "'")});
      });
  features.complete_prompt("test_prompt_with_arguments", "arg1", [](Call& call) {
    mcp::Completion out;
    for (const std::string_view word : {"paris", "park", "party"}) {
      if (word.starts_with(call.value())) out.values.emplace_back(word);
    }
    return out;
  });
  features.add_prompt(
      {.name = "test_prompt_with_embedded_resource",
       .description = "A prompt with a resource",
       .arguments = {{.name = "resourceUri", .required = true}}},
      [](Call& call) {
        return user_says({mcp::embedded_text(call.arguments()["resourceUri"].string(), "text/plain",
                                             "Embedded resource content."),
                          mcp::text_content("Please process the embedded resource above.")});
      });
  features.add_prompt({.name = "test_prompt_with_image", .description = "A prompt with an image"},
                      [](Call&) {
                        return user_says({mcp::image_content("image/png", pixel),
                                          mcp::text_content("Please analyze the image above.")});
                      });
  features.add_prompt(
      {.name = "test_input_required_result_prompt", .description = "Asks for a context"},
      [](Call& call) -> Async<mcp::PromptResult> {
        const auto answer =
            co_await call.ask(form("user_context", "What context should the prompt use?",
                                   R"({"type":"object","properties":{"context":{"type":"string"}},
                     "required":["context"]})"));
        co_return user_says({mcp::text_content(answer.field("context").string())});
      });
}

}  // namespace

int main(int argc, char** argv) {
  Features features;
  add_content_tools(features);
  add_notifying_tools(features);
  add_asking_tools(features);
  add_round_trip_tools(features);
  add_task_tools(features);
  add_resources(features);
  add_prompts(features);
  return mcp::run({.name = "everything", .version = "1.0.0"}, features, argc, argv);
}
