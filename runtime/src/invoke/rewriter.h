// Arguments as a client of a profile writes them -> as the document means them; and the way back
// for the names in messages.
#pragma once

#include <mcp/tool.h>

#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "invoke/request_parts.h"
#include "json/value.h"
#include "schema/message.h"

namespace mcp::invoke {

/// The rewrites of one listing, as a tree of the tokens of their pointers. A member that was
/// renamed may be called by its name in the document as well.
class Rewriter final : public schema::Names {
 public:
  /// The texts that `rewrites` refers to must outlive this.
  explicit Rewriter(const List<Rewrite>& rewrites);

  /// Appends `arguments` as the document means them. What no rewrite leads to stays as it is.
  /// Returns what is wrong with them: members that are given under both of their names.
  [[nodiscard]] Problems append(std::string& out, const json::Value& arguments) const;

  /// What the client is shown of the document's member `key` of the object at `path`.
  std::string shown(const schema::Path& path, std::string_view key) const override;

 private:
  struct Step;
  /// A member by its name in the document, and what the client is shown.
  struct Renamed {
    std::string_view shown;
    const Step* step;
  };
  struct Step {
    std::map<std::string, std::unique_ptr<Step>, std::less<>> members;
    std::map<std::string_view, Renamed> renamed;  // by their names in the document
    std::unique_ptr<Step> any;  // of `*`: items, and members that have no step of their own
    std::optional<std::string_view> name;  // in the document; nullopt: the same
    bool null_is_absent = false;
    bool is_json_text = false;
    bool is_prefixed_json_text = false;
    const Step* find(std::string_view key) const;
    const Step* find_by_document(std::string_view key) const;
  };
  class Writer;
  static void note_names(Step& step);
  const Step* step_at(const schema::Path& path) const;

  Step root_;
};

}  // namespace mcp::invoke
