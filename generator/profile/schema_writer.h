// Writes exact schemas as every client takes them: the part of universal.h below the root.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "json/value.h"
#include "profile/all_of.h"
#include "profile/definitions.h"
#include "profile/schema_words.h"
#include "profile/universal.h"

namespace mcpcc::profile {

/// Adds members to an object that it opens.
struct ObjectWriter {
  std::string& out;
  bool first = true;
  explicit ObjectWriter(std::string& text) : out(text) { out += '{'; }
  void key(std::string_view name);
  void close() { out += '}'; }
};

/// Appends schemas to one text. Recursion follows the nesting of texts, which is bounded, and
/// references, of which a limited number are open.
class SchemaWriter {
 public:
  /// What is made smaller on the last level of all, in bytes. Where anything is, examples and long
  /// defaults are left out there.
  struct Thinning {
    std::size_t required = everything;  ///< of the description of a member that is required
    std::size_t optional = everything;  ///< of that of another
    std::size_t names = max_names;      ///< of the list of what stands in a member
    std::size_t members = everything;   ///< of the members of one object
    std::size_t argument = everything;  ///< of the description of an argument

    static constexpr std::size_t everything = std::string::npos;
    bool is_any() const { return required != everything; }
  };
  struct Limits {
    std::size_t bytes;  ///< soon after so many nothing is added
    unsigned depth;
    bool is_sparing = false;  ///< without long examples, and with the first of long `enum`s
    Thinning thinning = {};
    std::size_t values = max_names;  ///< of the list of those
  };

  /// `root` is the text that is written.
  SchemaWriter(const mcp::json::Value& root, Definitions& definitions)
      : definitions_(definitions), reading_{Place::root, root.raw().data()} {}

  void begin(const Limits& limits);
  void write(const mcp::json::Value& schema, const Overlays& overlays = {});
  /// In the place of the schema, one without anything below it that accepts all that it accepts.
  void outline(const mcp::json::Value& schema, Overlays overlays);

  std::string& out() { return result_.schema; }
  bool overflow() const { return overflow_; }
  /// What was written since begin().
  Universal take() { return std::move(result_); }

 private:
  class Widened;
  // Members of one object, as they stand in the document.
  struct Members {
    struct One {
      std::string_view name;
      bool is_required;
      std::string schema = {};  // what is written of it, if any
    };
    std::vector<One> all;
    bool are_chosen = false;    // those with a text are
    std::string left_out = {};  // what tells of the others; empty: there are none
  };
  using WriteMember = std::function<void(std::size_t)>;
  bool chooses_members() const {
    return limits_.thinning.members != Thinning::everything && depth_ + 1 == limits_.depth;
  }
  Members choose_members(Members members, const WriteMember& write_one);
  void write_as_member(const Members::One& member, std::size_t index, const WriteMember& write_one);
  void write_properties(ObjectWriter& object, const Members& members, const WriteMember& write_one);
  Place place_of(const mcp::json::Value& schema) const;
  void lose(const ledger::Outcome& outcome, const mcp::json::Value& schema, std::string_view key);
  void write_below(const mcp::json::Value& schema, const Overlays& overlays = {},
                   bool is_same_value = false);
  void write_reference(const mcp::json::Value& schema, std::size_t index, const Overlays& overlays);
  void write_target(std::size_t index, const mcp::json::Value& target, const Overlays& overlays);
  void write_composition(const Composition& composition, const Overlays& overlays);
  void write_object(const mcp::json::Value& schema, const Overlays& overlays,
                    std::optional<std::size_t> target = std::nullopt);
  void write_parts(ObjectWriter& object, const mcp::json::Value* parts, std::size_t target);
  Members members_of(const mcp::json::Value& schema) const;
  bool write_members(ObjectWriter& object, const mcp::json::Value& schema, const Overlays& overlays,
                     std::optional<std::size_t> target);
  void write_patterns(ObjectWriter& object, const mcp::json::Member& member);
  bool replaces(const mcp::json::Value& schema, const mcp::json::Member& member, bool lacks_members,
                std::string& said);
  bool is_spared(const mcp::json::Member& member) const;
  void write_description(ObjectWriter& object, const mcp::json::Value& schema,
                         const Overlays& overlays, const std::string& said);
  void write_text(ObjectWriter& object, const mcp::json::Value* description,
                  const std::string& said);
  void write_overlays(ObjectWriter& object, const Overlays& overlays, bool is_described);
  void write_keyword(ObjectWriter& object, const mcp::json::Value& schema,
                     const mcp::json::Member& member);
  void write_value(ObjectWriter& object, const mcp::json::Member& member);
  void write_list(const mcp::json::Value& list, bool is_same_value);
  void write_cut(const mcp::json::Value& schema, std::string_view name, const Overlays& overlays);
  std::string description_of_cut(const mcp::json::Value& schema, std::string_view name,
                                 const Overlays& overlays) const;
  void lose_text(const mcp::json::Value& schema);
  std::string name_of(const mcp::json::Value& schema) const;
  std::string names_of_parts(const mcp::json::Value* parts, std::size_t most) const;

  Definitions& definitions_;
  Limits limits_{};
  Universal result_;
  bool is_widened_ = false;    // what is being written accepts more than in the document
  bool is_evaluated_ = false;  // something around asks which items of the value were evaluated
  unsigned depth_ = 0;
  std::size_t text_limit_ = Thinning::everything;  // of a description where one is written
  bool overflow_ = false;
  std::vector<std::size_t> open_;  // definitions being written, to end recursion
  Reading reading_;
};

}  // namespace mcpcc::profile
