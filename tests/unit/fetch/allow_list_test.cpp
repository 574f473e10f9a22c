#include "fetch/allow_list.h"

#include <gtest/gtest.h>

namespace mcpcc::fetch {
namespace {

TEST(CanonicalUrl, IsOneForEachPlace) {
  const struct {
    std::string_view url, canonical;
  } cases[] = {
      {"https://Example.COM:443/a/../b/./c.yaml#/x", "https://example.com/b/c.yaml"},
      {"HTTP://h:80", "http://h/"},
      {"http://h:8080/a?b=c", "http://h:8080/a?b=c"},
      {"https://[2001:DB8::1]/a", "https://[2001:db8::1]/a"},
      {"https://user@h/", "refused"},
      {"https://user:secret@h/", "refused"},
      {"ftp://h/", "refused"},
      {"file:///etc/passwd", "refused"},
      {"//h/a", "refused"},
      {"https://", "refused"},
      {"https://h/a b", "refused"},
      {"https://h\\@other/", "refused"},
      {"https://h/\xc3\xa9", "refused"},
      {"https://h:0/", "refused"},
      {"https://h/%zz", "refused"},
  };
  for (const auto& c : cases) {
    EXPECT_EQ(canonical_url(c.url).value_or("refused"), c.canonical) << c.url;
  }
}

TEST(AllowList, AllowsWhatItsEntriesName) {
  const struct {
    std::string_view entry, url;
    bool allowed;
  } cases[] = {
      {"h.example", "https://h.example/a", true},
      {"H.Example", "http://h.example/a", true},
      {"h.example", "https://h.example:8443/a", false},
      {"h.example", "http://h.example:443/a", false},
      {"h.example", "https://a.h.example/a", false},
      {"h.example", "https://h.example.evil/a", false},
      {"h.example", "https://evilh.example/a", false},
      {"h.example:8443", "https://h.example:8443/a", true},
      {"h.example:8443", "http://h.example:8443/a", true},
      {"h.example:8443", "https://h.example/a", false},
      {"h.example:443", "https://h.example/a", true},
      {"h.example:443", "http://h.example/a", false},
      {"[2001:db8::1]", "https://[2001:db8::1]/a", true},
      {"[2001:db8::1]:81", "http://[2001:db8::1]:81/a", true},
      {"[2001:db8::1]:81", "http://[2001:db8::1]/a", false},
      {"https://h/spec", "https://h/spec", true},
      {"https://h/spec", "https://h/spec?v=1", true},
      {"https://h/spec", "https://h/spec/a.yaml", true},
      {"https://h/spec/", "https://h/spec/a.yaml", true},
      {"https://h/spec", "https://h/special", false},
      {"https://h/spec/", "https://h/spec", false},
      {"https://h/spec", "http://h/spec/a.yaml", false},
      {"https://h/spec", "https://h:81/spec/a.yaml", false},
      {"https://h/spec", "https://h/spec/%2e%2e/secret", false},
      {"https://h/spec", "https://h/spec/..%2Fsecret", false},
      {"https://h/spec", "https://h/spec/.%2E%5csecret", false},
      {"https://h", "https://h/any/where", true},
  };
  for (const auto& c : cases) {
    AllowList list;
    ASSERT_TRUE(list.add(c.entry)) << c.entry;
    EXPECT_EQ(list.allows(c.url), c.allowed) << c.entry << " " << c.url;
  }
  EXPECT_FALSE(AllowList().allows("https://h/"));
}

TEST(AllowList, RefusesOtherEntries) {
  for (const std::string_view entry :
       {"", "*", "*.example", "h/a", "h:", "h:x", "h:0", "h:99999", "user@h", "https://user@h/",
        "https://h/?a", "ftp://h/", "file:///", "h h", "://h", "2001:db8::1"}) {
    EXPECT_FALSE(AllowList().add(entry)) << entry;
  }
}

TEST(AllowList, AnOriginIsSchemeHostAndPort) {
  AllowList list;
  list.add_origin_of("https://h:8443/spec/a.yaml?v=1");
  EXPECT_TRUE(list.allows("https://h:8443/other"));
  EXPECT_FALSE(list.allows("http://h:8443/other"));
  EXPECT_FALSE(list.allows("https://h/spec/a.yaml"));
}

TEST(AllowingEntry, AllowsTheUrl) {
  for (const std::string url : {"https://h/a", "http://h/a", "https://h:81/a", "http://h:443/a",
                                "https://[2001:db8::1]/a", "http://[2001:db8::1]:81/a"}) {
    AllowList list;
    ASSERT_TRUE(list.add(allowing_entry(url))) << url;
    EXPECT_TRUE(list.allows(url)) << url;
  }
}

}  // namespace
}  // namespace mcpcc::fetch
