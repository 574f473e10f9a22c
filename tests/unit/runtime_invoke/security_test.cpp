#include "invoke/security.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include "fixture.h"

namespace mcp::invoke {
namespace {

constexpr std::uint16_t header_key = 0, query_key = 1, cookie_key = 2, basic = 3, bearer = 4,
                        oauth2 = 5, open_id = 6, digest = 7, mutual_tls = 8;

std::vector<SecurityScheme> all_schemes() {
  const auto scheme = [](std::string_view name, SecurityKind kind, std::string_view parameter) {
    SecurityScheme out{};
    out.name = lasting(name);
    out.kind = kind;
    out.parameter = lasting(parameter);
    out.variable = lasting("VAR_" + std::string(name));
    return out;
  };
  return {scheme("header", SecurityKind::api_key_header, "X-Key"),
          scheme("query", SecurityKind::api_key_query, "key[]"),
          scheme("cookie", SecurityKind::api_key_cookie, "session"),
          scheme("basic", SecurityKind::http_basic, ""),
          scheme("bearer", SecurityKind::http_bearer, ""),
          scheme("oauth2", SecurityKind::oauth2, ""),
          scheme("openid", SecurityKind::open_id_connect, ""),
          scheme("digest", SecurityKind::http_digest, ""),
          scheme("mtls", SecurityKind::mutual_tls, "")};
}

/// Requirements of a tool, each a list of schemes.
struct Requirements {
  explicit Requirements(const std::vector<std::vector<std::uint16_t>>& schemes) {
    uses.reserve(schemes.size());
    for (const auto& indexes : schemes) {
      uses.emplace_back();
      for (const std::uint16_t index : indexes) uses.back().push_back({index, {}});
    }
    for (const auto& list : uses) requirements.push_back({list_of(list)});
  }
  std::vector<std::vector<SecurityUse>> uses;
  std::vector<SecurityRequirement> requirements;
};

Credentials none() {
  Credentials out;
  for (const SecurityScheme& scheme : all_schemes()) {
    out.push_back({Credential::Kind::none, {}, "`" + std::string(scheme.variable) + "`"});
  }
  return out;
}

/// The secret of a variable.
Credential given(std::uint16_t scheme, std::string secret) {
  return {Credential::Kind::secret, std::move(secret), std::string(all_schemes()[scheme].variable)};
}

/// What is added later, of which nothing or `text` is known before.
Credential later(std::string text = {}) {
  return {Credential::Kind::later, std::move(text), "VAR"};
}

std::string secured(const std::vector<std::vector<std::uint16_t>>& schemes,
                    const std::vector<std::pair<std::uint16_t, std::string>>& secrets,
                    bool is_dry_run = false,
                    const std::vector<std::pair<std::uint16_t, Credential>>& more = {}) {
  const Requirements requirements(schemes);
  Fixture f;
  f.settings.base_urls = {"http://h"};
  f.schemes = all_schemes();
  f.security = requirements.requirements;
  f.credentials = none();
  for (const auto& [scheme, secret] : secrets) f.credentials[scheme] = given(scheme, secret);
  for (const auto& [scheme, credential] : more) f.credentials[scheme] = credential;
  if (is_dry_run) f.credentials = placeholders(f.server(), f.tool(), f.credentials);
  return dump(f.build("{}"));
}

TEST(Security, Kinds) {
  const std::string get = "GET http://h/things";
  EXPECT_EQ(secured({{header_key}}, {{header_key, "s3 é"}}), get + "\nX-Key: s3 é");
  EXPECT_EQ(secured({{query_key}}, {{query_key, "a&b=c"}}), get + "?key%5B%5D=a%26b%3Dc");
  EXPECT_EQ(secured({{cookie_key}}, {{cookie_key, "a=b/+"}}), get + "\nCookie: session=a=b/+");
  EXPECT_EQ(secured({{basic}}, {{basic, "Aladdin:open sesame"}}),
            get + "\nAuthorization: Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==");
  for (const std::uint16_t scheme : {bearer, oauth2, open_id}) {
    EXPECT_EQ(secured({{scheme}}, {{scheme, "t0k"}}), get + "\nAuthorization: Bearer t0k");
  }
  EXPECT_EQ(secured({{header_key, query_key}}, {{header_key, "a"}, {query_key, "b"}}),
            get + "?key%5B%5D=b\nX-Key: a");
}

TEST(Security, Choice) {
  const std::string get = "GET http://h/things";
  EXPECT_EQ(secured({}, {{bearer, "t"}}), get);
  EXPECT_EQ(secured({{}}, {{bearer, "t"}}), get);
  EXPECT_EQ(secured({{header_key}, {bearer}}, {{bearer, "t"}}), get + "\nAuthorization: Bearer t");
  EXPECT_EQ(secured({{header_key}, {bearer}}, {{bearer, "t"}, {header_key, "k"}}),
            get + "\nX-Key: k");
  EXPECT_EQ(secured({{header_key, query_key}, {bearer}}, {{header_key, "k"}, {bearer, "t"}}),
            get + "\nAuthorization: Bearer t");
  EXPECT_EQ(secured({{}, {bearer}}, {{bearer, "t"}}), get + "\nAuthorization: Bearer t");
  EXPECT_EQ(secured({{}, {bearer}}, {}), get);
  EXPECT_EQ(secured({{bearer}, {}}, {}), get);
  EXPECT_EQ(secured({{digest}, {bearer}}, {{bearer, "t"}}), get + "\nAuthorization: Bearer t");
  EXPECT_EQ(secured({{mutual_tls, header_key}, {bearer}}, {{header_key, "k"}, {bearer, "t"}}, false,
                    {{mutual_tls, later()}}),
            get + "\nX-Key: k");
}

TEST(Security, NotConfigured) {
  const std::string begin =
      "error: `get_thing` needs credentials that are not configured: the operator of this server "
      "has to set in its environment ";
  EXPECT_EQ(secured({{bearer}}, {}), begin + "`VAR_bearer`");
  EXPECT_EQ(secured({{header_key, query_key}, {bearer}}, {}),
            begin + "`VAR_header` and `VAR_query`, or `VAR_bearer`");
  EXPECT_EQ(secured({{header_key, query_key}}, {{header_key, "k"}}), begin + "`VAR_query`");
  EXPECT_EQ(secured({{digest}, {bearer, mutual_tls}}, {{bearer, "t"}}),
            begin + "`VAR_digest`, or `VAR_mtls`");
}

TEST(Security, FaultySecretsAreNotShown) {
  EXPECT_EQ(secured({{header_key}}, {{header_key, "s3cret\r\nX: y"}}),
            "error: the value of `VAR_header` contains a control character");
  EXPECT_EQ(secured({{bearer}}, {{bearer, "s3cret\n"}}),
            "error: the value of `VAR_bearer` contains a control character");
  EXPECT_EQ(secured({{cookie_key}}, {{cookie_key, "s3cret; a=b"}}),
            "error: the value of `VAR_cookie` contains a character that no cookie may hold");
  EXPECT_EQ(secured({{basic}}, {{basic, "s3cret"}}),
            "error: the value of `VAR_basic` must have the form `user:password`");
  EXPECT_EQ(secured({{query_key}}, {{query_key, ""}}), "error: the value of `VAR_query` is empty");
  EXPECT_EQ(secured({{digest}}, {}, false, {{digest, later("s3cret")}}),
            "error: the value of `VAR` must have the form `user:password`");
}

/// What becomes of arguments that name the place of a credential themselves.
std::string contested(std::uint16_t scheme, const std::vector<Argument>& arguments,
                      std::string_view json, std::string_view base = "http://h") {
  const Requirements requirements(std::vector<std::vector<std::uint16_t>>{{scheme}});
  Fixture f;
  f.settings.base_urls = {std::string(base)};
  f.schemes = all_schemes();
  f.security = requirements.requirements;
  f.credentials = none();
  f.credentials[scheme] =
      scheme == digest ? later("a:b") : given(scheme, scheme == basic ? "a:b" : "operator");
  f.schema = R"({"type":"object","properties":{)";
  for (const Argument& each : arguments) {
    if (&each != &arguments.front()) f.schema += ',';
    f.schema += '"' + std::string(each.name) + R"(":{})";
  }
  f.schema += "}}";
  f.arguments = arguments;
  return dump(f.build(json));
}

TEST(Security, OnlyTheCredentialOfTheOperatorIsSent) {
  const std::string get = "GET http://h/things";
  const Argument header = argument("x-KEY", Location::header, Style::simple, false);
  const Argument authorization = argument("authorization", Location::header, Style::simple, false);
  EXPECT_EQ(contested(header_key, {header}, R"({"x-KEY":"model"})"), get + "\nX-Key: operator");
  EXPECT_EQ(contested(bearer, {authorization}, R"({"authorization":"Bearer model"})"),
            get + "\nAuthorization: Bearer operator");
  EXPECT_EQ(contested(basic, {authorization}, R"({"authorization":"model"})"),
            get + "\nAuthorization: Basic YTpi");
  EXPECT_EQ(contested(digest, {authorization}, R"({"authorization":"model"})"), get);

  const Argument plain = argument("key[]", Location::query, Style::form, true);
  const Argument free_form = argument("filter", Location::query, Style::form, true);
  const Argument deep = argument("key", Location::query, Style::deep_object, true);
  Argument whole = argument("all", Location::querystring, Style::content, false);
  whole.media_type = lasting("application/x-www-form-urlencoded");
  const std::string query = get + "?key%5B%5D=operator";
  EXPECT_EQ(contested(query_key, {plain}, R"({"key[]":["model","other"]})"), query);
  EXPECT_EQ(contested(query_key, {free_form}, R"({"filter":{"key[]":"model"}})"), query);
  EXPECT_EQ(contested(query_key, {deep}, R"({"key":["model"]})"), query);
  EXPECT_EQ(contested(query_key, {whole}, R"({"all":{"key[]":"model"}})"), query);
  EXPECT_EQ(contested(query_key, {free_form}, R"({"filter":{"a":1,"key[]":"model","keys":2}})"),
            get + "?a=1&keys=2&key%5B%5D=operator");
  EXPECT_EQ(contested(query_key, {}, "{}", "http://h?key[]=url&a=1&k%65y%5b%5D=url&key%5B%5D"),
            get + "?a=1&key%5B%5D=operator");

  const Argument cookie = argument("session", Location::cookie, Style::form, true);
  const Argument free_cookies = argument("jar", Location::cookie, Style::form, true);
  const Argument cookie_header = argument("cookie", Location::header, Style::simple, false);
  EXPECT_EQ(contested(cookie_key, {cookie}, R"({"session":"model"})"),
            get + "\nCookie: session=operator");
  EXPECT_EQ(contested(cookie_key, {free_cookies}, R"({"jar":{"session":"model","a":"b"}})"),
            get + "\nCookie: a=b; session=operator");
  EXPECT_EQ(contested(cookie_key, {cookie_header}, R"({"cookie":"session=model"})"),
            "error: invalid arguments for get_thing:\n"
            "- `cookie`: the header `cookie` is not for arguments to set");
}

TEST(Security, ACredentialNamedCookieIsTheWholeHeader) {
  const Requirements requirements(std::vector<std::vector<std::uint16_t>>{{header_key}});
  Fixture f;
  f.settings.base_urls = {"http://h"};
  f.schemes = all_schemes();
  f.schemes[header_key].parameter = lasting("cookie");
  f.security = requirements.requirements;
  f.credentials = {given(header_key, "session=operator")};
  f.schema = R"({"type":"object","properties":{"session":{}}})";
  f.arguments = {argument("session", Location::cookie, Style::form, true)};
  EXPECT_EQ(dump(f.build(R"({"session":"model"})")),
            "GET http://h/things\ncookie: session=operator");
}

TEST(Security, ALongQueryDoesNotPushTheCredentialOut) {
  const Argument filler = argument("a", Location::query, Style::form, true);
  const std::string value(1024 * 1024 - 3, 'x');  // with the name and two separators at the limit
  const std::string built = contested(query_key, {filler}, R"({"a":")" + value + R"("})");
  EXPECT_TRUE(built.ends_with("&key%5B%5D=operator")) << built.substr(0, 200);
}

TEST(Security, DryRunsShowPlaceholders) {
  const std::string get = "GET http://h/things";
  EXPECT_EQ(secured({{header_key}}, {{header_key, "s3cret"}}, true), get + "\nX-Key: <VAR_header>");
  EXPECT_EQ(secured({{basic}}, {{basic, "u:s3cret"}}, true),
            get + "\nAuthorization: Basic <VAR_basic>");
  EXPECT_EQ(secured({{bearer}}, {}, true), get + "\nAuthorization: Bearer <VAR_bearer>");
  EXPECT_EQ(secured({{cookie_key}}, {}, true), get + "\nCookie: session=<VAR_cookie>");
  EXPECT_EQ(secured({{query_key}}, {{query_key, "s3cret"}}, true),
            get + "?key%5B%5D=%3CVAR_query%3E");
  EXPECT_EQ(secured({{digest}}, {}, true), get + "\nAuthorization: Digest <VAR_digest>");
  EXPECT_EQ(secured({{mutual_tls}}, {}, true), get);
  // Those that would be sent.
  EXPECT_EQ(secured({{header_key}, {bearer}}, {{bearer, "s3cret"}}, true),
            get + "\nAuthorization: Bearer <VAR_bearer>");
  EXPECT_EQ(secured({{}, {bearer}}, {}, true), get);
}

}  // namespace
}  // namespace mcp::invoke
