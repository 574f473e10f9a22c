// The methods that clients may call, except the handshake. What is wrong with parameters is
// answered here; handlers see only requests that are in order.
#include <algorithm>

#include "invoke/invoke.h"
#include "json/write.h"
#include "protocol/exchange.h"
#include "protocol/modern.h"
#include "protocol/notifications.h"
#include "protocol/results.h"

namespace mcp::protocol {
namespace {

constexpr std::size_t most_subscriptions = 1000;  // of one session or stream
constexpr std::size_t most_subscribed_bytes = 128UL * 1024;
constexpr std::size_t longest_uri = 8192;

bool always(const Catalog&, Version) { return true; }
bool with_tools(const Catalog& catalog, Version) { return catalog.has_tools(); }
bool with_features(const Catalog& catalog, Version) { return catalog.has_features(); }
bool with_resources(const Catalog& catalog, Version) {
  return catalog.has_resources() || catalog.has_result_links();
}
bool with_changes(const Catalog& catalog, Version) { return catalog.has_resources(); }
bool with_prompts(const Catalog& catalog, Version) { return catalog.has_prompts(); }
bool with_tasks(const Catalog& catalog, Version version) {
  return is_modern(version) ? catalog.has_features()
                            : has_client_tasks(version) && catalog.has_task_tools();
}
bool with_completions(const Catalog& catalog, Version) { return catalog.has_completions(); }

/// The parameter `name` when it is a string that is not absurdly long.
std::optional<std::string_view> text_parameter(const Message& message, std::string_view name) {
  const json::Value* value = parameter(message, name);
  if (value == nullptr || !value->is_string() || value->string().size() > longest_uri) {
    return std::nullopt;
  }
  return value->string();
}

std::string no_cursor(std::size_t page_size) {
  return page_size == 0 ? "`params.cursor` is not one that this server gave out: everything is on "
                          "the first page"
                        : "`params.cursor` is not one that this server gave out";
}

/// A list: `append(out, page)` writes its result, for which `reserve(page)` bytes suffice.
template <class Reserve, class Append>
Step list(const Message& message, std::size_t size, std::size_t page_size, Reserve reserve,
          Append append) {
  const std::optional<Page> page = Page::at(parameter(message, "cursor"), size, page_size);
  if (!page) return bad_params(message, no_cursor(page_size));
  Reply reply;
  reply.text.reserve(reserve(*page) + message.id.size());
  begin_response(reply.text, message.id);
  append(reply.text, *page);
  end_response(reply.text);
  return reply;
}

/// JSON-RPC -32602 of 2026-07-28 and -32002 of the versions before it, with the URI.
Reply no_resource(const Message& message, Version version, std::string_view uri) {
  return failure(200, message.id,
                 is_modern(version) ? Code::invalid_params : Code::resource_not_found,
                 "there is no resource " + quote(uri), JsonObject().add("uri", uri).text());
}

}  // namespace

const Handler::Method* Handler::find_method(std::string_view name) {
  // clang-format off
  static constexpr Method methods[] = {
      // name                      legacy modern
      {"server/discover",          false, true,  always,           &Handler::discover},
      {"ping",                     true,  false, always,           &Handler::ping},
      {"tools/list",               true,  true,  with_tools,       &Handler::list_tools},
      {"tools/call",               true,  true,  with_tools,       &Handler::call_tool},
      {"resources/list",           true,  true,  with_resources,   &Handler::list_resources},
      {"resources/templates/list", true,  true,  with_resources,   &Handler::list_templates},
      {"resources/read",           true,  true,  with_resources,   &Handler::read_resource},
      {"resources/subscribe",      true,  false, with_changes,     &Handler::subscribe},
      {"resources/unsubscribe",    true,  false, with_changes,     &Handler::unsubscribe},
      {"prompts/list",             true,  true,  with_prompts,     &Handler::list_prompts},
      {"prompts/get",              true,  true,  with_prompts,     &Handler::get_prompt},
      {"completion/complete",      true,  true,  with_completions, &Handler::complete},
      {"logging/setLevel",         true,  false, with_features,    &Handler::set_level},
      {"subscriptions/listen",     false, true,  with_features,    &Handler::listen},
      {"tasks/get",                true,  true,  with_tasks,       &Handler::task_get},
      {"tasks/update",             false, true,  with_tasks,       &Handler::task_update},
      {"tasks/cancel",             true,  true,  with_tasks,       &Handler::task_cancel},
      {"tasks/result",             true,  false, with_tasks,       &Handler::task_result},
      {"tasks/list",               true,  false, with_tasks,       &Handler::task_list},
  };
  // clang-format on
  const auto* const found = std::find_if(std::begin(methods), std::end(methods),
                                         [&](const Method& method) { return method.name == name; });
  return found == std::end(methods) ? nullptr : found;
}

/// The name of the method as a text that lives on.
std::string_view Handler::known_name(const Message& message) {
  if (message.method == "initialize") return "initialize";
  const Method* const method = find_method(message.method);
  return method == nullptr ? std::string_view() : method->name;
}

Step Handler::discover(const Exchange&, const Message& message, Version) {
  Reply reply;
  begin_response(reply.text, message.id);
  append_discover_result(reply.text, catalog_);
  end_response(reply.text);
  return reply;
}

Reply Handler::empty(const Message& message, Version version) const {
  Reply reply;
  reply.text = empty_reply(catalog_.tables(), version, message.id);
  return reply;
}

Step Handler::ping(const Exchange&, const Message& message, Version version) {
  return empty(message, version);
}

Step Handler::list_tools(const Exchange& exchange, const Message& message, Version version) {
  const std::vector<Catalog::ListedTool> tools = catalog_.tools();
  const Profile& shown = catalog_.tables().profiles[profile(exchange, version)];
  return list(
      message, tools.size(), catalog_.features().page_size,
      [&](const Page& page) { return tools_result_size(catalog_, shown, version, tools, page); },
      [&](std::string& out, const Page& page) {
        append_tools_result(out, catalog_, shown, version, tools, page);
      });
}

Step Handler::list_resources(const Exchange&, const Message& message, Version version) {
  return list(
      message, catalog_.features().resources.list().size(), catalog_.features().page_size,
      [](const Page&) { return 0; },
      [&](std::string& out, const Page& page) {
        append_resources_result(out, catalog_, version, page);
      });
}

Step Handler::list_templates(const Exchange&, const Message& message, Version version) {
  const std::size_t of_results = catalog_.has_result_links() ? 1 : 0;
  return list(
      message, catalog_.features().templates.list().size() + of_results,
      catalog_.features().page_size, [](const Page&) { return 0; },
      [&](std::string& out, const Page& page) {
        append_templates_result(out, catalog_, version, page);
      });
}

Step Handler::list_prompts(const Exchange&, const Message& message, Version version) {
  return list(
      message, catalog_.features().prompts.list().size(), catalog_.features().page_size,
      [](const Page&) { return 0; },
      [&](std::string& out, const Page& page) {
        append_prompts_result(out, catalog_, version, page);
      });
}

Step Handler::read_resource(const Exchange& exchange, const Message& message, Version version) {
  const auto uri = text_parameter(message, "uri");
  if (!uri) return bad_params(message, "`params.uri` must be a string");
  if (auto part = read_result(exchange, message, version, *uri)) return std::move(*part);
  auto request = make_request(exchange, message, version, std::string(*uri));
  request->kind = Request::Kind::resource;
  request->value = *uri;
  if (auto resource = catalog_.features().resources.find(*uri)) {
    request->handler = &resource->handler;
    request->fresh_for = resource->info.fresh_for;
    request->owner = std::move(resource);
    return invoke(std::move(request), message);
  }
  for (const auto& candidate : catalog_.features().templates.list()) {
    auto variables = candidate->pattern.match(*uri);
    if (!variables) continue;
    request->variables = std::move(*variables);
    request->handler = &candidate->handler;
    request->owner = candidate;
    return invoke(std::move(request), message);
  }
  return no_resource(message, version, *uri);
}

Step Handler::get_prompt(const Exchange& exchange, const Message& message, Version version) {
  const auto name = text_parameter(message, "name");
  if (!name) return bad_params(message, "`params.name` must be a string");
  auto prompt = catalog_.features().prompts.find(*name);
  if (!prompt) return bad_params(message, "there is no prompt " + quote(*name));
  const json::Value* arguments = parameter(message, "arguments");
  if (arguments != nullptr && !arguments->is_object()) {
    return bad_params(message, "`params.arguments` must be an object");
  }
  if (arguments != nullptr) {
    for (const json::Member& member : arguments->members()) {
      if (!member.value.is_string()) {
        return bad_params(message, "the argument " + quote(member.key) + " must be a string");
      }
    }
  }
  for (const PromptArgument& argument : prompt->info.arguments) {
    if (argument.required && (arguments == nullptr || arguments->find(argument.name) == nullptr)) {
      return bad_params(message, "the argument " + quote(argument.name) + " is missing");
    }
  }
  auto request = make_request(exchange, message, version, std::string(*name));
  request->kind = Request::Kind::prompt;
  request->arguments = arguments;
  request->handler = &prompt->handler;
  request->owner = std::move(prompt);
  return invoke(std::move(request), message);
}

// MCP 2026-07-28, `server/utilities/completion`.
Step Handler::complete(const Exchange& exchange, const Message& message, Version version) {
  const json::Value* reference = parameter(message, "ref");
  const json::Value* argument = parameter(message, "argument");
  const auto text = [](const json::Value* object, std::string_view key) -> const json::Value* {
    const json::Value* found = object == nullptr ? nullptr : object->find(key);
    return found != nullptr && found->is_string() ? found : nullptr;
  };
  const json::Value* type = text(reference, "type");
  const bool is_prompt = type != nullptr && type->string() == "ref/prompt";
  const json::Value* target = text(reference, is_prompt ? "name" : "uri");
  const json::Value* name = text(argument, "name");
  const json::Value* value = text(argument, "value");
  if (type == nullptr || (!is_prompt && type->string() != "ref/resource") || target == nullptr) {
    return bad_params(message, "`params.ref` must name a prompt or a resource template");
  }
  if (name == nullptr || value == nullptr) {
    return bad_params(message, "`params.argument` needs the strings `name` and `value`");
  }
  const Features::State& features = catalog_.features();
  const bool known = is_prompt ? features.prompts.find(target->string()) != nullptr
                               : features.templates.find(target->string()) != nullptr;
  if (!known) return bad_params(message, "there is no " + quote(target->string()) + " to complete");
  auto completion =
      features.completions.find(completion_key(type->string(), target->string(), name->string()));
  auto request = make_request(exchange, message, version, std::string(target->string()));
  request->kind = Request::Kind::completion;
  if (!completion) {
    // An argument without suggestions is no error.
    Reply reply;
    begin_response(reply.text, message.id);
    append_feature_result(reply.text, catalog_.tables(), *request, Completion{});
    end_response(reply.text);
    return reply;
  }
  const json::Value* context = parameter(message, "context");
  const json::Value* known_arguments = context == nullptr ? nullptr : context->find("arguments");
  if (known_arguments != nullptr && known_arguments->is_object()) {
    request->arguments = known_arguments;
  }
  request->value = value->string();
  request->handler = &completion->handler;
  request->owner = std::move(completion);
  return Invoke{std::move(request)};
}

Step Handler::subscribe(const Exchange& exchange, const Message& message, Version version) {
  const auto uri = text_parameter(message, "uri");
  if (!uri) return bad_params(message, "`params.uri` must be a string");
  auto& subscriptions = exchange.connection.subscriptions;
  std::size_t& bytes = exchange.connection.subscribed_bytes;
  if (subscriptions.size() >= most_subscriptions || bytes + uri->size() > most_subscribed_bytes) {
    return bad_params(message, "there are " + std::to_string(subscriptions.size()) +
                                   " subscriptions already, and there is no room for more");
  }
  if (subscriptions.emplace(*uri).second) bytes += uri->size();
  return empty(message, version);
}

Step Handler::unsubscribe(const Exchange& exchange, const Message& message, Version version) {
  const auto uri = text_parameter(message, "uri");
  if (!uri) return bad_params(message, "`params.uri` must be a string");
  auto& subscriptions = exchange.connection.subscriptions;
  if (const auto found = subscriptions.find(*uri); found != subscriptions.end()) {
    exchange.connection.subscribed_bytes -= found->size();
    subscriptions.erase(found);
  }
  return empty(message, version);
}

Step Handler::set_level(const Exchange& exchange, const Message& message, Version version) {
  const auto name = text_parameter(message, "level");
  const auto level = name ? parse_log_level(*name) : std::nullopt;
  if (!level) return bad_params(message, "`params.level` is no log level");
  exchange.connection.log_level = level;
  return empty(message, version);
}

// MCP 2026-07-28, `basic/patterns/subscriptions`. What is not asked for, or not offered, is not
// acknowledged.
Step Handler::listen(const Exchange& exchange, const Message& message, Version) {
  const json::Value* wanted = parameter(message, "notifications");
  if (wanted == nullptr || !wanted->is_object()) {
    return bad_params(message, "`params.notifications` must be an object");
  }
  Listen out;
  out.id = message.id;
  if (exchange.envelope.principal != nullptr) out.principal = *exchange.envelope.principal;
  const auto flag = [&](std::string_view key) {
    const json::Value* value = wanted->find(key);
    return value != nullptr && value->is_boolean() && value->boolean();
  };
  out.tools = flag("toolsListChanged") && catalog_.has_tools();
  out.prompts = flag("promptsListChanged") && catalog_.has_prompts();
  out.resources = flag("resourcesListChanged") && catalog_.has_resources();
  const auto names = [&](std::string_view key, auto& into) {
    const json::Value* list = wanted->find(key);
    if (list == nullptr) return true;
    if (!list->is_array() || list->items().size() > most_subscriptions ||
        list->raw().size() > most_subscribed_bytes) {
      return false;
    }
    for (const json::Value& item : list->items()) {
      if (!item.is_string() || item.string().size() > longest_uri) return false;
      into.emplace(item.string());
    }
    return true;
  };
  if (!names("resourceSubscriptions", out.uris) || !names("taskIds", out.tasks)) {
    return bad_params(message, "`resourceSubscriptions` and `taskIds` must be lists of at most " +
                                   std::to_string(most_subscriptions) + " strings and " +
                                   std::to_string(most_subscribed_bytes) + " bytes");
  }
  if (!catalog_.has_resources()) out.uris.clear();
  if (!read_capabilities(message.meta->find(capabilities_key)).tasks) {
    if (!out.tasks.empty()) {
      return failure(400, message.id, Code::missing_capability,
                     "`taskIds` is for clients that know tasks",
                     required_capability(Capability::tasks));
    }
  }
  return out;
}

bool Listen::wants(const Change& change) const {
  switch (change.kind) {
    case Change::Kind::tools:
      return tools;
    case Change::Kind::prompts:
      return prompts;
    case Change::Kind::resources:
      return resources;
    case Change::Kind::resource:
      break;
  }
  return uris.contains(change.uri);
}

Step Handler::task_get(const Exchange& exchange, const Message& message, Version version) {
  return task(exchange, message, version, TaskStep::Kind::get);
}
Step Handler::task_update(const Exchange& exchange, const Message& message, Version version) {
  return task(exchange, message, version, TaskStep::Kind::update);
}
Step Handler::task_cancel(const Exchange& exchange, const Message& message, Version version) {
  return task(exchange, message, version, TaskStep::Kind::cancel);
}
Step Handler::task_result(const Exchange& exchange, const Message& message, Version version) {
  return task(exchange, message, version, TaskStep::Kind::result);
}
Step Handler::task_list(const Exchange& exchange, const Message& message, Version version) {
  return task(exchange, message, version, TaskStep::Kind::list);
}

Step Handler::task(const Exchange& exchange, const Message& message, Version version,
                   TaskStep::Kind kind) const {
  if (is_modern(version) && !read_capabilities(message.meta->find(capabilities_key)).tasks) {
    return failure(400, message.id, Code::missing_capability,
                   quote(message.method) + " is for clients that know tasks",
                   required_capability(Capability::tasks));
  }
  TaskStep step;
  step.kind = kind;
  step.version = version;
  step.id = message.id;
  step.message = exchange.document;
  if (exchange.envelope.principal != nullptr) step.principal = *exchange.envelope.principal;
  const std::string_view key = kind == TaskStep::Kind::list ? "cursor" : "taskId";
  if (kind != TaskStep::Kind::list || parameter(message, key) != nullptr) {
    const auto id = text_parameter(message, key);
    if (!id || id->empty()) {
      return bad_params(message, "`params." + std::string(key) + "` must be a string");
    }
    step.task = *id;
  }
  if (kind == TaskStep::Kind::update) {
    step.responses = parameter(message, "inputResponses");
    if (step.responses == nullptr || !step.responses->is_object()) {
      return bad_params(message, "`params.inputResponses` must be an object");
    }
  }
  return step;
}

std::shared_ptr<Request> Handler::make_request(const Exchange& exchange, const Message& message,
                                               Version version, std::string name) const {
  auto request = std::make_shared<Request>();
  request->id = message.id;
  request->version = version;
  request->message = exchange.document;
  request->meta = message.meta;
  request->name = std::move(name);
  if (exchange.envelope.principal != nullptr) request->principal = *exchange.envelope.principal;
  if (is_modern(version)) {
    request->capabilities = read_capabilities(message.meta->find(capabilities_key));
    if (const json::Value* level = message.meta->find(log_level_key)) {
      request->log_level = parse_log_level(level->string());
    }
  } else {
    request->capabilities = exchange.connection.capabilities;
    request->log_level = exchange.connection.log_level;
  }
  const json::Value* token =
      message.meta == nullptr ? nullptr : message.meta->find("progressToken");
  if (token != nullptr && is_id(*token)) request->progress_token = token->raw();
  return request;
}

Step Handler::invoke(std::shared_ptr<Request> request, const Message& message) const {
  if (!is_modern(request->version)) return Invoke{std::move(request)};
  if (message.params->find("requestState") == nullptr &&
      message.params->find("inputResponses") == nullptr) {
    return Invoke{std::move(request)};
  }
  if (const Problem problem = read_rounds(message.params, sealer_, *request)) {
    return bad_params(message, *problem);
  }
  return Invoke{std::move(request)};
}

}  // namespace mcp::protocol
