#include "upstream/redirect.h"

#include <gtest/gtest.h>

#include <string>

namespace mcp::upstream {
namespace {

Egress egress() {
  Egress out;
  out.allow("api.example", false);
  out.allow("files.example", false);
  return out;
}

/// "none", "refused: reason", or the URL, with "other: " in front for another origin.
std::string follow(std::string_view method, int status, const std::string& location,
                   const std::string& url = "https://api.example/v1/a?q=1") {
  const auto decision = redirect(method, url, {status, {{"Location", location}}, {}}, egress());
  if (std::holds_alternative<NoRedirect>(decision)) return "none";
  if (const auto* refused = std::get_if<RefusedRedirect>(&decision)) {
    return "refused: " + refused->reason;
  }
  const auto& found = std::get<Redirect>(decision);
  return std::string(found.to_other_origin ? "other: " : "") + (found.becomes_get ? "GET " : "") +
         found.url;
}

TEST(Redirect, SafeMethodsFollowEveryOne) {
  for (const char* method : {"GET", "HEAD", "OPTIONS"}) {
    for (const int status : {301, 302, 303, 307, 308}) {
      EXPECT_EQ(follow(method, status, "/v2/a"), "https://api.example/v2/a");
      EXPECT_EQ(follow(method, status, "https://files.example/x#y"),
                "other: https://files.example/x");
    }
    for (const int status : {200, 201, 300, 304, 305, 306, 400, 503}) {
      EXPECT_EQ(follow(method, status, "/v2/a"), "none");
    }
  }
}

// As browsers do it.
TEST(Redirect, RawCharactersAreEscaped) {
  using namespace std::literals;
  EXPECT_EQ(follow("GET", 302, "/v2/a b/\u00fc?q[]=x y"),
            "https://api.example/v2/a%20b/%C3%BC?q%5B%5D=x%20y");
  EXPECT_EQ(follow("GET", 302, "\\\\evil.test/x"), "https://api.example/v1/%5C%5Cevil.test/x");
  EXPECT_EQ(follow("GET", 302, "/a\r\nX: y"),
            "refused: api.example redirects to a URL with a control character");
  EXPECT_EQ(follow("GET", 302, "/a\0"s),
            "refused: api.example redirects to a URL with a control character");
  for (const char* location : {"https://b\u00fccher.example/", "https://u@files.example/",
                               "https://files.example:x/", "https://files.example /"}) {
    EXPECT_EQ(follow("GET", 302, location),
              "refused: api.example redirects to a URL in which a host name in ASCII, or an "
              "address, and perhaps a port do not stand alone before the path")
        << location;
  }
}

TEST(Redirect, AddressesInOtherWriting) {
  Egress allowed = egress();
  allowed.allow("127.0.0.1", false);
  const auto decision =
      redirect("GET", "http://127.0.0.1/a", {302, {{"Location", "http://0x7f.1/b"}}, {}}, allowed);
  ASSERT_TRUE(std::holds_alternative<Redirect>(decision));
  EXPECT_FALSE(std::get<Redirect>(decision).to_other_origin);
  EXPECT_EQ(follow("GET", 302, "https://2130706433/"),
            "refused: api.example redirects to 127.0.0.1, which neither the API's document nor the "
            "configuration of this server names as a host");
}

TEST(Redirect, OtherMethodsGoOnOnlyWithTheirBodyAndWithinTheOrigin) {
  for (const char* method : {"POST", "PUT", "PATCH", "DELETE", "QUERY"}) {
    const bool is_post = method == std::string_view("POST");
    for (const int status : {301, 302}) {
      EXPECT_EQ(follow(method, status, "/v2/a"), is_post ? "GET https://api.example/v2/a" : "none");
    }
    EXPECT_EQ(follow(method, 303, "/v2/a"), "GET https://api.example/v2/a");
    EXPECT_EQ(follow(method, 303, "http://api.example/v2/a"),
              "refused: api.example redirects from https to http");
    EXPECT_EQ(follow(method, 303, "https://files.example/x"), "other: GET https://files.example/x");
    for (const int status : {307, 308}) {
      EXPECT_EQ(follow(method, status, "/v2/a"), "https://api.example/v2/a");
      EXPECT_EQ(follow(method, status, "https://files.example/x"), "none");
      EXPECT_EQ(follow(method, status, "https://api.example:8443/x"), "none");
    }
  }
}

TEST(Redirect, WhatIsShownIsAskedForWithoutABody) {
  HttpRequest request{"POST",
                      "https://api.example/a",
                      {{"Accept", "*/*"},
                       {"Content-Type", "text/plain"},
                       {"content-language", "en"},
                       {"If-Match", "x"},
                       {"Idempotency-Key", "k"},
                       {"X-Api-Key", "hush"}},
                      "text"};
  make_get(request, "Idempotency-Key");
  EXPECT_EQ(request.method, "GET");
  EXPECT_EQ(request.body, "");
  EXPECT_EQ(request.headers, (HttpHeaders{{"Accept", "*/*"}, {"X-Api-Key", "hush"}}));
}

TEST(Redirect, Where) {
  struct Case {
    const char *location, *url;
  };
  constexpr Case cases[] = {
      {"b", "https://api.example/v1/b"},
      {"../b?x", "https://api.example/b?x"},
      {"?x", "https://api.example/v1/a?x"},
      {"//files.example/b", "other: https://files.example/b"},
      {"https://API.example/b", "https://API.example/b"},
      {"https://api.example:443/b", "https://api.example:443/b"},
      {"https://api.example:444/b", "other: https://api.example:444/b"},
      {"http://api.example/b", "refused: api.example redirects from https to http"},
      {"ftp://api.example/b",
       "refused: api.example redirects to something that is no http or https URL"},
      {"https://127.0.0.1/b",
       "refused: api.example redirects to 127.0.0.1, which neither the API's document nor the "
       "configuration of this server names as a host"},
  };
  for (const Case& c : cases) EXPECT_EQ(follow("GET", 302, c.location), c.url) << c.location;
  EXPECT_EQ(follow("GET", 302, "https://api.example/b", "http://api.example/a"),
            "other: https://api.example/b");
  EXPECT_TRUE(std::holds_alternative<NoRedirect>(
      redirect("GET", "https://api.example/a", {302, {}, {}}, egress())));
}

TEST(Redirect, NothingSecretGoesToAnotherOrigin) {
  HttpHeaders headers = {{"Accept", "a"},         {"Authorization", "b"},   {"Cookie", "c"},
                         {"X-Api-Key", "d"},      {"accept-language", "e"}, {"traceparent", "f"},
                         {"Idempotency-Key", "g"}};
  strip_for_other_origin(headers);
  EXPECT_EQ(headers,
            (HttpHeaders{{"Accept", "a"}, {"accept-language", "e"}, {"traceparent", "f"}}));
}

}  // namespace
}  // namespace mcp::upstream
