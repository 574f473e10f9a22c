#include <algorithm>
#include <string>
#include <string_view>
#include <utility>

#include "http/framing_field.h"
#include "http/message.h"
#include "invoke/arguments.h"
#include "invoke/body.h"
#include "invoke/invoke.h"
#include "invoke/lone_surrogate.h"
#include "invoke/path.h"
#include "invoke/percent.h"
#include "invoke/security.h"
#include "invoke/serialize.h"
#include "invoke/xml.h"

namespace mcp::invoke {
namespace {

std::string ticked(std::string_view name) { return "`" + std::string(name) + "`"; }

/// No header argument decides on those of the message, and Cookie has arguments of its own kind.
bool is_reserved_header(std::string_view name) {
  return http::is_framing_field(name) || http::equals_ignoring_case(name, "cookie");
}

bool is_white_space(char c) { return c == ' ' || c == '\t'; }

/// `name`: what the caller calls the argument, between backticks.
void add_header(const Argument& argument, const std::string& name, const json::Value& value,
                RequestParts& parts, Problems& problems) {
  if (value.is_null()) return;
  std::string text = expand(argument, value, Escape::none);
  // An empty item is one; without items nothing is sent (RFC 6570, section 2.3).
  const bool has_item = value.is_array() && std::any_of(value.items().begin(), value.items().end(),
                                                        [](const auto& i) { return !i.is_null(); });
  if (text.empty() && !value.is_string() && !has_item) return;
  if (is_reserved_header(argument.wire_name)) {
    problems.push_back(name + ": the header " + ticked(argument.wire_name) +
                       " is not for arguments to set");
  } else if (!http::is_field_value(text)) {
    problems.push_back(name + ": must not contain control characters, it is sent as a header");
  } else if (!text.empty() && (is_white_space(text.front()) || is_white_space(text.back()))) {
    // RFC 9110, section 5.5: no part of the value to whoever reads it.
    problems.push_back(name + ": must not begin or end with white space, it is sent as a header");
  } else {
    parts.headers.emplace_back(std::string(argument.wire_name.view()), std::move(text));
  }
}

/// True when percent-encoded `text` holds an encoded control character.
bool has_control_character(std::string_view text) {
  const std::string decoded = percent_decoded(text);
  return !http::is_field_value(decoded) || decoded.find('\t') != std::string::npos;
}

/// RFC 6265, section 4.1.1; commas stand between the parts of a value (OpenAPI 3.2.0, "Style
/// Examples").
bool is_plain_cookie(const Pairs::Pair& pair) {
  const auto is_plain = [](char c) {
    return c > ' ' && c < '\x7F' && c != '"' && c != ';' && c != '\\';
  };
  return std::all_of(pair.name.begin(), pair.name.end(), is_plain) &&
         pair.name.find('=') == std::string::npos &&
         std::all_of(pair.value.begin(), pair.value.end(), is_plain);
}

/// `name`: what the caller calls the argument, between backticks.
void add_cookie(const Argument& argument, const std::string& name, const json::Value& value,
                RequestParts& parts, Problems& problems) {
  Pairs pairs(max_pairs_bytes);
  if (argument.style == Style::cookie) {
    append_pairs(pairs, argument, value, Escape::none);
    if (!std::all_of(pairs.begin(), pairs.end(), is_plain_cookie)) {
      problems.push_back(name +
                         ": must not contain spaces, quotes, `;`, `\\` or characters beyond ASCII; "
                         "it is sent as a cookie just as it is given");
      return;
    }
    return append_pairs(parts.cookies, argument, value, Escape::none);
  }
  append_pairs(pairs, argument, value, Escape::unreserved);
  if (has_control_character(pairs.joined(""))) {
    problems.push_back(name + ": must not contain control characters, it is sent as a cookie");
    return;
  }
  append_pairs(parts.cookies, argument, value, Escape::unreserved);
}

void append_query(std::string& query, std::string_view more) {
  if (more.empty()) return;
  if (!query.empty()) query += '&';
  query += more;
}

/// A `querystring` parameter is the whole query (OpenAPI 3.2, Parameter Object).
void add_query_string(const Argument& argument, const json::Value& value, const XmlText& xml_text,
                      RequestParts& parts, std::string& whole) {
  if (value.is_null()) return;
  if (!value.is_object() ||
      !argument.media_type.view().starts_with("application/x-www-form-urlencoded")) {
    return append_query(whole, expand(argument, value, Escape::unreserved));
  }
  for (const json::Member& member : value.members()) {
    append_form_pairs(parts.query, member.key, member.value,
                      encoding_of(argument.properties, member.key), xml_text);
  }
}

std::string_view base_url(const Tool& tool, const Settings& settings) {
  if (tool.upstream >= settings.base_urls.size()) return {};
  const std::string_view url = settings.base_urls[tool.upstream];
  return url.substr(0, url.find('#'));
}

/// Why there is no base URL for `tool`.
std::string no_base_url(const Server& server, const Tool& tool) {
  const Upstream* upstream =
      tool.upstream < server.upstreams.size() ? &server.upstreams[tool.upstream] : nullptr;
  const bool is_relative =
      upstream == nullptr ||
      (upstream->url.view().find("://") == std::string_view::npos && upstream->variables.empty());
  const auto is_open = [](const UpstreamVariable& variable) { return !variable.has_default; };
  const bool has_open = upstream != nullptr && std::any_of(upstream->variables.begin(),
                                                           upstream->variables.end(), is_open);
  if ((tool.upstream == 0 && !has_open) || is_relative) {
    return "the base URL of the upstream API is not known: start this server with "
           "`--base-url URL` or set " +
           ticked(server.base_url_variable) + " in its environment";
  }
  if (upstream->variables.empty()) {
    return "the document gives the URL " + ticked(upstream->url) + " for " + ticked(tool.name) +
           ", at which there is nothing: the server has to be generated again with another one";
  }
  std::string variables;
  for (const UpstreamVariable& variable : upstream->variables) {
    if (has_open && !is_open(variable)) continue;
    variables += (variables.empty() ? "" : " and ") + ticked(variable.variable);
  }
  return "the URL " + ticked(upstream->url) + " of the upstream API is not complete: set " +
         variables + " in the environment of this server";
}

/// `base`, whose query is in `parts` already, with the path and the queries.
std::string join_url(std::string_view base, std::string_view path, const RequestParts& parts) {
  std::string_view prefix = base.substr(0, base.find('?'));
  while (prefix.ends_with('/')) prefix.remove_suffix(1);
  std::string query = parts.leading_query;
  append_query(query, parts.query.joined("&"));
  std::string url(prefix);
  url += path;
  if (!query.empty()) url.append("?").append(query);
  return url;
}

}  // namespace

std::variant<HttpRequest, ToolResult> build_request(const Server& server, const Tool& tool,
                                                    const json::Value* arguments,
                                                    const Settings& settings,
                                                    const Credentials& credentials,
                                                    const schema::Names& names) {
  static const auto nothing = json::Document::parse("{}");
  if (arguments == nullptr) arguments = &std::get<json::Document>(nothing).root();
  if (!arguments->is_object()) {
    return invalid_arguments(tool, {"the arguments must be a JSON object"});
  }

  CheckedArguments checked = check_arguments(server, tool, *arguments, settings.files,
                                             settings.takes_result_argument, names);
  Problems problems = std::move(checked.problems);
  if (const json::Value* wanted = arguments->find(result_argument);
      wanted != nullptr && result_options(tool, nullptr, settings).takes_request) {
    read_result_request(*wanted, problems);
  }
  if (checked.mended) arguments = &checked.mended->root();
  const json::Index index(*arguments);
  const Values given = [&](std::string_view name) -> const json::Value* {
    const json::Value* value = index.find(name);
    return value == nullptr || value->is_null() ? nullptr : value;
  };
  const Target target = build_path(tool, given, names, problems);
  Body body = build_body(
      server, tool, [&](std::string_view name) { return index.find(name); }, settings.files, names,
      problems);

  RequestParts parts;
  std::string whole;
  const auto name_of = [&](const Argument& argument) {
    return ticked(names.shown({}, argument.name));
  };
  for (const Argument& argument : tool.arguments) {
    const json::Value* value = index.find(argument.name);
    if (value == nullptr) continue;
    const schema::Path root;
    refuse_lone_surrogates(*value, {&root, argument.name.view()}, names, is_sent_as_json(argument),
                           problems);
    const Escape escape = argument.allow_reserved ? Escape::reserved_in_query : Escape::unreserved;
    switch (argument.location) {
      case Location::path:
        break;
      case Location::query:
        append_pairs(parts.query, argument, *value, escape);
        break;
      case Location::header:
        add_header(argument, name_of(argument), *value, parts, problems);
        break;
      case Location::cookie:
        add_cookie(argument, name_of(argument), *value, parts, problems);
        break;
      case Location::querystring:
        add_query_string(argument, *value,
                         xml_text_of(names.shown({}, argument.name), server.definitions, problems),
                         parts, whole);
        break;
    }
  }
  if (parts.query.is_too_long()) problems.push_back("the query would be too long");
  if (parts.cookies.is_too_long()) problems.push_back("the cookies would be too long");
  if (!checked.more.empty()) problems.push_back(checked.more);
  if (!problems.empty()) return invalid_arguments(tool, problems);

  const std::string_view base = base_url(tool, settings);
  if (base.empty()) return error_result(no_base_url(server, tool));
  const std::size_t mark = base.find('?');
  if (mark != std::string_view::npos) append_query(parts.leading_query, base.substr(mark + 1));
  append_query(parts.leading_query, target.query);
  append_query(parts.leading_query, whole);
  if (const auto fault = add_credentials(server, tool, credentials, parts)) {
    return error_result(*fault);
  }

  HttpRequest request;
  request.method = tool.method.view();
  request.url = join_url(base, target.path, parts);
  if (!tool.accept.empty()) request.headers.emplace_back("Accept", tool.accept.view());
  if (!body.content_type.empty()) request.headers.emplace_back("Content-Type", body.content_type);
  for (auto& header : parts.headers) request.headers.push_back(std::move(header));
  if (!parts.cookies.empty()) request.headers.emplace_back("Cookie", parts.cookies.joined("; "));
  request.body = std::move(body.bytes);
  return request;
}

}  // namespace mcp::invoke
