#include <filesystem>

#include "driver/image/image.h"
#include "driver/image/publish.h"
#include "driver/messages.h"
#include "image/read_layout.h"

namespace mcpcc::driver {

int push_image(const ImagePushOptions& options, Environment& environment) {
  Sources sources;
  Diagnostics diagnostics(options.severities);
  const auto end = [&](int status) {
    print_messages(diagnostics, sources, options, environment);
    return status;
  };
  const auto reference = read_reference(options.reference, diagnostics);
  if (!reference) return end(input_error);
  auto layout = image::read_layout(options.layout, reference->tag);
  if (std::holds_alternative<std::string>(layout)) layout = image::read_layout(options.layout, "");
  if (const auto* problem = std::get_if<std::string>(&layout)) {
    diagnostics.report(rules::image_layout_broken, *problem,
                       {"it is a folder that `mcpcc image build --format oci` wrote"});
    return end(input_error);
  }
  return end(publish(std::get<image::Layout>(layout), *reference, options.plain_http, options,
                     environment, diagnostics));
}

}  // namespace mcpcc::driver
