#include "image/statement.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace mcpcc::image {
namespace {

using ::testing::HasSubstr;

Subject subject() {
  return {"petstore-mcp",
          "1.2.0",
          "Apache-2.0",
          "0.1.0",
          std::string(64, 'c'),
          {"linux", "amd64"},
          0,
          {{"openssl", "3.0.22-1~deb12u2", "Apache-2.0", "pkg:deb/debian/libssl-dev@3.0.22",
            Component::Use::linked},
           {"ca-certificates", "2023", "", "", Component::Use::data}},
          {{"openapi.yaml", std::string(64, 'd')}}};
}

TEST(Statement, Spdx) {
  EXPECT_EQ(
      spdx(subject()),
      R"({"SPDXID":"SPDXRef-DOCUMENT","creationInfo":{"created":"1970-01-01T00:00:00Z",)"
      R"("creators":["Tool: mcpcc-0.1.0"]},"dataLicense":"CC0-1.0","documentNamespace":)"
      R"("https://spdx.org/spdxdocs/petstore-mcp-1.2.0-linux-amd64-)" +
          std::string(64, 'c') +
          R"(","name":"petstore-mcp-1.2.0-linux-amd64","packages":[)"
          R"({"SPDXID":"SPDXRef-Program-petstore-mcp","checksums":[{"algorithm":"SHA256",)"
          R"("checksumValue":")" +
          std::string(64, 'c') +
          R"("}],"copyrightText":"NOASSERTION","downloadLocation":"NOASSERTION",)"
          R"("filesAnalyzed":false,"licenseConcluded":"NOASSERTION","licenseDeclared":"Apache-2.0",)"
          R"("name":"petstore-mcp","primaryPackagePurpose":"APPLICATION","versionInfo":"1.2.0"},)"
          R"({"SPDXID":"SPDXRef-Package-openssl-3.0.22-1-deb12u2","copyrightText":"NOASSERTION",)"
          R"("downloadLocation":"NOASSERTION","externalRefs":[{"referenceCategory":)"
          R"("PACKAGE-MANAGER","referenceLocator":"pkg:deb/debian/libssl-dev@3.0.22",)"
          R"("referenceType":"purl"}],"filesAnalyzed":false,"licenseConcluded":"NOASSERTION",)"
          R"("licenseDeclared":"Apache-2.0","name":"openssl","primaryPackagePurpose":"LIBRARY",)"
          R"("versionInfo":"3.0.22-1~deb12u2"},)"
          R"({"SPDXID":"SPDXRef-Package-ca-certificates-2023","copyrightText":"NOASSERTION",)"
          R"("downloadLocation":"NOASSERTION","filesAnalyzed":false,"licenseConcluded":)"
          R"("NOASSERTION","licenseDeclared":"NOASSERTION","name":"ca-certificates",)"
          R"("primaryPackagePurpose":"LIBRARY","versionInfo":"2023"},)"
          R"({"SPDXID":"SPDXRef-Source-openapi.yaml","checksums":[{"algorithm":"SHA256",)"
          R"("checksumValue":")" +
          std::string(64, 'd') +
          R"("}],"copyrightText":"NOASSERTION","downloadLocation":"NOASSERTION",)"
          R"("filesAnalyzed":false,"licenseConcluded":"NOASSERTION","licenseDeclared":)"
          R"("NOASSERTION","name":"openapi.yaml","primaryPackagePurpose":"SOURCE"}],)"
          R"("relationships":[{"relatedSpdxElement":"SPDXRef-Program-petstore-mcp",)"
          R"("relationshipType":"DESCRIBES","spdxElementId":"SPDXRef-DOCUMENT"},)"
          R"({"relatedSpdxElement":"SPDXRef-Package-openssl-3.0.22-1-deb12u2",)"
          R"("relationshipType":"STATIC_LINK","spdxElementId":"SPDXRef-Program-petstore-mcp"},)"
          R"({"relatedSpdxElement":"SPDXRef-Package-ca-certificates-2023",)"
          R"("relationshipType":"CONTAINS","spdxElementId":"SPDXRef-Program-petstore-mcp"},)"
          R"({"relatedSpdxElement":"SPDXRef-Source-openapi.yaml","relationshipType":)"
          R"("GENERATED_FROM","spdxElementId":"SPDXRef-Program-petstore-mcp"}],)"
          R"("spdxVersion":"SPDX-2.3"})");
}

TEST(Statement, CycloneDx) {
  const std::string text = cyclonedx(subject());
  EXPECT_THAT(text, HasSubstr(R"("bomFormat":"CycloneDX")"));
  EXPECT_THAT(text, HasSubstr(R"({"bom-ref":"openssl@3.0.22-1~deb12u2","licenses":[{"expression":)"
                              R"("Apache-2.0"}],"name":"openssl","purl":)"
                              R"("pkg:deb/debian/libssl-dev@3.0.22","type":"library","version":)"
                              R"("3.0.22-1~deb12u2"})"));
  EXPECT_THAT(text, HasSubstr(R"({"bom-ref":"input:openapi.yaml","hashes":[{"alg":"SHA-256",)"));
  EXPECT_THAT(text, HasSubstr(R"("dependsOn":["openssl@3.0.22-1~deb12u2","ca-certificates@2023",)"
                              R"("input:openapi.yaml"],"ref":"petstore-mcp@1.2.0")"));
  EXPECT_THAT(text, HasSubstr(R"("timestamp":"1970-01-01T00:00:00Z")"));
  EXPECT_THAT(text, HasSubstr(R"("specVersion":"1.5","version":1})"));
}

TEST(Statement, Provenance) {
  EXPECT_EQ(
      provenance({{{"r.io/team/petstore", "sha256:ab"}},
                  "petstore",
                  {"linux/amd64"},
                  {"g++ 12"},
                  "0.1.0",
                  "https://example.com/petstore",
                  "1234",
                  {{"openapi.yaml", "cd"}},
                  {{"openssl", "3", "", "pkg:deb/debian/libssl-dev@3", Component::Use::linked}}}),
      R"({"_type":"https://in-toto.io/Statement/v1","predicate":{"buildDefinition":{"buildType":)"
      R"("https://github.com/mcpcc/mcpcc/image@v1","externalParameters":{"platforms":)"
      R"(["linux/amd64"],"server":"petstore"},"internalParameters":{"compilers":["g++ 12"]},)"
      R"("resolvedDependencies":[{"digest":{"gitCommit":"1234"},"uri":)"
      R"("https://example.com/petstore"},{"digest":{"sha256":"cd"},"name":"openapi.yaml"},)"
      R"({"name":"openssl","uri":"pkg:deb/debian/libssl-dev@3"}]},"runDetails":{"builder":{"id":)"
      R"("https://github.com/mcpcc/mcpcc@v0.1.0","version":{"mcpcc":"0.1.0"}}}},"predicateType":)"
      R"("https://slsa.dev/provenance/v1","subject":[{"digest":{"sha256":"ab"},"name":)"
      R"("r.io/team/petstore"}]})");
}

TEST(Components, LinkedFiles) {
  EXPECT_THAT(read_linked_files("a.out: \\\n  /usr/lib/crt1.o \\\n  /a\\ b/libx.a \\\n  x.o\n\n"
                                "/usr/lib/crt1.o:\n\nx.o:\n"),
              ::testing::ElementsAre("/usr/lib/crt1.o", "/a b/libx.a", "x.o"));
  EXPECT_TRUE(read_linked_files("").empty());
  EXPECT_TRUE(read_linked_files("no rule\\").empty());
}

TEST(Components, PackagesOfFiles) {
  const auto components = find_components({"/usr/lib/x86_64-linux-gnu/libz.a", "/no/such/file.o"});
  const auto zlib = std::find_if(components.begin(), components.end(),
                                 [](const auto& c) { return c.name == "zlib"; });
  ASSERT_NE(zlib, components.end());
  EXPECT_EQ(zlib->license, "Zlib");
  EXPECT_THAT(zlib->version, ::testing::StartsWith("1:1.2"));
  EXPECT_THAT(zlib->purl, ::testing::StartsWith("pkg:deb/debian/zlib1g-dev@1%3A1.2"));
  EXPECT_THAT(zlib->purl, HasSubstr("?arch=amd64&upstream=zlib"));
}

}  // namespace
}  // namespace mcpcc::image
