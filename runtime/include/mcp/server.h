// mcp/server.h -- MCP servers written in code: tools, resources, prompts and completions. Also what
// src/hooks.cpp of a generated project uses to add to the operations of its API. docs/code.md
// teaches it.
//
//   mcp::Features features;
//   features.add_tool({.name = "greet", .description = "Says hello"},
//                     [](mcp::Call& call) { return mcp::text_result("Hello!"); });
//   return mcp::run({.name = "greeter", .version = "1.0.0"}, features, argc, argv);
//
// Everything here is used on one thread, the one that serves: before run(), in handlers, and in
// what Features::post() runs. Handlers must not block; what takes time is awaited.
#pragma once

#include <mcp/async.h>
#include <mcp/http.h>
#include <mcp/json.h>
#include <mcp/principal.h>
#include <mcp/tool.h>

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

namespace mcp {

/// One block of a tool result or of a prompt message. Versions of the protocol that do not know its
/// kind get it in another form: audio as an embedded resource, a link as text.
struct Content {
  enum class Kind : std::uint8_t { text, image, audio, resource, link };
  Kind kind;
  std::string json;  ///< the block as JSON
};

Content text_content(std::string_view text);
Content image_content(std::string_view mime_type, std::string_view bytes);
Content audio_content(std::string_view mime_type, std::string_view bytes);
Content embedded_text(std::string_view uri, std::string_view mime_type, std::string_view text);
Content embedded_bytes(std::string_view uri, std::string_view mime_type, std::string_view bytes);
Content resource_link(std::string_view uri, std::string_view name);

struct ToolResult {
  std::vector<Content> content;
  /// JSON text; empty: none. With it and no content, its text becomes the content. Before
  /// 2026-07-28 clients see it only when it is an object.
  std::string structured{};
  bool is_error = false;  ///< the content says to the model what went wrong
};

ToolResult text_result(std::string_view text);
ToolResult error_result(std::string_view text);
ToolResult json_result(std::string structured);

/// What resources/read gives of one resource.
struct ResourceContents {
  std::string uri;  ///< empty: the one that was asked for
  std::string mime_type{};
  std::variant<std::string, std::vector<unsigned char>> data;  ///< text or bytes
};

struct ReadResult {
  std::vector<ResourceContents> contents;  ///< empty: there is no such resource
};

ReadResult text_contents(std::string_view mime_type, std::string_view text);
ReadResult byte_contents(std::string_view mime_type, std::string_view bytes);

struct PromptMessage {
  enum class Role : std::uint8_t { user, assistant };
  Role role;
  Content content;
};

struct PromptResult {
  std::string description;
  std::vector<PromptMessage> messages;
};

/// Possible values of an argument; clients get the first hundred.
struct Completion {
  std::vector<std::string> values;
};

/// Thrown by a handler: the request is answered with this JSON-RPC error. `code` is one of JSON-RPC
/// (-32602: the parameters make no sense) or outside -32768 to -32000.
class ProtocolError : public std::runtime_error {
 public:
  ProtocolError(int error_code, const std::string& message, std::string json_data = {})
      : std::runtime_error(message), code(error_code), data(std::move(json_data)) {}
  int code;
  std::string data;  ///< JSON text; empty: none
};

/// What a client can be asked for. MCP 2026-07-28, `ClientCapabilities`.
enum class Capability : std::uint8_t { elicitation, elicitation_url, sampling, roots, tasks };

/// Thrown by Call::ask() and Call::continue_as_task() when the client did not declare what is
/// needed. A handler that lets it pass gives the error that the client's protocol version has for
/// it.
class MissingCapability : public std::runtime_error {
 public:
  explicit MissingCapability(Capability missing);
  Capability capability;
};

/// Thrown by Call::ask() when the client answered with an error or can answer no more, and by
/// Call::fetch() when there was no response.
class NoAnswer : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// Something to ask the client. `key` names it within one call.
struct Question {
  std::string key;
  std::string method;
  std::string params;  ///< JSON object
  Capability needs;
};

/// A form for the user; `schema` is a flat JSON Schema object (MCP, `client/elicitation`).
Question elicitation(std::string key, std::string_view message, std::string_view schema);
/// A page the user shall visit, for what must not pass through the client.
Question elicitation_url(std::string key, std::string_view message, std::string_view url);
/// A completion by the client's model; `params` is the JSON of `CreateMessageRequestParams`.
Question sampling(std::string key, std::string_view params);
Question roots(std::string key);

/// What the client answered.
class Answer {
 public:
  Answer() = default;
  explicit Answer(std::shared_ptr<const void> document, Json result)
      : document_(std::move(document)), result_(result) {}

  Json result() const { return result_; }
  /// Of an elicitation: the user filled in and sent the form.
  bool accepted() const { return result_["action"].string() == "accept"; }
  /// Of an elicitation: a field of the form.
  Json field(std::string_view name) const { return result_["content"][name]; }

 private:
  std::shared_ptr<const void> document_;
  Json result_;
};

enum class LogLevel : std::uint8_t {
  debug,
  info,
  notice,
  warning,
  error,
  critical,
  alert,
  emergency
};

class Call;

/// What a handler waits for. Made by Call, awaited at once, never kept.
class Wait {
 public:
  explicit Wait(Call& call) : call_(call) {}
  Wait(const Wait&) = delete;
  Wait& operator=(const Wait&) = delete;
  ~Wait();
  bool await_ready() const { return false; }

  /// For the runtime.
  std::coroutine_handle<> waiting;
  std::uint64_t id = 0;  ///< 0: not begun
  std::exception_ptr error;

 protected:
  Call& call_;
};

class AskWait : public Wait {
 public:
  AskWait(Call& call, std::vector<Question> asked) : Wait(call), questions(std::move(asked)) {}
  bool await_suspend(std::coroutine_handle<> handle);
  std::vector<Answer> await_resume();

  std::vector<Question> questions;
  std::vector<std::optional<Answer>> answers;
};

class AskOneWait : public AskWait {
 public:
  AskOneWait(Call& call, Question asked) : AskWait(call, {std::move(asked)}) {}
  Answer await_resume() { return std::move(AskWait::await_resume().front()); }
};

class SleepWait : public Wait {
 public:
  SleepWait(Call& call, std::chrono::milliseconds time) : Wait(call), duration(time) {}
  bool await_suspend(std::coroutine_handle<> handle);
  void await_resume() {
    if (error) std::rethrow_exception(error);
  }

  std::chrono::milliseconds duration;
};

class FetchWait : public Wait {
 public:
  FetchWait(Call& call, HttpRequest sent) : Wait(call), request(std::move(sent)) {}
  bool await_suspend(std::coroutine_handle<> handle);
  HttpResponse await_resume() {
    if (error) std::rethrow_exception(error);
    return std::move(response);
  }

  HttpRequest request;
  HttpResponse response;
};

/// One request of a client, as its handler sees it. Lives until the handler is done.
class Call {
 public:
  Call() = default;
  Call(const Call&) = delete;
  Call& operator=(const Call&) = delete;

  /// The arguments of a tool, checked against its schema, or of a prompt; in a completion the other
  /// arguments that are known (`context.arguments`).
  virtual Json arguments() const = 0;
  /// resources/read: the resource. completion/complete: what was typed so far.
  virtual std::string_view value() const = 0;
  /// A variable of the resource template that the URI fits; empty when it has none of that name.
  virtual std::string_view variable(std::string_view name) const = 0;
  virtual const Principal& principal() const = 0;
  virtual std::string_view protocol_version() const = 0;
  /// Members of the request's `_meta`, among them `traceparent` (W3C Trace Context).
  virtual Json meta() const = 0;
  virtual bool client_can(Capability capability) const = 0;

  /// How far it is. Sent only where the client asked for it; `progress` must grow.
  virtual void progress(double progress, std::optional<double> total = std::nullopt,
                        std::string_view message = {}) = 0;
  /// A log message for the client; `data` is JSON. Sent from the level on that the client wants.
  virtual void log(LogLevel level, std::string_view data, std::string_view logger = {}) = 0;
  /// Ends the connection of this request for now; the client comes back for the rest after
  /// `retry`. Only where a client can come back: in a session of 2025-11-25 over HTTP.
  virtual void close_stream(std::chrono::milliseconds retry) = 0;

  /// `co_await call.ask(question)`: asks the client and waits. In 2026-07-28 a server cannot ask,
  /// so the client is sent away to find the answer and the handler runs again from its start; an
  /// ask() whose answer is known then gives it at once. What must not happen twice goes into
  /// once().
  /// (Templates, because g++ 12 ends a braced list within a co_await twice: give it a name.)
  template <class Asked>
  requires std::is_same_v<std::remove_cvref_t<Asked>, Question> AskOneWait ask(Asked&& question) {
    return {*this, std::forward<Asked>(question)};
  }
  /// Several at once: a `std::vector<Question>`; the answers are in its order.
  template <class Asked>
  requires std::is_same_v<std::remove_cvref_t<Asked>, std::vector<Question>> AskWait
  ask(Asked&& questions) {
    return {*this, std::forward<Asked>(questions)};
  }
  /// The value of `make`, which runs once for this call however often the handler does. The value
  /// travels through the client, encrypted.
  virtual std::string once(std::string_view key, const std::function<std::string()>& make) = 0;

  /// `co_await call.sleep(50ms)`.
  SleepWait sleep(std::chrono::milliseconds duration) { return {*this, duration}; }
  /// `co_await call.fetch("GET", "https://...")`: any status is a response; throws NoAnswer when
  /// there is none.
  FetchWait fetch(std::string method, std::string url) {
    HttpRequest request;
    request.method = std::move(method);
    request.url = std::move(url);
    return {*this, std::move(request)};
  }
  /// An HttpRequest with headers and a body; not a braced list, as above.
  template <class Sent>
  requires std::is_same_v<std::remove_cvref_t<Sent>, HttpRequest> FetchWait fetch(Sent&& request) {
    return {*this, std::forward<Sent>(request)};
  }

  /// From here on this is a task: the client gets its id at once and asks for the result later.
  /// True as well where a client of 2025-11-25 made it one. False, and nothing changes, when it is
  /// none and the client does not know the extension io.modelcontextprotocol/tasks. Tools only.
  virtual bool continue_as_task() = 0;
  /// What clients are shown of the task's state.
  virtual void task_status(std::string_view message) = 0;

  /// For the runtime: begin what `wait` waits for; false: it is done already.
  virtual bool begin(AskWait& wait) = 0;
  virtual bool begin(SleepWait& wait) = 0;
  virtual bool begin(FetchWait& wait) = 0;
  virtual void forget(std::uint64_t wait) = 0;

 protected:
  ~Call() = default;
};

inline Wait::~Wait() {
  if (id != 0) call_.forget(id);
}

/// Whether calls of a tool may be tasks. In 2025-11-25 the client decides which ones are; in
/// 2026-07-28 the handler does, by Call::continue_as_task().
enum class TaskSupport : std::uint8_t {
  forbidden,  ///< no call of 2025-11-25 may be one
  optional,
  required  ///< only for clients that know tasks
};

struct ToolInfo {
  std::string name;  ///< `[A-Za-z0-9_.-]`, at most 64; that of an operation replaces it
  std::string title{};
  std::string description{};
  /// JSON Schema 2020-12 with the root `type: object`. Arguments that do not fit never reach the
  /// handler. A property with `x-mcp-header` is mirrored in a header (MCP 2026-07-28).
  std::string input_schema = R"({"type":"object","additionalProperties":false})";
  std::string output_schema{};  ///< of ToolResult::structured; empty: none
  std::optional<Annotations> annotations{};
  std::string icons{};  ///< JSON array
  std::string meta{};   ///< JSON object: `_meta`
  TaskSupport task_support = TaskSupport::forbidden;
  /// What a caller needs, all of them, where the HTTP endpoint wants authorization.
  std::vector<std::string> scopes{};
};

struct ResourceInfo {
  std::string uri;
  std::string name;
  std::string title{};
  std::string description{};
  std::string mime_type{};
  std::string icons{};
  std::chrono::milliseconds fresh_for{0};  ///< how long a client may keep what it read
};

struct ResourceTemplateInfo {
  std::string uri_template;  ///< RFC 6570 level 1: `notes://{year}/{name}`
  std::string name;
  std::string title{};
  std::string description{};
  std::string mime_type{};
  std::string icons{};
};

struct PromptArgument {
  std::string name;
  std::string description{};
  bool required = false;
  std::string title{};
};

struct PromptInfo {
  std::string name;
  std::string title{};
  std::string description{};
  std::vector<PromptArgument> arguments{};
  std::string icons{};
};

/// The features of a server, in the order in which they were added. What is malformed, or there
/// already, makes an add_...() throw std::invalid_argument. While the server runs, handlers may add
/// and remove; clients that listen hear of it.
class Features {
 public:
  Features();
  ~Features();
  Features(const Features&) = delete;
  Features& operator=(const Features&) = delete;

  using Result = std::variant<ToolResult, ReadResult, PromptResult, Completion>;
  using Handler = std::function<Async<Result>(Call&)>;

  /// `handler`: `ToolResult(Call&)` or `Async<ToolResult>(Call&)`; likewise below.
  template <class F>
  void add_tool(ToolInfo info, F handler) {
    add_tool_handler(std::move(info), adapt<ToolResult>(std::move(handler)));
  }
  template <class F>
  void add_resource(ResourceInfo info, F handler) {
    add_resource_handler(std::move(info), adapt<ReadResult>(std::move(handler)));
  }
  template <class F>
  void add_resource_template(ResourceTemplateInfo info, F handler) {
    add_template_handler(std::move(info), adapt<ReadResult>(std::move(handler)));
  }
  template <class F>
  void add_prompt(PromptInfo info, F handler) {
    add_prompt_handler(std::move(info), adapt<PromptResult>(std::move(handler)));
  }
  /// Completes `argument` of a prompt, or a variable of a resource template.
  template <class F>
  void complete_prompt(std::string prompt, std::string argument, F handler) {
    add_completion_handler("ref/prompt", std::move(prompt), std::move(argument),
                           adapt<Completion>(std::move(handler)));
  }
  template <class F>
  void complete_resource(std::string uri_template, std::string variable, F handler) {
    add_completion_handler("ref/resource", std::move(uri_template), std::move(variable),
                           adapt<Completion>(std::move(handler)));
  }

  /// False when there was none.
  bool remove_tool(std::string_view name);
  bool remove_resource(std::string_view uri);
  bool remove_prompt(std::string_view name);

  /// Tells clients that subscribed to `uri` that it changed.
  void resource_updated(std::string_view uri);
  /// Tells clients that listen that a list changed otherwise than by the members above.
  void tools_changed();
  void prompts_changed();
  void resources_changed();

  /// Runs `task` on the thread that serves. From any thread, while run() runs.
  void post(std::function<void()> task);

  /// Lists are cut into pages of this size; 0 (the default): never, because many clients read the
  /// first page only.
  void set_page_size(std::size_t size);

  struct State;  ///< for the runtime
  State& state() const { return *state_; }

 private:
  template <class Value, class F>
  static Handler adapt(F handler) {
    using Returned = std::invoke_result_t<F&, Call&>;
    if constexpr (std::is_same_v<Returned, Async<Value>>) {
      return [handler = std::move(handler)](Call& call) mutable { return convert(handler(call)); };
    } else {
      return
          [handler = std::move(handler)](Call& call) mutable { return run<Value>(handler, call); };
    }
  }
  template <class Value>
  static Async<Result> convert(Async<Value> coroutine) {
    co_return Result(co_await coroutine);
  }
  template <class Value, class F>
  static Async<Result> run(F& handler, Call& call) {
    co_return Result(Value(handler(call)));
  }

  void add_tool_handler(ToolInfo info, Handler handler);
  void add_resource_handler(ResourceInfo info, Handler handler);
  void add_template_handler(ResourceTemplateInfo info, Handler handler);
  void add_prompt_handler(PromptInfo info, Handler handler);
  void add_completion_handler(std::string_view kind, std::string reference, std::string argument,
                              Handler handler);

  std::unique_ptr<State> state_;
};

/// What a server says of itself.
struct ServerInfo {
  std::string name;
  std::string version;
  std::string title{};
  std::string instructions{};  ///< for the model: what the server is good for
  std::string website_url{};
};

/// Serves `features` as the command line asks (docs/runtime.md) and returns the exit status. Never
/// throws. Call it once per process, from the main thread.
int run(const ServerInfo& info, Features& features, int argc, char** argv);

}  // namespace mcp
