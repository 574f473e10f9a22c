#include "invoke/item_stream.h"

#include <algorithm>
#include <array>
#include <utility>
#include <variant>

#include "json/value.h"
#include "json/write.h"

namespace mcp::invoke {
namespace {

constexpr std::string_view event_stream = "text/event-stream";
constexpr std::string_view sequence = "application/json-seq";
constexpr char separator = '\x1E';
constexpr std::string_view data_field = "data";

/// An error: `text` is no JSON, and nothing was appended.
std::optional<json::Error> append_json(std::string& out, std::string_view text) {
  const auto parsed = json::Document::parse(std::string(text));
  const auto* document = std::get_if<json::Document>(&parsed);
  if (document == nullptr) return std::get<json::Error>(parsed);
  json::append_compact(out, document->root().raw());
  return std::nullopt;
}

void separate(std::string& out) {
  if (out.size() > 1) out += ',';
}

/// Takes a line from `text`; lines end with CR, LF or both.
std::string_view take_line(std::string_view& text) {
  const std::size_t end = std::min(text.find_first_of("\r\n"), text.size());
  const std::string_view line = text.substr(0, end);
  const bool both = text.substr(end).starts_with("\r\n");
  text.remove_prefix(std::min(text.size(), end + (both ? 2U : 1U)));
  return line;
}

std::string collect_events(std::string_view text, bool whole) {
  std::string out = "[";
  std::string data, event, id;
  bool has_data = false;
  const auto dispatch = [&] {
    if (has_data) {
      separate(out);
      out += '{';
      for (const auto& [key, value] : {std::pair("event", &event), std::pair("id", &id)}) {
        if (value->empty()) continue;
        json::append_string(out, key);
        out += ':';
        json::append_string(out, *value);
        out += ',';
      }
      out += R"("data":)";
      if (append_json(out, data)) json::append_string(out, data);
      out += '}';
    }
    data.clear();
    event.clear();
    has_data = false;
  };
  while (!text.empty()) {
    const std::string_view line = take_line(text);
    if (line.empty()) {
      dispatch();
      continue;
    }
    const std::size_t colon = std::min(line.find(':'), line.size());
    const std::string_view field = line.substr(0, colon);
    std::string_view value = line.substr(std::min(line.size(), colon + 1));
    if (value.starts_with(' ')) value.remove_prefix(1);
    if (field == "data") {
      if (has_data) data += '\n';
      data += value;
      has_data = true;
    } else if (field == "event") {
      event = value;
    } else if (field == "id" && value.find('\0') == std::string_view::npos) {
      id = value;
    }
  }
  if (whole) dispatch();  // an API that ends without an empty line meant its last event too
  return out + ']';
}

}  // namespace

bool is_item_stream(std::string_view type) {
  static constexpr std::array<std::string_view, 8> names = {
      event_stream,         sequence,
      "application/jsonl",  "application/x-ndjson",
      "application/ndjson", "application/x-jsonlines",
      "text/x-ndjson",      "application/jsonlines"};
  return std::find(names.begin(), names.end(), type) != names.end();
}

Items collect_items(std::string_view type, std::string_view text, bool whole) {
  if (type == event_stream) return {collect_events(text, whole)};
  Items out{"["};
  // RFC 7464: each item of a sequence begins with a record separator.
  const char end = type == sequence ? separator : '\n';
  for (std::size_t begin = 0; begin < text.size();) {
    const std::string_view item = text.substr(begin, text.substr(begin).find(end));
    const std::size_t at = begin;
    begin += item.size() + 1;
    const bool may_go_on = !whole && begin > text.size();
    if (item.find_first_not_of(" \t\r\n") == std::string_view::npos) continue;
    // Only a sequence ends its items with something of their own.
    if (may_go_on && !(type == sequence && item.ends_with('\n'))) continue;
    std::string compact;
    if (auto error = append_json(compact, item)) {
      if (may_go_on) continue;
      error->offset += at;
      out.error = std::move(error);
      out.end = at;
      break;
    }
    separate(out.json);
    out.json += compact;
    ++out.count;
  }
  out.json += ']';
  return out;
}

ItemCounter::ItemCounter(std::string_view type)
    : is_events_(type == event_stream), is_sequence_(type == sequence) {}

void ItemCounter::put(std::string_view part) {
  for (const char c : part) {
    const bool is_end = is_sequence_ ? c == separator : c == '\n' || (is_events_ && c == '\r');
    const bool is_second_half = c == '\n' && after_return_;
    after_return_ = is_events_ && c == '\r';
    if (is_end) {
      if (!is_second_half) end_line();
    } else if (is_events_) {
      if (field_.size() <= data_field.size()) field_ += c;
    } else {
      has_data_ = has_data_ || (c != ' ' && c != '\t' && c != '\r' && c != '\n');
    }
  }
}

void ItemCounter::end_line() {
  const bool ends_item = !is_events_ || field_.empty();
  if (ends_item && has_data_) {
    ++count_;
    has_data_ = false;
  }
  has_data_ = has_data_ || field_ == data_field || field_.starts_with("data:");
  field_.clear();
}

}  // namespace mcp::invoke
