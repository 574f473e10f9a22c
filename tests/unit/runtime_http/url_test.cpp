#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "http/client.h"

namespace mcp::http {
namespace {

std::string describe(const Origin& origin) {
  if (origin.host.empty()) return "refused";
  return (origin.tls ? "tls " : "tcp ") + origin.host + " " + origin.port + " " + origin.authority +
         " " + origin.target;
}

TEST(ParseUrl, Parts) {
  struct Case {
    std::string_view url, parts;
  };
  constexpr Case cases[] = {
      {"http://example.com", "tcp example.com 80 example.com /"},
      {"https://example.com", "tls example.com 443 example.com /"},
      {"HTTPS://Example.COM/A/b", "tls example.com 443 example.com /A/b"},
      {"http://example.com:8080/a?b=c", "tcp example.com 8080 example.com:8080 /a?b=c"},
      {"http://example.com:80/", "tcp example.com 80 example.com /"},
      {"https://example.com:80/", "tls example.com 80 example.com:80 /"},
      {"http://example.com:0080/", "tcp example.com 80 example.com /"},
      {"http://example.com:08080/", "tcp example.com 8080 example.com:8080 /"},
      {"http://example.com:/", "tcp example.com 80 example.com /"},
      {"http://example.com?b", "tcp example.com 80 example.com /?b"},
      {"http://127.0.0.1:9/x", "tcp 127.0.0.1 9 127.0.0.1:9 /x"},
      {"http://[::1]/x", "tcp ::1 80 [::1] /x"},
      {"http://[2001:DB8::1]:8080", "tcp 2001:db8::1 8080 [2001:db8::1]:8080 /"},
      {"http://my_service-1.svc.", "tcp my_service-1.svc. 80 my_service-1.svc. /"},
      {"http://h/%7Ea!$&'()*+,;=:@-._~?/?:@", "tcp h 80 h /%7Ea!$&'()*+,;=:@-._~?/?:@"},
      // What resolvers take for an address is that address (URL Standard, section 3.5).
      {"http://2130706433/a", "tcp 127.0.0.1 80 127.0.0.1 /a"},
      {"http://0x7f.1", "tcp 127.0.0.1 80 127.0.0.1 /"},
      {"http://017700000001:8", "tcp 127.0.0.1 8 127.0.0.1:8 /"},
      {"http://10.0.0.1.", "tcp 10.0.0.1 80 10.0.0.1 /"},
      {"http://0XA9.0xfe.43518", "tcp 169.254.169.254 80 169.254.169.254 /"},
      {"http://1.2.3.4.example", "tcp 1.2.3.4.example 80 1.2.3.4.example /"},
      {"http://1a", "tcp 1a 80 1a /"},
      {"http://h//a//../b", "tcp h 80 h //a//../b"},
  };
  for (const auto& c : cases) EXPECT_EQ(describe(parse_url(c.url)), c.parts) << c.url;
}

TEST(ParseUrl, Refused) {
  using namespace std::literals;
  constexpr std::string_view cases[] = {
      "",
      "/",
      "example.com",
      "//example.com/",
      "ftp://example.com/",
      "http:/example.com",
      "http:example.com",
      "http://",
      "http:///path",
      "http://:80/",
      "http://user@example.com/",
      "http://user:password@example.com/",
      "http://example.com@127.0.0.1/",
      "http://example.com:0/",
      "http://example.com:65536/",
      "http://example.com:8o/",
      "http://example.com:+80/",
      "http://example.com:80:80/",
      "http://exa mple.com/",
      "http://exa%6Dple.com/",
      "http://ex\xc3\xa4mple.com/",
      "http://[::1/",
      "http://[::1]x/",
      "http://[]/",
      "http://[127.0.0.1]/",
      "http://[fe80::1%25eth0]/",
      "http://[::1\0]/"sv,
      "http://::1/",
      "http://1.2.3.4.5/",
      "http://256.0.0.1/",
      "http://1.2.3.256/",
      "http://4294967296/",
      "http://99999999999999999999999/",
      "http://example.1/",
      "http://example.0x1f/",
      "http://09.1/",
      "http://1..2/",
      "http://h/#fragment",
      "http://h#fragment",
      "http://h/a b",
      "http://h/a\tb",
      "http://h/a\r\nHost: evil",
      "http://h/a\0b"sv,
      "http://h/\xc3\xa4",
      "http://h/a%",
      "http://h/a%2",
      "http://h/a%2g",
      "http://h/a?b=%zz",
      "http://h/{id}",
      "http://h/a|b",
      "http://h/a\\b",
      "http://h\\@evil/",
      "http://h/\"",
      "http://h/<a>",
      "http://h/?a[b]=c",
      "http://h/\x7f",
      " http://h/",
  };
  for (const auto& url : cases) EXPECT_EQ(describe(parse_url(url)), "refused") << url;
  EXPECT_EQ(describe(parse_url("http://" + std::string(256, 'a') + "/")), "refused");
}

TEST(EscapeReference, WhatMayNotStandThereIsPercentEncoded) {
  struct Case {
    std::string_view reference, escaped;
  };
  using namespace std::literals;
  constexpr Case cases[] = {
      {"", ""},
      {" /a b?c d#e f ", "/a%20b?c%20d#e%20f"},
      {"https://h/\u00fc\xff?\u20ac", "https://h/%C3%BC%FF?%E2%82%AC"},
      {"/%20%2f%zz%", "/%20%2f%25zz%25"},
      {"?a[b]=\"<{|}>\\^`", "?a%5Bb%5D=%22%3C%7B%7C%7D%3E%5C%5E%60"},
      {"\\\\evil.example/", "%5C%5Cevil.example/"},
      {"//[::1]:8/[x]#a#b", "//[::1]:8/%5Bx%5D#a%23b"},
      {"http://b\u00fccher.example/", "http://b\u00fccher.example/"},
      {"/a\r\n\0"sv, "/a\r\n\0"sv},
      {"mailto:a b", "mailto:a%20b"},
  };
  for (const Case& c : cases) EXPECT_EQ(escape_reference(c.reference), c.escaped) << c.reference;
}

TEST(ResolveReference, FollowsRfc3986) {
  struct Case {
    std::string_view base, reference, url;
  };
  constexpr Case cases[] = {
      {"https://a.example", "/v2", "https://a.example/v2"},
      {"https://a.example/b/c", "/v2", "https://a.example/v2"},
      {"https://a.example/b/c", "v2", "https://a.example/b/v2"},
      {"https://a.example/b/c/", "v2", "https://a.example/b/c/v2"},
      {"https://a.example", "v2", "https://a.example/v2"},
      {"https://a.example/b/c", "../v2", "https://a.example/v2"},
      {"https://a.example/b/c", "../../../v2", "https://a.example/v2"},
      {"https://a.example/b/c", "./d/./e/../f", "https://a.example/b/d/f"},
      {"https://a.example/b/c", ".", "https://a.example/b/"},
      {"https://a.example/b/c", "//z.example/y", "https://z.example/y"},
      {"https://a.example/b/c", "", "https://a.example/b/c"},
      {"https://a.example/b/c?x=/y/z", "d", "https://a.example/b/d"},
      {"https://a.example/b/c?x", "?y=/../z", "https://a.example/b/c?y=/../z"},
      {"https://a.example?x", "d?y=/../z#/../w", "https://a.example/d?y=/../z#/../w"},
      {"https://a.example/b/c?x#y", "#z", "https://a.example/b/c?x#z"},
      {"https://a.example/b/c", "http://z.example", "http://z.example"},
      {"https://a.example/b/c", "mailto:x", "mailto:x"},
      {"https://a.example/b/c", "x:y/z", "x:y/z"},
      {"https://a.example/b/c", "/x:y", "https://a.example/x:y"},
  };
  for (const Case& c : cases) {
    EXPECT_EQ(resolve_reference(c.base, c.reference), c.url) << c.base << ' ' << c.reference;
  }
}

}  // namespace
}  // namespace mcp::http
