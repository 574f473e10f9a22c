// A protocol handler for a server's tables, with features where a test adds them.
#pragma once

#include <mcp/server.h>

#include "protocol/protocol.h"
#include "sample_tables.h"

namespace mcp::protocol {

struct Served {
  explicit Served(const Server& server = sample::server, const Options& options = {})
      : catalog(server, features), handler(catalog, options) {}

  Features features;
  Catalog catalog;
  Handler handler;
};

/// A connection after a handshake.
inline Connection connected(std::optional<Version> version) {
  Connection connection;
  connection.negotiated = version;
  return connection;
}

}  // namespace mcp::protocol
