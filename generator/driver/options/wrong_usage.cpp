#include <algorithm>

#include "driver/options/options.h"

namespace mcpcc::driver {

namespace {

// The subcommand that was chosen, and of it the one that was: `registry credential set`.
const CLI::App* innermost(const CLI::App* app) {
  for (auto chosen = app->get_subcommands(); !chosen.empty(); chosen = app->get_subcommands())
    app = chosen.front();
  return app;
}

std::string with_suggestion(std::string message, const std::string& word,
                            const std::vector<std::string>& known) {
  const std::string near = did_you_mean(word, {known.begin(), known.end()});
  if (!near.empty()) message += "; did you mean `" + near + "`?";
  return message;
}

std::string in_quotes(const std::string& text) {
  std::string out = "`";
  append_visible(out, text);
  return out + '`';
}

std::vector<std::string> options_of(const CLI::App* app) {
  std::vector<std::string> names;
  for (const CLI::Option* option : app->get_options()) {
    for (const auto& name : option->get_lnames()) names.push_back("--" + name);
  }
  return names;
}

std::string describe(const CLI::App* app, const CLI::Error& error) {
  const auto left = app->remaining(true);
  const CLI::App* command = innermost(app);
  // What nobody knows comes first: it may be what is missing. Some come with a value: `--outptu=x`.
  const auto option = std::find_if(left.begin(), left.end(),
                                   [](const auto& word) { return word.starts_with("--"); });
  const bool wants_command =
      !command->get_subcommands([](const CLI::App*) { return true; }).empty();
  if (wants_command && !left.empty() && !left.front().starts_with("-")) {
    std::vector<std::string> names;
    for (const CLI::App* known : command->get_subcommands([](const CLI::App*) { return true; }))
      names.push_back(known->get_name());
    return with_suggestion("there is no command " + in_quotes(left.front()), left.front(), names);
  }
  if (option != left.end()) {
    const std::string name = option->substr(0, option->find('='));
    return with_suggestion("there is no option " + in_quotes(name), name, options_of(command));
  }
  return error.what();
}

}  // namespace

CLI::Validator one_of(const std::vector<std::string>& values) {
  std::string list;
  for (const auto& value : values) list.append(list.empty() ? "" : ",").append(value);
  return {[values, list](const std::string& value) {
            if (std::find(values.begin(), values.end(), value) != values.end())
              return std::string();
            return with_suggestion(in_quotes(value) + " is none of " + list, value, values);
          },
          "{" + list + "}"};
}

std::string wrong_usage(const CLI::App* app, const CLI::Error& error) {
  return describe(app, error) + "\nRun with --help for more information.\n";
}

}  // namespace mcpcc::driver
