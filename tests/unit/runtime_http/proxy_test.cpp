// Requests through a proxy: the names of these hosts exist nowhere but in the proxy's own table.
#include "http/proxy.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "certificates.h"
#include "forward_proxy.h"
#include "http/client.h"

namespace mcp::http::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

constexpr const char* ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi";

Proxy proxy_at(std::uint16_t port, std::string authorization = {}) {
  const std::string text = std::to_string(port);
  return {"127.0.0.1", text, "127.0.0.1:" + text, std::move(authorization)};
}

ClientOptions options_for(const Proxy& proxy) {
  ClientOptions options;
  options.proxies.for_http = options.proxies.for_https = proxy;
  return options;
}

std::string get(const ClientOptions& options, const std::string& url) {
  LoopThread thread;
  Client client(thread.loop, options);
  thread.start();
  std::string result = describe(fetch(client, {"GET", url, {{"Proxy-Authorization", "mine"}}, ""}));
  thread.stop();
  return result;
}

TEST(Proxy, HttpGoesToItInAbsoluteForm) {
  std::string seen;
  RawServer api([&](Peer& peer, int) {
    seen = peer.read_message();
    peer.send(ok);
  });
  ForwardProxy proxy({{"api.test:8080", api.port()}}, "Basic dTpw");
  EXPECT_EQ(get(options_for(proxy_at(proxy.port(), "Basic dTpw")), "http://api.test:8080/a?b"),
            "200 hi");
  ASSERT_EQ(proxy.seen().size(), 1U);
  EXPECT_THAT(proxy.seen()[0],
              StartsWith("GET http://api.test:8080/a?b HTTP/1.1\r\n"
                         "Host: api.test:8080\r\nProxy-Authorization: Basic dTpw"));
  EXPECT_THAT(seen, StartsWith("GET /a?b HTTP/1.1\r\nHost: api.test:8080\r\n"));
  EXPECT_THAT(seen, Not(HasSubstr("Proxy-Authorization")));
}

TEST(Proxy, HttpsGoesThroughATunnelThatSeesNothing) {
  const Authority authority("Test Authority");
  const std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)> context(
      authority.make_context("DNS:api.test"), &SSL_CTX_free);
  std::string seen;
  RawServer api([&](Peer& peer, int) {
    TlsPeer tls(peer, context.get());
    if (!tls.is_open()) return;
    seen = tls.read_until("\r\n\r\n");
    tls.send(ok);
  });
  ForwardProxy proxy({{"api.test:443", api.port()}, {"other.test:443", api.port()}}, "Basic dTpw");
  ClientOptions options = options_for(proxy_at(proxy.port(), "Basic dTpw"));
  options.ca_file = authority.write_bundle("mcp_proxy_ca.pem");
  EXPECT_EQ(get(options, "https://api.test/a?secret"), "200 hi");
  EXPECT_THAT(seen, StartsWith("GET /a?secret HTTP/1.1\r\nHost: api.test\r\n"));
  EXPECT_THAT(seen, Not(HasSubstr("Proxy-Authorization")));
  EXPECT_THAT(proxy.seen(), ElementsAre("CONNECT api.test:443 HTTP/1.1\r\nHost: api.test:443\r\n"
                                        "Proxy-Authorization: Basic dTpw"));
  // The certificate has to be that of the host, whoever the tunnel leads to.
  EXPECT_THAT(get(options, "https://other.test/"), HasSubstr("hostname mismatch"));
}

TEST(Proxy, WhatItRefuses) {
  ForwardProxy proxy({}, "Basic dTpw");
  const std::string name = proxy.authority();
  EXPECT_EQ(get(options_for(proxy_at(proxy.port(), "Basic wrong")), "https://api.test/secret"),
            "proxy: cannot connect to api.test: the proxy " + name + " answered 407");
  EXPECT_EQ(get(options_for(proxy_at(proxy.port(), "Basic dTpw")), "https://api.test/secret"),
            "connect: cannot connect to api.test: the proxy " + name + " answered 502");
  EXPECT_EQ(get(options_for(proxy_at(proxy.port())), "http://api.test/secret"), "407 ");

  struct Case {
    const char *answer, *problem;
  };
  constexpr Case cases[] = {
      {"", "closed the connection"},
      {"SSH-2.0\r\n\r\n", "sent a malformed response"},
      {"HTTP/1.1 2\r\n\r\n", "sent a malformed response"},
      {"HTTP/1.1 200 OK\r\n\r\nmore", "sent a malformed response"},
      {"HTTP/1.1 403 No\r\n\r\n", "answered 403"},
  };
  for (const Case& c : cases) {
    RawServer broken([&](Peer& peer, int) {
      peer.read_until("\r\n\r\n");
      peer.send(c.answer);
    });
    EXPECT_EQ(
        get(options_for(proxy_at(broken.port())), "https://api.test/"),
        "proxy: cannot connect to api.test: the proxy " + broken.authority() + " " + c.problem);
  }
  RawServer endless([](Peer& peer, int) {
    peer.read_until("\r\n\r\n");
    peer.send("HTTP/1.1 200 OK\r\n" + std::string(100'000, 'x'));
    peer.read_to_end();
  });
  EXPECT_THAT(get(options_for(proxy_at(endless.port())), "https://api.test/"),
              HasSubstr("sent a malformed response"));
}

TEST(Proxy, AddressesAreCheckedBeforeItIsAsked) {
  ForwardProxy proxy({});
  ClientOptions options = options_for(proxy_at(proxy.port()));
  options.may_connect = [](const std::string&, const IpAddress& address) {
    return is_public(address);
  };
  for (const char* url : {"http://10.0.0.1/", "https://10.0.0.1/", "https://[fd00::1]/"}) {
    EXPECT_THAT(get(options, url), StartsWith("forbidden: ")) << url;
  }
  EXPECT_THAT(proxy.seen(), ElementsAre());
}

TEST(Proxy, WhichHostsGoThroughIt) {
  Proxies proxies;
  proxies.for_https = Proxy{"p.test", "3128", "p.test:3128", {}};
  proxies.exclude(
      " .Below.example, name.example:8443,10.0.0.0/8 ,192.0.2.1, [2001:db8::1]:443,"
      "fd00::/8, 1.2.3.4/40, , nonsense/8,198.51.100.0/24:8080,[2001:db8:1::]/48:8080,"
      "[2001:db8:2::/48]:8080,2001:db8:3::/48:8080,2001:db8:4::1,203.0.113.0/x:1,*.star.example");
  struct Case {
    const char* url;
    bool proxied;
  };
  constexpr Case cases[] = {
      {"https://api.example/", true},
      {"http://api.example/", false},  // there is no proxy for http
      {"https://localhost:8080/", false},
      {"https://a.localhost/", false},
      {"https://127.1.2.3/", false},
      {"https://[::1]/", false},
      {"https://below.example/", false},
      {"https://a.b.BELOW.example/", false},
      {"https://notbelow.example/", true},
      {"https://name.example:8443/", false},
      {"https://name.example/", true},
      {"https://10.255.0.1/", false},
      {"https://11.0.0.1/", true},
      {"https://192.0.2.1/", false},
      {"https://192.0.2.2/", true},
      {"https://[2001:db8::1]/", false},
      {"https://[2001:db8::1]:444/", true},
      {"https://[fd12::1]/", false},
      {"https://1.2.3.4/", true},
      {"https://198.51.100.7:8080/", false},
      {"https://198.51.100.7/", true},
      {"https://[2001:db8:1::7]:8080/", false},
      {"https://[2001:db8:1::7]/", true},
      {"https://[2001:db8:2::7]:8080/", false},
      {"https://[2001:db8:2::7]/", true},
      {"https://[2001:db8:3::7]:8080/", false},
      {"https://[2001:db8:3::7]/", true},
      {"https://[2001:db8:4::1]/", false},
      {"https://[2001:db8:4::2]/", true},
      {"https://203.0.113.7:1/", true},
      {"https://a.star.example/", false},
      {"https://a.starrexample/", true},
  };
  for (const Case& c : cases) {
    EXPECT_EQ(proxies.of(parse_url(c.url)) != nullptr, c.proxied) << c.url;
  }
  proxies.exclude("*");
  EXPECT_EQ(proxies.of(parse_url("https://api.example/")), nullptr);
}

}  // namespace
}  // namespace mcp::http::test
