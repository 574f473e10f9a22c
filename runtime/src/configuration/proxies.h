// The proxies that the usual environment variables name.
#pragma once

#include <variant>

#include "configuration/configuration.h"
#include "http/proxy.h"

namespace mcp::configuration {

/// Reads http_proxy, https_proxy and no_proxy, and where one is not set the same in capitals. A
/// value is the URL of an HTTP proxy, which may hold a user and a password, or its host and port.
std::variant<http::Proxies, Error> read_proxies(const Environment& environment);

}  // namespace mcp::configuration
