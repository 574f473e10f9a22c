#include "driver/options/options.h"

namespace mcpcc::driver {

namespace {

std::string check_rule(const std::string& id) {
  if (find_rule(id) != nullptr) return {};
  std::vector<std::string_view> candidates;
  for (const Rule* rule : all_rules()) candidates.push_back(rule->id);
  const std::string near = did_you_mean(id, candidates);
  return "there is no rule `" + id + "`" + (near.empty() ? "" : "; did you mean `" + near + "`?");
}

std::string check_lowered_rule(const std::string& id) {
  const Rule* rule = find_rule(id);
  if (rule == nullptr || !is_fatal(*rule)) return check_rule(id);
  return "`" + id + "` stays an error: nothing can be read after it";
}

void add_severity(CLI::App& command, const std::string& name, const std::string& description,
                  Severity severity, MessageOptions& options) {
  command
      .add_option_function<std::vector<std::string>>(
          name,
          [&options, severity](const std::vector<std::string>& rules) {
            // Of one rule in both lists the error stands.
            for (const auto& rule : rules) {
              if (severity == Severity::error) {
                options.severities.overrides[rule] = severity;
              } else {
                options.severities.overrides.try_emplace(rule, severity);
              }
            }
          },
          description)
      ->type_name("RULE")
      ->allow_extra_args(false)  // what follows is no rule
      ->check(severity == Severity::error ? check_rule : check_lowered_rule);
}

}  // namespace

void add_messages(CLI::App& command, MessageOptions& options) {
  command
      .add_option_function<std::string>(
          "--diagnostics",
          [&options](const std::string& format) {
            if (format == "json") options.diagnostics = DiagnosticsFormat::json;
          },
          "How diagnostics are printed")
      ->check(one_of({"text", "json"}))
      ->default_str("text");
  command.add_flag("--strict", options.severities.strict, "Every warning is an error");
  add_severity(command, "--error", "Make RULE an error (repeatable)", Severity::error, options);
  add_severity(command, "--warn", "Make RULE a warning (repeatable)", Severity::warning, options);
  command.add_flag("-q,--quiet", options.quiet, "Print errors only");
  command.add_flag("-v,--verbose", options.verbose, "Print notes too");
  command
      .add_option_function<std::string>(
          "--color",
          [&options](const std::string& when) {
            options.color = when == "always"  ? Color::always
                            : when == "never" ? Color::never
                                              : Color::automatic;
          },
          "Colour in diagnostics")
      ->check(one_of({"auto", "always", "never"}))
      ->default_str("auto");
}

}  // namespace mcpcc::driver
