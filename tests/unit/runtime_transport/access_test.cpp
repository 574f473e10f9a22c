#include "transport/access.h"

#include <gtest/gtest.h>

#include <string>

namespace mcp::transport {
namespace {

TEST(Endpoint, Parse) {
  struct Case {
    std::string_view text, url;
  };
  constexpr Case cases[] = {
      {"8081", "http://127.0.0.1:8081"},      {":8081", "http://127.0.0.1:8081"},
      {"127.0.0.1", "http://127.0.0.1:8080"}, {"0.0.0.0:80", "http://0.0.0.0:80"},
      {"127.0.0.1:0", "http://127.0.0.1:0"},  {"localhost:9000", "http://127.0.0.1:9000"},
      {"localhost", "http://127.0.0.1:8080"}, {"[::1]:8080", "http://[::1]:8080"},
      {"[::]", "http://[::]:8080"},
  };
  for (const Case& c : cases) {
    Endpoint endpoint;
    EXPECT_TRUE(parse_endpoint(c.text, endpoint)) << c.text;
    EXPECT_EQ(to_url(endpoint), c.url);
  }
  for (const std::string_view text :
       {"", ":", "70000", ":70000", "127.0.0.1:", "127.0.0.1:x", "example.com:80", "::1", "[::1",
        "[::1]8080", "[127.0.0.1]:80", "1.2.3:80", "127.0.0.1:80:80", "-1", ":-1", "1.2.3.4:+5"}) {
    Endpoint endpoint;
    EXPECT_FALSE(parse_endpoint(text, endpoint)) << text;
  }
}

struct HostCase {
  std::string_view host;
  bool allowed;
};

void expect_hosts(const Access& access, std::initializer_list<HostCase> cases) {
  for (const HostCase& c : cases) EXPECT_EQ(access.allows_host(c.host), c.allowed) << c.host;
}

TEST(Access, OnLoopbackOnlyLoopbackNamesWithTheBoundPort) {
  expect_hosts(Access({"127.0.0.1", 8080}, {}, {}), {{"127.0.0.1:8080", true},
                                                     {"localhost:8080", true},
                                                     {"LOCALHOST:8080", true},
                                                     {"[::1]:8080", true},
                                                     {"127.0.0.2:8080", true},
                                                     {"127.0.0.1", false},
                                                     {"127.0.0.1:80", false},
                                                     {"localhost:80800", false},
                                                     {"10.0.0.1:8080", false},
                                                     {"evil.example:8080", false},
                                                     {"127.0.0.1.evil.example:8080", false},
                                                     {"localhost.evil.example:8080", false},
                                                     {"evil.example@localhost:8080", false},
                                                     {"127.1:8080", false},
                                                     {"::1:8080", false},
                                                     {"[::1]8080", false},
                                                     {"[localhost]:8080", false},
                                                     {"localhost:", false},
                                                     {":8080", false},
                                                     {"", false}});
  EXPECT_TRUE(Access({"127.0.0.1", 80}, {}, {}).allows_host("localhost"));
  EXPECT_TRUE(Access({"127.0.0.1", 443, true}, {}, {}).allows_host("localhost"));
  EXPECT_FALSE(Access({"127.0.0.1", 80, true}, {}, {}).allows_host("localhost"));
}

TEST(Access, OnOtherAddressesAnyAddressAndNoName) {
  expect_hosts(Access({"0.0.0.0", 8080}, {}, {}), {{"10.0.0.1:8080", true},
                                                   {"10.0.0.1:30080", true},
                                                   {"192.168.1.1", true},
                                                   {"[fe80::1]:8080", true},
                                                   {"localhost:9000", true},
                                                   {"127.0.0.1:9000", true},
                                                   {"petstore:8080", false},
                                                   {"10.0.0.1.evil.example", false},
                                                   {"10.0.0.1:port", false},
                                                   {"0x7f.1:8080", false}});
}

TEST(Access, AllowedHosts) {
  expect_hosts(Access({"0.0.0.0", 8080}, {"Petstore", "api.example:443", "[::5]:1"}, {}),
               {{"petstore", true},
                {"PETSTORE:8080", true},
                {"api.example:443", true},
                {"api.example:444", false},
                {"api.example", false},
                {"sub.petstore", false}});
}

TEST(Access, Origins) {
  struct Case {
    std::string_view origin, host;
    bool on_loopback, elsewhere;
  };
  constexpr Case cases[] = {
      {"http://localhost:3000", "127.0.0.1:8080", true, false},
      {"https://127.0.0.1", "127.0.0.1:8080", true, false},
      {"http://[::1]:1", "127.0.0.1:8080", true, false},
      {"http://127.0.0.1:8080", "127.0.0.1:8080", true, true},
      {"http://10.0.0.1:8080", "10.0.0.1:8080", true, true},
      {"http://10.0.0.1:8081", "10.0.0.1:8080", false, false},
      {"http://evil.example", "127.0.0.1:8080", false, false},
      {"http://localhost.evil.example", "127.0.0.1:8080", false, false},
      {"http://localhost@evil.example", "127.0.0.1:8080", false, false},
      {"null", "127.0.0.1:8080", false, false},
      {"", "127.0.0.1:8080", false, false},
      {"localhost:3000", "127.0.0.1:8080", false, false},
      {"file://", "127.0.0.1:8080", false, false},
      {"http://", "127.0.0.1:8080", false, false},
      {"http://localhost:3000 http://evil.example", "127.0.0.1:8080", false, false},
      {"http://localhost:3000, http://evil.example", "127.0.0.1:8080", false, false},
      {"http://localhost:3000/", "127.0.0.1:8080", false, false},
      {"http://localhost:3000/path", "127.0.0.1:8080", false, false},
      {"http://localhost:port", "127.0.0.1:8080", false, false},
      {"http://localhost:", "127.0.0.1:8080", false, false},
      {"http://localhost:0", "127.0.0.1:8080", false, false},
      {"http://localhost:65535", "127.0.0.1:8080", true, false},
      {"http://localhost:65536", "127.0.0.1:8080", false, false},
      {"http://localhost:+80", "127.0.0.1:8080", false, false},
      {"http://localhost:80:80", "127.0.0.1:8080", false, false},
      {"http://[::1]", "127.0.0.1:8080", true, false},
      {"http://[::1]x", "127.0.0.1:8080", false, false},
      {"http://[::1", "127.0.0.1:8080", false, false},
      {" http://localhost", "127.0.0.1:8080", false, false},
      {"http://10.0.0.1 x", "10.0.0.1 x", false, false},
      {"https://App.example", "127.0.0.1:8080", true, true},
      {"https://app.example:444", "127.0.0.1:8080", false, false},
      {"http://app.example", "127.0.0.1:8080", false, false},
  };
  const Access loopback({"127.0.0.1", 8080}, {}, {"https://app.example"});
  const Access elsewhere({"0.0.0.0", 8080}, {}, {"https://app.example"});
  for (const Case& c : cases) {
    EXPECT_EQ(loopback.allows_origin(c.origin, c.host), c.on_loopback) << c.origin;
    EXPECT_EQ(elsewhere.allows_origin(c.origin, c.host), c.elsewhere) << c.origin;
  }
}

}  // namespace
}  // namespace mcp::transport
