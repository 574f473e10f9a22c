// Which credentials a start warns of: those that some operation would send where others can read
// them.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "configuration/credentials.h"
#include "tables.h"

namespace mcp::credentials::test {
namespace {

using credentials::Settings;

enum : std::uint16_t {
  header,
  query,
  cookie,
  basic,
  bearer,
  digest_scheme,
  oauth,
  openid_scheme,
  cert
};

Tool at(std::uint16_t upstream, List<SecurityRequirement> security) {
  Tool out = tool("t"_t, security);
  out.upstream = upstream;
  return out;
}

/// What is said of `tools`, for upstreams with `urls`.
std::string said(const std::vector<Tool>& tools, const Settings& settings,
                 const std::vector<std::string>& urls) {
  Server all = server;
  all.tools = {tools.data(), static_cast<std::uint32_t>(tools.size())};
  std::string out;
  for (const std::string& warning : configuration::cleartext_warnings(all, settings, urls)) {
    out += warning + '\n';
  }
  return out;
}

Settings given(const std::vector<std::uint16_t>& secrets) {
  Settings out(std::size(schemes));
  for (const std::uint16_t scheme : secrets) out[scheme].secret = "hush";
  return out;
}

std::string readable(const std::string& url, const std::string& names) {
  return url + " is no https URL: whoever is on the way can read the credentials of " + names +
         '\n';
}

constexpr SecurityUse header_and_query_uses[] = {{header, {}}, {query, {}}};
constexpr SecurityRequirement header_and_query[] = {{list(header_and_query_uses)}};
constexpr SecurityRequirement header_or_query[] = {{{}}, {list(use<header>)}, {list(use<query>)}};

TEST(Cleartext, OnlyWhatSomeOperationSendsThere) {
  const std::string url = "http://api.example";
  const Settings both = given({header, query});
  EXPECT_EQ(said({at(0, {})}, both, {url}), "");
  EXPECT_EQ(said({at(0, list(one<header>))}, both, {url}), readable(url, "`header`"));
  EXPECT_EQ(said({at(0, list(one<header>)), at(0, list(one<query>))}, both, {url}),
            readable(url, "`header`, `query`"));
  // A server that only operations without security use.
  EXPECT_EQ(said({at(0, list(one<header>)), at(1, {})}, both, {"https://api.example", url}), "");
  EXPECT_EQ(said({at(0, list(one<header>)), at(1, list(one<query>))}, both, {url, url + "/b"}),
            readable(url, "`header`") + readable(url + "/b", "`query`"));
  EXPECT_EQ(said({at(0, list(one<header>))}, given({}), {url}), "");
}

TEST(Cleartext, ByTheRequirementThatACallMeets) {
  const std::string url = "http://api.example";
  EXPECT_EQ(said({at(0, list(header_and_query))}, given({header}), {url}), "");
  EXPECT_EQ(said({at(0, list(header_and_query))}, given({header, query}), {url}),
            readable(url, "`header`, `query`"));
  EXPECT_EQ(said({at(0, list(header_or_query))}, given({header, query}), {url}),
            readable(url, "`header`"));
  EXPECT_EQ(said({at(0, list(header_or_query))}, given({query}), {url}), readable(url, "`query`"));
  // Whether the first is met depends on the caller.
  Settings by_caller = given({query});
  by_caller[header].request_header = "X-Mine";
  EXPECT_EQ(said({at(0, list(header_or_query))}, by_caller, {url}),
            readable(url, "`header`, `query`"));
}

TEST(Cleartext, ByTheKindOfScheme) {
  const std::string url = "http://api.example";
  EXPECT_EQ(said({at(0, list(one<digest_scheme>))}, given({digest_scheme}), {url}), "");
  Settings settings = given({});
  settings[oauth].client_id = "a";
  settings[cert].identity.emplace();
  EXPECT_EQ(said({at(0, list(one<oauth>))}, settings, {url}), readable(url, "`oauth`"));
  EXPECT_EQ(said({at(0, list(one<cert>))}, settings, {url}),
            url + " is no https URL: the client certificate of `certificate` is not shown there\n");
  EXPECT_EQ(said({at(0, {})}, settings, {url}), "");
  settings[oauth].exchange.emplace();
  EXPECT_EQ(said({at(0, list(one<oauth>))}, settings, {url}), readable(url, "`oauth`"));
}

TEST(Cleartext, NotOnThisMachine) {
  for (const char* url :
       {"http://127.0.0.1:9", "http://127.1.2.3", "http://[::1]:9", "http://localhost",
        "http://[::ffff:127.0.0.1]:9", "http://[::ffff:7f00:1]", "http://0x7f.1", "",
        "http+unix://%2Frun%2Fa.sock/v1", "https://api.example"}) {
    EXPECT_EQ(said({at(0, list(one<header>))}, given({header}), {url}), "") << url;
  }
}

}  // namespace
}  // namespace mcp::credentials::test
