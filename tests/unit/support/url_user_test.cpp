#include "support/url_user.h"

#include <gtest/gtest.h>

namespace mcpcc {
namespace {

TEST(UrlUser, OfOneUrl) {
  const struct {
    std::string_view url;
    bool has_user;
  } cases[] = {
      {"https://pets.example", false},
      {"https://u:p@pets.example", true},
      {"https://u@pets.example", true},
      {"https://{user}:{password}@pets.example", true},
      {"https://{a@b}.example", false},
      {"https://pets.example/@scope", false},
      {"https://pets.example?to=a@b", false},
      {"https://pets.example#a@b", false},
      {"//u@pets.example", true},
      {"/a@b", false},
      {"", false},
      {"https://{never", false},
      {"https://@pets.example", true},
      {"https://{a}@{b}/", true},
      {"https://{a@b/", true},
      {"h@", false},
      {"https:///u:p@pets.example", true},  // browsers go to pets.example
      {"https:\\\\u:p@pets.example", true},
      {"https://pets.example\\a@b", false},
  };
  for (const auto& c : cases) EXPECT_EQ(has_user(c.url), c.has_user) << c.url;
}

TEST(UrlUser, OfVariables) {
  const struct {
    std::string_view url;
    std::vector<std::string_view> values;
    bool has_user;
  } cases[] = {
      {"https://{v}pets.example", {"u:p@"}, true},
      {"https://{v}pets.example", {""}, false},
      {"https://{v}pets.example", {"", "u@"}, true},
      {"https://{v}", {"u:p@pets.example"}, true},
      {"{v}pets.example", {"https://u:p@"}, true},
      {"{v}:/{v}", {"https", "/u@pets.example"}, true},
      {"https://pets.example/{v}", {"a@b"}, false},
      {"https://{v}/x@y", {"pets.example/a"}, false},
      {"{v}u:p@pets.example", {"https://"}, true},
  };
  for (const auto& c : cases) {
    EXPECT_EQ(has_user(c.url, [&](std::string_view) { return c.values; }), c.has_user) << c.url;
  }
}

TEST(UrlUser, InAnyText) {
  const struct {
    std::string_view text, masked;
  } cases[] = {
      {"url: https://u:secret@host/a", "url: https://***@host/a"},
      {"`https://u@host` and `http://v:w@x`", "`https://***@host` and `http://***@x`"},
      {R"("https:\/\/u:secret@host\/a")", R"("https:\/\/***@host\/a")"},
      {"#/paths/https:~1~1u:secret@host~1a", "#/paths/https:~1~1***@host~1a"},
      {"https://u:se/cr?et@host", "https://***@host"},
      {"https://u:a@b@host", "https://***@host"},
      {"https://{user}:{password}@host", "https://{user}:{password}@host"},
      {"https://{user}:secret@host", "https://***@host"},
      {"https://npm.example/@scope/a", "https://npm.example/@scope/a"},
      {"https://npm.example:8080/@scope/a", "https://npm.example:8080/@scope/a"},
      {"https://npm.example:{port}/@scope", "https://npm.example:{port}/@scope"},
      {"https://[2001:db8::1]/@scope", "https://[2001:db8::1]/@scope"},
      {"https://npm.example?to=a@b", "https://npm.example?to=a@b"},
      {"me@pets.example, https://pets.example", "me@pets.example, https://pets.example"},
      {"https://pets.example me@pets.example", "https://pets.example me@pets.example"},
      {"//@host", "//@host"},
      {"@", "@"},
      {"", ""},
  };
  for (const auto& c : cases) EXPECT_EQ(without_users(c.text), c.masked) << c.text;
}

}  // namespace
}  // namespace mcpcc
