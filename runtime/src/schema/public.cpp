// <mcp/schema.h> on the validator.
#include <mcp/schema.h>

#include <utility>
#include <variant>

#include "schema/validator.h"

namespace mcp::schema {

struct Instance::State {
  std::variant<json::Document, json::Error> parsed;
};

Instance::Instance(std::string_view text)
    : state_(std::make_unique<const State>(State{json::Document::parse(std::string(text))})) {}
Instance::~Instance() = default;
Instance::Instance(Instance&&) noexcept = default;
Instance& Instance::operator=(Instance&&) noexcept = default;

bool Instance::is_json() const { return std::holds_alternative<json::Document>(state_->parsed); }

struct Validator::State {
  std::shared_ptr<const Schema> schema;
  std::size_t max_violations;
};

Validator::Validator(std::string_view schema, const ValidatorOptions& options)
    : state_(std::make_shared<const State>(
          State{Schema::compile(schema, {{}, options.documents, options.assert_formats}),
                options.max_violations})) {}

std::vector<Violation> Validator::validate(std::string_view json) const {
  return validate(Instance(json));
}

std::vector<Violation> Validator::validate(const Instance& instance) const {
  if (const auto* document = std::get_if<json::Document>(&instance.state_->parsed)) {
    return state_->schema->validate(document->root(), state_->max_violations);
  }
  const auto& error = std::get<json::Error>(instance.state_->parsed);
  return {
      {"", "#", "", "not JSON, at byte " + std::to_string(error.offset) + ": " + error.message}};
}

bool Validator::accepts(std::string_view json) const { return accepts(Instance(json)); }

bool Validator::accepts(const Instance& instance) const {
  const auto* document = std::get_if<json::Document>(&instance.state_->parsed);
  return document != nullptr && state_->schema->accepts(document->root());
}

std::vector<Problem> Validator::problems() const { return state_->schema->problems(); }

}  // namespace mcp::schema
