// What is said about an image beside it: software bills of materials, and where it comes from.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "image/components.h"
#include "image/image.h"

namespace mcpcc::image {

/// A file that the server was made from, by its digest.
struct Input {
  std::string name;    ///< as mcpcc.lock has it
  std::string sha256;  ///< 64 hexadecimal digits
};

/// What there is to say about one program.
struct Subject {
  std::string name;              ///< `petstore-mcp`
  std::string version;           ///< of the server
  std::string license;           ///< SPDX expression of the server; empty: unknown
  std::string compiler_version;  ///< of mcpcc
  std::string sha256;            ///< of the program
  Platform platform;
  std::int64_t created = 0;  ///< seconds since 1970
  std::vector<Component> components;
  std::vector<Input> inputs;
};

namespace media_type {
inline constexpr std::string_view spdx = "application/spdx+json";
inline constexpr std::string_view cyclonedx = "application/vnd.cyclonedx+json";
inline constexpr std::string_view in_toto = "application/vnd.in-toto+json";
}  // namespace media_type

/// SPDX 2.3 as JSON.
std::string spdx(const Subject& subject);

/// CycloneDX 1.5 as JSON.
std::string cyclonedx(const Subject& subject);

/// One of several images that were built together.
struct ProvenanceSubject {
  std::string name;    ///< of the image, without a tag
  std::string digest;  ///< `sha256:...`
};

struct Provenance {
  std::vector<ProvenanceSubject> subjects;
  std::string server;                  ///< name of the server
  std::vector<std::string> platforms;  ///< `linux/amd64`
  std::vector<std::string> compilers;  ///< what `c++ --version` says first, by platform
  std::string compiler_version;        ///< of mcpcc
  std::string source, revision;        ///< of the project; may be empty
  std::vector<Input> inputs;           ///< documents and the generated files
  std::vector<Component> components;   ///< of all programs
};

/// An in-toto Statement v1 with a SLSA Provenance v1 predicate. Not signed.
std::string provenance(const Provenance& provenance);

}  // namespace mcpcc::image
