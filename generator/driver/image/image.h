// Commands about images. Each returns an exit status.
#pragma once

#include <string>
#include <vector>

#include "driver/driver.h"
#include "driver/message_options.h"
#include "driver/registry_options.h"

namespace mcpcc::driver {

struct ImageBuildOptions : MessageOptions {
  std::string folder;                  ///< of the project
  std::string tag;                     ///< name of the image; empty: from name and version
  std::vector<std::string> platforms;  ///< `linux/amd64`; empty: that of this machine
  std::string format = "oci";          ///< or `oci-archive`, `docker-archive`
  std::string output;                  ///< empty: beside, unless the image is pushed
  std::string push;                    ///< name to push to; empty: none
  bool plain_http = false;
  std::vector<std::string> programs;  ///< `linux/amd64=FILE`, in place of building
  std::string ca_bundle;              ///< PEM file; empty: the system's
  std::string source, revision, licenses, server_name;
  std::vector<std::string> labels;  ///< `key=value`
  bool record = false;              ///< in the registry, what was made
  RegistryLocation registry;
};

struct ImagePushOptions : MessageOptions {
  std::string layout;     ///< folder
  std::string reference;  ///< name to push to
  bool plain_http = false;
};

struct BundleOptions : MessageOptions {
  std::string folder;                 ///< of the project
  std::string output;                 ///< empty: `NAME.mcpb` in the current folder
  std::string platform;               ///< empty: that of this machine
  std::vector<std::string> programs;  ///< as of ImageBuildOptions
  std::string author, licenses, source;
};

struct DockerfileOptions : MessageOptions {
  std::string folder;  ///< of the project
  bool force = false;  ///< overwrite what stands there
};

int build_image(const ImageBuildOptions& options, Environment& environment);
int push_image(const ImagePushOptions& options, Environment& environment);
/// An MCP bundle, for clients that install servers from one file.
int bundle(const BundleOptions& options, Environment& environment);
/// deploy/Dockerfile and .dockerignore of a project.
int write_dockerfile(const DockerfileOptions& options, Environment& environment);

}  // namespace mcpcc::driver
