#include "protocol/message.h"

#include "json/utf8.h"
#include "json/write.h"

namespace mcp::protocol {
namespace {

constexpr std::string_view opening = R"({"jsonrpc":"2.0")";

void append_id(std::string& out, std::string_view id) {
  if (id.empty()) return;
  out += R"(,"id":)";
  out += id;
}

}  // namespace

bool is_id(const json::Value& value) {
  return value.is_string() ||
         (value.is_number() && value.raw().find_first_of(".eE") == std::string_view::npos);
}

Message read_message(const json::Value& value) {
  Message message;
  if (!value.is_object()) {
    message.problem = "a message must be an object";
    return message;
  }
  const json::Value* id = value.find("id");
  if (id != nullptr) {
    if (!is_id(*id)) {
      message.problem = "`id` must be a string or an integer";
      return message;
    }
    message.id = id->raw();
  }
  const json::Value* version = value.find("jsonrpc");
  if (version == nullptr || !version->is_string() || version->string() != "2.0") {
    message.problem = "`jsonrpc` must be \"2.0\"";
    return message;
  }
  const json::Value* method = value.find("method");
  if (method == nullptr) {
    if (value.find("result") == nullptr && value.find("error") == nullptr) {
      message.problem = "`method` is missing";
      return message;
    }
    message.kind = Message::Kind::response;
    return message;
  }
  if (!method->is_string()) {
    message.problem = "`method` must be a string";
    return message;
  }
  message.kind = id != nullptr ? Message::Kind::request : Message::Kind::notification;
  message.method = method->string();
  const json::Value* params = value.find("params");
  if (params == nullptr) return message;
  if (!params->is_object()) {
    message.odd_params = true;
    return message;
  }
  message.params = params;
  const json::Value* meta = params->find("_meta");
  if (meta != nullptr && meta->is_object()) message.meta = meta;
  return message;
}

std::string error_text(std::string_view id, Code code, std::string_view message,
                       std::string_view data) {
  return error_text(id, static_cast<int>(code), message, data);
}

std::string error_text(std::string_view id, int code, std::string_view message,
                       std::string_view data) {
  std::string out;
  out.reserve(opening.size() + id.size() + message.size() + data.size() + 64);
  out += opening;
  append_id(out, id);
  out += R"(,"error":{"code":)";
  json::append_integer(out, code);
  out += R"(,"message":)";
  json::append_string(out, message);
  if (!data.empty()) {
    out += R"(,"data":)";
    out += data;
  }
  out += "}}";
  return out;
}

void begin_response(std::string& out, std::string_view id) {
  out += opening;
  append_id(out, id);
  out += R"(,"result":)";
}

void end_response(std::string& out) { out += '}'; }

std::string quote(std::string_view text) {
  constexpr std::size_t longest = 100;
  std::string out = "`";
  out += json::utf8_prefix(text, longest);
  if (text.size() > longest) out += "...";
  out += '`';
  return out;
}

}  // namespace mcp::protocol
