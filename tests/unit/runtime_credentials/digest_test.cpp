#include "credentials/digest.h"

#include <gtest/gtest.h>
#include <openssl/evp.h>

#include <array>
#include <cstdio>
#include <map>
#include <regex>
#include <string>

#include "calls.h"
#include "credentials/challenge.h"
#include "site.h"

namespace mcp::credentials::test {
namespace {

using mcp::test::Process;

TEST(Challenges, AreReadFromAllFields) {
  const HttpHeaders headers = {
      {"WWW-Authenticate",
       R"(Basic realm="a, \"b\"", charset=UTF-8,Digest nonce = "n",qop="auth")"},
      {"Content-Type", "Digest"},
      {"www-authenticate", "Negotiate abc==, , Bearer"},
      {"WWW-Authenticate", R"(Digest realm="open)"}};
  std::string out;
  for (const Challenge& challenge : read_challenges(headers, "WWW-Authenticate")) {
    out += challenge.scheme;
    for (const auto& [name, value] : challenge.parameters) out += " " + name + "=" + value;
    out += ";";
  }
  EXPECT_EQ(out,
            "Basic realm=a, \"b\" charset=UTF-8;Digest nonce=n qop=auth;Negotiate;Bearer;Digest;");
}

struct Answer {
  std::string challenge, user, password, target, client_nonce, expected;
};

// RFC 7616, section 3.9, and RFC 2617, section 3.5. What RFC 7616 has for SHA-512-256 is of another
// hash function (erratum 4897); the value here is by Python's hashlib.
TEST(Digest, AnswersTheExamplesOfTheSpecifications) {
  const std::string both =
      R"(realm="http-auth@example.org", qop="auth, auth-int", nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS", algorithm=)";
  const std::string client_nonce = "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ";
  const Answer answers[] = {
      {both + "MD5", "Mufasa", "Circle of Life", "/dir/index.html", client_nonce,
       "8ca523f5e9506fed4657c9700eebdbec"},
      {both + "SHA-256", "Mufasa", "Circle of Life", "/dir/index.html", client_nonce,
       "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1"},
      {R"(realm="api@example.org", qop="auth", algorithm=SHA-512-256, nonce="5TsQWLVdgBdmrQ0XsxbDODV+57QdFR34I9HAbC/RVvkK", opaque="HRPCssKJSGjCrkzDg8OhwpzCiGPChXYjwrI2QmXDssOS", charset=UTF-8, userhash=true)",
       "J\u00e4s\u00f8n Doe", "Secret, or not?", "/doe.json", "NTg6RKcb9boFIAS3KrFK9BGeh+niz/sm",
       "7a4e1192babbba02e91182d2895bfdbf7adafc6e48d4e517ca301974843d840c"},
      {R"(realm="testrealm@host.com", qop="auth,auth-int", nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093", opaque="5ccc069c403ebaf9f0171e9517f40e41")",
       "Mufasa", "Circle Of Life", "/dir/index.html", "0a4f113b",
       "6629fae49393a05397450978507c4ef1"},
  };
  for (const Answer& answer : answers) {
    const auto challenge = digest_challenge({{"WWW-Authenticate", "Digest " + answer.challenge}});
    ASSERT_TRUE(challenge) << answer.challenge;
    DigestSession session(*challenge, answer.client_nonce);
    const std::string value =
        session.authorize({answer.user, answer.password}, "GET", answer.target, "").authorization;
    EXPECT_NE(value.find("response=\"" + answer.expected + "\""), std::string::npos) << value;
  }
}

TEST(Digest, WritesWhatTheServerWants) {
  const auto value = [](const std::string& challenge, const char* user) {
    DigestSession session(*digest_challenge({{"WWW-Authenticate", challenge}}), "c");
    return std::regex_replace(session.authorize({user, "p"}, "GET", "/", "").authorization,
                              std::regex("response=\"[0-9a-f]+\""), "response=\"r\"");
  };
  EXPECT_EQ(value(R"(Digest realm="a \"b\"", nonce="n", qop="auth", algorithm=sha-256)", "u"),
            R"(Digest username="u", realm="a \"b\"", uri="/", algorithm=sha-256, nonce="n", )"
            R"(nc=00000001, cnonce="c", qop=auth, response="r")");
  EXPECT_EQ(value(R"(Digest realm="a", nonce="n", opaque="o")", "u"),
            R"(Digest username="u", realm="a", uri="/", nonce="n", response="r", opaque="o")");
  EXPECT_EQ(value(R"(Digest realm="a", nonce="n", qop="auth-int")", "J\u00e4s"),
            R"(Digest username*=UTF-8''J%C3%A4s, realm="a", uri="/", nonce="n", nc=00000001, )"
            R"(cnonce="c", qop=auth-int, response="r")");
}

TEST(Digest, TakesTheStrongestChallengeThatItCanAnswer) {
  const auto chosen = [](const HttpHeaders& headers) {
    const auto challenge = digest_challenge(headers);
    return challenge ? challenge->algorithm + "/" + challenge->nonce : "none";
  };
  EXPECT_EQ(chosen({{"WWW-Authenticate", R"(Digest realm="a", nonce="1", algorithm=MD5)"},
                    {"WWW-Authenticate", R"(Digest realm="a", nonce="2", algorithm=SHA-256)"},
                    {"WWW-Authenticate", R"(Digest realm="a", nonce="3", algorithm=SHA-3)"}}),
            "SHA-256/2");
  EXPECT_EQ(chosen({{"WWW-Authenticate", R"(Digest realm="a", nonce="1", qop="odd")"}}), "none");
  EXPECT_EQ(chosen({{"WWW-Authenticate", R"(Digest realm="a", nonce="1", algorithm=MD5-sess)"}}),
            "none");
  EXPECT_EQ(chosen({{"WWW-Authenticate", R"(Digest nonce="1")"}}), "none");
  EXPECT_EQ(chosen({{"WWW-Authenticate", R"(Basic realm="a")"}}), "none");
}

// The server's side, as plain as the specification has it (RFC 7616, section 3.4).
class DigestApi {
 public:
  std::string algorithm, quality = "auth";
  bool gives_next_nonce = false;
  enum class Proof { none, right, wrong } proof = Proof::none;  // that it knows the password
  int uses_of_a_nonce = 1000;                                   // afterwards it is stale

  std::optional<HttpResponse> operator()(const Seen& seen) {
    const std::string authorization = seen.header("Authorization");
    std::map<std::string, std::string> given;
    const std::regex parameter(R"re((\w+)=("([^"]*)"|[^", ]+))re");
    for (std::sregex_iterator at(authorization.begin(), authorization.end(), parameter), end;
         at != end; ++at) {
      given[(*at)[1]] = (*at)[3].matched ? (*at)[3].str() : (*at)[2].str();
    }
    if (authorization.empty()) return refuse("");
    if (!is_right(seen, given)) return refuse(" wrong");
    if (given["nonce"] != nonce_ || ++uses_ > uses_of_a_nonce) {
      change_nonce();
      return refuse(", stale=true");
    }
    EXPECT_EQ(std::stoi(given["nc"], nullptr, 16), uses_);
    EXPECT_EQ(given["uri"], seen.target);
    EXPECT_EQ(given["opaque"], "o");
    HttpResponse response = json_response(200, R"({"ok":true})");
    std::string info;
    if (proof != Proof::none) {
      const std::string second = h((proof == Proof::right ? ":" : ":/other") + given["uri"]);
      info = "qop=auth, cnonce=\"" + given["cnonce"] + "\", nc=" + given["nc"] + ", rspauth=\"" +
             h(first_hash(given) + ":" + given["nonce"] + ":" + given["nc"] + ":" +
               given["cnonce"] + ":auth:" + second) +
             "\"";
    }
    if (gives_next_nonce) {
      change_nonce();
      info += (info.empty() ? "" : ", ") + ("nextnonce=\"" + nonce_ + "\"");
    }
    if (!info.empty()) response.headers.emplace_back("Authentication-Info", info);
    return response;
  }

 private:
  std::string h(const std::string& text) const {
    std::array<unsigned char, EVP_MAX_MD_SIZE> bytes{};
    unsigned size = 0;
    const bool is_md5 = algorithm.starts_with("MD5") || algorithm.empty();
    EVP_Digest(text.data(), text.size(), bytes.data(), &size, is_md5 ? EVP_md5() : EVP_sha256(),
               nullptr);
    std::string out;
    for (unsigned i = 0; i < size; ++i) {
      char two[3];
      std::snprintf(two, sizeof two, "%02x", bytes[i]);
      out += two;
    }
    return out;
  }

  std::string first_hash(std::map<std::string, std::string>& given) const {
    const std::string first = h("ann:shop:s3cret:word");
    return algorithm.ends_with("-sess") ? h(first + ":" + given["nonce"] + ":" + given["cnonce"])
                                        : first;
  }

  bool is_right(const Seen& seen, std::map<std::string, std::string>& given) const {
    const std::string first = first_hash(given);
    std::string second = seen.method + ":" + given["uri"];
    if (given["qop"] == "auth-int") second += ":" + h(seen.body);
    return given["qop"] == quality && given["username"] == "ann" &&
           given["response"] == h(first + ":" + given["nonce"] + ":" + given["nc"] + ":" +
                                  given["cnonce"] + ":" + given["qop"] + ":" + h(second));
  }

  void change_nonce() {
    nonce_ = "nonce-" + std::to_string(++changes_);
    uses_ = 0;
  }

  HttpResponse refuse(const std::string& more) const {
    HttpResponse out = json_response(401, "{}");
    std::string value =
        "Digest realm=\"shop\", opaque=\"o\", qop=\"" + quality + "\", nonce=\"" + nonce_ + "\"";
    if (!algorithm.empty()) value += ", algorithm=" + algorithm;
    out.headers.emplace_back("WWW-Authenticate", value + more);
    return out;
  }

  std::string nonce_ = "nonce-0";
  int changes_ = 0, uses_ = 0;
};

/// Calls four times, and tells how often the API was asked and refused.
std::string four_calls(DigestApi& rules, const std::string& secret = "ann:s3cret:word") {
  Site api([&](const Seen& seen) { return rules(seen); });
  Process process({"--base-url", api.url()}, {"SHOP_DIGEST=" + secret});
  std::string out;
  for (const char* tool : {"digest", "digest_post", "digest", "digest_post"}) {
    const bool posts = std::string_view(tool) == "digest_post";
    const std::string answer =
        answer_of(process, tool, posts ? R"({"id":"a b","body":"text"})" : R"({"id":"x?y"})");
    out += answer.find(R"("isError":false)") != std::string::npos ? "fine " : "error ";
  }
  return out + std::to_string(api.seen().size());
}

TEST(Digest, OneChallengeServesManyCalls) {
  for (const char* algorithm : {"", "MD5", "MD5-sess", "SHA-256", "SHA-256-sess"}) {
    for (const char* quality : {"auth", "auth-int"}) {
      DigestApi rules;
      rules.algorithm = algorithm;
      rules.quality = quality;
      EXPECT_EQ(four_calls(rules), "fine fine fine fine 5") << algorithm << ' ' << quality;
    }
  }
}

TEST(Digest, StaleAndNextNoncesAreFollowed) {
  DigestApi stale;
  stale.uses_of_a_nonce = 2;
  EXPECT_EQ(four_calls(stale), "fine fine fine fine 6");  // the third was refused once
  DigestApi next;
  next.gives_next_nonce = true;
  EXPECT_EQ(four_calls(next), "fine fine fine fine 5");
}

TEST(Digest, AnAnswerThatPretendsToKnowThePasswordIsThrownAway) {
  for (const char* algorithm : {"MD5", "SHA-256-sess"}) {
    DigestApi rules;
    rules.algorithm = algorithm;
    rules.gives_next_nonce = true;
    rules.proof = DigestApi::Proof::right;
    EXPECT_EQ(four_calls(rules), "fine fine fine fine 5") << algorithm;
    DigestApi other;
    other.algorithm = algorithm;
    other.proof = DigestApi::Proof::wrong;
    EXPECT_EQ(four_calls(other), "error error error error 5") << algorithm;
  }
}

TEST(Digest, AWrongPasswordIsTriedOnceACall) {
  DigestApi rules;
  EXPECT_EQ(four_calls(rules, "ann:wrong"), "error error error error 8");
}

}  // namespace
}  // namespace mcp::credentials::test
