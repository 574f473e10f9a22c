#include "transport/engine.h"

#include <algorithm>
#include <utility>

#include "protocol/message.h"
#include "protocol/notifications.h"
#include "protocol/results.h"
#include "transport/operation.h"

namespace mcp::transport {
namespace {

using protocol::Code;

constexpr std::size_t most_calls = 10'000;
constexpr std::size_t most_bytes = 256UL * 1024 * 1024;
constexpr std::string_view too_much = "the server has too much to do";
constexpr std::size_t most_subscriptions = 1024;

/// Two ends as one.
std::function<void()> both(std::function<void()> first, std::function<void()> second) {
  if (!first) return second;
  if (!second) return first;
  return [first = std::move(first), second = std::move(second)] {
    first();
    second();
  };
}

/// MCP 2026-07-28, `SubscriptionsAcknowledgedNotification`: what is honoured of what was asked for.
std::string acknowledgement(const protocol::Listen& listen) {
  const auto names = [](const auto& set) {
    std::string out = "[";
    for (const std::string& name : set) {
      if (out.size() > 1) out += ',';
      out += json_string(name);
    }
    return out + "]";
  };
  JsonObject honoured;
  if (listen.tools) honoured.add("toolsListChanged", true);
  if (listen.prompts) honoured.add("promptsListChanged", true);
  if (listen.resources) honoured.add("resourcesListChanged", true);
  if (!listen.uris.empty()) honoured.add_json("resourceSubscriptions", names(listen.uris));
  if (!listen.tasks.empty()) honoured.add_json("taskIds", names(listen.tasks));
  JsonObject params;
  params.add_json("notifications", honoured.text())
      .add_json("_meta", protocol::subscription_meta(listen.id));
  return JsonObject()
      .add("jsonrpc", "2.0")
      .add("method", "notifications/subscriptions/acknowledged")
      .add_json("params", params.text())
      .text();
}

}  // namespace

Engine::Engine(const CallerContext& context, protocol::Handler& handler, Host& host)
    : context_(context), handler_(handler), host_(host) {
  context_.features.state().changed = [this](const Change& change) { tell(change); };
  tasks_.on_expiry = [](const std::shared_ptr<Task>& task) {
    if (const auto operation = task->operation.lock()) operation->cancel();
  };
}

Engine::~Engine() { context_.features.state().changed = nullptr; }

std::function<void()> Engine::follow(protocol::Outcome outcome, const std::shared_ptr<Peer>& peer,
                                     const std::shared_ptr<Channel>& channel) {
  auto* const batch = std::get_if<protocol::Batch>(&outcome);
  if (batch == nullptr) {
    return follow_step(std::move(std::get<protocol::Step>(outcome)), peer, channel);
  }
  const auto reply = std::make_shared<BatchReply>(batch->steps.size(), channel);
  std::function<void()> end;
  for (protocol::Step& step : batch->steps) {
    end = both(std::move(end),
               follow_step(std::move(step), peer, std::make_shared<BatchChannel>(reply)));
  }
  return end;
}

std::function<void()> Engine::follow_step(protocol::Step step, const std::shared_ptr<Peer>& peer,
                                          const std::shared_ptr<Channel>& channel) {
  if (auto* reply = std::get_if<protocol::Reply>(&step)) {
    count(*reply);
    const int status = reply->text.empty() ? 202 : reply->http_status;
    channel->finish(status, std::move(reply->text));
    return {};
  }
  if (auto* call_step = std::get_if<protocol::Call>(&step)) {
    return call(std::move(*call_step), peer, channel);
  }
  if (auto* invoke_step = std::get_if<protocol::Invoke>(&step)) {
    return invoke(std::move(*invoke_step), peer, channel);
  }
  if (auto* listen_step = std::get_if<protocol::Listen>(&step)) {
    return listen(std::move(*listen_step), peer, channel);
  }
  if (const auto* task_step = std::get_if<protocol::TaskStep>(&step)) {
    return task(*task_step, peer, channel);
  }
  if (const auto* cancel = std::get_if<protocol::Cancel>(&step)) {
    if (peer != nullptr) end_request(*peer, cancel->id);
  } else if (peer != nullptr) {
    answer(*peer, std::get<protocol::ClientAnswer>(step));
  }
  channel->finish(202, {});
  return {};
}

void Engine::count(const protocol::Reply& reply) {
  if (reply.text.empty()) return;  // a notification
  context_.metrics.requests.add(
      {reply.method.empty() ? "other" : reply.method, reply.is_error ? "error" : "ok"});
  if (reply.is_refused_call) context_.metrics.tool_calls.add({"refused"});
}

void Engine::end_request(Peer& peer, const std::string& id) {
  if (const auto found = peer.running.extract(id)) found.mapped()();
}

void Engine::answer(Peer& peer, const protocol::ClientAnswer& answer) {
  const auto found = peer.asked.extract(answer.id);
  if (!found) return;
  const Peer::Asked& asked = found.mapped();
  const auto operation = asked.operation.lock();
  if (operation == nullptr) return;
  if (answer.result == nullptr) {
    return operation->answer_failed(asked.wait, "the client refused the request");
  }
  if (const auto problem = protocol::check_answer(asked.question, *answer.result)) {
    return operation->answer_failed(asked.wait, *problem);
  }
  operation->answer(asked.wait, asked.index, Answer(answer.message, Json(answer.result)));
}

/// Remembers how to end a request of a peer, until it is ended.
std::function<void()> Engine::running(const std::string& id, const std::shared_ptr<Peer>& peer,
                                      std::function<void()> end) {
  if (peer != nullptr) peer->running.insert_or_assign(id, end);
  return end;
}

std::shared_ptr<void> Engine::admit(const json::Document& message) {
  const std::size_t bytes = message.text().size();
  if (load_->calls >= most_calls || load_->bytes + bytes > most_bytes) return nullptr;
  ++load_->calls;
  load_->bytes += bytes;
  return {load_.get(), [load = load_, bytes](void*) {
            --load->calls;
            load->bytes -= bytes;
          }};
}

std::function<void()> Engine::call(protocol::Call call, const std::shared_ptr<Peer>& peer,
                                   const std::shared_ptr<Channel>& channel) {
  auto room = admit(*call.message);
  if (room == nullptr) {
    context_.metrics.requests.add({call.method(), "error"});
    channel->finish(200, protocol::error_text(call.id, Code::internal_error, too_much));
    return {};
  }
  const std::string id = call.id;
  auto done = [this, call, weak = std::weak_ptr<Peer>(peer), channel,
               room = std::move(room)](const invoke::ToolResult& result) {
    if (const auto open = weak.lock()) open->running.erase(call.id);
    channel->finish(200, protocol::call_reply(context_.server, call, result));
  };
  Caller::Progress progress;
  if (!call.progress_token.empty()) {
    progress = [token = call.progress_token, version = call.version, channel,
                last = std::size_t{0}](std::size_t items) mutable {
      // MCP, `basic/utilities/progress`: it MUST increase. A further try begins anew.
      if (items <= last) return;
      last = items;
      channel->send(protocol::progress_notification(
          token, version, static_cast<double>(items), std::nullopt,
          std::to_string(items) + (items == 1 ? " item" : " items")));
    };
  }
  const Caller::Id job =
      host_.caller().start(std::move(call), std::move(done), std::move(progress));
  return running(id, peer, [this, job, channel] {
    host_.caller().cancel(job);
    channel->finish(202, {});
  });
}

std::function<void()> Engine::invoke(protocol::Invoke invoke, const std::shared_ptr<Peer>& peer,
                                     const std::shared_ptr<Channel>& channel) {
  auto room = admit(*invoke.request->message);
  if (room == nullptr) {
    context_.metrics.requests.add({method_of(*invoke.request), "error"});
    channel->finish(200, protocol::error_text(invoke.request->id, Code::internal_error, too_much));
    return {};
  }
  const std::string id = invoke.request->id;
  const auto operation =
      std::make_shared<Operation>(*this, std::move(invoke.request), peer, channel);
  operation->room = std::move(room);
  operations_.emplace(operation.get(), operation);
  operation->start();
  if (operation->is_over()) return {};
  if (peer != nullptr) {
    operation->on_end = [weak = std::weak_ptr<Peer>(peer), id] {
      if (const auto open = weak.lock()) open->running.erase(id);
    };
  }
  return running(id, peer, [weak = std::weak_ptr<Operation>(operation)] {
    if (const auto open = weak.lock()) open->abandon();
  });
}

std::function<void()> Engine::listen(protocol::Listen listen, const std::shared_ptr<Peer>& peer,
                                     const std::shared_ptr<Channel>& channel) {
  if (subscriptions_.size() >= most_subscriptions) {
    context_.metrics.requests.add({"subscriptions/listen", "error"});
    channel->finish(200, protocol::error_text(listen.id, Code::internal_error,
                                              "the server has too many subscriptions"));
    return {};
  }
  const TaskOwner owner{listen.principal.id, protocol::latest, nullptr};
  std::erase_if(listen.tasks,
                [&](const std::string& id) { return tasks_.find(id, owner) == nullptr; });
  context_.metrics.requests.add({"subscriptions/listen", "ok"});
  const std::string id = listen.id;
  channel->stay_open();
  channel->send(acknowledgement(listen));
  const auto subscription =
      std::make_shared<Subscription>(Subscription{std::move(listen), channel});
  subscriptions_.push_back(subscription);
  return running(id, peer, [this, weak = std::weak_ptr<Subscription>(subscription)] {
    const auto ended = weak.lock();
    if (ended == nullptr) return;
    std::erase(subscriptions_, ended);
    ended->channel->finish(202, {});
  });
}

void Engine::add_peer(const std::shared_ptr<Peer>& peer) {
  std::erase_if(peers_, [](const std::weak_ptr<Peer>& other) { return other.expired(); });
  peers_.push_back(peer);
}

void Engine::end_peer(Peer& peer) {
  for (const auto& [id, asked] : std::exchange(peer.asked, {})) {
    if (const auto operation = asked.operation.lock()) {
      operation->answers_end("the client is gone");
    }
  }
}

// MCP 2026-07-28, `basic/patterns/subscriptions`: a server that ends a subscription says so.
void Engine::end_subscriptions() {
  for (const auto& subscription : std::exchange(subscriptions_, {})) {
    std::string text;
    protocol::begin_response(text, subscription->listen.id);
    text += R"({"resultType":"complete","_meta":)" +
            protocol::subscription_meta(subscription->listen.id) + "}";
    protocol::end_response(text);
    subscription->channel->finish(200, std::move(text));
  }
}

void Engine::tell(const Change& change) {
  for (const auto& subscription : std::vector(subscriptions_)) {
    if (!subscription->listen.wants(change)) continue;
    subscription->channel->send(protocol::change_notification(change, subscription->listen.id));
  }
  for (const auto& weak : std::vector(peers_)) {
    const auto peer = weak.lock();
    if (peer == nullptr || !peer->connection.negotiated) continue;
    const bool wanted = change.kind != Change::Kind::resource ||
                        peer->connection.subscriptions.contains(change.uri);
    if (wanted) peer->announce(protocol::change_notification(change, {}));
  }
}

}  // namespace mcp::transport
