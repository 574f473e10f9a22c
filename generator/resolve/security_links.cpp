#include "resolve/security_links.h"

#include <algorithm>
#include <map>
#include <set>

#include "openapi/parse.h"
#include "openapi/reader.h"
#include "resolve/kind.h"

namespace mcpcc::resolve {

namespace {

class Links {
 public:
  Links(openapi::Document& document, Follower& follower, Diagnostics& diagnostics)
      : document_(document), follower_(follower), diagnostics_(diagnostics) {
    for (const auto& [name, scheme] : document.security_schemes) names_.insert(name.value);
    components_ = names_;
  }

  void link(std::vector<openapi::SecurityRequirement>& requirements, const std::string& pointer) {
    for (auto& requirement : requirements) {
      for (auto& entry : requirement) link(entry, pointer + "/security");
    }
  }

 private:
  void link(openapi::SecurityRequirementEntry& entry, const std::string& pointer) {
    const std::string& uri = entry.scheme.value;
    if (entry.is_unreadable || components_.contains(uri) ||
        uri.find_first_of("#/:.") == std::string::npos) {
      return;
    }
    if (auto name = name_of(uri, entry.scheme.at, pointer)) {
      entry.scheme.value = std::move(*name);
    } else {
      entry.is_unresolved = true;
    }
  }

  // nullopt: no scheme stands there, which is reported.
  std::optional<std::string> name_of(const std::string& uri, Span at, const std::string& pointer) {
    const Place* target = follower_.follow_all(uri, at, pointer);
    if (target == nullptr) return std::nullopt;
    const auto other =
        other_kind(*target, follower_.root(*target), Kind::security_scheme, document_.version);
    if (other) {
      diagnostics_.report(rules::ref_wrong_kind, at, pointer,
                          "expected a security scheme, found " + std::string(other->text));
      follower_.refuse(at);
      return std::nullopt;
    }
    const Span place = openapi::Reader::opening(*target->node);
    const auto [entry, is_new] = by_place_.try_emplace({place.file, place.begin});
    if (is_new) entry->second = add(*target, place);
    return entry->second;
  }

  std::string add(const Place& target, Span place) {
    for (const auto& [name, scheme] : document_.security_schemes) {
      if (scheme.value && scheme.value->at == place) return name.value;
    }
    openapi::Reader reader(document_, diagnostics_, target.pointer);
    auto scheme = openapi::read_security_scheme(*target.node, reader);
    const std::string wanted = target.name.empty() ? "security" : target.name;
    std::string name = wanted;
    for (int number = 2; !names_.insert(name).second; ++number) {
      name = wanted + '_' + std::to_string(number);
    }
    document_.security_schemes.push_back({{name, place}, std::move(scheme)});
    return name;
  }

  openapi::Document& document_;
  Follower& follower_;
  Diagnostics& diagnostics_;
  std::set<std::string, std::less<>> names_, components_;
  std::map<std::pair<std::uint32_t, std::uint32_t>, std::string> by_place_;
};

}  // namespace

void link_security_requirements(openapi::Document& document, Follower& follower,
                                Diagnostics& diagnostics) {
  if (document.version < openapi::Version::v3_2) return;
  Links links(document, follower, diagnostics);
  links.link(document.security, "#");
  for (auto& item : document.paths) {
    for (auto& operation : item.operations) {
      if (operation.security) links.link(*operation.security, operation.pointer);
    }
  }
}

}  // namespace mcpcc::resolve
