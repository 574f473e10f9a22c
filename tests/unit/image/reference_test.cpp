#include "image/reference.h"

#include <gtest/gtest.h>

namespace mcpcc::image {
namespace {

const std::string digest = "sha256:" + std::string(64, 'a');

// registry | repository | tag | digest, or `! ` and a part of what is wrong.
std::string read(std::string_view text) {
  const auto result = parse_reference(text);
  if (const auto* problem = std::get_if<std::string>(&result)) return "! " + *problem;
  const auto& reference = std::get<Reference>(result);
  return reference.registry + " | " + reference.repository + " | " + reference.tag + " | " +
         reference.digest;
}

TEST(Reference, Parts) {
  struct Case {
    std::string text, parts;
  };
  const Case cases[] = {
      {"team/petstore:1.2.0", "docker.io | team/petstore | 1.2.0 | "},
      {"petstore", "docker.io | library/petstore |  | "},
      {"petstore:1", "docker.io | library/petstore | 1 | "},
      {"docker.io/petstore:1", "docker.io | library/petstore | 1 | "},
      {"localhost/petstore:1", "localhost | petstore | 1 | "},
      {"127.0.0.1:5000/team/petstore:1.2.0", "127.0.0.1:5000 | team/petstore | 1.2.0 | "},
      {"[::1]:5000/petstore", "[::1]:5000 | petstore |  | "},
      {"ghcr.io/a/b/c/d:v1", "ghcr.io | a/b/c/d | v1 | "},
      {"Registry.Example.com/a:V1_x.y-z", "Registry.Example.com | a | V1_x.y-z | "},
      {"a.b/c__d-e--f/g.h:1", "a.b | c__d-e--f/g.h | 1 | "},
      {"r.io/a@" + digest, "r.io | a |  | " + digest},
      {"r.io/a:1@" + digest, "r.io | a | 1 | " + digest},
      {"a:_" + std::string(127, 'x'), "docker.io | library/a | _" + std::string(127, 'x') + " | "},
  };
  for (const Case& c : cases) EXPECT_EQ(read(c.text), c.parts) << c.text;
}

TEST(Reference, WhatIsWrong) {
  struct Case {
    std::string text, problem;
  };
  const Case cases[] = {
      {"", "is empty"},
      {":1", "a part of the repository is empty"},
      {"a//b", "a part of the repository is empty"},
      {"a/", "a part of the repository is empty"},
      {"r.io/", "a part of the repository is empty"},
      {"/a", "a part of the repository is empty"},
      {"Team/Petstore:1", "lower case: `team` instead of `Team`"},
      {"team/petStore", "lower case: `petstore` instead of `petStore`"},
      {"a:", "a tag is at most 128"},
      {"a:.1", "a tag is at most 128"},
      {"a:-1", "a tag is at most 128"},
      {"a:1+2", "which `1+2` is not"},
      {"a:1:2", "which `1:2` is not"},
      {"a:" + std::string(129, 'x'), "a tag is at most 128"},
      {"a b", "which `a b` is not"},
      {"a/b\n", "which `b\\u000a` is not"},
      {"a/-b", "which `-b` is not"},
      {"a/b_", "which `b_` is not"},
      {"a/b___c", "which `b___c` is not"},
      {"a/b..c", "which `b..c` is not"},
      {"a/b._c", "which `b._c` is not"},
      {"a/../b", "which `..` is not"},
      {"a/\u00e9", "which `\u00e9` is not"},
      {"https://r.io/a:1", "has no scheme: `r.io/a:1`"},
      {"r.io:port/a", "a registry is a host"},
      {"r.io:123456/a", "a registry is a host"},
      {"-r.io/a", "a registry is a host"},
      {"a..b/c", "a registry is a host"},
      {"user:password@r.io/a", "a digest is `sha256:`"},
      {"a@sha256:12", "a digest is `sha256:`"},
      {"a@sha512:" + std::string(128, 'a'), "a digest is `sha256:`"},
      {"a@sha256:" + std::string(64, 'A'), "a digest is `sha256:`"},
      {std::string(256, 'a'), "longer than 255"},
  };
  for (const Case& c : cases) {
    const std::string result = read(c.text);
    EXPECT_TRUE(result.starts_with("! ") && result.find(c.problem) != std::string::npos)
        << c.text << " gives " << result;
  }
}

TEST(Reference, TagOfVersion) {
  EXPECT_EQ(tag_of_version("1.2.0"), "1.2.0");
  EXPECT_EQ(tag_of_version("1.2.0+build.5"), "1.2.0-build.5");
  EXPECT_EQ(tag_of_version(" v1 (beta)"), "v1-beta");
  EXPECT_EQ(tag_of_version(".-1"), "1");
  EXPECT_EQ(tag_of_version("\u00e9\u00e9"), "");
  EXPECT_EQ(tag_of_version(std::string(500, '1')), std::string(128, '1'));
}

}  // namespace
}  // namespace mcpcc::image
