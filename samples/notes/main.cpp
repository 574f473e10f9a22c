// A server that keeps notes in memory. docs/code.md walks through it.
#include <mcp/server.h>

#include <map>
#include <string>

using namespace std::chrono_literals;

namespace {

std::map<std::string, std::string, std::less<>> notes = {{"welcome", "Notes are kept here."}};

// A handler that answers at once is an ordinary function. Arguments were checked against the
// schema.
mcp::ToolResult add_note(mcp::Features& features, mcp::Call& call) {
  const std::string name(call.arguments()["name"].string());
  notes[name] = call.arguments()["text"].string();
  features.resource_updated("notes://" + name);  // who subscribed to the note hears of it
  return mcp::text_result("Kept " + name + ".");
}

// Structured content: a JSON value that fits the output schema.
mcp::ToolResult count_notes(mcp::Call&) {
  return mcp::json_result(mcp::JsonObject().add("count", static_cast<int>(notes.size())).text());
}

// A handler that waits is a coroutine. Asking the user is one line, in every version of the
// protocol.
mcp::Async<mcp::ToolResult> delete_notes(mcp::Call& call) {
  const mcp::Answer answer = co_await call.ask(mcp::elicitation(
      "sure", "Delete all notes?",
      R"({"type":"object","properties":{"delete":{"type":"boolean"}},"required":["delete"]})"));
  if (!answer.accepted() || !answer.field("delete").boolean()) {
    co_return mcp::text_result("Nothing was deleted.");
  }
  notes.clear();
  co_return mcp::text_result("All notes are gone.");
}

// Takes its time: clients that know tasks get an id at once, the others see how far it is.
mcp::Async<mcp::ToolResult> index_notes(mcp::Call& call) {
  call.continue_as_task();
  for (int done = 1; done <= 10; ++done) {
    co_await call.sleep(10ms);
    call.progress(done, 10);
  }
  call.log(mcp::LogLevel::info, R"("the index is complete")");
  co_return mcp::text_result("Indexed.");
}

// Talks to another server. Whatever it answers is a response; none at all ends the call with an
// error.
mcp::Async<mcp::ToolResult> import_note(mcp::Call& call) {
  const std::string url(call.arguments()["url"].string());
  const mcp::HttpResponse response = co_await call.fetch("GET", url);
  if (response.status != 200) {
    co_return mcp::error_result("The server answered " + std::to_string(response.status) + ".");
  }
  notes["imported"] = response.body;
  co_return mcp::text_result("Imported.");
}

mcp::ReadResult read_note(mcp::Call& call) {
  const auto note = notes.find(call.variable("name"));
  if (note == notes.end()) return {};  // there is no such resource
  return mcp::text_contents("text/plain", note->second);
}

mcp::Completion complete_name(mcp::Call& call) {
  mcp::Completion out;
  for (const auto& [name, text] : notes) {
    if (name.starts_with(call.value())) out.values.push_back(name);
  }
  return out;
}

mcp::PromptResult summarize(mcp::Call& call) {
  const std::string style(call.arguments()["style"].string("short"));
  mcp::PromptResult prompt;
  prompt.messages.push_back({mcp::PromptMessage::Role::user,
                             mcp::text_content("Summarize my notes in a " + style + " way.")});
  return prompt;
}

}  // namespace

int main(int argc, char** argv) {
  mcp::Features features;
  features.add_tool({.name = "add_note",
                     .description = "Keeps a note",
                     .input_schema = R"({"type":"object","properties":{"name":{"type":"string"},
                           "text":{"type":"string"}},"required":["name","text"]})"},
                    [&features](mcp::Call& call) { return add_note(features, call); });
  features.add_tool({.name = "count_notes",
                     .description = "Counts the notes",
                     .output_schema = R"({"type":"object","properties":{"count":
                                          {"type":"integer"}},"required":["count"]})",
                     .annotations = mcp::Annotations{true, false, true, false}},
                    count_notes);
  features.add_tool({.name = "delete_notes", .description = "Deletes all notes, if you are sure"},
                    delete_notes);
  features.add_tool({.name = "index_notes", .description = "Makes an index"}, index_notes);
  features.add_tool({.name = "import_note",
                     .description = "Keeps what a URL holds",
                     .input_schema = R"({"type":"object","properties":{"url":{"type":"string",
                                         "format":"uri"}},"required":["url"]})"},
                    import_note);
  features.add_resource(
      {.uri = "notes://welcome", .name = "welcome", .mime_type = "text/plain"},
      [](mcp::Call&) { return mcp::text_contents("text/plain", notes["welcome"]); });
  features.add_resource_template(
      {.uri_template = "notes://{name}", .name = "note", .mime_type = "text/plain"}, read_note);
  features.complete_resource("notes://{name}", "name", complete_name);
  features.add_prompt({.name = "summarize",
                       .description = "Summarizes the notes",
                       .arguments = {{.name = "style", .description = "short or long"}}},
                      summarize);
  return mcp::run({.name = "notes", .version = "1.0.0", .instructions = "Keeps notes."}, features,
                  argc, argv);
}
