// Versions: what is written, changed, removed and brought back.
#include "registry/records.h"

#include "backend.h"
#include "registry/search.h"

namespace mcpcc::registry {
namespace {

const Author ada{"ada", "2026-01-01T00:00:00Z"}, bob{"bob", "2026-01-02T00:00:00Z"};

class RecordsTest : public OnBoth {
 protected:
  void SetUp() override {
    OnBoth::SetUp();
    if (IsSkipped() || HasFatalFailure()) return;
    database_ = open_database(migrated());
  }
  Outcome put_text(const RecordId& id, const std::string& content, const Author& author = ada) {
    Transaction transaction(*database_, Access::write);
    auto outcome = put(*database_, id, Action::update, content, author);
    transaction.commit();
    return outcome;
  }
  std::unique_ptr<Database> database_;
  const RecordId petstore_{Kind::server, "petstore"};
};
MCPCC_ON_BOTH(RecordsTest);

TEST_P(RecordsTest, EveryChangeIsAVersion) {
  EXPECT_EQ(newest(*database_, petstore_), std::nullopt);
  EXPECT_TRUE(put_text(petstore_, R"({"tools":1})").changed);
  EXPECT_TRUE(put_text(petstore_, R"({"tools":2})", bob).changed);
  const auto versions = history(*database_, petstore_);
  ASSERT_EQ(versions.size(), 2u);
  EXPECT_EQ(versions[0].number, 1);
  EXPECT_EQ(versions[0].action, Action::add);
  EXPECT_EQ(versions[0].content, R"({"tools":1})");
  EXPECT_EQ(versions[0].changed_by, "ada");
  EXPECT_EQ(versions[0].changed_at, "2026-01-01T00:00:00Z");
  EXPECT_EQ(versions[1].action, Action::update);
  EXPECT_EQ(versions[1].changed_by, "bob");
  EXPECT_EQ(newest(*database_, petstore_)->number, 2);
}

TEST_P(RecordsTest, TheSameAgainIsNoChange) {
  put_text(petstore_, "{}");
  const auto outcome = put_text(petstore_, "{}", bob);
  EXPECT_FALSE(outcome.changed);
  EXPECT_EQ(outcome.version.changed_by, "ada");
  EXPECT_EQ(history(*database_, petstore_).size(), 1u);
}

TEST_P(RecordsTest, RemovalIsAVersionAndCanBeRolledBack) {
  put_text(petstore_, R"({"a":1})");
  put(*database_, petstore_, Action::remove, std::nullopt, bob);
  EXPECT_FALSE(newest(*database_, petstore_)->content);
  EXPECT_EQ(failure_of([&] { existing(*database_, petstore_); }).rule().id,
            "registry-record-unknown");
  EXPECT_TRUE(list(*database_, std::nullopt, false).empty());
  EXPECT_EQ(list(*database_, std::nullopt, true).size(), 1u);

  const auto back = roll_back(*database_, petstore_, 1, bob);
  EXPECT_EQ(back.version.number, 3);
  EXPECT_EQ(back.version.content, R"({"a":1})");
  EXPECT_EQ(back.version.sha256, history(*database_, petstore_)[0].sha256);
  // To the state of being removed, as well.
  EXPECT_EQ(roll_back(*database_, petstore_, 2, bob).version.content, std::nullopt);
  EXPECT_FALSE(roll_back(*database_, petstore_, 2, bob).changed);
  EXPECT_EQ(history(*database_, petstore_).size(), 4u);
}

TEST_P(RecordsTest, WhatIsNotThereIsSaidWithWhatIsNear) {
  put_text(petstore_, "{}");
  const auto unknown = failure_of([&] { existing(*database_, {Kind::server, "petsore"}); });
  EXPECT_EQ(unknown.rule().id, "registry-record-unknown");
  EXPECT_EQ(unknown.hints().at(0), "did you mean `server/petstore`?");
  const auto version = failure_of([&] { numbered(*database_, petstore_, 7); });
  EXPECT_EQ(version.hints().at(0), "its versions are 1 to 1");
  EXPECT_THROW(put(*database_, {Kind::api, "x"}, Action::remove, std::nullopt, ada), Failure);
  put(*database_, petstore_, Action::remove, std::nullopt, ada);
  EXPECT_THROW(put(*database_, petstore_, Action::remove, std::nullopt, ada), Failure);
}

TEST_P(RecordsTest, ListsByKindAndName) {
  for (const auto* name : {"zoo", "a-b", "a0", "ab"}) put_text({Kind::server, name}, "{}");
  put_text({Kind::api, "zoo"}, "{}");
  std::string names;
  for (const auto& version : list(*database_, std::nullopt, false))
    names += to_string(version.id) + ' ';
  EXPECT_EQ(names, "api/zoo server/a-b server/a0 server/ab server/zoo ");
  EXPECT_EQ(list(*database_, Kind::api, false).size(), 1u);
}

TEST_P(RecordsTest, TamperingIsFound) {
  put_text(petstore_, "{}");
  database_->run("UPDATE version SET content = '{\"x\":1}'");
  EXPECT_EQ(failure_of([&] { newest(*database_, petstore_); }).rule().id, "registry-damaged");
}

TEST_P(RecordsTest, SurfacesAreKeptOnce) {
  const std::string text = "{\"tools\":[]}",
                    digest = "1ac00e7b4a5b2d1d9d7f4a1f1e9f5d52b64b7d0d3d38de0a2e1df8a57f2c2b5e";
  put_surface(*database_, digest, text);
  put_surface(*database_, digest, text);
  EXPECT_EQ(surface(*database_, "none"), std::nullopt);
  EXPECT_EQ(failure_of([&] { surface(*database_, digest); }).rule().id, "registry-damaged");
}

TEST_P(RecordsTest, SearchFindsNamesDescriptionsAndToolsInBothAlike) {
  put_text(
      petstore_,
      R"({"title":"Corner Pet Shop","description":"Till & shelves; caf\u00c9 next door","secret":"hidden",)"
      R"("tools":[{"name":"list_animals","title":"List the animals","description":"All cats and dogs"},)"
      R"({"name":"show_basket","title":"Basket","description":"What lies in it"}]})");
  put_text({Kind::server, "billing"},
           R"({"title":"Invoices","description":"Sends invoices to pet owners","tools":[]})");
  put_text({Kind::image, "ghcr.io/team/petstore:1.2.0"}, R"({"server":"petstore"})");
  put_text({Kind::endpoint, "https://mcp.example.com/mcp"}, R"({"server":"petstore"})");
  struct Case {
    const char *query, *found;
  };
  constexpr Case cases[] = {
      {"petstore",
       "server/petstore image/ghcr.io/team/petstore:1.2.0 "
       "endpoint/https://mcp.example.com/mcp "},
      {"pet",
       "server/petstore image/ghcr.io/team/petstore:1.2.0 server/billing "
       "endpoint/https://mcp.example.com/mcp "},
      {"pet shop", "server/petstore "},
      {"SHOP corner", "server/petstore "},
      {"caf\xC3\xA9", "server/petstore "},
      {"CAF\xC3\x89", "server/petstore "},
      {"cats", "server/petstore "},
      {"show_basket", "server/petstore "},
      {"basket dogs", "server/petstore "},
      {"anim", "server/petstore "},
      {"nimals", ""},
      {"hidden", ""},
      {"1.2.0", "image/ghcr.io/team/petstore:1.2.0 "},
      {"example.com", "endpoint/https://mcp.example.com/mcp "},
      {"invoices pet", "server/billing "},
      {"zebra", ""},
      {"", ""},
      {"'\"*:&|!()", ""},
      {"pet' | 'x", ""},
      {"pet OR zebra", ""},
      {"NEAR(pet)", ""},
  };
  for (const auto& [query, found] : cases) {
    std::string names;
    for (const auto& hit : search(*database_, query, std::nullopt))
      names += to_string(hit.version.id) + ' ';
    EXPECT_EQ(names, found) << query;
  }
  EXPECT_EQ(search(*database_, "dogs", std::nullopt).at(0).tools,
            std::vector<std::string>{"list_animals"});
  EXPECT_EQ(search(*database_, "pet", Kind::image).size(), 1u);
  EXPECT_TRUE(wrongly_indexed(*database_).empty());

  // The index follows every change.
  put_text(petstore_, R"({"title":"Zebra House"})");
  EXPECT_TRUE(search(*database_, "cats", std::nullopt).empty());
  EXPECT_EQ(search(*database_, "zebra", std::nullopt).size(), 1u);
  put(*database_, petstore_, Action::remove, std::nullopt, ada);
  EXPECT_TRUE(search(*database_, "zebra", std::nullopt).empty());
  roll_back(*database_, petstore_, 1, ada);
  EXPECT_EQ(search(*database_, "cats", std::nullopt).size(), 1u);
  database_->run("DELETE FROM search");
  EXPECT_EQ(wrongly_indexed(*database_).size(), 4u);
}

TEST_P(RecordsTest, TextsOfAnyKindAndSizeAreIndexed) {
  std::string text = R"({"description":")";
  for (int i = 0; i < 60000; ++i) text += "word" + std::to_string(i) + ' ';
  text += std::string(5000, 'x') + R"( \u0000 \ud83d\ude00 \"'\\ "})";
  put_text(petstore_, text);
  EXPECT_EQ(search(*database_, "word1", std::nullopt).size(), 1u);
}

TEST(Words, AreLettersAndDigitsInLowerCase) {
  const auto joined = [](std::string_view text) {
    std::string out;
    for (const auto& word : words(text)) out += word + '|';
    return out;
  };
  EXPECT_EQ(joined("List_animals of/pet-store, v1.2!"), "list|animals|of|pet|store|v1|2|");
  EXPECT_EQ(joined("\xC3\x84RGER \xCE\xA9 \xD0\x96"), "\xC3\xA4rger|\xCF\x89|\xD0\xB6|");
  EXPECT_EQ(joined("\xE6\x97\xA5\xE6\x9C\xAC\xE3\x80\x82\xE8\xAA\x9E"),
            "\xE6\x97\xA5\xE6\x9C\xAC|\xE8\xAA\x9E|");
  EXPECT_EQ(joined("a\u2014b\u200Bc \xFF d"), "a|b|c|d|");
  for (const auto& word : words(std::string(1000, 'a'))) EXPECT_LE(word.size(), 64u);
}

}  // namespace
}  // namespace mcpcc::registry
