#include "configuration/configuration.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdio>
#include <fstream>
#include <map>
#include <string>
#include <vector>

#include "../runtime_protocol/sample_tables.h"
#include "configuration/file.h"
#include "configuration/upstream_url.h"
#include "http/client.h"
#include "json/value.h"
#include "paths.h"
#include "schema/validator.h"

namespace mcp::configuration {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using Variables = std::map<std::string, std::string>;

/// A file that lives as long as this.
class TemporaryFile {
 public:
  explicit TemporaryFile(std::string_view text) : path_(testing::TempDir() + "/mcpcc-XXXXXX") {
    const int descriptor = mkstemp(path_.data());
    EXPECT_GE(descriptor, 0);
    close(descriptor);
    std::ofstream(path_, std::ios::binary) << text;
  }
  ~TemporaryFile() { std::remove(path_.c_str()); }
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

std::variant<Configuration, Error> configure_with(const Overrides& overrides,
                                                  const Variables& variables,
                                                  const Server& server = sample::server) {
  return configure(server, overrides, [&](const char* name) -> const char* {
    const auto found = variables.find(name);
    return found == variables.end() ? nullptr : found->second.c_str();
  });
}

Configuration good(const Overrides& overrides, const Variables& variables) {
  auto result = configure_with(overrides, variables);
  if (const auto* error = std::get_if<Error>(&result)) {
    ADD_FAILURE() << error->message;
    return {};
  }
  return std::get<Configuration>(result);
}

std::string bad(const Overrides& overrides, const Variables& variables) {
  const auto result = configure_with(overrides, variables);
  const auto* error = std::get_if<Error>(&result);
  return error == nullptr ? "no error" : error->message;
}

Overrides with_file(const TemporaryFile& file) {
  Overrides overrides;
  overrides.config_file = file.path();
  return overrides;
}

TEST(Configuration, TheDocumentAlone) {
  const Configuration c = good({}, {});
  EXPECT_THAT(c.settings.base_urls,
              ElementsAre("https://eu.shop.example/v1", "https://eu.shop.example/statistics"));
  ASSERT_EQ(c.credentials.size(), 1U);
  EXPECT_EQ(c.credentials[0].secret, std::nullopt);
  EXPECT_EQ(c.policy.timeout, std::chrono::seconds(60));
  EXPECT_EQ(c.log_level, transport::LogLevel::warning);
}

TEST(Configuration, CommandLineOverEnvironmentOverFileOverDocument) {
  const TemporaryFile file(R"({"base_url":"https://file.example/a/","timeout_seconds":1.5,)"
                           R"("response_limit_bytes":1000,"allow_hosts":["f"],)"
                           R"("allow_origins":["https://f"],"log_level":"debug",)"
                           R"("variables":{"region":"us","version":"v7"}})");
  Overrides overrides = with_file(file);
  Configuration c = good(overrides, {});
  EXPECT_THAT(c.settings.base_urls,
              ElementsAre("https://file.example/a", "https://file.example/statistics"));
  EXPECT_EQ(c.policy.timeout, std::chrono::milliseconds(1500));
  EXPECT_EQ(c.response_limit, 1000U);
  EXPECT_EQ(c.log_level, transport::LogLevel::debug);

  const Variables variables = {{"SHOP_BASE_URL", "http://127.0.0.1:9"}};
  EXPECT_EQ(good(overrides, variables).settings.base_urls[0], "http://127.0.0.1:9");

  overrides.base_url = "https://line.example";
  overrides.timeout = std::chrono::seconds(2);
  overrides.log_level = transport::LogLevel::error;
  overrides.allow_hosts = {"l"};
  overrides.allow_origins = {"https://l"};
  c = good(overrides, variables);
  EXPECT_EQ(c.settings.base_urls[0], "https://line.example");
  EXPECT_EQ(c.policy.timeout, std::chrono::seconds(2));
  EXPECT_EQ(c.log_level, transport::LogLevel::error);
  EXPECT_THAT(c.allow_hosts, ElementsAre("f", "l"));
  EXPECT_THAT(c.allow_origins, ElementsAre("https://f", "https://l"));
}

TEST(Configuration, AToolHasWhatIsSaidOfItAndElseWhatIsSaidOfAll) {
  const TemporaryFile file(
      R"({"timeout_seconds":20,"connect_timeout_seconds":2,"retries":1,"concurrency":3,"queue":0,)"
      R"("breaker_failures":4,"breaker_pause_seconds":5,"tools":{"get_item":{"timeout_seconds":7,)"
      R"("read_timeout_seconds":6,"retries":0},"create_item":{"idempotency_header":"X-Once"}}})");
  Configuration c = good(with_file(file), {});
  const upstream::Policy& get = c.policy_of(sample::tools[0]);
  EXPECT_EQ(get.timeout, std::chrono::seconds(7));
  EXPECT_EQ(get.connect_timeout, std::chrono::seconds(2));
  EXPECT_EQ(get.read_timeout, std::chrono::seconds(6));
  EXPECT_EQ(get.retries, 0U);
  const upstream::Policy& other = c.policy_of(sample::tools[1]);
  EXPECT_EQ(other.timeout, std::chrono::seconds(20));
  EXPECT_EQ(other.read_timeout, std::nullopt);
  EXPECT_EQ(other.retries, 1U);
  EXPECT_EQ(other.idempotency_header, "");
  EXPECT_EQ(c.policy_of(sample::tools[2]).idempotency_header, "X-Once");
  EXPECT_EQ(c.concurrency, 3U);
  EXPECT_EQ(c.limits.waiting, 0U);
  EXPECT_EQ(c.limits.failures, 4U);
  EXPECT_EQ(c.limits.pause, std::chrono::seconds(5));
  // What the command line says counts for tools that have a value of their own, too.
  Overrides overrides = with_file(file);
  overrides.timeout = std::chrono::seconds(1);
  c = good(overrides, {});
  EXPECT_EQ(c.policy_of(sample::tools[0]).timeout, std::chrono::seconds(1));
  EXPECT_EQ(c.policy_of(sample::tools[1]).timeout, std::chrono::seconds(1));
}

TEST(Configuration, HostsThatRequestsMayGoTo) {
  http::IpAddress loopback;
  loopback.bytes = {127, 0, 0, 1};
  Configuration c = good({}, {});
  EXPECT_TRUE(c.egress.allows("eu.shop.example"));
  EXPECT_FALSE(c.egress.allows("us.shop.example"));
  EXPECT_FALSE(c.egress.may_connect("eu.shop.example", loopback));
  // The operator says which one: it may be anywhere.
  EXPECT_TRUE(good({}, {{"SHOP_REGION", "eu"}}).egress.may_connect("eu.shop.example", loopback));
  EXPECT_FALSE(good({}, {{"SHOP_VERSION", "v"}}).egress.may_connect("eu.shop.example", loopback));
  c = good({}, {{"SHOP_BASE_URL", "https://api.example"}});
  EXPECT_TRUE(c.egress.may_connect("api.example", loopback));
  const TemporaryFile file(R"({"allow_upstream_hosts":["Files.example"]})");
  Overrides overrides = with_file(file);
  overrides.allow_upstream_hosts = {"[::1]"};
  c = good(overrides, {});
  EXPECT_TRUE(c.egress.allows("files.example"));
  EXPECT_TRUE(c.egress.allows("::1"));
  EXPECT_TRUE(c.egress.allows("eu.shop.example"));
}

TEST(Configuration, Proxies) {
  http::Proxies p = good({}, {{"http_proxy", "http://u%40x:p%3aw@Proxy.example:3128/"},
                              {"HTTP_PROXY", "http://other.example"},
                              {"HTTPS_PROXY", "proxy.example:8080"},
                              {"NO_PROXY", "internal.example"}})
                        .proxies;
  EXPECT_EQ(p.for_http->host, "proxy.example");
  EXPECT_EQ(p.for_http->port, "3128");
  EXPECT_EQ(p.for_http->authority, "proxy.example:3128");
  EXPECT_EQ(p.for_http->authorization, "Basic dUB4OnA6dw==");
  EXPECT_EQ(p.for_https->authority, "proxy.example:8080");
  EXPECT_EQ(p.for_https->authorization, "");
  EXPECT_EQ(p.of(http::parse_url("https://a.internal.example/")), nullptr);
  EXPECT_NE(p.of(http::parse_url("https://a.example/")), nullptr);
  p = good({}, {{"http_proxy", ""}, {"https_proxy", "http://[::1]"}}).proxies;
  EXPECT_FALSE(p.for_http);
  EXPECT_EQ(p.for_https->host, "::1");
  for (const char* value : {"https://hush:hush@proxy.example", "socks5://hush@proxy.example", "a b",
                            "http://hush:hush@", "http://p/path", "http://h%0d%0aush@p"}) {
    const std::string message = bad({}, {{"https_proxy", value}});
    EXPECT_THAT(message, testing::StartsWith("https_proxy must be the URL of an HTTP proxy"))
        << value;
    EXPECT_THAT(message, testing::Not(HasSubstr("hush")));
  }
}

TEST(Configuration, FilesOfTlsAreNamedTogether) {
  const TemporaryFile file(R"({"tls":{"certificate":"a.pem","key":"/run/a.key"}})");
  Overrides overrides = with_file(file);
  Configuration c = good(overrides, {});
  EXPECT_EQ(c.tls->certificate, file.path().substr(0, file.path().rfind('/') + 1) + "a.pem");
  EXPECT_EQ(c.tls->key, "/run/a.key");
  overrides.tls_certificate = "b.pem";
  EXPECT_EQ(bad(overrides, {}), "--tls-cert and --tls-key are given together or not at all");
  overrides.tls_key = "b.key";
  c = good(overrides, {});
  EXPECT_EQ(c.tls->certificate, "b.pem");
  EXPECT_EQ(c.tls->key, "b.key");
  EXPECT_FALSE(good({}, {}).tls);
}

TEST(Configuration, VariablesOfTheUrl) {
  const TemporaryFile file(R"({"variables":{"region":"us","version":"v7"}})");
  EXPECT_EQ(good(with_file(file), {}).settings.base_urls[0], "https://us.shop.example/v7");
  EXPECT_EQ(good(with_file(file), {{"SHOP_REGION", "eu"}}).settings.base_urls[0],
            "https://eu.shop.example/v7");
  EXPECT_EQ(good({}, {{"SHOP_VERSION", ""}}).settings.base_urls[0], "https://eu.shop.example/v1");
  EXPECT_EQ(bad({}, {{"SHOP_REGION", "mars"}}), "SHOP_REGION must be one of `eu`, `us`");
}

// What nobody has said is no empty segment.
TEST(Configuration, VariablesWithoutADefaultAreAskedFor) {
  static constexpr Text stages[] = {"test"_t, "live"_t};
  static constexpr UpstreamVariable open[] = {{"stage"_t, ""_t, {stages, 2}, "SHOP_STAGE"_t, false},
                                              {"prefix"_t, ""_t, {nullptr, 0}, "SHOP_PREFIX"_t}};
  static constexpr Upstream urls[] = {
      {"https://shop.example/{stage}/{prefix}v1"_t, ""_t, {open, 2}}};
  Server with_open = sample::server;
  with_open.upstreams = {urls, 1};
  const auto configured = [&](const Variables& variables) {
    return std::get<Configuration>(configure_with({}, variables, with_open));
  };
  EXPECT_THAT(configured({{"SHOP_STAGE", "live"}}).settings.base_urls,
              ElementsAre("https://shop.example/live/v1"));
  EXPECT_TRUE(configured({{"SHOP_STAGE", "live"}}).warnings.empty());
  EXPECT_THAT(configured({}).settings.base_urls, ElementsAre(""));
  EXPECT_THAT(configured({}).warnings,
              ElementsAre("the URL `https://shop.example/{stage}/{prefix}v1` of the API is not "
                          "complete: set `SHOP_STAGE` in the environment; tools that need it "
                          "cannot be called until then"));
  EXPECT_TRUE(configured({{"SHOP_BASE_URL", "https://other.example"}}).warnings.empty());
}

TEST(Configuration, AWrongUrlBlamesTheVariableThatMakesIt) {
  static constexpr UpstreamVariable parts[] = {{"host"_t, "h"_t, {nullptr, 0}, "SHOP_HOST"_t},
                                               {"port"_t, "80"_t, {nullptr, 0}, "SHOP_PORT"_t},
                                               {"v"_t, "v1"_t, {nullptr, 0}, "SHOP_V"_t}};
  static constexpr Upstream urls[] = {{"http://{host}:{port}/{v}/x"_t, ""_t, {parts, 3}}};
  Server shop = sample::server;
  shop.upstreams = {urls, 1};
  const TemporaryFile file(R"({"variables":{"host":"h.example","port":"8080"}})");
  const auto refused = [&](const Variables& variables) {
    const auto result = configure_with(with_file(file), variables, shop);
    const auto* error = std::get_if<Error>(&result);
    return error == nullptr ? "" : error->message;
  };
  const std::string end =
      " must make an absolute http or https URL of `http://{host}:{port}/{v}/x`";
  EXPECT_EQ(refused({}), "");
  const std::string space = "; no URL has a space in it, a path has `%20` there";
  EXPECT_EQ(refused({{"SHOP_V", "a b"}}), "SHOP_V" + end + space);
  EXPECT_EQ(refused({{"SHOP_V", "a\tb"}}),
            "SHOP_V" + end + "; no URL has a control character in it");
  EXPECT_EQ(refused({{"SHOP_V", "\u00E9"}}),
            "SHOP_V" + end + "; no URL has characters beyond ASCII in it, a path has `%XX` there");
  EXPECT_EQ(refused({{"SHOP_V", "a|b"}}), "SHOP_V" + end + "; no URL has `|` in it");
  EXPECT_EQ(refused({{"SHOP_BASE_URL", "http://h.example/a b"}}),
            "SHOP_BASE_URL must be an absolute http or https URL without user information and "
            "fragment" +
                space);
  EXPECT_EQ(refused({{"SHOP_PORT", "many"}, {"SHOP_V", "v2"}}), "SHOP_PORT" + end);
  EXPECT_EQ(refused({{"SHOP_HOST", "a b"}, {"SHOP_V", "c d"}}),
            "SHOP_HOST and SHOP_V" + end + space);
}

// The URL is https://{region}.shop.example/{version}, and region has an enum.
TEST(Configuration, AVariableStaysInItsPartOfTheUrl) {
  for (const char* value : {"v1?x=1", "v1#x"}) {
    EXPECT_EQ(bad({}, {{"SHOP_VERSION", value}}),
              "SHOP_VERSION has a character that changes more of the API's URL than `version`");
  }
  for (const char* value : {"..", ".", "a/../b", "%2e%2E", "%252e.", "..;x", "..\\b"}) {
    EXPECT_EQ(bad({}, {{"SHOP_VERSION", value}}),
              "SHOP_VERSION must not make a `.` or `..` segment in the API's URL")
        << value;
  }
  EXPECT_EQ(good({}, {{"SHOP_VERSION", "a/v1"}}).settings.base_urls[0],
            "https://eu.shop.example/a/v1");
  EXPECT_EQ(url_part("https://{a}.b/{c}", 8), UrlPart::authority);
  EXPECT_EQ(url_part("https://b/{c}", 10), UrlPart::path);
  EXPECT_EQ(url_part("{a}://b", 0), UrlPart::scheme);
  EXPECT_EQ(url_part("//{a}/b", 2), UrlPart::authority);
  EXPECT_EQ(url_part("{a}/b{c}", 0), UrlPart::whole);
  EXPECT_EQ(url_part("{a}/b{c}", 5), UrlPart::path);
  EXPECT_EQ(url_part("/b{c}", 2), UrlPart::path);
  EXPECT_EQ(url_part("https://b/c?v={d}", 14), UrlPart::query);
  EXPECT_EQ(url_part("https://b?v={d}", 12), UrlPart::query);
  EXPECT_FALSE(stays_in(UrlPart::query, "a&b=c"));
  EXPECT_FALSE(stays_in(UrlPart::query, "a#b"));
  EXPECT_TRUE(stays_in(UrlPart::query, "2024-01-01"));
  for (const char* value :
       {"evil.test/", "evil.test\\", "evil.test?", "evil.test#", "a@evil.test", "evil.test%2f"}) {
    EXPECT_FALSE(stays_in(UrlPart::authority, value)) << value;
  }
  EXPECT_TRUE(stays_in(UrlPart::authority, "shop.example:8080"));
  EXPECT_TRUE(stays_in(UrlPart::authority, "[::1]:8080"));
  EXPECT_FALSE(stays_in(UrlPart::scheme, "http://evil.test/"));
  EXPECT_TRUE(stays_in(UrlPart::whole, "https://shop.example:8080/x"));
}

TEST(Configuration, KeysOfRequestStates) {
  const std::string one(32, 'a');
  const std::string two(40, 'b');
  EXPECT_THAT(good({}, {}).state_keys, testing::IsEmpty());
  EXPECT_THAT(good({}, {{"SHOP_STATE_KEY", one}}).state_keys, ElementsAre(one));
  EXPECT_THAT(good({}, {{"SHOP_STATE_KEY", one + " " + two}}).state_keys, ElementsAre(one, two));
  const TemporaryFile file(one + " " + two + "\n");
  EXPECT_THAT(good({}, {{"SHOP_STATE_KEY_FILE", file.path()}}).state_keys, ElementsAre(one, two));
  EXPECT_THAT(good({}, {{"SHOP_STATE_KEY_FILE", file.path()}, {"SHOP_STATE_KEY", two}}).state_keys,
              ElementsAre(two));
  EXPECT_EQ(bad({}, {{"SHOP_STATE_KEY", "short"}}),
            "SHOP_STATE_KEY holds a key of fewer than 32 characters");
  EXPECT_EQ(bad({}, {{"SHOP_STATE_KEY", one + " " + one + " " + two}}),
            "SHOP_STATE_KEY must hold one key or two, with a blank between them");
  const TemporaryFile empty("\n");
  EXPECT_EQ(bad({}, {{"SHOP_STATE_KEY_FILE", empty.path()}}),
            "SHOP_STATE_KEY must hold one key or two, with a blank between them");
  EXPECT_EQ(bad({}, {{"SHOP_STATE_KEY_FILE", "/no/such"}}),
            "SHOP_STATE_KEY_FILE names a file that cannot be read or is over 64 KiB");
  Server by_hand = sample::server;
  by_hand.base_url_variable = ""_t;
  by_hand.name = "my-notes2"_t;
  EXPECT_EQ(state_key_variable(by_hand), "MY_NOTES2_STATE_KEY");
}

TEST(Configuration, BaseUrlMustBeOne) {
  for (const char* url : {"", "shop.example", "/v1", "ftp://shop.example",
                          "https://u:p@shop.example", "https://shop.example#x", "https://sh op"}) {
    Overrides overrides;
    overrides.base_url = url;
    EXPECT_THAT(bad(overrides, {}), testing::StartsWith("--base-url must be")) << url;
  }
  EXPECT_THAT(bad({}, {{"SHOP_BASE_URL", "x"}}), testing::StartsWith("SHOP_BASE_URL must be"));
  EXPECT_EQ(good({}, {{"SHOP_BASE_URL", "https://a.example/?x=1"}}).settings.base_urls[0],
            "https://a.example/?x=1");
}

TEST(Configuration, Secrets) {
  const auto secret = [](const Variables& variables) {
    return good({}, variables).credentials.at(0).secret;
  };
  EXPECT_EQ(secret({{"SHOP_API_KEY", "k"}}), "k");
  EXPECT_EQ(secret({{"SHOP_API_KEY", ""}}), std::nullopt);
  const TemporaryFile file("from file\n");
  EXPECT_EQ(secret({{"SHOP_API_KEY_FILE", file.path()}}), "from file");
  EXPECT_EQ(secret({{"SHOP_API_KEY_FILE", file.path()}, {"SHOP_API_KEY", "k"}}), "k");
  const TemporaryFile windows("from file\r\n");
  EXPECT_EQ(secret({{"SHOP_API_KEY_FILE", windows.path()}}), "from file");

  const TemporaryFile lines("hush\nhush\n");
  const TemporaryFile large(std::string(65 * 1024, 'x'));
  for (const Variables& variables :
       {Variables{{"SHOP_API_KEY_FILE", lines.path()}},
        Variables{{"SHOP_API_KEY_FILE", large.path()}},
        Variables{{"SHOP_API_KEY_FILE", "/no/such/file"}}, Variables{{"SHOP_API_KEY_FILE", "/"}}}) {
    const std::string message = bad({}, variables);
    EXPECT_THAT(message, testing::StartsWith("SHOP_API_KEY_FILE "));
    EXPECT_THAT(message, testing::Not(HasSubstr("hush")));
  }
  EXPECT_EQ(bad({}, {{"SHOP_API_KEY", "hush\r\nX: y"}}),
            "SHOP_API_KEY holds a line break or another control character");
}

TEST(Configuration, FilesAreStrict) {
  struct Case {
    std::string_view text, message;
  };
  constexpr Case cases[] = {
      {"", "not JSON"},
      {"[]", "must hold a JSON object"},
      {R"({"baseurl":"x"})", "there is no key `baseurl`; did you mean `base_url`?"},
      {R"({"base_url":7})", "`base_url` must be a string"},
      {R"({"timeout_seconds":"7"})", "`timeout_seconds` must be a number above 0"},
      {R"({"timeout_seconds":0})", "`timeout_seconds` must be"},
      {R"({"timeout_seconds":1e99})", "`timeout_seconds` must be"},
      {R"({"timeout_seconds":-1})", "`timeout_seconds` must be"},
      {R"({"response_limit_bytes":1.5})", "`response_limit_bytes` must be an integer"},
      {R"({"response_limit_bytes":99999999999})", "`response_limit_bytes` must be"},
      {R"({"retries":10})", "`retries` must be an integer from 0 to 9"},
      {R"({"connect_timeout_seconds":0})", "`connect_timeout_seconds` must be a number above 0"},
      {R"({"read_timeout_seconds":"1"})", "`read_timeout_seconds` must be a number above 0"},
      {R"({"idempotency_header":"a b"})",
       "`idempotency_header` must be the name of a header that nothing else is sent in"},
      {R"({"idempotency_header":"Content-type"})",
       "`idempotency_header` must be the name of a header that nothing else is sent in"},
      {R"({"concurrency":0})", "`concurrency` must be an integer from 1 to 65536"},
      {R"({"queue":-1})", "`queue` must be an integer from 0 to 65536"},
      {R"({"breaker_failures":1.5})", "`breaker_failures` must be an integer from 0 to 1000000"},
      {R"({"breaker_pause_seconds":null})", "`breaker_pause_seconds` must be a number above 0"},
      {R"({"tools":[]})", "`tools` must be an object of objects"},
      {R"({"tools":{"get_item":1}})", "`tools` must be an object of objects"},
      {R"({"tools":{"get_item":{"retrys":1}}})",
       "`tools` must be objects of known keys, and `retrys` in `get_item` is none; did you mean "
       "`retries`?"},
      {R"({"tools":{"get_item":{"retries":"1"}}})",
       "`tools` must be objects whose `retries` is an integer from 0 to 9"},
      {R"({"tools":{"get_itm":{}}})",
       "no operation has the tool `get_itm`; did you mean `get_item`?"},
      {R"({"allow_hosts":"x"})", "`allow_hosts` must be an array of strings"},
      {R"({"allow_upstream_hosts":["a:80"]})",
       "`allow_upstream_hosts` must be an array of host names"},
      {R"({"cache_bytes":-1})", "`cache_bytes` must be an integer from 0 to 1073741824"},
      {R"({"redirects":21})", "`redirects` must be an integer from 0 to 20"},
      {R"({"allow_origins":[1]})", "`allow_origins` must be an array of strings"},
      {R"({"files_root":"/no/such/folder"})", "/no/such/folder is no folder that can be read"},
      {R"({"files_limit_bytes":0})", "`files_limit_bytes` must be an integer"},
      {R"({"log_level":"loud"})", "`log_level` must be error, warning, info or debug"},
      {R"({"variables":{"region":1}})", "`variables` must be an object of strings"},
      {R"({"variables":{"regoin":"eu"}})",
       "no URL of the document has the variable `regoin`; did you mean `region`?"},
  };
  for (const Case& c : cases) {
    const TemporaryFile file(c.text);
    EXPECT_THAT(bad(with_file(file), {}), HasSubstr(c.message)) << c.text;
  }
  Overrides overrides;
  overrides.config_file = "/no/such/file";
  EXPECT_EQ(bad(overrides, {}), "/no/such/file cannot be read or is over 1 MiB");
}

// The schema for editors and the reader agree on the keys and types.
TEST(Configuration, TheSchemaAgreesWithTheReader) {
  std::ifstream in(std::string(MCPCC_SOURCE_DIR) + "/schemas/server-config.schema.json");
  const std::string text((std::istreambuf_iterator<char>(in)), {});
  ASSERT_FALSE(text.empty());
  const auto schema = schema::Schema::compile(text);
  for (const char* file : {"{}",
                           R"({"base_url":"https://x"})",
                           R"({"timeout_seconds":0.5})",
                           R"({"timeout_seconds":86400})",
                           R"({"response_limit_bytes":1})",
                           R"({"response_limit_bytes":1073741824})",
                           R"({"allow_hosts":["a"],"allow_origins":[]})",
                           R"({"tls":{"certificate":"a","key":"b"}})",
                           R"({"authorization":{}})",
                           R"({"authorization":{"resource":"a","api_keys":"b","scopes":["c"],)"
                           R"("issuers":[{"issuer":"d","jwks_uri":"e","audiences":["f"]}],)"
                           R"("tool_scopes":false,"implied_scopes":{"g":["h"]},)"
                           R"("clock_skew_seconds":600}})",
                           R"({"log_level":"info","variables":{"a":"b"}})",
                           R"({"connect_timeout_seconds":1,"read_timeout_seconds":2})",
                           R"({"idempotency_header":"Idempotency-Key"})",
                           R"({"concurrency":1,"queue":0,"breaker_failures":0})",
                           R"({"breaker_pause_seconds":0.5})",
                           R"({"tools":{"a":{"timeout_seconds":1,"connect_timeout_seconds":1,)"
                           R"("read_timeout_seconds":1,"retries":9,"idempotency_header":"K"}}})",
                           R"({"redirects":0,"allow_upstream_hosts":["a.example"]})",
                           R"({"cache_bytes":0})",
                           R"({"cache_bytes":-1})",
                           R"({"cache_bytes":1073741825})",
                           R"({"redirects":21})",
                           R"({"allow_upstream_hosts":[""]})",
                           R"({"connect_timeout_seconds":0})",
                           R"({"read_timeout_seconds":86401})",
                           R"({"idempotency_header":"a b"})",
                           R"({"concurrency":0})",
                           R"({"queue":65537})",
                           R"({"breaker_failures":-1})",
                           R"({"breaker_pause_seconds":"1"})",
                           R"({"tools":[]})",
                           R"({"tools":{"a":{"queue":1}}})",
                           R"({"tools":{"a":{"retries":10}}})",
                           "[]",
                           R"({"no_such":1})",
                           R"({"base_url":1})",
                           R"({"timeout_seconds":0})",
                           R"({"timeout_seconds":86401})",
                           R"({"timeout_seconds":"1"})",
                           R"({"response_limit_bytes":0})",
                           R"({"response_limit_bytes":1073741825})",
                           R"({"allow_hosts":{}})",
                           R"({"allow_origins":[1]})",
                           R"({"tls":{"certificate":"a"}})",
                           R"({"tls":{"certificate":"a","key":"b","c":"d"}})",
                           R"({"tls":{"certificate":1,"key":"b"}})",
                           R"({"tls":"a"})",
                           R"({"authorization":[]})",
                           R"({"authorization":{"a":1}})",
                           R"({"authorization":{"resource":""}})",
                           R"({"authorization":{"issuers":{}}})",
                           R"({"authorization":{"issuers":[{}]}})",
                           R"({"authorization":{"issuers":[{"issuer":""}]}})",
                           R"({"authorization":{"issuers":[{"issuer":"a","b":"c"}]}})",
                           R"({"authorization":{"issuers":[{"issuer":"a","audiences":"c"}]}})",
                           R"({"authorization":{"api_keys":""}})",
                           R"({"authorization":{"scopes":"a"}})",
                           R"({"authorization":{"tool_scopes":1}})",
                           R"({"authorization":{"implied_scopes":{"a":"b"}}})",
                           R"({"authorization":{"clock_skew_seconds":601}})",
                           R"({"authorization":{"clock_skew_seconds":-1}})",
                           R"({"authorization":{"clock_skew_seconds":1.5}})",
                           R"({"log_level":"loud"})",
                           R"({"variables":{"a":1}})",
                           R"({"variables":[]})"}) {
    const auto parsed = json::Document::parse(file);
    const bool valid = schema->validate(std::get<json::Document>(parsed).root()).empty();
    EXPECT_EQ(valid, std::holds_alternative<File>(parse_file(file))) << file;
  }
}

}  // namespace
}  // namespace mcp::configuration
