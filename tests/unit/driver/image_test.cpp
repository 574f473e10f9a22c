// `image` and `bundle` with programs that are given: what is refused, and what is written. That
// programs are built, and that the images run, is tested by tests/images.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>

#include "driver/driver.h"

namespace mcpcc::driver {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
using testing::Not;

constexpr std::string_view document =
    R"({"openapi": "3.1.0", "info": {"title": "Shop", "version": "1.2.0+7"},
  "servers": [{"url": "https://shop.example"}],
  "components": {"securitySchemes": {"key": {"type": "apiKey", "in": "header", "name": "X-Key"}}},
  "paths": {"/a": {"get": {"operationId": "a", "description": "first", "security": [{"key": []}]}}}})";

// The least that is a static ELF program: a header without program headers.
std::string elf(char machine, char type = 3, bool dynamic = false) {
  std::string out(64 + 56, '\0');
  out.replace(0, 7,
              std::string("\x7f"
                          "ELF\x02\x01\x01",
                          7));
  out[16] = type;
  out[18] = machine;
  out[32] = 64;
  out[54] = 56;
  out[56] = 1;
  out[64] = dynamic ? 3 : 1;
  return out;
}
constexpr char amd64 = 62, arm64 = static_cast<char>(183);

class Image : public testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = (fs::temp_directory_path() / "mcpcc-image-XXXXXX").string();
    folder_ = mkdtemp(pattern.data());
    before_ = fs::current_path();
    fs::current_path(folder_);
    setenv("DOCKER_CONFIG", folder_.c_str(), 1);
    write("spec.json", std::string(document));
    write("ca.pem", "-----BEGIN CERTIFICATE-----\n");
    write("amd64", elf(amd64));
    write("arm64", elf(arm64));
    ASSERT_EQ(run({"generate", "spec.json", "-o", "shop", "--quiet"}), success) << err_;
  }
  void TearDown() override {
    fs::current_path(before_);
    fs::remove_all(folder_);
    unsetenv("DOCKER_CONFIG");
    unsetenv("SOURCE_DATE_EPOCH");
  }

  void write(const std::string& name, const std::string& text) {
    std::ofstream(folder_ / name, std::ios::binary | std::ios::trunc) << text;
  }
  std::string read(const fs::path& name) const {
    std::ifstream file(folder_ / name, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
  }
  std::map<std::string, std::string> tree(const fs::path& name) const {
    std::map<std::string, std::string> files;
    for (const auto& entry : fs::recursive_directory_iterator(folder_ / name)) {
      if (entry.is_regular_file()) {
        files[entry.path().lexically_relative(folder_ / name).generic_string()] =
            read(entry.path().lexically_relative(folder_));
      }
    }
    return files;
  }
  int run(std::vector<std::string> arguments) {
    std::istringstream in;
    std::ostringstream out, err;
    Environment environment{disk_, in, out, err};
    const int status = driver::run(arguments, environment);
    out_ = out.str();
    err_ = err.str();
    return status;
  }
  int build(std::vector<std::string> options = {}) {
    std::vector<std::string> arguments{"image",
                                       "build",
                                       "shop",
                                       "--program",
                                       "linux/amd64=amd64",
                                       "--program",
                                       "linux/arm64=arm64",
                                       "--ca-bundle",
                                       "ca.pem"};
    if (std::find(options.begin(), options.end(), "--platform") == options.end()) {
      arguments.insert(arguments.end(), {"--platform", "linux/amd64"});
    }
    arguments.insert(arguments.end(), options.begin(), options.end());
    return run(arguments);
  }

  Disk disk_;
  fs::path folder_, before_;
  std::string out_, err_;
};

TEST_F(Image, IsNamedByTheServer) {
  ASSERT_EQ(build(), success) << err_;
  EXPECT_THAT(out_, testing::StartsWith("shop:1.2.0-7@sha256:"));
  EXPECT_THAT(out_, HasSubstr(" in shop-mcp.oci\nlinux/amd64: program 0.0 MB, image 0.0 MB"));
  EXPECT_THAT(read("shop-mcp.oci/index.json"),
              HasSubstr(R"("org.opencontainers.image.ref.name":"1.2.0-7")"));
  EXPECT_THAT(read("shop-mcp.oci.provenance.json"), HasSubstr(R"({"digest":{"sha256":)"));
  EXPECT_THAT(read("shop-mcp.oci.linux-amd64.spdx.json"), HasSubstr(R"("name":"spec.json")"));
  EXPECT_THAT(read("shop-mcp.oci.linux-amd64.cdx.json"), HasSubstr("mcpcc-runtime"));
}

TEST_F(Image, IsTheSameEverywhereAndAlways) {
  const std::vector<std::string> options = {
      "--platform", "linux/arm64,linux/amd64,linux/arm64", "-t", "team/shop:1", "-o", "one"};
  ASSERT_EQ(build(options), success) << err_;
  const auto first = tree("one");
  fs::create_directory("elsewhere");
  fs::rename("shop", "elsewhere/shop");
  fs::create_directory_symlink("elsewhere/shop", "shop");
  ASSERT_EQ(build(options), success) << err_;
  EXPECT_EQ(tree("one"), first);
  setenv("SOURCE_DATE_EPOCH", "1700000000", 1);
  ASSERT_EQ(build(options), success) << err_;
  EXPECT_NE(tree("one"), first);
  for (const char* time : {"", "-1", "1x", "253402300800"}) {
    setenv("SOURCE_DATE_EPOCH", time, 1);
    EXPECT_EQ(build(options), *time == '\0' ? success : input_error) << time;
  }
}

TEST_F(Image, Labels) {
  ASSERT_EQ(build({"--source", "https://git.example/shop", "--revision", "abc", "--licenses", "MIT",
                   "--server-name", "example.shop/shop", "--label", "org.example.team=pets=1"}),
            success)
      << err_;
  std::string config;
  for (const auto& [name, text] : tree("shop-mcp.oci")) {
    if (text.starts_with(R"({"architecture")")) config = text;
  }
  EXPECT_THAT(config, HasSubstr(R"("Labels":{"io.modelcontextprotocol.server.name":)"
                                R"("example.shop/shop","org.example.team":"pets=1",)"
                                R"("org.opencontainers.image.description":"Shop",)"
                                R"("org.opencontainers.image.licenses":"MIT",)"
                                R"("org.opencontainers.image.revision":"abc",)"
                                R"("org.opencontainers.image.source":"https://git.example/shop",)"
                                R"("org.opencontainers.image.title":"shop-mcp",)"
                                R"("org.opencontainers.image.version":"1.2.0+7"})"));
  EXPECT_THAT(config, HasSubstr(R"("Entrypoint":["/shop-mcp","--http","0.0.0.0:8080"])"));
  EXPECT_THAT(config, HasSubstr(R"("User":"65532:65532")"));
}

TEST_F(Image, Archives) {
  EXPECT_EQ(build({"--format", "oci-archive", "-o", "a.tar"}), success) << err_;
  EXPECT_THAT(read("a.tar"), HasSubstr("oci-layout"));
  EXPECT_EQ(build({"--format", "docker-archive"}), success) << err_;
  EXPECT_THAT(read("shop-mcp.tar"), HasSubstr("\"RepoTags\":[\"shop:1.2.0-7\"]"));
  EXPECT_EQ(build({"--format", "docker-archive", "--platform", "linux/amd64,linux/arm64"}),
            input_error);
  EXPECT_THAT(err_, HasSubstr("[image-platforms]"));
}

TEST_F(Image, IsRecorded) {
  const std::string where = "sqlite:" + (folder_ / "registry.db").string();
  EXPECT_EQ(build({"-t", "team/shop:1", "--platform", "linux/amd64,linux/arm64", "--register",
                   "--registry", where, "--by", "ci"}),
            success)
      << err_;
  EXPECT_THAT(out_, HasSubstr("image/team/shop:1: recorded, version 1"));
  EXPECT_EQ(run({"registry", "show", "image/team/shop:1", "--registry", where}), success);
  EXPECT_THAT(out_, HasSubstr("linux/amd64, linux/arm64"));
  EXPECT_THAT(out_, HasSubstr("added by ci"));
  // What cannot be recorded is not made.
  EXPECT_EQ(build({"-o", "other.oci", "--register", "--registry", "postgres://a@127.0.0.1:1/x"}),
            fault);
  EXPECT_FALSE(fs::exists("other.oci"));
}

TEST_F(Image, WrongWords) {
  EXPECT_EQ(build({"-t", "Team/Shop:1"}), input_error);
  EXPECT_THAT(err_, HasSubstr("`team` instead of `Team` [image-name-invalid]"));
  EXPECT_EQ(build({"--push", "r.io/shop:a b"}), input_error);
  EXPECT_THAT(err_, HasSubstr("[image-name-invalid]"));
  EXPECT_EQ(build({"--platform", "windows/amd64"}), usage_error);
  EXPECT_EQ(build({"--format", "squashfs"}), usage_error);
  EXPECT_EQ(build({"--label", "nothing"}), usage_error);
  EXPECT_EQ(run({"image"}), usage_error);
  EXPECT_EQ(run({"image", "build", "nowhere"}), input_error);
  EXPECT_THAT(err_, HasSubstr("[project-invalid]"));
  EXPECT_FALSE(fs::exists("shop-mcp.oci"));
}

TEST_F(Image, ProgramsThatCannotRun) {
  const std::pair<std::string, std::string> cases[] = {
      {"#!/bin/sh\n", "it is no program of a 64-bit Linux"},
      {"", "it is no program of a 64-bit Linux"},
      {elf(amd64, 1), "it is no program but an object file"},
      {elf(arm64), "it is for arm64, and the image for amd64"},
      {elf(3), "it is for machine 3 of ELF"},
      {elf(amd64, 3, true), "it is linked dynamically"},
      {elf(amd64).substr(0, 100), "its program headers are malformed"},
  };
  for (const auto& [program, message] : cases) {
    write("amd64", program);
    EXPECT_EQ(build(), input_error);
    EXPECT_THAT(err_, HasSubstr("`amd64`: " + message)) << err_;
    EXPECT_THAT(err_, HasSubstr("[image-program-unsuitable]"));
  }
  fs::remove("amd64");
  EXPECT_EQ(build(), input_error);
  EXPECT_THAT(err_, HasSubstr("[image-program-unsuitable]"));
}

TEST_F(Image, NoCertificates) {
  write("ca.pem", "none");
  EXPECT_EQ(build(), input_error);
  EXPECT_THAT(err_, HasSubstr("`ca.pem` holds no certificates [image-build-failed]"));
}

TEST_F(Image, NoTools) {
  const std::string before = std::getenv("PATH");
  setenv("PATH", folder_.c_str(), 1);
  EXPECT_EQ(run({"image", "build", "shop", "--ca-bundle", "ca.pem"}), fault);
  setenv("PATH", before.c_str(), 1);
  EXPECT_THAT(err_, HasSubstr("`cmake` is not installed [image-tool-missing]"));
}

TEST_F(Image, WhatStandsInTheWayIsKept) {
  fs::create_directory("shop-mcp.oci");
  write("shop-mcp.oci/precious", "p");
  EXPECT_EQ(build(), tree_differs);
  EXPECT_THAT(err_, HasSubstr("[output-not-ours]"));
  EXPECT_EQ(tree("shop-mcp.oci"), (std::map<std::string, std::string>{{"precious", "p"}}));
  EXPECT_FALSE(fs::exists("shop-mcp.oci.provenance.json"));
}

// Before anything is built: no tool is looked for, nothing is said of an image.
TEST_F(Image, WhatStandsInTheWayIsSeenFirst) {
  const std::string before = std::getenv("PATH");
  setenv("PATH", folder_.c_str(), 1);
  write("file", "f");
  fs::create_directory("folder");
  write("folder/precious", "p");
  const std::vector<std::vector<std::string>> cases = {
      {"image", "build", "shop", "-o", "file"},
      {"image", "build", "shop", "-o", "folder"},
      {"image", "build", "shop", "-o", "folder", "--format", "oci-archive"},
      {"image", "build", "shop", "-o", "folder", "--push", "r.example/shop"},
      {"bundle", "shop", "-o", "folder"},
  };
  for (const auto& words : cases) {
    EXPECT_EQ(run(words), tree_differs) << err_;
    EXPECT_EQ(out_, "");
    EXPECT_THAT(err_, HasSubstr("[output-not-ours]"));
  }
  EXPECT_EQ(run({"image", "build", "shop", "-o", "file/deeper/shop.oci"}), fault);
  EXPECT_THAT(err_, HasSubstr("`file`: Not a directory [output-unwritable]"));
  setenv("PATH", before.c_str(), 1);
  EXPECT_EQ(tree("folder"), (std::map<std::string, std::string>{{"precious", "p"}}));
}

// What formats do not take is no option's value.
TEST_F(Image, LabelsThatFormatsDoNotTake) {
  const std::vector<std::vector<std::string>> cases = {
      {"--licenses", "MIT License"},
      {"--source", "git.example/shop"},
      {"--revision", " "},
      {"--server-name", "shop"},
      {"--label", "=x"},
      {"--label", "a b=x"},
      {"--label", "org.opencontainers.image.license=MIT"},
      {"--label", "org.opencontainers.image.url=shop"},
      {"--label", "a=\xff"},
  };
  for (const auto& words : cases) {
    EXPECT_EQ(build(words), usage_error) << words[1];
    EXPECT_THAT(err_, HasSubstr(words[0] + ": ")) << words[1];
    EXPECT_FALSE(fs::exists("shop-mcp.oci"));
  }
  EXPECT_THAT(err_, Not(HasSubstr("\xff")));
  for (const auto& words : std::vector<std::vector<std::string>>{
           {"--author", ""}, {"--author", "a\nb"}, {"--licenses", "free"}, {"--source", "here"}}) {
    std::vector<std::string> arguments = {"bundle", "shop", "--program", "linux/amd64=amd64"};
    arguments.insert(arguments.end(), words.begin(), words.end());
    EXPECT_EQ(run(arguments), words[1] == "free" ? success : usage_error) << words[1] << err_;
  }
}

// A limit on the size of files fails as a full disk does.
TEST_F(Image, DiskFull) {
  ASSERT_EQ(build(), success);
  const auto before = tree(".");
  rlimit limit{};
  getrlimit(RLIMIT_FSIZE, &limit);
  const rlimit small{200, limit.rlim_max};
  const auto handler = std::signal(SIGXFSZ, SIG_IGN);
  setrlimit(RLIMIT_FSIZE, &small);
  const int status = build({"--licenses", "MIT"});
  setrlimit(RLIMIT_FSIZE, &limit);
  std::signal(SIGXFSZ, handler);
  EXPECT_EQ(status, fault);
  EXPECT_THAT(err_, HasSubstr("File too large [output-unwritable]"));
  EXPECT_EQ(tree("."), before);
}

TEST_F(Image, PushWithoutARegistry) {
  EXPECT_EQ(build({"--push", "127.0.0.1:1/shop:1"}), fault);
  EXPECT_THAT(err_, HasSubstr("`127.0.0.1:1` cannot be reached"));
  EXPECT_THAT(err_, HasSubstr("[image-push-failed]"));
  EXPECT_FALSE(fs::exists("shop-mcp.oci")) << "only pushed";
  write("config.json", "secret");
  EXPECT_EQ(build({"--push", "127.0.0.1:1/shop:1"}), input_error);
  EXPECT_THAT(err_, HasSubstr("config.json` is not a JSON object [image-login-invalid]"));
  EXPECT_THAT(err_, Not(HasSubstr("secret")));
  fs::remove("config.json");
  setenv("https_proxy", "socks5://user:secret@proxy", 1);
  EXPECT_EQ(build({"--push", "127.0.0.1:1/shop:1"}), input_error);
  unsetenv("https_proxy");
  EXPECT_THAT(err_, HasSubstr("https_proxy must be the URL of an HTTP proxy"));
  EXPECT_THAT(err_, HasSubstr("[image-push-refused]"));
  EXPECT_THAT(err_, Not(HasSubstr("secret")));
}

TEST_F(Image, PushOfABrokenLayout) {
  ASSERT_EQ(build(), success);
  EXPECT_EQ(run({"image", "push", "shop-mcp.oci", "127.0.0.1:1/Shop"}), input_error);
  EXPECT_THAT(err_, HasSubstr("[image-name-invalid]"));
  EXPECT_EQ(run({"image", "push", "shop-mcp.oci", "127.0.0.1:1/shop:2"}), fault) << err_;
  for (const auto& [name, text] : tree("shop-mcp.oci")) {
    if (text.starts_with("\x1f\x8b")) write("shop-mcp.oci/" + name, text.substr(1));
  }
  EXPECT_EQ(run({"image", "push", "shop-mcp.oci", "127.0.0.1:1/shop:2"}), input_error);
  EXPECT_THAT(err_, HasSubstr("[image-layout-broken]"));
}

TEST_F(Image, Dockerfile) {
  EXPECT_EQ(run({"image", "dockerfile", "shop"}), success) << err_;
  EXPECT_THAT(err_, HasSubstr("[image-runtime-missing]"));
  EXPECT_THAT(read("shop/deploy/Dockerfile"), HasSubstr(R"(ENTRYPOINT ["/shop-mcp", "--http")"));
  EXPECT_THAT(read("shop/.dockerignore"), HasSubstr("\nbuild\n"));
  write("shop/deploy/Dockerfile", "mine");
  EXPECT_EQ(run({"image", "dockerfile", "shop"}), tree_differs);
  EXPECT_EQ(read("shop/deploy/Dockerfile"), "mine");
  ASSERT_EQ(run({"generate", "spec.json", "-o", "shop", "--vendor-runtime", "--quiet"}), success);
  EXPECT_EQ(run({"image", "dockerfile", "shop", "--force"}), success);
  EXPECT_EQ(err_, "");
  EXPECT_NE(read("shop/deploy/Dockerfile"), "mine");
}

TEST_F(Image, Bundle) {
  const std::vector<std::string> arguments = {"bundle",      "shop",      "--platform",
                                              "linux/amd64", "--program", "linux/amd64=amd64"};
  ASSERT_EQ(run(arguments), success) << err_;
  EXPECT_THAT(out_, HasSubstr("shop-mcp for linux/amd64 in shop.mcpb"));
  const std::string first = read("shop.mcpb");
  EXPECT_TRUE(first.starts_with("PK"));
  setenv("TZ", "Pacific/Kiritimati", 1);
  ASSERT_EQ(run(arguments), success);
  unsetenv("TZ");
  EXPECT_EQ(read("shop.mcpb"), first);
}

}  // namespace
}  // namespace mcpcc::driver
