// Names of records, and where registries are.
#include "registry/record.h"

#include <gtest/gtest.h>

#include <map>

#include "registry/failure.h"
#include "registry/location.h"

namespace mcpcc::registry {
namespace {

TEST(RecordNames, AreHeldToTheRulesOfTheirKind) {
  const std::string digest(64, 'a');
  const std::string valid[] = {
      "petstore",
      "server/petstore",
      "api/petstore-2",
      "image/petstore",
      "image/ghcr.io/team/petstore:1.2.0",
      "image/localhost:5000/a/b_c.d-e",
      "image/[2001:db8::1]:5000/petstore",
      "image/team/petstore:v1@sha256:" + digest,
      "image/127.0.0.1:5000/petstore@sha256:" + digest,
      "endpoint/https://mcp.example.com/mcp",
      "endpoint/http://127.0.0.1:8080/mcp",
      "credential/petstore/PETSTORE_STAFF_KEY",
  };
  for (const auto& text : valid) EXPECT_NO_THROW(parse_record_id(text)) << text;
  const std::string invalid[] = {
      "",
      "Petstore",
      "-petstore",
      "pet store",
      "pet\nstore",
      std::string(65, 'a'),
      "thing/petstore",
      "image/",
      "image/Team/petstore",
      "image/team//petstore",
      "image/team/petstore:",
      "image/team/petstore:-x",
      "image/team/petstore@sha256:abc",
      "image/team/petstore:1 2",
      "image/a/../b",
      "image/../b",
      "image/-a.b/c",
      "image/a.b:x/c",
      "image/user@host/a",
      "endpoint/ftp://example.com",
      "endpoint/https://user:word@example.com/mcp",
      "endpoint/https://example.com/mcp?key=1",
      "endpoint/https://example.com/#a",
      "endpoint/https:///mcp",
      "endpoint/https://exa mple.com/",
      "credential/petstore",
      "credential/petstore/1KEY",
      "credential/petstore/A-B",
      "credential/petstore/PATH",
      "credential/petstore/LD_PRELOAD",
      "credential/petstore/MCPCC_REGISTRY_KEY",
      "credential/petstore/SSL_CERT_FILE",
      "credential/petstore/A=B",
  };
  for (const auto& text : invalid) {
    try {
      parse_record_id(text);
      ADD_FAILURE() << "accepted: " << text;
    } catch (const Failure& failure) {
      EXPECT_EQ(failure.rule().id, "registry-name-invalid") << text;
      EXPECT_FALSE(failure.hints().empty());
    }
  }
}

TEST(RecordNames, OfMessagesShowNoPassword) {
  for (const std::string url : {"https://ann:s3cr3t@pets.example.com/mcp", "http://s3cr3t@pets",
                                "https://s3cr3t@pets@pets.example.com/mcp"}) {
    try {
      parse_record_id("endpoint/" + url);
      ADD_FAILURE() << "accepted: " << url;
    } catch (const Failure& failure) {
      EXPECT_EQ(failure.detail().find("s3cr3t"), std::string::npos) << failure.detail();
      EXPECT_NE(failure.detail().find("://...@pets"), std::string::npos) << failure.detail();
    }
  }
}

TEST(RecordNames, OfMessagesShowNoControlCharacters) {
  try {
    parse_record_id("image/\x1b[31m");
    FAIL();
  } catch (const Failure& failure) {
    EXPECT_EQ(failure.detail(), "`\\u001b[31m` is no name of an image");
  }
}

TEST(Locations, AreReadAndShownWithoutPasswords) {
  struct Case {
    const char *text, *shown;
  };
  constexpr Case cases[] = {
      {"sqlite:a.db", "sqlite:a.db"},
      {"sqlite:/var/lib/a.db", "sqlite:/var/lib/a.db"},
      {"sqlite:///var/lib/a.db", "sqlite:/var/lib/a.db"},
      {"postgres://u:pass@h:5432/d?sslmode=require", "postgres://h:5432/d"},
      {"postgresql://u@/d?host=/run/x", "postgres:///d"},
      {"postgres://h?password=pass", "postgres://h"},
      {"postgres://u:p@ss@h/d", "postgres://h/d"},
  };
  for (const auto& [text, expected] : cases)
    EXPECT_EQ(shown(parse_location(text, LocationSource::environment)), expected) << text;
}

TEST(Locations, TakeNoPasswordFromTheCommandLine) {
  for (const auto* text : {"postgres://u:secret@h/d", "postgres://h/d?password=secret",
                           "postgresql://h/d?sslmode=require&sslpassword=secret"}) {
    try {
      parse_location(text, LocationSource::command_line);
      ADD_FAILURE() << text;
    } catch (const Failure& failure) {
      EXPECT_EQ(failure.rule().id, "registry-location-invalid");
      EXPECT_EQ(failure.detail().find("secret"), std::string::npos);
    }
    EXPECT_NO_THROW(parse_location(text, LocationSource::file));
  }
  EXPECT_NO_THROW(parse_location("postgres://u@h/d", LocationSource::command_line));
}

TEST(Locations, OfOtherKindsAreRefusedUnseen) {
  for (const auto* text : {"", "mysql://u:secret@h", "sqlite:", "a.db"}) {
    try {
      parse_location(text, LocationSource::environment);
      ADD_FAILURE() << text;
    } catch (const Failure& failure) {
      EXPECT_EQ(failure.rule().id, "registry-location-invalid") << text;
      EXPECT_EQ(failure.detail().find("secret"), std::string::npos) << text;
    }
  }
}

TEST(Locations, ByDefaultLieInTheDataFolder) {
  std::map<std::string, std::string, std::less<>> variables;
  const auto variable = [&](std::string_view name) -> std::optional<std::string> {
    const auto found = variables.find(name);
    return found == variables.end() ? std::nullopt : std::optional(found->second);
  };
  EXPECT_THROW(default_location(variable), Failure);
  variables["HOME"] = "/home/a";
  EXPECT_EQ(default_location(variable).file, "/home/a/.local/share/mcpcc/registry.db");
  variables["XDG_DATA_HOME"] = "relative";
  EXPECT_EQ(default_location(variable).file, "/home/a/.local/share/mcpcc/registry.db");
  variables["XDG_DATA_HOME"] = "/data";
  EXPECT_EQ(default_location(variable).file, "/data/mcpcc/registry.db");
}

}  // namespace
}  // namespace mcpcc::registry
