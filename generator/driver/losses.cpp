#include "driver/losses.h"

#include <algorithm>
#include <ostream>
#include <span>
#include <tuple>
#include <unordered_map>

#include "ledger/support.h"
#include "source/pointer_at.h"
#include "support/text.h"
#include "support/url_user.h"

namespace mcpcc::driver {

using ledger::LossClass;

namespace {

constexpr LossClass classes[] = {LossClass::mapped, LossClass::lowered, LossClass::refused};

std::uint32_t line_of(Span at, const Sources& sources) {
  return sources[at.file].line_number(at.begin);
}

// JSON Pointer into the file of the row. What overlays copied stands nowhere but in the result.
std::string pointer_of(const ledger::Ledger::Row& row, const ledger::Ledger& ledger,
                       const Compilation& compilation) {
  const auto is_file = [&](const resolve::File* overlay) { return overlay->id == row.at.file; };
  const bool is_of_overlay = std::ranges::any_of(compilation.overlays, is_file);
  if (!is_of_overlay || compilation.sources.is_copied(row.at)) return ledger.pointer(row);
  return source::pointer_at(compilation.loader->file(row.at.file).tree->root(), row.at);
}

// "operation      2 mapped, 1 refused", a line a construct.
void print_counts(const std::map<std::string_view, ledger::Ledger::Counts>& counts,
                  std::ostream& out) {
  std::size_t width = 0;
  ledger::Ledger::Counts total{};
  const auto print = [&](std::string_view construct, const ledger::Ledger::Counts& count) {
    out << construct << std::string(width + 2 - construct.size(), ' ');
    const char* separator = "";
    for (const LossClass loss_class : classes) {
      const std::size_t number = count[static_cast<std::size_t>(loss_class)];
      if (number == 0) continue;
      out << separator << number << ' ' << to_string(loss_class);
      separator = ", ";
    }
    out << '\n';
  };
  constexpr std::string_view in_all = "in all";
  for (const auto& [construct, count] : counts) width = std::max(width, construct.size());
  for (const auto& [construct, count] : counts) {
    print(construct, count);
    for (std::size_t i = 0; i < count.size(); ++i) total[i] += count[i];
  }
  width = std::max(width, in_all.size());
  print(in_all, total);
}

// Groups of one construct, class and reason, each with its places: all of what is refused, and
// enough of the rest to see what is meant.
void print_text(const ledger::Ledger& ledger, const Compilation& compilation, bool verbose,
                std::ostream& out) {
  const Sources& sources = compilation.sources;
  constexpr std::size_t some = 3;
  using Group = std::tuple<std::string_view, LossClass, std::string_view>;
  std::map<Group, std::vector<const ledger::Ledger::Row*>> groups;
  for (const auto& row : ledger.rows()) {
    if (row.loss_class == LossClass::mapped && !verbose) continue;
    groups[{row.construct, row.loss_class, row.reason}].push_back(&row);
  }
  std::string text;
  for (const auto& [group, rows] : groups) {
    const auto& [construct, loss_class, reason] = group;
    text.append(construct).append(", ").append(to_string(loss_class));
    if (!reason.empty()) append_visible(text += ": ", without_users(reason));
    text += " (" + std::to_string(rows.size()) + ")\n";
    const bool is_complete = verbose || loss_class == LossClass::refused || rows.size() <= some + 1;
    const std::size_t shown = is_complete ? rows.size() : some;
    for (const auto* row : std::span(rows).first(shown)) {
      append_visible(text += "  ", sources[row->at.file].name());
      text += ':' + std::to_string(line_of(row->at, sources)) + "  ";
      append_visible(text, without_users(pointer_of(*row, ledger, compilation)));
      text += '\n';
    }
    if (!is_complete) {
      text += "  and " + std::to_string(rows.size() - shown) + " more: `--verbose` lists all\n";
    }
  }
  out << text;
  if (!text.empty()) out << '\n';
  print_counts(ledger.counts(), out);
}

void print_json(const ledger::Ledger& ledger, const Compilation& compilation, std::ostream& out) {
  const Sources& sources = compilation.sources;
  std::string text = "{\"losses\":[";
  const auto member = [&](std::string_view key, std::string_view value) {
    text.append(",\"").append(key).append("\":");
    append_json_string(text, without_users(value));
  };
  const char* separator = "\n";
  for (const auto& row : ledger.rows()) {
    text.append(separator).append("{\"class\":");
    separator = ",\n";
    append_json_string(text, to_string(row.loss_class));
    member("construct", row.construct);
    member("pointer", pointer_of(row, ledger, compilation));
    member("file", sources[row.at.file].name());
    text += ",\"line\":" + std::to_string(line_of(row.at, sources));
    member("reason", row.reason);
    text += '}';
    if (text.size() > 1 << 16) {
      out << text;
      text.clear();
    }
  }
  text += "\n],\"counts\":{";
  separator = "\n";
  for (const auto& [construct, count] : ledger.counts()) {
    append_json_string(text.append(separator), construct);
    separator = ",\n";
    text += ":{\"mapped\":" + std::to_string(count[0]) +
            ",\"lowered\":" + std::to_string(count[1]) +
            ",\"refused\":" + std::to_string(count[2]) + '}';
  }
  out << text << "\n}}\n";
}

// What the schemas of results are there for: where several tools have one, the strongest counts.
std::unordered_map<const void*, ledger::Role> roles_of_results(const lower::Lowered& lowered) {
  std::unordered_map<const void*, ledger::Role> result;
  for (std::size_t i = 0; i < lowered.result_schemas.size(); ++i) {
    const ir::Listing& listing = lowered.server.tools[i].listings.front();
    const ledger::Role role = listing.output_schema_modern.empty() ? ledger::Role::checked_result
                              : listing.output_is_cut              ? ledger::Role::shortened_result
                                                                   : ledger::Role::shown_result;
    for (const void* schema : lowered.result_schemas[i]) {
      const auto [known, is_new] = result.try_emplace(schema, role);
      if (!is_new) known->second = std::min(known->second, role);
    }
  }
  return result;
}

}  // namespace

ledger::Ledger ledger_of(const Compilation& compilation) {
  ledger::Losses recorded = compilation.lowered->losses;
  const auto pointer_of = [&](Span at) {
    return source::pointer_at(compilation.loader->file(at.file).tree->root(),
                              compilation.sources[at.file].shown(at));
  };
  // The one construct that the walk over the document does not meet and that has no pointer yet.
  for (ledger::Loss& loss : recorded) {
    if (loss.reason == ledger::outcomes::schema_too_large.reason)
      loss.pointer = pointer_of(loss.at);
  }
  // What stands elsewhere than where it was written was read there.
  for (ledger::Loss& loss : recorded) {
    const auto is_moved = [&](Span at) {
      return compilation.linked->misplaced.lead_into(at.file) && !compilation.sources.is_copied(at);
    };
    if (is_moved(loss.at)) loss.pointer = pointer_of(loss.at);
    if (loss.use && is_moved(loss.use->path.at)) {
      loss.use->path.value = pointer_of(loss.use->path.at);
    }
  }
  for (const auto& [at, list] : compilation.overlay_losses.removals) {
    recorded.push_back(ledger::loss(ledger::outcomes::overlay_removal, pointer_of(at), at));
  }
  for (const auto& [at, by] : compilation.overlay_losses.replacements) {
    ledger::Loss loss = ledger::loss(ledger::outcomes::overlay_replacement, pointer_of(at), at);
    loss.reason += ": " + compilation.sources[by.file].name() + ':' +
                   std::to_string(line_of(by, compilation.sources));
    recorded.push_back(std::move(loss));
  }
  for (const source::Node* reference : compilation.linked->misplaced.references()) {
    const Span at = reference->span();
    recorded.push_back(ledger::loss(ledger::outcomes::misplaced_reference, pointer_of(at), at));
  }
  std::vector<const source::Node*> broken = compilation.linked->misplaced.broken();
  broken.insert(broken.end(), compilation.broken_references.begin(),
                compilation.broken_references.end());
  for (const source::Node* reference : broken) {
    const Span at = reference->span();
    recorded.push_back(ledger::loss(ledger::outcomes::broken_reference, pointer_of(at), at));
  }
  for (const Diagnostic& diagnostic : compilation.diagnostics.sorted()) {
    const bool is_tag = diagnostic.rule == &rules::yaml_tag_unknown;
    if (!is_tag && diagnostic.rule != &rules::duplicate_key) continue;
    recorded.push_back(
        ledger::loss(is_tag ? ledger::outcomes::yaml_tag : ledger::outcomes::duplicate_key,
                     diagnostic.pointer, diagnostic.at));
  }
  return ledger::make_ledger(compilation.loader->file(0).root, compilation.linked->document.version,
                             compilation.linked->references, compilation.lowered->shown_schemas,
                             roles_of_results(*compilation.lowered),
                             compilation.overlay_losses.removals, compilation.diagnostics,
                             std::move(recorded));
}

void print_losses(const Compilation& compilation, const Options& options, std::ostream& out) {
  const ledger::Ledger ledger = ledger_of(compilation);
  if (options.json) {
    print_json(ledger, compilation, out);
  } else {
    print_text(ledger, compilation, options.verbose, out);
  }
}

}  // namespace mcpcc::driver
