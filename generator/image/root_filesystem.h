// The files of a container: one static program and what it needs of a system.
#pragma once

#include <string>
#include <vector>

#include "image/archive.h"

namespace mcpcc::image {

/// Who runs the server: the user that distroless images call `nonroot`.
inline constexpr int user_id = 65532;

/// Where the certificates lie that the server trusts.
inline constexpr const char* ca_bundle_path = "/etc/ssl/certs/ca-certificates.crt";

/// `/NAME`, the program; certificate authorities; users and groups; an empty `/tmp`.
/// `ca_bundle` is PEM text.
std::vector<ArchiveEntry> root_filesystem(const std::string& program_name, std::string program,
                                          std::string ca_bundle);

}  // namespace mcpcc::image
