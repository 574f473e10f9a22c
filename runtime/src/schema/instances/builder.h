// Builds drafts from compiled schemas. Internal to this folder.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "schema/instances/draft.h"
#include "schema/instances/random.h"
#include "schema/instances/text_sample.h"
#include "schema/program.h"

namespace mcp::schema {

class Builder {
 public:
  Builder(const Program& program, Random& random) : program_(program), random_(random) {}

  /// A value that all of `schemas` are likely to accept; whether they do is for the validator to
  /// say.
  Draft build(const std::vector<const Node*>& schemas);

  std::string text_of(std::string_view pattern, std::size_t more) {
    return sampler_.sample(pattern, random_, more);
  }

  /// Called before each attempt: later ones try harder to meet what is rare.
  void begin(std::size_t attempt) {
    attempt_ = attempt;
    values_ = 0;
  }

 private:
  void collect(const Node& schema, std::vector<const Node*>& out, std::size_t depth);
  std::optional<Draft> constant(const std::vector<const Node*>& schemas);
  Draft number(const std::vector<const Node*>& schemas, bool is_integer);
  std::string string(const std::vector<const Node*>& schemas);
  Draft array(const std::vector<const Node*>& schemas);
  Draft object(const std::vector<const Node*>& schemas);
  void add_member(Draft& object, const std::vector<const Node*>& schemas, const std::string& name);
  std::vector<const Node*> schemas_of(const std::vector<const Node*>& schemas,
                                      std::string_view name) const;
  std::string new_name(const std::vector<const Node*>& schemas);

  const Program& program_;
  Random& random_;
  TextSampler sampler_;
  std::size_t attempt_ = 0;
  std::size_t depth_ = 0;
  std::size_t values_ = 0;
};

/// A text of a format; empty: not one of those known.
std::string_view sample_of_format(std::string_view format, std::size_t choice);

}  // namespace mcp::schema
