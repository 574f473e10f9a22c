// Arguments as a client of a profile writes them -> as the document means them.
#pragma once

#include <mcp/tool.h>

#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "json/value.h"

namespace mcp::invoke {

/// The rewrites of one listing, as a tree of the tokens of their pointers.
class Rewriter {
 public:
  /// The texts that `rewrites` refers to must outlive this.
  explicit Rewriter(const List<Rewrite>& rewrites);

  /// Appends `arguments` as the document means them. What no rewrite leads to stays as it is.
  void append(std::string& out, const json::Value& arguments) const;

 private:
  struct Step {
    std::map<std::string, std::unique_ptr<Step>, std::less<>> members;
    std::unique_ptr<Step> any;  // of `*`: items, and members that have no step of their own
    std::optional<std::string_view> name;  // in the document; nullopt: the same
    bool null_is_absent = false;
    bool is_json_text = false;
    bool is_prefixed_json_text = false;
    const Step* find(std::string_view key) const;
  };
  static void append_value(std::string& out, const json::Value& value, const Step& step);
  static void append_json_text(std::string& out, const json::Value& value, std::string_view text);
  static void append_object(std::string& out, const json::Value& object, const Step& step);

  Step root_;
};

}  // namespace mcp::invoke
