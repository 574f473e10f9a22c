#include "driver/messages.h"

#include <ostream>
#include <set>

namespace mcpcc::driver {

void print_messages(const Diagnostics& diagnostics, const Sources& sources,
                    const MessageOptions& options, Environment& environment,
                    const std::function<void(Diagnostic&)>& complete) {
  const auto is_shown = [&](Severity severity) {
    if (severity == Severity::note) return options.verbose;
    return severity == Severity::error || !options.quiet;
  };
  const bool color = options.color == Color::always ||
                     (options.color == Color::automatic && environment.err_is_terminal);
  std::set<std::string_view> shown;
  for (auto& diagnostic : diagnostics.sorted()) {
    if (!is_shown(diagnostic.severity)) continue;
    shown.insert(diagnostic.rule->id);
    if (complete) complete(diagnostic);
    if (options.diagnostics == DiagnosticsFormat::json) {
      environment.err << render_json(diagnostic, sources) << '\n';
    } else {
      environment.err << render_text(diagnostic, sources, {color, diagnostics.hidden()});
    }
  }
  if (options.diagnostics == DiagnosticsFormat::json || options.quiet) return;
  for (const auto& [rule, count] : diagnostics.suppressed()) {
    if (shown.contains(rule)) environment.err << count << " more of [" << rule << "] not shown\n";
  }
}

}  // namespace mcpcc::driver
