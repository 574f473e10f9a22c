#include "invoke/body.h"

#include <algorithm>
#include <string_view>

#include "invoke/arguments.h"
#include "invoke/serialize.h"
#include "json/write.h"

namespace mcp::invoke {
namespace {

constexpr std::size_t max_form_bytes = 64 * 1024 * 1024;

const MediaType* choose(const Tool& tool, const Values& values, Problems& problems) {
  const json::Value* chosen = values(content_type_argument);
  if (tool.body.size() < 2 || chosen == nullptr) return tool.body.begin();
  const auto found = std::find_if(tool.body.begin(), tool.body.end(), [&](const MediaType& type) {
    return chosen->is_string() && type.name.view() == chosen->string();
  });
  if (found != tool.body.end()) return found;
  problems.push_back("`content_type`: the body cannot be sent as this media type");
  return nullptr;
}

std::string form(const MediaType& type, const json::Value& value, Problems& problems) {
  if (!value.is_object()) {
    problems.push_back("`body`: must be an object, it is sent as a form");
    return {};
  }
  Pairs pairs(max_form_bytes);
  for (const json::Member& member : value.members()) {
    const auto* const encoding =
        std::find_if(type.properties.begin(), type.properties.end(),
                     [&](const PropertyEncoding& e) { return e.name.view() == member.key; });
    append_form_pairs(pairs, member.key, member.value,
                      encoding == type.properties.end() ? nullptr : encoding);
  }
  if (pairs.is_too_long()) problems.push_back("`body`: too long for a form");
  return pairs.joined("&");
}

}  // namespace

Body build_body(const Tool& tool, const Values& values, Problems& problems) {
  if (tool.body.empty()) return {};
  const bool conforms = problems.empty();
  const json::Value* value = values(body_argument);
  if (value == nullptr) {
    if (tool.body_required && conforms) problems.push_back("`body`: missing, and required");
    return {};
  }
  const MediaType* type = choose(tool, values, problems);
  if (type == nullptr) return {};
  Body body{std::string(type->name.view()), {}};
  switch (type->encoding) {
    case BodyEncoding::json:
      json::append_compact(body.bytes, value->raw());
      break;
    case BodyEncoding::text:
    case BodyEncoding::octet_stream:
      body.bytes = plain_text(*value);
      break;
    case BodyEncoding::form:
      body.bytes = form(*type, *value, problems);
      break;
    case BodyEncoding::multipart:
    case BodyEncoding::xml:
    case BodyEncoding::ndjson:
      problems.push_back("`body`: sending " + body.content_type + " is not supported");
      break;
  }
  return body;
}

}  // namespace mcp::invoke
