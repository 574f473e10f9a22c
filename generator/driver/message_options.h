// What every command that reads something takes: which messages are shown, and how.
#pragma once

#include "support/diagnostics.h"

namespace mcpcc::driver {

enum class DiagnosticsFormat : unsigned char { text, json };
enum class Color : unsigned char { automatic, always, never };

struct MessageOptions {
  SeverityOptions severities;
  DiagnosticsFormat diagnostics = DiagnosticsFormat::text;
  bool quiet = false;              ///< errors only
  bool verbose = false;            ///< notes too
  Color color = Color::automatic;  ///< colour on a terminal
};

}  // namespace mcpcc::driver
