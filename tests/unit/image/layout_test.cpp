#include "image/layout.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "image/root_filesystem.h"
#include "support/digest.h"

namespace mcpcc::image {
namespace {

using ::testing::HasSubstr;

ImageConfig config() {
  ImageConfig result;
  result.entrypoint = {"/petstore-mcp", "--http", "0.0.0.0:8080"};
  result.environment = {"SSL_CERT_FILE=/etc/ssl/certs/ca-certificates.crt"};
  result.health_check = {"/petstore-mcp", "health"};
  result.user = "65532:65532";
  result.port = 8080;
  result.history = "mcpcc image build";
  result.labels = {{"org.opencontainers.image.version", "1.2.0"},
                   {"org.opencontainers.image.title", "Pets \"n\" <more>\u202e"}};
  return result;
}

Image image(const char* architecture) {
  return make_image({"linux", architecture}, config(),
                    tar(root_filesystem("petstore-mcp", "ELF", "PEM"), 0));
}

const Reference reference = std::get<Reference>(parse_reference("team/petstore:1.2.0"));

TEST(Image, Config) {
  EXPECT_EQ(image("amd64").config,
            R"({"architecture":"amd64","config":{"Entrypoint":["/petstore-mcp","--http",)"
            R"("0.0.0.0:8080"],"Env":["SSL_CERT_FILE=/etc/ssl/certs/ca-certificates.crt"],)"
            R"("ExposedPorts":{"8080/tcp":{}},"Healthcheck":{"Interval":30000000000,"Retries":3,)"
            R"("StartPeriod":5000000000,"Test":["CMD","/petstore-mcp","health"],)"
            R"("Timeout":5000000000},"Labels":{"org.opencontainers.image.title":)"
            R"("Pets \"n\" <more>\u202e","org.opencontainers.image.version":"1.2.0"},)"
            R"("User":"65532:65532","WorkingDir":"/"},"created":"1970-01-01T00:00:00Z",)"
            R"("history":[{"created":"1970-01-01T00:00:00Z","created_by":"mcpcc image build"}],)"
            R"("os":"linux","rootfs":{"diff_ids":["sha256:)" +
                sha256(image("amd64").layer_tar) + R"("],"type":"layers"}})");
  EXPECT_THAT(image("arm64").config, HasSubstr(R"("variant":"v8")"));
}

TEST(Image, Manifest) {
  const Image made = image("amd64");
  EXPECT_EQ(
      made.manifest,
      R"({"annotations":{"org.opencontainers.image.title":"Pets \"n\" <more>\u202e",)"
      R"("org.opencontainers.image.version":"1.2.0"},"config":{"digest":"sha256:)" +
          sha256(made.config) +
          R"(","mediaType":"application/vnd.oci.image.config.v1+json","size":)" +
          std::to_string(made.config.size()) + R"(},"layers":[{"digest":"sha256:)" +
          sha256(made.layer) +
          R"(","mediaType":"application/vnd.oci.image.layer.v1.tar+gzip","size":)" +
          std::to_string(made.layer.size()) +
          R"(}],"mediaType":"application/vnd.oci.image.manifest.v1+json","schemaVersion":2})");
  EXPECT_EQ(made.layer, gzip(made.layer_tar));
}

TEST(Image, Times) {
  EXPECT_EQ(rfc3339(0), "1970-01-01T00:00:00Z");
  EXPECT_EQ(rfc3339(1767225599), "2025-12-31T23:59:59Z");
}

TEST(Image, Platforms) {
  EXPECT_EQ(parse_platform("linux/arm64"), (Platform{"linux", "arm64"}));
  for (const char* text : {"", "linux", "linux/", "linux/arm", "windows/amd64", "amd64"}) {
    EXPECT_EQ(parse_platform(text), std::nullopt) << text;
  }
}

std::map<std::string, std::string> by_path(const std::vector<ArchiveEntry>& files) {
  std::map<std::string, std::string> result;
  for (const ArchiveEntry& file : files) result[file.path] = file.content;
  return result;
}

// Every digest that a manifest names is there, with the size it says.
TEST(Layout, OneImage) {
  const Image made = image("amd64");
  const auto files = by_path(layout_files(make_layout({made}, {}), reference));
  EXPECT_EQ(files.at("oci-layout"), R"({"imageLayoutVersion":"1.0.0"})");
  EXPECT_EQ(files.at("blobs/sha256/" + sha256(made.config)), made.config);
  EXPECT_EQ(files.at("blobs/sha256/" + sha256(made.layer)), made.layer);
  EXPECT_EQ(files.at("blobs/sha256/" + sha256(made.manifest)), made.manifest);
  EXPECT_EQ(files.at("index.json"),
            R"({"manifests":[{"annotations":{"io.containerd.image.name":)"
            R"("docker.io/team/petstore:1.2.0","org.opencontainers.image.ref.name":"1.2.0"},)"
            R"("digest":"sha256:)" +
                sha256(made.manifest) +
                R"(","mediaType":"application/vnd.oci.image.manifest.v1+json","platform":)"
                R"({"architecture":"amd64","os":"linux"},"size":)" +
                std::to_string(made.manifest.size()) +
                R"(}],"mediaType":"application/vnd.oci.image.index.v1+json","schemaVersion":2})");
}

TEST(Layout, SeveralImagesStandInAnIndex) {
  const Layout layout = make_layout({image("amd64"), image("arm64")}, {{"a", "b"}});
  EXPECT_EQ(layout.top.media_type, media_type::index);
  EXPECT_EQ(layout.images.size(), 2u);
  const std::string& index = layout.blobs.at(layout.top.digest);
  EXPECT_THAT(index, HasSubstr(R"("annotations":{"a":"b"})"));
  EXPECT_THAT(index, HasSubstr(R"("platform":{"architecture":"amd64","os":"linux"})"));
  EXPECT_THAT(index,
              HasSubstr(R"("platform":{"architecture":"arm64","os":"linux","variant":"v8"})"));
}

TEST(Layout, Artifacts) {
  Layout layout = make_layout({image("amd64")}, {});
  attach(layout, layout.top, "application/spdx+json", "{\"spdx\":1}", {{"a", "b"}});
  ASSERT_EQ(layout.referrers.size(), 1u);
  EXPECT_EQ(layout.referrers[0].artifact_type, "application/spdx+json");
  const std::string& manifest = layout.blobs.at(layout.referrers[0].digest);
  EXPECT_THAT(manifest, HasSubstr(R"("artifactType":"application/spdx+json")"));
  EXPECT_THAT(manifest, HasSubstr(R"("subject":{"digest":")" + layout.top.digest +
                                  R"(","mediaType":"application/vnd.oci.image.manifest.v1+json")"));
  EXPECT_EQ(layout.blobs.at("sha256:" + sha256("{\"spdx\":1}")), "{\"spdx\":1}");
  EXPECT_EQ(layout.blobs.at("sha256:" + sha256("{}")), "{}");
}

TEST(Layout, DockerArchive) {
  const Image made = image("amd64");
  const auto files = by_path(docker_files(made, reference));
  const std::string config = sha256(made.config) + ".json";
  const std::string layer = sha256(made.layer_tar) + "/layer.tar";
  EXPECT_EQ(files.at("manifest.json"), R"([{"Config":")" + config + R"(","Layers":[")" + layer +
                                           R"("],"RepoTags":["team/petstore:1.2.0"]}])");
  EXPECT_EQ(files.at(config), made.config);
  EXPECT_EQ(files.at(layer), made.layer_tar);
}

TEST(Layout, TheSameTwice) {
  const auto archive = [] {
    Layout layout = make_layout({image("amd64"), image("arm64")}, {{"a", "b"}});
    attach(layout, layout.images[0], "x/y", "z", {});
    return tar(layout_files(layout, reference), 0);
  };
  EXPECT_EQ(archive(), archive());
}

}  // namespace
}  // namespace mcpcc::image
