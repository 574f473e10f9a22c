#include "driver/docs.h"

#include <memory>

#include "driver/options/options.h"

namespace mcpcc::driver {

void add_docs(CLI::App& app, Command& chosen) {
  auto options = std::make_shared<DocsOptions>();
  CLI::App* command = app.add_subcommand("docs", "Write a reference of the tools of a project");
  command->add_option("DIR", options->folder, "Folder of the project")->required();
  command
      ->add_option_function<std::vector<std::string>>(
          "--format",
          [options](const std::vector<std::string>& formats) {
            for (const auto& format : formats) {
              if (format == "html") options->as_html = true;
              if (format == "markdown") options->as_markdown = true;
              if (format == "json") options->as_json = true;
            }
          },
          "Format, or several with commas (repeatable)")
      ->type_name("FORMAT")
      ->allow_extra_args(false)
      ->delimiter(',')
      ->check(one_of({"html", "markdown", "json"}))
      ->default_str("html");
  command->add_option("-o,--output", options->output, "Folder to write to (default: DIR/docs)")
      ->type_name("FOLDER");
  command->add_flag("--force", options->force,
                    "Overwrite files of these names that mcpcc did not write");
  command->add_flag("--print", options->print, "Print it instead; one format");
  command
      ->add_option("--spec", options->spec,
                   "The document of the project, to say what of it is lost")
      ->type_name("SPEC");
  add_reading(*command, *options);
  add_messages(*command, *options);
  command->callback([&chosen, options] {
    const int formats = options->as_html + options->as_markdown + options->as_json;
    if (options->print && formats > 1) throw CLI::ValidationError("--print is for one format");
    if (options->print && !options->output.empty())
      throw CLI::ValidationError("--print and --output exclude each other");
    if (formats == 0) options->as_html = true;
    chosen = [options](Environment& environment) { return docs(*options, environment); };
  });
}

}  // namespace mcpcc::driver
