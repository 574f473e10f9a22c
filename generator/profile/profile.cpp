#include "profile/profile.h"

#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>
#include <unordered_set>
#include <utility>

#include "ledger/support.h"
#include "lower/tools_budget.h"
#include "profile/definitions.h"
#include "profile/dialect.h"
#include "profile/safe_names.h"
#include "profile/shape.h"
#include "profile/spoken_names.h"
#include "profile/universal.h"

namespace mcpcc::profile {

namespace outcomes = ledger::outcomes;
using lower::SchemaOrigin;
using lower::SchemaOrigins;
using mcp::json::Document;

namespace {

constexpr std::string_view renamed =
    "names of members that clients do not take are replaced, and put back in what is sent";

constexpr std::string_view spoken_of =
    "members that are named but not described, as by `required` or in a condition, are among the "
    "properties";

// Of a parameter or body.
constexpr ledger::Outcome replaced_by_reference{
    outcomes::text_replaced.versions, outcomes::text_replaced.construct,
    outcomes::reference_description.loss_class, "", outcomes::reference_description.reason};

void add_change(std::string& changes, std::string_view change) {
  if (!changes.empty()) changes += "; ";
  changes += change;
}

class Listings {
 public:
  Listings(lower::Lowered& lowered, const configuration::Limits& limits, Diagnostics& diagnostics)
      : lowered_(lowered),
        budget_{limits.schema_bytes, limits.schema_depth},
        diagnostics_(diagnostics),
        definitions_(lowered.server) {}

  void run() {
    auto& tools = lowered_.server.tools;
    std::size_t taken = 0;
    for (const ir::Tool& tool : tools) taken += ir::size_of(tool);
    lower::ToolsBudget budget(diagnostics_, taken);
    bool is_within = true;
    for (std::size_t i = 0; i < tools.size(); ++i) {
      if (is_within) add(i);
      // Later stages look for as many as there are profiles.
      while (tools[i].listings.size() < lowered_.server.profiles.size()) {
        tools[i].listings.emplace_back().input_schema = R"({"type":"object"})";
      }
      for (const ir::Listing& listing : tools[i].listings) {
        is_within =
            is_within && budget.take(ir::size_of(listing), tools[i].origin, tools[i].pointer);
      }
    }
    record_lost();
  }

 private:
  struct Made {
    ir::Listing listing;
    std::string changes;  // how and why; empty: none
  };

  void add(std::size_t index) {
    ir::Tool& tool = lowered_.server.tools[index];
    const Document exact = parse(tool.input_schema);
    std::optional<Universal> universal;
    std::string reason;
    for (const std::string& profile : lowered_.server.profiles) {
      Made made;
      if (profile == "full") {
        made = make_full(tool, exact, index);
      } else {
        if (!universal) universal = make_universal(tool, exact, index, reason);
        made = make(profile, universal->schema);
      }
      tool.listings.push_back(std::move(made.listing));
      if (!made.changes.empty()) add_change(reason, profile + ": " + made.changes);
    }
    if (reason.empty()) return;
    auto row = ledger::loss(outcomes::schema_shortened, tool.pointer, tool.origin);
    row.reason = std::move(reason);
    row.use = lowered_.uses[index];
    lowered_.losses.push_back(std::move(row));
  }

  Made make_full(const ir::Tool& tool, const Document& exact, std::size_t index) {
    Made made;
    made.listing.input_schema = tool.input_schema;
    made.listing.definitions = definitions_.reached_from(exact.root());
    show_all(origins(index, Place::root));
    for (const std::size_t reached : made.listing.definitions) {
      if (!whole_.insert(reached).second) continue;
      show_all(origins(index, reached));
    }
    return made;
  }

  Universal make_universal(const ir::Tool& tool, const Document& exact, std::size_t index,
                           std::string& reason) {
    Universal universal = lower_to_universal(exact.root(), definitions_, budget_);
    if (universal.was_cut) {
      add_change(reason, outcomes::schema_shortened.reason);
      diagnostics_.report(rules::schema_cut, tool.origin, tool.pointer);
    }
    for (const Place& place : universal.shown) {
      for (const SchemaOrigin& origin : origins_at(index, place)) show(origin);
    }
    for (const Place& place : universal.outlined) {
      for (const SchemaOrigin& origin : origins_at(index, place)) {
        if (origin.is_place) show(origin);
      }
    }
    for (const auto& lost : universal.lost) {
      for (const SchemaOrigin& origin : origins_at(index, lost.schema)) {
        lose(*lost.outcome, origin, lost.keyword);
      }
    }
    return universal;
  }

  static Made make(std::string_view profile, const std::string& universal) {
    Made made;
    const Dialect* dialect = profile == "openai-strict" ? &openai_strict
                             : profile == "gemini"      ? &gemini
                                                        : nullptr;
    std::string described = dialect == nullptr ? universal : describe_spoken_names(universal);
    if (described != universal) add_change(made.changes, spoken_of);
    Renamed safe = rename(std::move(described), dialect == nullptr ? safe_names : dialect->names);
    if (!safe.rewrites.empty()) add_change(made.changes, renamed);
    made.listing.rewrites = std::move(safe.rewrites);
    if (dialect == nullptr) {
      made.listing.input_schema = std::move(safe.schema);
      return made;
    }
    const Document schema = parse(std::move(safe.schema));
    Dialected dialected = lower_to(*dialect, read_shape(schema.root()));
    made.listing.input_schema = std::move(dialected.schema);
    for (auto& rewrite : dialected.rewrites) {
      const auto is_known = [&](const ir::Rewrite& known) {
        return known.kind == ir::RewriteKind::rename && rewrite.kind == known.kind &&
               known.pointer == rewrite.pointer;
      };
      auto& rows = made.listing.rewrites;
      if (std::none_of(rows.begin(), rows.end(), is_known)) rows.push_back(std::move(rewrite));
    }
    for (const auto& change : dialected.changes) add_change(made.changes, change);
    return made;
  }

  // Tools that were not made of a document have none.
  const SchemaOrigins& origins(std::size_t tool, std::size_t text) const {
    static const SchemaOrigins none;
    const auto& all = text == Place::root ? lowered_.tool_origins : lowered_.definition_origins;
    const std::size_t index = text == Place::root ? tool : text;
    return index < all.size() ? all[index] : none;
  }

  std::span<const SchemaOrigin> origins_at(std::size_t tool, const Place& place) const {
    struct Less {
      bool operator()(const SchemaOrigin& a, std::size_t b) const { return a.offset < b; }
      bool operator()(std::size_t a, const SchemaOrigin& b) const { return a < b.offset; }
    };
    const SchemaOrigins& all = origins(tool, place.text);
    const auto [begin, end] = std::equal_range(all.begin(), all.end(), place.offset, Less());
    return {begin, end};
  }

  void show(const SchemaOrigin& origin) {
    std::uint32_t& times = lowered_.shown_schemas[origin.schema.members().data()];
    if (origin.lacks_texts) return;
    ++times;
    if (origin.lacks_description) {
      lose(origin.is_place ? replaced_by_reference : outcomes::text_replaced, origin,
           "description");
    }
    if (origin.lacks_examples) {
      lose(outcomes::text_replaced, origin, "example");
      lose(outcomes::text_replaced, origin, "examples");
    }
  }
  void show_all(const SchemaOrigins& all) {
    for (const SchemaOrigin& origin : all) show(origin);
  }

  // What a schema that is shown lacks.
  void lose(const ledger::Outcome& outcome, const SchemaOrigin& origin, std::string_view keyword) {
    // The only other name of a keyword in the text; the only one of a parameter's.
    const bool is_example = keyword == "examples" && origin.is_place;
    const source::Node* value = origin.schema.find(is_example ? "example" : keyword);
    if (value == nullptr && keyword == "examples") value = origin.schema.find("example");
    if (value == nullptr) return;
    const Span at = value->span();
    Lost& lost = lost_[{at.file, at.begin}];
    if (lost.times++ == 0) {
      lost.outcome = &outcome;
      lost.schema = origin.schema.members().data();
    }
  }

  // Each keyword once, where every time that its schema is shown lacks it.
  void record_lost() {
    for (const auto& [place, lost] : lost_) {
      const auto shown = lowered_.shown_schemas.find(lost.schema);
      if (shown != lowered_.shown_schemas.end() && shown->second > lost.times) continue;
      const auto& [file, begin] = place;
      lowered_.losses.push_back(ledger::loss(*lost.outcome, {}, {file, begin, begin}));
    }
  }

  lower::Lowered& lowered_;
  const Budget budget_;
  Diagnostics& diagnostics_;
  Definitions definitions_;
  std::unordered_set<std::size_t> whole_;  // definitions all of whose schemas are shown
  struct Lost {
    std::uint32_t times = 0;
    const ledger::Outcome* outcome = nullptr;  // the first
    const void* schema = nullptr;              // where its members begin
  };
  std::map<std::pair<std::uint32_t, std::uint32_t>, Lost> lost_;  // by file and byte
};

}  // namespace

bool is_name(std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

void add_listings(lower::Lowered& lowered, const configuration::Limits& limits,
                  Diagnostics& diagnostics) {
  Listings(lowered, limits, diagnostics).run();
}

}  // namespace mcpcc::profile
