#include "forward.h"

#include <algorithm>
#include <map>
#include <optional>
#include <variant>

#include "json/write.h"

namespace oracle {

using mcp::json::Document;
using mcp::json::Member;
using mcp::json::Value;

namespace {

std::string literal(std::string_view text) {
  std::string out;
  mcp::json::append_string(out, text);
  return out;
}

std::string unescaped(std::string_view token) {
  std::string out;
  for (std::size_t i = 0; i < token.size(); ++i) {
    const bool is_escape = token[i] == '~' && i + 1 < token.size();
    out += !is_escape ? token[i] : token[++i] == '1' ? '/' : '~';
  }
  return out;
}

bool is_true(const Value* value) {
  return value != nullptr && value->is_boolean() && value->boolean();
}

bool is_false(const Value* value) {
  return value != nullptr && value->is_boolean() && !value->boolean();
}

// Values of `enum` and descriptions are no schemas, but hold no objects with `nullable` either.
void append_without_nullable(std::string& out, const Value& value) {
  if (value.is_array()) {
    out += '[';
    for (const Value& item : value.items()) {
      if (&item != &value.items().front()) out += ',';
      append_without_nullable(out, item);
    }
    out += ']';
    return;
  }
  if (!value.is_object()) {
    out += value.raw();
    return;
  }
  const bool is_nullable = is_true(value.find("nullable"));
  out += '{';
  bool first = true;
  for (const Member& member : value.members()) {
    if (is_nullable && member.key == "nullable") continue;
    if (!first) out += ',';
    first = false;
    out += literal(member.key) + ':';
    if (is_nullable && member.key == "type") {
      out.append("[").append(member.value.raw()).append(R"(,"null"])");
    } else if (is_nullable && member.key == "enum") {
      out.append(member.value.raw());
      out.back() = ',';
      out += "null]";
    } else {
      append_without_nullable(out, member.value);
    }
  }
  out += '}';
}

}  // namespace

std::string without_nullable(std::string_view schema) {
  const auto parsed = Document::parse(std::string(schema));
  std::string out;
  append_without_nullable(out, std::get<Document>(parsed).root());
  return out;
}

struct Forward::Step {
  std::map<std::string, std::unique_ptr<Step>, std::less<>> members;  // by the client's name
  std::unique_ptr<Step> any;
  std::optional<std::string> name;  // in the document
  bool null_is_absent = false;
  bool is_json_text = false;
  bool is_prefixed_json_text = false;
};

Forward::Forward(const Value* listing, const mcp::List<mcp::Rewrite>& rewrites)
    : listing_(listing), root_(std::make_unique<Step>()) {
  for (const mcp::Rewrite& rewrite : rewrites) {
    Step* step = root_.get();
    std::string_view rest = rewrite.pointer;
    while (!rest.empty()) {
      rest.remove_prefix(1);
      const std::string_view token = rest.substr(0, rest.find('/'));
      rest.remove_prefix(token.size());
      auto& next = token == "*" ? step->any : step->members[unescaped(token)];
      if (next == nullptr) next = std::make_unique<Step>();
      step = next.get();
    }
    if (rewrite.kind == mcp::RewriteKind::rename) {
      step->name.emplace(std::string_view(rewrite.name));
    }
    if (rewrite.kind == mcp::RewriteKind::null_is_absent) step->null_is_absent = true;
    if (rewrite.kind == mcp::RewriteKind::json_text) step->is_json_text = true;
    if (rewrite.kind == mcp::RewriteKind::prefixed_json_text) step->is_prefixed_json_text = true;
  }
}

Forward::~Forward() = default;

const mcp::schema::Schema& Forward::compiled(const Value& schema) {
  auto& known = compiled_[schema.raw().data()];
  if (known == nullptr) known = mcp::schema::Schema::compile(schema.raw());
  return *known;
}

Forward::Sent Forward::send(const Value& arguments) {
  return value(arguments, listing_, root_.get());
}

Forward::Sent Forward::value(const Value& value, const Value* schema, const Step* step) {
  const auto json_text = [&](std::string text) {
    mcp::json::append_compact(text, value.raw());
    return Sent{literal(text)};
  };
  if (step != nullptr && step->is_json_text) return json_text("");
  const bool may_be_json_text = step != nullptr && step->is_prefixed_json_text;
  if (may_be_json_text &&
      (value.is_null() || (value.is_string() && value.string().starts_with("json:")))) {
    return json_text("json:");
  }
  const Value* alternatives = schema == nullptr ? nullptr : schema->find("anyOf");
  const bool is_structure = value.is_object() || value.is_array();
  if (is_structure && alternatives != nullptr && alternatives->is_array()) {
    std::optional<Sent> first;
    bool is_sendable = true;
    for (const Value& alternative : alternatives->items()) {
      Sent sent =
          value.is_object() ? object(value, &alternative, step) : array(value, &alternative, step);
      const auto parsed = Document::parse(sent.json);
      const bool is_accepted = compiled(alternative).accepts(std::get<Document>(parsed).root());
      if (is_accepted && sent.is_sendable) return sent;
      is_sendable = is_sendable && sent.is_sendable;
      if (!first || is_accepted) first = std::move(sent);
    }
    if (may_be_json_text) return json_text("json:");
    return {std::move(first->json), is_sendable};
  }
  if (value.is_object()) return object(value, schema, step);
  if (value.is_array()) return array(value, schema, step);
  if (may_be_json_text && schema != nullptr && !compiled(*schema).accepts(value)) {
    return json_text("json:");
  }
  return {std::string(value.raw())};
}

Forward::Sent Forward::object(const Value& value, const Value* schema, const Step* step) {
  const Value* alternatives = schema == nullptr ? nullptr : schema->find("anyOf");
  if (alternatives != nullptr) return this->value(value, schema, step);
  const Value* properties = schema == nullptr ? nullptr : schema->find("properties");
  const bool is_closed = schema != nullptr && is_false(schema->find("additionalProperties"));
  Sent sent{"{"};
  std::vector<std::string> written;
  const auto add = [&](std::string_view key, std::string_view text) {
    if (!written.empty()) sent.json += ',';
    sent.json += literal(key) + ':';
    sent.json += text;
    written.emplace_back(key);
  };
  for (const Member& member : value.members()) {
    std::string name(member.key);
    const Step* below = nullptr;
    if (step != nullptr) {
      for (const auto& [client, next] : step->members) {
        if (next->name == member.key) name = client;
      }
      const auto found = step->members.find(name);
      below = found != step->members.end() ? found->second.get() : step->any.get();
    }
    const Value* property = properties == nullptr ? nullptr : properties->find(name);
    if (is_closed && property == nullptr) {
      sent.is_sendable = false;
      continue;
    }
    if (property == nullptr && schema != nullptr) property = schema->find("additionalProperties");
    Sent one = this->value(member.value, property, below);
    sent.is_sendable = sent.is_sendable && one.is_sendable;
    add(name, one.json);
  }
  if (is_closed && properties != nullptr) {
    for (const Member& property : properties->members()) {
      if (std::find(written.begin(), written.end(), property.key) != written.end()) continue;
      const auto found =
          step == nullptr ? decltype(step->members.end()){} : step->members.find(property.key);
      const bool may_be_null =
          step != nullptr && found != step->members.end() && found->second->null_is_absent;
      if (may_be_null) {
        add(property.key, "null");
      } else {
        sent.is_sendable = false;
      }
    }
  }
  sent.json += '}';
  return sent;
}

Forward::Sent Forward::array(const Value& value, const Value* schema, const Step* step) {
  const Value* alternatives = schema == nullptr ? nullptr : schema->find("anyOf");
  if (alternatives != nullptr) return this->value(value, schema, step);
  const Value* items = schema == nullptr ? nullptr : schema->find("items");
  Sent sent{"["};
  for (const Value& item : value.items()) {
    if (&item != &value.items().front()) sent.json += ',';
    Sent one = this->value(item, items, step == nullptr ? nullptr : step->any.get());
    sent.is_sendable = sent.is_sendable && one.is_sendable;
    sent.json += one.json;
  }
  sent.json += ']';
  return sent;
}

}  // namespace oracle
