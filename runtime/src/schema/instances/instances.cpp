#include "schema/instances/instances.h"

#include <algorithm>
#include <utility>

#include "schema/instances/annotate.h"
#include "schema/instances/breaker.h"
#include "schema/instances/builder.h"

namespace mcp::schema {
namespace {

constexpr std::size_t max_attempts = 50;

}  // namespace

struct Instances::State {
  std::shared_ptr<const Schema> schema;
  const Program* program;  // nullptr: the schema is no JSON
  Random random;
  std::optional<Builder> builder{};

  std::optional<Draft> conforming_draft(std::string& text) {
    for (std::size_t attempt = 0; program != nullptr && attempt < max_attempts; ++attempt) {
      builder->begin(attempt);
      Draft draft = builder->build({&program->root()});
      text.clear();
      append(text, draft);
      const auto parsed = json::Document::parse(text);
      const auto* document = std::get_if<json::Document>(&parsed);
      if (document != nullptr && schema->accepts(document->root())) return draft;
    }
    return std::nullopt;
  }

  /// A change to `draft` that breaks one keyword, and nothing else.
  std::optional<Violating> broken(const Draft& draft, std::size_t attempts) {
    Breaker breaker(draft, *builder, random);
    for (std::size_t attempt = 0; attempt < attempts; ++attempt) {
      const auto change = breaker.change();
      if (!change) break;
      const auto parsed = json::Document::parse(change->json);
      const auto* document = std::get_if<json::Document>(&parsed);
      if (document == nullptr) continue;
      std::vector<Violation> violations = schema->validate(document->root(), 2);
      if (violations.size() != 1 || violations.front().keyword != change->keyword ||
          violations.front().instance_location != change->instance_location) {
        continue;
      }
      return Violating{change->json, std::move(violations.front())};
    }
    return std::nullopt;
  }
};

Instances::Instances(std::string_view schema, const Options& options, std::uint64_t seed)
    : state_(
          std::make_unique<State>(State{Schema::compile(schema, options), nullptr, Random(seed)})) {
  state_->program = dynamic_cast<const Program*>(state_->schema.get());
  if (state_->program != nullptr) state_->builder.emplace(*state_->program, state_->random);
}

Instances::~Instances() = default;

const Schema& Instances::schema() const { return *state_->schema; }

std::optional<std::string> Instances::conforming() {
  std::string text;
  if (state_->conforming_draft(text)) return text;
  return std::nullopt;
}

std::string Instances::likely() {
  std::string text = "null";
  if (state_->program == nullptr) return text;
  state_->builder->begin(0);
  text.clear();
  append(text, state_->builder->build({&state_->program->root()}));
  return text;
}

std::optional<Violating> Instances::violating() {
  std::string text;
  for (std::size_t attempt = 0; attempt < max_attempts; ++attempt) {
    // The same draft serves for some attempts: most changes break nothing or more than one thing.
    const auto draft = state_->conforming_draft(text);
    if (!draft) return std::nullopt;
    if (auto broken = state_->broken(*draft, 8)) return broken;
  }
  return std::nullopt;
}

std::optional<Violating> Instances::violating(const json::Value& instance) {
  if (state_->program == nullptr || !state_->schema->accepts(instance)) return std::nullopt;
  return state_->broken(annotate(*state_->program, instance), 8 * max_attempts);
}

}  // namespace mcp::schema
