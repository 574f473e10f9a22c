#include "transport/session.h"

#include <algorithm>
#include <charconv>
#include <utility>
#include <vector>

#include "transport/response_channel.h"

namespace mcp::transport {
namespace {

constexpr std::size_t most_streams = 256;

std::string event_id(std::uint64_t stream, std::uint64_t number) {
  return std::to_string(stream) + "-" + std::to_string(number);
}

std::optional<std::pair<std::uint64_t, std::uint64_t>> parse_event_id(std::string_view text) {
  std::pair<std::uint64_t, std::uint64_t> out;
  const char* const end = text.data() + text.size();
  const auto stream = std::from_chars(text.data(), end, out.first);
  if (stream.ec != std::errc() || stream.ptr == end || *stream.ptr != '-') return std::nullopt;
  const auto number = std::from_chars(stream.ptr + 1, end, out.second);
  if (number.ec != std::errc() || number.ptr != end) return std::nullopt;
  return out;
}

}  // namespace

Session::~Session() {
  close_streams();
  budget_.used -= used_;
}

void Session::announce(std::string_view message) {
  if (const auto found = streams_.find(0); found != streams_.end()) {
    append(0, found->second, message);
  }
}

void Session::keep_alive() {
  for (auto& [stream, log] : streams_) {
    if (log.live) log.live->write(keep_alive_comment);
  }
}

Session::Stream Session::open(const http::Responder& responder) {
  const Stream stream = ++last_stream_;
  // Streams that are over wait for clients that may never come back; the oldest has waited longest.
  if (streams_.size() >= most_streams) {
    const auto oldest = std::find_if(streams_.begin(), streams_.end(),
                                     [](const auto& entry) { return entry.second.over; });
    if (oldest != streams_.end()) {
      for (const Event& event : oldest->second.events) {
        used_ -= event.text.size();
        budget_.used -= event.text.size();
      }
      streams_.erase(oldest);
    }
  }
  Log& log = streams_[stream];
  attach(stream, log, responder);
  // MCP 2025-11-25: an event with an id and no data first, so that a client that is cut off can
  // come back. Clients of earlier versions would take it for a broken message.
  if (connection.negotiated && *connection.negotiated >= protocol::Version::v2025_11_25) {
    append(stream, log, {});
  }
  return stream;
}

void Session::attach(Stream stream, Log& log, const http::Responder& responder) {
  detach(log);
  responder.begin(event_stream_head());
  log.live = responder;
  log.connection = ++connections_;
  responder.on_close([self = std::weak_ptr<Session*>(self_), stream, number = log.connection] {
    const auto alive = self.lock();
    if (alive == nullptr) return;
    const auto found = (*alive)->streams_.find(stream);
    if (found == (*alive)->streams_.end() || found->second.connection != number) return;
    found->second.live.reset();
  });
}

void Session::detach(Log& log) {
  if (log.live) log.live->end();
  log.live.reset();
}

void Session::append(Stream stream, Log& log, std::string_view data) {
  std::string text = event_text(data, event_id(stream, ++log.last));
  // A copy: writing may close the connection and with it come back here.
  if (const auto live = log.live) live->write(text);
  keep(log, std::move(text));
}

void Session::keep(Log& log, std::string text) {
  const std::size_t size = text.size();
  used_ += size;
  budget_.used += size;
  log.events.push_back({log.last, std::move(text)});
  while ((used_ > budget_.of_session || budget_.used > budget_.of_all) && drop_oldest()) {
  }
}

bool Session::drop_oldest() {
  for (auto& [stream, log] : streams_) {
    if (log.events.empty()) continue;
    used_ -= log.events.front().text.size();
    budget_.used -= log.events.front().text.size();
    log.dropped = log.events.front().number;
    log.events.pop_front();
    return true;
  }
  return false;
}

void Session::send(Stream stream, std::string_view message) {
  if (const auto found = streams_.find(stream); found != streams_.end()) {
    append(stream, found->second, message);
  }
}

void Session::finish(Stream stream, std::string_view message) {
  const auto found = streams_.find(stream);
  if (found == streams_.end()) return;
  Log& log = found->second;
  if (!message.empty()) append(stream, log, message);
  log.over = true;
  detach(log);
}

void Session::pause(Stream stream, std::chrono::milliseconds retry) {
  const auto found = streams_.find(stream);
  if (found == streams_.end() || !found->second.live) return;
  found->second.live->write("retry: " + std::to_string(retry.count()) + "\n\n");
  detach(found->second);
}

void Session::listen(const http::Responder& responder) {
  responder.may_give_way();
  attach(0, streams_[0], responder);
  if (connection.negotiated && *connection.negotiated >= protocol::Version::v2025_11_25) {
    append(0, streams_[0], {});
  }
}

bool Session::resume(std::string_view last_event, const http::Responder& responder) {
  const auto id = parse_event_id(last_event);
  if (!id) return false;
  const auto found = streams_.find(id->first);
  if (found == streams_.end()) return false;
  Log& log = found->second;
  if (id->second < log.dropped || id->second > log.last) return false;
  if (id->first == 0) responder.may_give_way();
  attach(id->first, log, responder);
  for (const Event& event : log.events) {
    if (event.number > id->second) responder.write(event.text);
  }
  if (log.over) detach(log);
  return true;
}

void Session::end_listening() {
  if (const auto found = streams_.find(0); found != streams_.end()) detach(found->second);
}

void Session::close_streams() {
  for (auto& [stream, log] : streams_) detach(log);
}

bool Session::has_connection() const {
  return std::any_of(streams_.begin(), streams_.end(),
                     [](const auto& entry) { return entry.second.live.has_value(); });
}

bool SessionChannel::open() {
  const auto session = session_.lock();
  if (session == nullptr) return false;
  if (!stream_) {
    stream_ = session->open(*responder_);
    responder_.reset();
  }
  return true;
}

void SessionChannel::send(std::string_view message) {
  if (open()) session_.lock()->send(*stream_, message);
}

void SessionChannel::finish(int http_status, std::string response) {
  if (stream_) {
    if (const auto session = session_.lock()) session->finish(*stream_, response);
  } else if (responder_) {
    responder_->respond(json_response(http_status, std::move(response)));
    responder_.reset();
  }
}

void SessionChannel::pause(std::chrono::milliseconds retry) {
  if (open()) session_.lock()->pause(*stream_, retry);
}

}  // namespace mcp::transport
