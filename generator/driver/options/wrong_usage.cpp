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

// Groups of options are commands without a name.
std::vector<const CLI::App*> below(const CLI::App* app, bool are_groups) {
  return app->get_subcommands(
      [=](const CLI::App* one) { return one->get_name().empty() == are_groups; });
}

void add_options(std::vector<std::string>& names, const CLI::App* app) {
  for (const CLI::Option* option : app->get_options()) {
    for (const auto& name : option->get_lnames()) names.push_back("--" + name);
  }
  for (const CLI::App* group : below(app, true)) add_options(names, group);
}

std::string describe(const CLI::App* app, const CLI::Error& error) {
  const auto left = app->remaining(true);
  const CLI::App* command = innermost(app);
  // What nobody knows comes first: it may be what is missing. Some come with a value: `--outptu=x`.
  const auto option = std::find_if(left.begin(), left.end(), [](const auto& word) {
    return word.size() > 2 && word.starts_with("--");
  });
  const auto commands = below(command, false);
  if (!commands.empty() && !left.empty() && !left.front().starts_with("-")) {
    std::vector<std::string> names;
    for (const CLI::App* known : commands) names.push_back(known->get_name());
    return with_suggestion("there is no command " + in_quotes(left.front()), left.front(), names);
  }
  if (option != left.end()) {
    const std::string name = option->substr(0, option->find('='));
    std::vector<std::string> names;
    add_options(names, command);
    return with_suggestion("there is no option " + in_quotes(name), name, names);
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
