#include "driver/image/publish.h"

#include <cstdlib>
#include <ostream>
#include <stdexcept>

#include "support/count.h"

namespace mcpcc::driver {

std::optional<image::Reference> read_reference(const std::string& text, Diagnostics& diagnostics) {
  auto parsed = image::parse_reference(text);
  if (const auto* problem = std::get_if<std::string>(&parsed)) {
    diagnostics.report(rules::image_name_invalid, *problem,
                       {"a name is REGISTRY/REPOSITORY:TAG, such as "
                        "registry.example.com/team/petstore:1.2.0"});
    return std::nullopt;
  }
  return std::get<image::Reference>(std::move(parsed));
}

int publish(const image::Layout& layout, const image::Reference& reference, bool plain_http,
            const MessageOptions& options, Environment& environment, Diagnostics& diagnostics) {
  const image::Variables variables = [](const char* name) { return std::getenv(name); };
  auto login = image::find_login(reference, variables);
  if (const auto* problem = std::get_if<std::string>(&login)) {
    diagnostics.report(rules::image_login_invalid, *problem,
                       {"log in again with `docker login` or `podman login`"});
    return input_error;
  }
  const auto report = [&](const image::PushFailure& failure) {
    diagnostics.report(failure.is_refusal ? rules::image_push_refused : rules::image_push_failed,
                       failure.message, failure.hints);
    return failure.is_refusal ? input_error : fault;
  };
  std::optional<image::HttpClient> client;
  try {
    client.emplace(variables);
  } catch (const std::runtime_error& error) {
    return report({true, error.what(), {}});
  }
  image::Session session(*client, reference,
                         {plain_http, std::get<std::optional<image::Login>>(std::move(login))});
  if (const auto failure = session.open()) return report(*failure);
  const auto pushed =
      image::push(session, layout, reference.tag.empty() ? "latest" : reference.tag);
  if (const auto* failure = std::get_if<image::PushFailure>(&pushed)) return report(*failure);
  const auto& done = std::get<image::Pushed>(pushed);
  if (!options.quiet) {
    environment.out << "pushed " << reference.full() << '@' << done.digest << ", "
                    << counted(done.blobs, "blob") << " sent, " << done.present << " there before";
    if (done.referrers_by_tag) environment.out << ", referrers listed by tag";
    environment.out << '\n';
  }
  return success;
}

int report_write(const image::WriteFailure& failure, Diagnostics& diagnostics) {
  if (failure.message.empty()) return success;
  if (failure.is_not_ours) {
    diagnostics.report(rules::output_not_ours, failure.message,
                       {"name another place with -o, or remove what stands there"});
    return tree_differs;
  }
  diagnostics.report(
      rules::output_unwritable, failure.message,
      {"nothing was written; see that the folder can be written and the disk has room"});
  return fault;
}

std::string megabytes(std::size_t bytes) {
  const std::size_t tenths = (bytes + 50'000) / 100'000;
  return std::to_string(tenths / 10) + '.' + std::to_string(tenths % 10) + " MB";
}

}  // namespace mcpcc::driver
