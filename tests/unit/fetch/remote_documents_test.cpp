// Which requests are made for remote documents, and which are not: real servers on loopback.
#include "fetch/remote_documents.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "driver/driver.h"
#include "site.h"
#include "support/digest.h"

namespace mcpcc::fetch {
namespace {

namespace fs = std::filesystem;
using resolve::NamedBy;
using test::Site;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class Remote : public testing::Test {
 protected:
  Remote() {
    options_.private_addresses = true;
    options_.max_bytes = 1000;
    EXPECT_TRUE(options_.allowed.add(site_.authority()));
  }

  // A run of its own. Gives "text" of the document, or "rule: detail / hint".
  std::string read(const std::string& url, NamedBy named_by = NamedBy::reference) {
    RemoteDocuments remote(options_, Store(disk_, folder_.path()), open_internet);
    return read(remote, url, named_by);
  }
  static std::string read(RemoteDocuments& remote, const std::string& url,
                          NamedBy named_by = NamedBy::reference) {
    const auto result = remote.read(url, named_by);
    if (const auto* document = std::get_if<resolve::RemoteDocument>(&result)) {
      return document->text;
    }
    const auto& failure = std::get<resolve::RemoteFailure>(result);
    std::string text = std::string(failure.rule->id) + ": " + failure.detail;
    for (const auto& hint : failure.hints) text += " / " + hint;
    return text;
  }

  driver::Disk disk_;
  test::TemporaryFolder folder_;
  Site site_;
  RemoteOptions options_;
};

TEST_F(Remote, IsFetchedOnce) {
  site_.serve("/a.yaml", "first");
  EXPECT_EQ(read(site_.url("/a.yaml")), "first");
  EXPECT_EQ(read(site_.url("/a.yaml")), "first");
  EXPECT_EQ(read(site_.url("/b/../a.yaml#/x")), "first");
  EXPECT_THAT(site_.requests(), ElementsAre("/a.yaml"));
  const std::string url = site_.url("/a.yaml");
  site_.stop();
  EXPECT_EQ(read(url), "first");
  options_.offline = true;
  EXPECT_EQ(read(url), "first");
}

TEST_F(Remote, IsFetchedAgainWhenAsked) {
  site_.serve("/a.yaml", "first");
  EXPECT_EQ(read(site_.url("/a.yaml")), "first");
  site_.serve("/a.yaml", "second");
  EXPECT_EQ(read(site_.url("/a.yaml")), "first");
  options_.refresh = true;
  EXPECT_EQ(read(site_.url("/a.yaml")), "second");
  options_.refresh = false;
  EXPECT_EQ(read(site_.url("/a.yaml")), "second");
}

TEST_F(Remote, KeepsWhatTheIndexSays) {
  site_.serve("/spec/a.json", "{}", "Application/JSON");
  site_.serve("/", "one");
  site_.redirect("/latest", "/v1?signature=secret");
  site_.serve("/v1?signature=secret", "three");
  EXPECT_EQ(read(site_.url("/spec/a.json?key=secret")),
            "remote-not-fetched: `" + site_.url("/spec/a.json") +
                "`: the server answers with status 404");
  EXPECT_EQ(read(site_.url("/spec/a.json")), "{}");
  EXPECT_EQ(read(site_.url("/")), "one");
  EXPECT_EQ(read(site_.url("/latest")), "three");
  const auto name = [&](const std::string& stem, const std::string& target,
                        const std::string& extension) {
    return stem + "-" + sha256(site_.url(target)).substr(0, 32) + extension;
  };
  const std::string index = folder_.read(".mcpcc/remote/index.json");
  EXPECT_EQ(folder_.read(".mcpcc/remote/" + name("a", "/spec/a.json", ".json")), "{}");
  EXPECT_EQ(folder_.read(".mcpcc/remote/.gitattributes"), "* -text\n");
  EXPECT_EQ(index, "{\n  \"documents\": [\n    {\n      \"url\": \"" + site_.url("/spec/a.json") +
                       "\",\n      \"file\": \"" + name("a", "/spec/a.json", ".json") +
                       "\",\n      \"media_type\": \"application/json\",\n      \"sha256\": \"" +
                       sha256("{}") + "\"\n    },\n    {\n      \"url\": \"" + site_.url("/") +
                       "\",\n      \"file\": \"" + name("document", "/", "") +
                       "\",\n      \"media_type\": \"application/yaml\",\n      \"sha256\": \"" +
                       sha256("one") + "\"\n    },\n    {\n      \"url\": \"" +
                       site_.url("/latest") + "\",\n      \"found_at\": \"" + site_.url("/v1?") +
                       "\",\n      \"file\": \"" + name("latest", "/latest", "") +
                       "\",\n      \"media_type\": \"application/yaml\",\n      \"sha256\": \"" +
                       sha256("three") + "\"\n    }\n  ]\n}\n");
  for (const auto& [path, text] : folder_.tree("")) EXPECT_THAT(text, Not(HasSubstr("secret")));
}

TEST_F(Remote, CopiesMustHaveTheirDigest) {
  site_.serve("/a.yaml", "first");
  const std::string url = site_.url("/a.yaml");
  ASSERT_EQ(read(url), "first");
  const std::string copy = ".mcpcc/remote/a-" + sha256(url).substr(0, 32) + ".yaml";
  const std::string hint = " / restore it, or fetch remote documents again with --refresh-remote";
  folder_.write(copy, "edited");
  EXPECT_EQ(read(url), "remote-copy-invalid: `" + copy +
                           "` does not have the digest that index.json says" + hint);
  fs::remove(folder_.path() / copy);
  EXPECT_THAT(read(url), HasSubstr("remote-copy-invalid: `" + copy + "` cannot be read"));
  folder_.write("elsewhere", "first");
  fs::create_symlink(folder_.path() / "elsewhere", folder_.path() / copy);
  EXPECT_EQ(read(url), "remote-copy-invalid: `" + copy + "` is a symbolic link" + hint);
  const std::string index = folder_.read(".mcpcc/remote/index.json");
  for (const std::string_view wrong : {"", "{", "[]", "{\"documents\":[{}]}"}) {
    folder_.write(".mcpcc/remote/index.json", std::string(wrong));
    EXPECT_EQ(read(url), "remote-copy-invalid: `.mcpcc/remote/index.json` is malformed" + hint);
  }
  EXPECT_THAT(site_.requests(), ElementsAre("/a.yaml"));
  options_.refresh = true;
  EXPECT_EQ(read(url), "first");
  EXPECT_EQ(folder_.read(".mcpcc/remote/index.json"), index);
  EXPECT_FALSE(fs::is_symlink(folder_.path() / copy));
  EXPECT_EQ(folder_.read("elsewhere"), "first");
}

TEST_F(Remote, CopiesStayBesideTheDocument) {
  site_.serve("/a.yaml", "first");
  fs::create_directories(folder_.path() / "elsewhere");
  fs::create_directory_symlink(folder_.path() / "elsewhere", folder_.path() / ".mcpcc");
  EXPECT_THAT(read(site_.url("/a.yaml")), HasSubstr("output-unwritable: `.mcpcc/remote/`"));
  EXPECT_THAT(folder_.tree("elsewhere"), IsEmpty());
}

TEST_F(Remote, HostsThatNobodyNamedAreNotAsked) {
  Site other;
  other.serve("/a.yaml", "other");
  other.serve("/a.yaml?secret", "other");
  const std::string refused =
      "ref-remote: `" + other.url("/a.yaml") +
      "` / store the document beside yours and refer to the file, or allow its host with "
      "--allow-remote " +
      other.authority();
  EXPECT_EQ(read(other.url("/a.yaml")), refused);
  site_.redirect("/a.yaml", other.url("/a.yaml?secret"));
  EXPECT_EQ(read(site_.url("/a.yaml")), "remote-not-fetched: `" + site_.url("/a.yaml") +
                                            "` redirects to `" + other.url("/a.yaml") +
                                            "`: a host that is not allowed / allow it with "
                                            "--allow-remote " +
                                            other.authority());
  // Named by the user, a document may lie anywhere, but its redirects are its own.
  EXPECT_THAT(read(site_.url("/a.yaml"), NamedBy::document), HasSubstr("not allowed"));
  EXPECT_EQ(other.connections(), 0);
  EXPECT_EQ(read(other.url("/a.yaml"), NamedBy::user), "other");
  // That there is a copy does not allow it.
  EXPECT_EQ(read(other.url("/a.yaml")), refused);
  ASSERT_TRUE(options_.allowed.add(other.authority()));
  EXPECT_EQ(read(site_.url("/a.yaml")), "other");
  // Nor that there is one of what a redirect led to.
  options_.allowed = {};
  ASSERT_TRUE(options_.allowed.add(site_.authority()));
  EXPECT_THAT(read(site_.url("/a.yaml")), HasSubstr("ref-remote: `" + other.url("/a.yaml")));
}

TEST_F(Remote, TheDocumentsOriginIsAllowedAndNoOtherFilesIs) {
  options_.allowed = {};
  site_.serve("/api.yaml", "api");
  site_.serve("/part.yaml", "part");
  RemoteDocuments as_document(options_, Store(disk_, folder_.path()), open_internet);
  EXPECT_EQ(read(as_document, site_.url("/api.yaml"), NamedBy::document), "api");
  EXPECT_EQ(read(as_document, site_.url("/part.yaml")), "part");
  RemoteDocuments as_file(options_, Store(disk_, folder_.path()), open_internet);
  EXPECT_EQ(read(as_file, site_.url("/api.yaml"), NamedBy::user), "api");
  EXPECT_THAT(read(as_file, site_.url("/part.yaml")), HasSubstr("ref-remote"));
}

TEST_F(Remote, PrivateAddressesAreRefused) {
  options_.private_addresses = false;
  site_.serve("/a.yaml", "first");
  const std::string port = site_.authority().substr(site_.authority().find(':'));
  for (const std::string host : {"127.0.0.1", "localhost", "127.1", "0x7f000001", "2130706433",
                                 "[::1]", "[::ffff:127.0.0.1]", "0.0.0.0"}) {
    // Numbers that resolvers take for an address come out as that address.
    const bool is_number = host.front() != '[' && host != "localhost" && host != "0.0.0.0";
    const std::string shown = (is_number ? "127.0.0.1" : host) + port;
    EXPECT_EQ(read("http://" + host + port + "/a.yaml", NamedBy::document),
              "remote-address-private: `http://" + shown +
                  "/a.yaml`: connections to the address of " + shown +
                  " are not allowed / if you trust it, allow such addresses with "
                  "--allow-private-network");
  }
  EXPECT_EQ(site_.connections(), 0);
}

TEST_F(Remote, RedirectsAreFollowedAsFarAsTheyMay) {
  site_.redirect("/0", "1");
  for (int i = 1; i <= 6; ++i) {
    site_.redirect("/" + std::to_string(i), "/" + std::to_string(i + 1));
  }
  site_.serve("/6", "end");
  EXPECT_EQ(read(site_.url("/1")), "end");
  EXPECT_EQ(read(site_.url("/0")), "remote-not-fetched: `" + site_.url("/0") + "` redirects to `" +
                                       site_.url("/5") + "`: more than 5 redirects");
  site_.redirect("/loop", "/loop");
  EXPECT_EQ(read(site_.url("/loop")),
            "remote-not-fetched: `" + site_.url("/loop") + "`: more than 5 redirects");
  for (const std::string location :
       {"", "ftp://h/", "file:///etc/passwd", "http://user:secret@127.0.0.1/", "http://h:0/"}) {
    site_.redirect("/bad", location);
    EXPECT_EQ(read(site_.url("/bad")), "remote-not-fetched: `" + site_.url("/bad") +
                                           "`: the server redirects to no usable URL")
        << location;
  }
}

TEST_F(Remote, RedirectsNeverLeaveTls) {
  const mcp::http::test::Authority authority("mcpcc test");
  const std::string bundle = authority.write_bundle("mcpcc_remote_ca.pem");
  ASSERT_EQ(setenv("SSL_CERT_FILE", bundle.c_str(), 1), 0);
  Site secure(&authority);
  ASSERT_TRUE(options_.allowed.add(secure.authority()));
  secure.serve("/a.yaml", "secure");
  site_.redirect("/up", secure.url("/a.yaml"));
  EXPECT_EQ(read(site_.url("/up")), "secure");
  site_.serve("/a.yaml", "open");
  secure.redirect("/down", site_.url("/a.yaml"));
  EXPECT_EQ(read(secure.url("/down")), "remote-not-fetched: `" + secure.url("/down") +
                                           "` redirects to `" + site_.url("/a.yaml") +
                                           "`: from https to http");
  ASSERT_EQ(unsetenv("SSL_CERT_FILE"), 0);
  EXPECT_THAT(read(secure.url("/b.yaml")), HasSubstr("cannot make a secure connection"));
  EXPECT_THAT(site_.requests(), ElementsAre("/up"));
}

TEST_F(Remote, OnlyDocumentsAreTaken) {
  site_.answer("/404", "HTTP/1.1 404 Not Found\r\nContent-Length: 6\r\n\r\nsecret");
  site_.answer("/204", "HTTP/1.1 204 No Content\r\n\r\n");
  site_.answer("/short", "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nopenapi");
  site_.serve("/page", "<html>", "text/html");
  const auto problem = [&](const std::string& target) {
    const std::string result = read(site_.url(target));
    return result.substr(result.find("`: ") + 3);
  };
  EXPECT_EQ(problem("/404"), "the server answers with status 404");
  EXPECT_EQ(problem("/204"), "the server answers with status 204");
  EXPECT_EQ(problem("/short"), site_.authority() + " ended its response early");
  EXPECT_EQ(
      problem("/page"),
      "it is a web page, not a document / name the raw file instead of the page that shows it");
  EXPECT_FALSE(fs::exists(folder_.path() / ".mcpcc"));
}

TEST_F(Remote, UrlsMustBeUsable) {
  EXPECT_EQ(read("http://user:secret@127.0.0.1/", NamedBy::document),
            "remote-url-invalid: it holds credentials / fetch the document yourself and name the "
            "file");
  EXPECT_EQ(read("http://127.0.0.1/a b?secret", NamedBy::document),
            "remote-url-invalid: `http://127.0.0.1/a b` / write it as `https://host/path`, other "
            "characters than those of URLs as `%XX`");
}

TEST_F(Remote, ReferencesThatAreNoUsableUrlsAreNotFollowed) {
  EXPECT_THAT(read("http://user:secret@" + site_.authority() + "/"),
              HasSubstr("ref-remote: it holds credentials"));
  EXPECT_THAT(read(site_.url("/a b?secret")), HasSubstr("ref-remote: `" + site_.url("/a b`")));
  EXPECT_EQ(site_.connections(), 0);
}

TEST_F(Remote, BudgetsHold) {
  site_.serve("/small", std::string(600, 'x'));
  site_.serve("/other", std::string(600, 'y'));
  site_.serve("/large", std::string(1001, 'x'));
  EXPECT_THAT(read(site_.url("/large")), HasSubstr("sent a response of more than 1000 bytes"));
  RemoteDocuments remote(options_, Store(disk_, folder_.path()), open_internet);
  EXPECT_EQ(read(remote, site_.url("/small")).size(), 600u);
  EXPECT_EQ(read(remote, site_.url("/other")),
            "remote-not-fetched: `" + site_.url("/other") +
                "`: remote documents are larger than 1000 bytes together");
  options_.max_documents = 1;
  RemoteDocuments one(options_, Store(disk_, folder_.path()), open_internet);
  EXPECT_THAT(read(one, site_.url("/none")), HasSubstr("404"));
  EXPECT_EQ(read(one, site_.url("/other")),
            "remote-not-fetched: `" + site_.url("/other") + "`: remote documents are more than 1");
  options_.max_documents = 10;
  site_.answer("/silent", "");
  options_.timeout = std::chrono::milliseconds(100);
  EXPECT_THAT(read(site_.url("/silent")),
              HasSubstr("remote-not-fetched: `" + site_.url("/silent") + "`: no response from "));
  options_.total_timeout = std::chrono::milliseconds(1);
  RemoteDocuments slow(options_, Store(disk_, folder_.path()), open_internet);
  read(slow, site_.url("/silent"));
  EXPECT_EQ(read(slow, site_.url("/other")),
            "remote-not-fetched: `" + site_.url("/other") +
                "`: remote documents take longer than the limit together");
}

TEST_F(Remote, WhatFailedIsNotTriedAgain) {
  RemoteDocuments remote(options_, Store(disk_, folder_.path()), open_internet);
  const std::string first = read(remote, site_.url("/none"));
  EXPECT_THAT(first, HasSubstr("404"));
  EXPECT_EQ(read(remote, site_.url("/none")), first);
  EXPECT_EQ(site_.connections(), 1);
}

TEST_F(Remote, OfflineMeansNoRequest) {
  options_.offline = true;
  site_.serve("/a.yaml", "first");
  EXPECT_EQ(read(site_.url("/a.yaml")), "remote-not-stored: `" + site_.url("/a.yaml") +
                                            "` / run `mcpcc check` on the document, and commit "
                                            "`.mcpcc/remote`");
  EXPECT_EQ(site_.connections(), 0);
}

}  // namespace
}  // namespace mcpcc::fetch
