#include <gtest/gtest.h>

#include <string>

#include "auth/base64url.h"
#include "auth/key_fetch.h"
#include "auth/urls.h"

namespace mcp::auth {
namespace {

TEST(Base64Url, BothWays) {
  // RFC 4648, section 10, without padding.
  for (const auto& [bytes, text] : {std::pair{"", ""},
                                    {"f", "Zg"},
                                    {"fo", "Zm8"},
                                    {"foo", "Zm9v"},
                                    {"foob", "Zm9vYg"},
                                    {"\xFB\xFF\xFE", "-__-"}}) {
    EXPECT_EQ(encode_base64url(bytes), text);
    EXPECT_EQ(decode_base64url(text), bytes);
  }
  std::string all;
  for (int i = 0; i < 256; ++i) all += static_cast<char>(i);
  EXPECT_EQ(decode_base64url(encode_base64url(all)), all);
  for (const char* text : {"Z", "Zg==", "Zh", "Zm9", "a+b/", "ab c", "ab\n", "Zm9vY"}) {
    EXPECT_EQ(decode_base64url(text), std::nullopt) << text;
  }
}

TEST(Urls, OnlyTlsOrThisMachine) {
  for (const char* url :
       {"https://a.example", "https://a.example:8443/b?c", "http://127.0.0.1:1/a",
        "http://localhost:8080", "http://[::1]/", "http://127.3.2.1", "http://[::ffff:127.0.0.1]:1",
        "http://[0:0:0:0:0:ffff:7f01:1]", "http://0x7f.1", "http://2130706433"}) {
    EXPECT_TRUE(is_secure_url(url)) << url;
  }
  for (const char* url :
       {"http://a.example", "https://user@a.example", "https://a.example/#b", "", "a.example",
        "ftp://a.example", "http://localhost.evil.example", "http://127.0.0.1.evil.example",
        "file:///etc/passwd", "http://[::ffff:10.0.0.1]", "http://[::2]", "http://[::127.0.0.1]",
        "http://128.0.0.1", "http://a.localhost"}) {
    EXPECT_FALSE(is_secure_url(url)) << url;
  }
}

// RFC 8414, section 3.1, and RFC 9728, section 3.1.
TEST(Urls, WellKnownPartsGoBeforeThePath) {
  EXPECT_EQ(well_known_url("https://a.example", "x"), "https://a.example/.well-known/x");
  EXPECT_EQ(well_known_url("https://a.example/", "x"), "https://a.example/.well-known/x");
  EXPECT_EQ(well_known_url("https://a.example:1/b/c", "x"),
            "https://a.example:1/.well-known/x/b/c");
  EXPECT_EQ(well_known_url("http://[::1]:1/mcp", "x"), "http://[::1]:1/.well-known/x/mcp");
}

TEST(KeyFetch, LifeOfAResponse) {
  struct Case {
    std::string field;
    long seconds;
  };
  for (const Case& c : {Case{"max-age=600", 600},
                        {"public, Max-Age=60 , immutable", 60},
                        {"no-store", 0},
                        {"max-age=600, no-cache", 600},
                        {"no-cache, max-age=6", 0},
                        {"private", 3600},
                        {"max-age=x", 3600},
                        {"max-age=-1", 3600},
                        {"", 3600},
                        {"max-age=99999999999999999999", 86400}}) {
    EXPECT_EQ(life_of(&c.field).count(), c.seconds) << c.field;
  }
  EXPECT_EQ(life_of(nullptr).count(), 3600);
}

}  // namespace
}  // namespace mcp::auth
