#include "image/root_filesystem.h"

namespace mcpcc::image {

std::vector<ArchiveEntry> root_filesystem(const std::string& program_name, std::string program,
                                          std::string ca_bundle) {
  using Kind = ArchiveEntry::Kind;
  const std::string id = std::to_string(user_id);
  return {
      {program_name, std::move(program), 0755, Kind::file},
      {"etc", {}, 0755, Kind::folder},
      {"etc/group", "root:x:0:\nnonroot:x:" + id + ":\n", 0644, Kind::file},
      {"etc/passwd",
       "root:x:0:0:root:/:/sbin/nologin\nnonroot:x:" + id + ":" + id + ":nonroot:/:/sbin/nologin\n",
       0644, Kind::file},
      {"etc/ssl", {}, 0755, Kind::folder},
      {"etc/ssl/certs", {}, 0755, Kind::folder},
      {ca_bundle_path + 1, std::move(ca_bundle), 0644, Kind::file},
      {"tmp", {}, 01777, Kind::folder},
  };
}

}  // namespace mcpcc::image
