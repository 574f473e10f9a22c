// Features: what is added is checked here, so that the protocol never meets a malformed feature.
#include <set>
#include <stdexcept>

#include "auth/scopes.h"
#include "features/state.h"
#include "http/message.h"

namespace mcp {
namespace {

constexpr std::string_view header_keyword = "x-mcp-header";
constexpr int max_header_depth = 32;

[[noreturn]] void refuse(std::string_view what, std::string_view why) {
  throw std::invalid_argument("`" + std::string(what) + "`: " + std::string(why));
}

/// MCP 2026-07-28, `server/tools`, with the length that clients hold out for.
void check_name(std::string_view name) {
  constexpr std::string_view allowed =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-";
  if (name.empty() || name.size() > 64 || name.find_first_not_of(allowed) != name.npos) {
    refuse(name, "a name has 1 to 64 of the characters A-Z a-z 0-9 _ . -");
  }
}

/// Parses a JSON text of the user and checks that it is of `kind`.
json::Document parse(std::string_view where, std::string_view member, const std::string& text,
                     json::Kind kind) {
  auto parsed = json::Document::parse(text);
  auto* document = std::get_if<json::Document>(&parsed);
  if (document == nullptr || document->root().kind() != kind) {
    refuse(where, std::string(member) + (kind == json::Kind::array ? " must be a JSON array"
                                                                   : " must be a JSON object"));
  }
  return std::move(*document);
}

void check_optional(std::string_view where, std::string_view member, const std::string& text,
                    json::Kind kind) {
  if (!text.empty()) parse(where, member, text, kind);
}

bool has_type(const json::Value& schema, std::string_view type) {
  const json::Value* found = schema.find("type");
  return found != nullptr && found->is_string() && found->string() == type;
}

/// Collects the `x-mcp-header` keywords, which stand below `properties` only. MCP 2026-07-28,
/// `basic/transports/streamable-http`: a violation makes clients drop the tool.
class HeaderParameters {
 public:
  HeaderParameters(std::string_view tool, std::vector<HeaderParameter>& out)
      : tool_(tool), out_(out) {}

  void collect(const json::Value& schema, int depth) {
    const json::Value* properties = schema.find("properties");
    if (properties == nullptr || !properties->is_object() || depth == max_header_depth) return;
    for (const json::Member& property : properties->members()) {
      path_.emplace_back(property.key);
      if (const json::Value* header = property.value.find(header_keyword)) {
        add(property.value, *header);
      }
      collect(property.value, depth + 1);
      path_.pop_back();
    }
  }

 private:
  void add(const json::Value& schema, const json::Value& header) {
    if (!header.is_string() || !http::is_token(header.string())) {
      refuse(tool_, "x-mcp-header must be the name of a header field");
    }
    if (!has_type(schema, "string") && !has_type(schema, "integer") &&
        !has_type(schema, "boolean")) {
      refuse(tool_, "x-mcp-header needs a property of type string, integer or boolean");
    }
    for (const HeaderParameter& other : out_) {
      if (http::equals_ignoring_case(other.name, header.string())) {
        refuse(tool_, "two properties have the same x-mcp-header");
      }
    }
    out_.push_back({path_, std::string(header.string())});
  }

  std::string_view tool_;
  std::vector<HeaderParameter>& out_;
  std::vector<std::string> path_;
};

}  // namespace

std::string completion_key(std::string_view kind, std::string_view reference,
                           std::string_view argument) {
  // None of the three can hold a line feed and be found: names have none, URIs neither.
  return std::string(kind) + '\n' + std::string(reference) + '\n' + std::string(argument);
}

Features::Features() : state_(std::make_unique<State>()) {}
Features::~Features() = default;

void Features::add_tool_handler(ToolInfo info, Handler handler) {
  check_name(info.name);
  const json::Document input =
      parse(info.name, "input_schema", info.input_schema, json::Kind::object);
  if (!has_type(input.root(), "object")) {
    refuse(info.name, "the root of input_schema must have type: object");
  }
  check_optional(info.name, "icons", info.icons, json::Kind::array);
  check_optional(info.name, "meta", info.meta, json::Kind::object);
  for (const std::string& scope : info.scopes) {
    if (!auth::is_scope(scope)) refuse(info.name, "`" + scope + "` is no scope");
  }
  ToolFeature feature;
  HeaderParameters(info.name, feature.headers).collect(input.root(), 0);
  feature.input = schema::Schema::compile(info.input_schema, {});
  if (!info.output_schema.empty()) {
    const json::Document output =
        parse(info.name, "output_schema", info.output_schema, json::Kind::object);
    feature.output = schema::Schema::compile(info.output_schema, {});
    feature.output_is_object = has_type(output.root(), "object");
  }
  feature.info = std::move(info);
  feature.handler = std::move(handler);
  state_->tools.add(std::move(feature));
  state_->tell(Change::Kind::tools);
}

void Features::add_resource_handler(ResourceInfo info, Handler handler) {
  if (info.uri.find(':') == std::string::npos) refuse(info.uri, "a resource needs an absolute URI");
  if (info.name.empty()) refuse(info.uri, "a resource needs a name");
  check_optional(info.uri, "icons", info.icons, json::Kind::array);
  state_->resources.add({std::move(info), std::move(handler)});
  state_->tell(Change::Kind::resources);
}

void Features::add_template_handler(ResourceTemplateInfo info, Handler handler) {
  if (info.name.empty()) refuse(info.uri_template, "a resource template needs a name");
  check_optional(info.uri_template, "icons", info.icons, json::Kind::array);
  UriTemplate pattern(info.uri_template);
  state_->templates.add({std::move(info), std::move(pattern), std::move(handler)});
  state_->tell(Change::Kind::resources);
}

void Features::add_prompt_handler(PromptInfo info, Handler handler) {
  check_name(info.name);
  check_optional(info.name, "icons", info.icons, json::Kind::array);
  std::set<std::string_view> names;
  for (const PromptArgument& argument : info.arguments) {
    if (argument.name.empty() || !names.insert(argument.name).second) {
      refuse(info.name, "every argument of a prompt needs a name of its own");
    }
  }
  state_->prompts.add({std::move(info), std::move(handler)});
  state_->tell(Change::Kind::prompts);
}

void Features::add_completion_handler(std::string_view kind, std::string reference,
                                      std::string argument, Handler handler) {
  bool known = false;
  if (kind == "ref/prompt") {
    if (const auto prompt = state_->prompts.find(reference)) {
      for (const PromptArgument& declared : prompt->info.arguments) {
        known = known || declared.name == argument;
      }
    }
  } else if (const auto found = state_->templates.find(reference)) {
    known = found->pattern.has_variable(argument);
  }
  if (!known) refuse(reference, "it has no `" + argument + "` to complete");
  state_->completions.add({completion_key(kind, reference, argument), std::move(handler)});
}

bool Features::remove_tool(std::string_view name) {
  const bool removed = state_->tools.remove(name);
  if (removed) state_->tell(Change::Kind::tools);
  return removed;
}

bool Features::remove_resource(std::string_view uri) {
  const bool removed = state_->resources.remove(uri);
  if (removed) state_->tell(Change::Kind::resources);
  return removed;
}

bool Features::remove_prompt(std::string_view name) {
  const bool removed = state_->prompts.remove(name);
  if (removed) state_->tell(Change::Kind::prompts);
  return removed;
}

void Features::resource_updated(std::string_view uri) {
  state_->tell(Change::Kind::resource, std::string(uri));
}
void Features::tools_changed() { state_->tell(Change::Kind::tools); }
void Features::prompts_changed() { state_->tell(Change::Kind::prompts); }
void Features::resources_changed() { state_->tell(Change::Kind::resources); }

void Features::post(std::function<void()> task) {
  const std::lock_guard lock(state_->mutex);
  if (state_->poster) state_->poster(std::move(task));
}

void Features::set_page_size(std::size_t size) { state_->page_size = size; }

}  // namespace mcp
