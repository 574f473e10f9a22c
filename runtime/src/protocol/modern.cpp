#include "protocol/modern.h"

#include <charconv>

#include "json/write.h"
#include "protocol/header_value.h"
#include "protocol/notifications.h"

namespace mcp::protocol {
namespace {

constexpr std::string_view client_info_key = "io.modelcontextprotocol/clientInfo";
constexpr std::string_view progress_token_key = "progressToken";

bool is_implementation(const json::Value& value) {
  const json::Value* name = value.find("name");
  const json::Value* version = value.find("version");
  return name != nullptr && name->is_string() && version != nullptr && version->is_string();
}

bool is_log_level(const json::Value& value) {
  return value.is_string() && parse_log_level(value.string());
}

std::string_view claimed_version(const Message& message) {
  const json::Value* version = message.meta == nullptr ? nullptr : message.meta->find(version_key);
  return version != nullptr && version->is_string() ? version->string() : std::string_view();
}

/// What is wrong with the `_meta` of a message that has the version key; nullopt: nothing. A
/// notification needs no more than the version.
std::optional<std::string> meta_problem(const Message& message) {
  const auto bad = [](std::string_view key, std::string_view want) {
    return "`params._meta[\"" + std::string(key) + "\"]` " + std::string(want);
  };
  const json::Value& meta = *message.meta;
  if (!meta.find(version_key)->is_string()) return bad(version_key, "must be a string");
  if (message.kind == Message::Kind::notification) return std::nullopt;
  const json::Value* capabilities = meta.find(capabilities_key);
  if (capabilities == nullptr) return bad(capabilities_key, "is missing");
  if (!capabilities->is_object()) return bad(capabilities_key, "must be an object");
  const json::Value* info = meta.find(client_info_key);
  if (info != nullptr && !is_implementation(*info)) {
    return bad(client_info_key, "must be an object with the strings `name` and `version`");
  }
  const json::Value* level = meta.find(log_level_key);
  if (level != nullptr && !is_log_level(*level)) return bad(log_level_key, "is no log level");
  const json::Value* token = meta.find(progress_token_key);
  if (token != nullptr && !is_id(*token)) {
    return bad(progress_token_key, "must be a string or an integer");
  }
  return std::nullopt;
}

Refusal mismatch(std::string message) { return {Code::header_mismatch, std::move(message), {}}; }

std::optional<Refusal> header_differs(std::string_view header,
                                      const std::optional<std::string_view>& value,
                                      std::string_view body) {
  if (!value || *value == body) return std::nullopt;
  return mismatch("the header " + std::string(header) + " is " + quote(*value) +
                  ", but the body says " + quote(body));
}

std::optional<Refusal> header_missing(std::string_view header,
                                      const std::optional<std::string_view>& value) {
  if (value) return std::nullopt;
  return mismatch("the header " + std::string(header) + " is missing");
}

/// The parameter that Mcp-Name mirrors; empty: none. Tasks: SEP-2663.
std::string_view mirrored_name(std::string_view method) {
  if (method == "tools/call" || method == "prompts/get") return "name";
  if (method == "resources/read") return "uri";
  const bool is_task =
      method == "tasks/get" || method == "tasks/update" || method == "tasks/cancel";
  return is_task ? "taskId" : "";
}

/// A name that is missing in the body is left to the check of the parameters.
std::optional<Refusal> check_name(const Message& message, const Envelope& envelope) {
  const std::string_view mirrored = mirrored_name(message.method);
  if (mirrored.empty()) return std::nullopt;
  const json::Value* name = message.params == nullptr ? nullptr : message.params->find(mirrored);
  const bool named = name != nullptr && name->is_string();
  if (!envelope.name) return named ? header_missing("Mcp-Name", envelope.name) : std::nullopt;
  const std::optional<std::string> decoded = decode_header_value(*envelope.name);
  if (!decoded) return mismatch("the header Mcp-Name is no valid base64 text");
  return named ? header_differs("Mcp-Name", *decoded, name->string()) : std::nullopt;
}

/// Whether a header value says the same as an argument: booleans and strings by their text,
/// integers by their value.
bool mirrors(std::string_view header, const json::Value& argument) {
  switch (argument.kind()) {
    case json::Kind::string:
      return header == argument.string();
    case json::Kind::boolean:
      return header == (argument.boolean() ? "true" : "false");
    case json::Kind::number: {
      std::int64_t value = 0;
      const auto [end, error] =
          std::from_chars(header.data(), header.data() + header.size(), value);
      return error == std::errc() && end == header.data() + header.size() &&
             Json(&argument).integer(value + 1) == value;
    }
    default:
      return false;
  }
}

const std::string* find(const HttpHeaders& headers, const std::string& name) {
  return find_header(headers, "Mcp-Param-" + name);
}

Refusal unsupported(std::string_view requested) {
  std::string data = R"({"supported":[")";
  data += to_string(latest);
  data += R"("],"requested":)";
  json::append_string(data, requested);
  data += '}';
  return {Code::unsupported_version,
          "protocol version " + quote(requested) + " is not served per request", std::move(data)};
}

}  // namespace

bool claims_modern(const Message& message) {
  return message.meta != nullptr && message.meta->find(version_key) != nullptr;
}

bool claims_modern_validly(const Message& message) {
  return claims_modern(message) && !meta_problem(message) && names_modern(claimed_version(message));
}

std::optional<Refusal> check_claim(const Message& message, const Envelope& envelope,
                                   const Options& options) {
  if (std::optional<std::string> problem = meta_problem(message)) {
    return Refusal{Code::invalid_params, std::move(*problem), {}};
  }
  const std::string_view version = claimed_version(message);
  const bool stale = options.tolerate_stale_version_header && version == to_string(latest) &&
                     envelope.protocol_version == to_string(latest_legacy);
  if (!stale) {
    if (auto refusal = header_differs("MCP-Protocol-Version", envelope.protocol_version, version)) {
      return refusal;
    }
  }
  if (auto refusal = header_differs("Mcp-Method", envelope.method, message.method)) return refusal;
  if (version != to_string(latest)) return unsupported(version);
  if (!envelope.http || message.kind == Message::Kind::notification) return std::nullopt;
  if (auto refusal = header_missing("MCP-Protocol-Version", envelope.protocol_version)) {
    return refusal;
  }
  if (auto refusal = header_missing("Mcp-Method", envelope.method)) return refusal;
  return check_name(message, envelope);
}

std::optional<Refusal> check_parameters(const std::vector<HeaderParameter>& parameters,
                                        const json::Value* arguments, const HttpHeaders& headers) {
  for (const HeaderParameter& parameter : parameters) {
    const std::string* header = find(headers, parameter.name);
    const json::Value* argument = arguments;
    for (const std::string& name : parameter.path) {
      argument = argument == nullptr ? nullptr : argument->find(name);
    }
    // The header is there exactly when the argument is, and is not null.
    const bool given = argument != nullptr && !argument->is_null();
    if (!given && header == nullptr) continue;
    const std::string shown = "Mcp-Param-" + parameter.name;
    if (header == nullptr) return mismatch("the header " + shown + " is missing");
    if (!given) return mismatch("the header " + shown + " mirrors no argument");
    const std::optional<std::string> decoded = decode_header_value(trim(*header));
    if (!decoded) return mismatch("the header " + shown + " is no valid base64 text");
    if (!mirrors(*decoded, *argument)) {
      return mismatch("the header " + shown + " differs from the argument in the body");
    }
  }
  return std::nullopt;
}

Refusal missing_claim(const Message& message, std::string_view header) {
  std::string missing;
  if (message.meta == nullptr) {
    missing = "`params._meta`";
  } else {
    missing = "`params._meta[\"" + std::string(version_key) + "\"]`";
    if (message.meta->find(capabilities_key) == nullptr) {
      missing += " and `params._meta[\"" + std::string(capabilities_key) + "\"]`";
    }
  }
  return {
      Code::invalid_params,
      "the header MCP-Protocol-Version names " + quote(header) + ", but the body lacks " + missing,
      {}};
}

}  // namespace mcp::protocol
