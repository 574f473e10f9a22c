// What a Features holds: the tools, resources, prompts and completions of a server, with what was
// worked out when they were added.
#pragma once

#include <mcp/server.h>

#include <algorithm>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "features/uri_template.h"
#include "json/value.h"
#include "schema/validator.h"

namespace mcp {

/// An argument that clients mirror in the header `Mcp-Param-<name>`. MCP 2026-07-28,
/// `basic/transports/streamable-http`.
struct HeaderParameter {
  std::vector<std::string> path;  ///< names of properties, from the root
  std::string name;
};

struct ToolFeature {
  static constexpr std::string_view kind = "tool";
  const std::string& key() const { return info.name; }

  ToolInfo info;
  Features::Handler handler;
  std::shared_ptr<const schema::Schema> input;
  std::shared_ptr<const schema::Schema> output;  ///< nullptr: none
  bool output_is_object = false;                 ///< what versions before 2026-07-28 want
  std::vector<HeaderParameter> headers;
};

struct ResourceFeature {
  static constexpr std::string_view kind = "resource";
  const std::string& key() const { return info.uri; }

  ResourceInfo info;
  Features::Handler handler;
};

struct TemplateFeature {
  static constexpr std::string_view kind = "resource template";
  const std::string& key() const { return info.uri_template; }

  ResourceTemplateInfo info;
  UriTemplate pattern;
  Features::Handler handler;
};

struct PromptFeature {
  static constexpr std::string_view kind = "prompt";
  const std::string& key() const { return info.name; }

  PromptInfo info;
  Features::Handler handler;
};

struct CompletionFeature {
  static constexpr std::string_view kind = "completion";
  const std::string& key() const { return name; }

  std::string name;  ///< of all three: see completion_key()
  Features::Handler handler;
};

std::string completion_key(std::string_view kind, std::string_view reference,
                           std::string_view argument);

/// Features of one kind in the order in which they were added, found by name in constant time.
template <class Feature>
class Ordered {
 public:
  using Pointer = std::shared_ptr<const Feature>;

  /// Throws std::invalid_argument when there is one of that name.
  void add(Feature feature) {
    auto added = std::make_shared<const Feature>(std::move(feature));
    if (!index_.emplace(added->key(), added).second) {
      throw std::invalid_argument("there is a " + std::string(Feature::kind) + " `" + added->key() +
                                  "` already");
    }
    list_.push_back(std::move(added));
  }

  bool remove(std::string_view key) {
    if (index_.erase(std::string(key)) == 0) return false;
    std::erase_if(list_, [&](const Pointer& feature) { return feature->key() == key; });
    return true;
  }

  Pointer find(std::string_view key) const {
    const auto found = index_.find(std::string(key));
    return found == index_.end() ? nullptr : found->second;
  }

  const std::vector<Pointer>& list() const { return list_; }
  bool empty() const { return list_.empty(); }

 private:
  std::vector<Pointer> list_;
  std::unordered_map<std::string, Pointer> index_;
};

/// Something that clients may listen for.
struct Change {
  enum class Kind { tools, prompts, resources, resource };
  Kind kind;
  std::string uri{};  ///< with Kind::resource
};

struct Features::State {
  Ordered<ToolFeature> tools;
  Ordered<ResourceFeature> resources;
  Ordered<TemplateFeature> templates;
  Ordered<PromptFeature> prompts;
  Ordered<CompletionFeature> completions;
  std::size_t page_size = 0;

  bool empty() const {
    return tools.empty() && resources.empty() && templates.empty() && prompts.empty();
  }

  /// Set by what serves, while it does.
  std::function<void(const Change&)> changed;

  std::mutex mutex;  ///< of `poster` only
  std::function<void(std::function<void()>)> poster;

  void tell(Change::Kind kind, std::string uri = {}) const {
    if (changed) changed({kind, std::move(uri)});
  }
};

}  // namespace mcp
