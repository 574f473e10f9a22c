// <mcp/schema.h> on the validator.
#include <mcp/schema.h>

#include <utility>
#include <variant>

#include "schema/validator.h"

namespace mcp::schema {

namespace {
using Parsed = std::variant<json::Document, json::Error>;
}  // namespace

struct Instance::State {
  Parsed parsed;
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

  std::vector<Violation> validate(const Parsed& parsed) const {
    if (const auto* document = std::get_if<json::Document>(&parsed)) {
      return schema->validate(document->root(), max_violations);
    }
    const auto& error = std::get<json::Error>(parsed);
    return {
        {"", "#", "", "not JSON, at byte " + std::to_string(error.offset) + ": " + error.message}};
  }

  bool accepts(const Parsed& parsed) const {
    const auto* document = std::get_if<json::Document>(&parsed);
    return document != nullptr && schema->accepts(document->root());
  }
};

Validator::Validator(std::string_view schema, const ValidatorOptions& options)
    : state_(std::make_shared<const State>(
          State{Schema::compile(schema, {{}, options.documents, options.assert_formats}),
                options.max_violations})) {}

std::vector<Violation> Validator::validate(std::string_view json) const {
  return state_->validate(json::Document::parse_borrowed(json));
}

std::vector<Violation> Validator::validate(const Instance& instance) const {
  return state_->validate(instance.state_->parsed);
}

bool Validator::accepts(std::string_view json) const {
  return state_->accepts(json::Document::parse_borrowed(json));
}

bool Validator::accepts(const Instance& instance) const {
  return state_->accepts(instance.state_->parsed);
}

std::vector<Problem> Validator::problems() const { return state_->schema->problems(); }

}  // namespace mcp::schema
