// Secrets at rest: sealed, bound to their name, under one key.
#include "registry/credentials.h"

#include "backend.h"

namespace mcpcc::registry {
namespace {

const Author ada{"ada", "2026-01-01T00:00:00Z"};

TEST(Vault, OpensWhatItSealedAndNothingElse) {
  const Key key = Key::random(), other = Key::random();
  const std::string sealed = seal(key, "a", "open sesame");
  EXPECT_EQ(unseal(key, "a", sealed), "open sesame");
  EXPECT_NE(seal(key, "a", "open sesame"), sealed);
  EXPECT_EQ(unseal(key, "b", sealed), std::nullopt);
  EXPECT_EQ(unseal(other, "a", sealed), std::nullopt);
  EXPECT_EQ(unseal(key, "a", sealed.substr(4)), std::nullopt);
  EXPECT_EQ(unseal(key, "a", "not base64!"), std::nullopt);
  EXPECT_EQ(unseal(key, "a", ""), std::nullopt);
  for (std::size_t i = 0; i < sealed.size() - 2; ++i) {
    std::string changed = sealed;
    changed[i] = changed[i] == 'A' ? 'B' : 'A';
    EXPECT_EQ(unseal(key, "a", changed), std::nullopt) << i;
  }
  EXPECT_EQ(unseal(key, "", seal(key, "", "")), "");
}

TEST(Vault, ReadsKeysAndRefusesTheRestUnseen) {
  const Key key = Key::random();
  EXPECT_EQ(Key::parse(" " + key.base64() + "\n", "X").id(), key.id());
  EXPECT_EQ(Key::parse(std::string(64, '0'), "X").id(),
            Key::parse(std::string(43, 'A') + "=", "X").id());
  EXPECT_EQ(key.id().size(), 16u);
  for (const auto& text : {std::string(), std::string("hunter2"), std::string(63, '0'),
                           std::string(64, 'g'), std::string(48, 'A')}) {
    const Failure failure = failure_of([&] { Key::parse(text, "MCPCC_REGISTRY_KEY"); });
    EXPECT_EQ(failure.rule().id, "registry-key-unusable");
    EXPECT_EQ(failure.detail(), "MCPCC_REGISTRY_KEY holds no key of 256 bits");
  }
}

class CredentialsTest : public OnBoth {
 protected:
  void SetUp() override {
    OnBoth::SetUp();
    if (IsSkipped() || HasFatalFailure()) return;
    database_ = open_database(migrated());
    put(*database_, {Kind::server, "petstore"}, Action::add, "{}", ada);
    put(*database_, {Kind::server, "billing"}, Action::add, "{}", ada);
  }
  Outcome set(std::string_view server, std::string_view variable, std::string_view secret,
              const Key& key) {
    Transaction transaction(*database_, Access::write);
    auto outcome = set_credential(*database_, server, variable, secret, key, ada);
    transaction.commit();
    return outcome;
  }
  std::string everything() {
    std::string out;
    for (const auto* table : {"record", "version", "secret", "search"}) {
      const std::string order = std::string_view(table) == "search" ? "rowid" : "1, 2";
      for (const auto& row :
           database_->run("SELECT * FROM " + std::string(table) + " ORDER BY " + order)) {
        for (const auto& value : row) out += value.value_or("NULL") + ' ';
        out += '\n';
      }
    }
    return out;
  }
  std::unique_ptr<Database> database_;
  const Key key_ = Key::random();
};
MCPCC_ON_BOTH(CredentialsTest);

TEST_P(CredentialsTest, AServerGetsItsOwnAndNoOther) {
  set("petstore", "KEY_A", "alpha", key_);
  set("petstore", "KEY_B", "beta", key_);
  set("billing", "KEY_A", "gamma", key_);
  using Map = std::map<std::string, std::string, std::less<>>;
  EXPECT_EQ(open_credentials(*database_, "petstore", key_).values,
            (Map{{"KEY_A", "alpha"}, {"KEY_B", "beta"}}));
  EXPECT_EQ(open_credentials(*database_, "billing", key_).values, (Map{{"KEY_A", "gamma"}}));
  EXPECT_TRUE(open_credentials(*database_, "pet", key_).values.empty());
}

TEST_P(CredentialsTest, NoSecretLiesInTheTablesOrIsFound) {
  set("petstore", "KEY_A", "alphabetical", key_);
  const std::string tables = everything();
  EXPECT_EQ(tables.find("alphabetical"), std::string::npos);
  EXPECT_EQ(tables.find(key_.base64()), std::string::npos);
}

TEST_P(CredentialsTest, TheSameSecretIsNoChangeAndAnotherIsAVersion) {
  set("petstore", "KEY_A", "alpha", key_);
  EXPECT_FALSE(set("petstore", "KEY_A", "alpha", key_).changed);
  EXPECT_TRUE(set("petstore", "KEY_A", "beta", key_).changed);
  const RecordId id = credential_id("petstore", "KEY_A");
  EXPECT_EQ(history(*database_, id).size(), 2u);
  roll_back(*database_, id, 1, ada);
  EXPECT_EQ(open_credentials(*database_, "petstore", key_).values["KEY_A"], "alpha");
  put(*database_, id, Action::remove, std::nullopt, ada);
  EXPECT_TRUE(open_credentials(*database_, "petstore", key_).values.empty());
}

TEST_P(CredentialsTest, AWrongKeyChangesNothing) {
  set("petstore", "KEY_A", "alpha", key_);
  const std::string before = everything();
  const Key other = Key::random();
  for (const auto* variable : {"KEY_A", "KEY_B"}) {
    const Failure failure = failure_of([&] { set("petstore", variable, "beta", other); });
    EXPECT_EQ(failure.rule().id, "registry-key-unusable");
    EXPECT_NE(failure.detail().find(key_.id()), std::string::npos);
    EXPECT_NE(failure.detail().find(other.id()), std::string::npos);
  }
  EXPECT_EQ(failure_of([&] { open_credentials(*database_, "petstore", other); }).rule().id,
            "registry-key-unusable");
  EXPECT_EQ(failure_of([&] {
              Transaction transaction(*database_, Access::write);
              rotate_key(*database_, other, Key::random());
              transaction.commit();
            })
                .rule()
                .id,
            "registry-key-unusable");
  EXPECT_EQ(everything(), before);
}

TEST_P(CredentialsTest, RotationChangesTheKeyOfAllVersionsAndNoRecord) {
  set("petstore", "KEY_A", "alpha", key_);
  set("petstore", "KEY_A", "beta", key_);
  set("billing", "KEY_A", "gamma", key_);
  const RecordId id = credential_id("petstore", "KEY_A");
  put(*database_, id, Action::remove, std::nullopt, ada);
  const auto before = history(*database_, id).size();
  const Key next = Key::random();
  EXPECT_EQ(rotate_key(*database_, key_, next), 3u);
  EXPECT_EQ(key_ids(*database_), std::vector<std::string>{next.id()});
  EXPECT_EQ(history(*database_, id).size(), before);
  roll_back(*database_, id, 1, ada);
  EXPECT_EQ(open_credentials(*database_, "petstore", next).values["KEY_A"], "alpha");
  EXPECT_EQ(failure_of([&] { open_credentials(*database_, "petstore", key_); }).rule().id,
            "registry-key-unusable");
  EXPECT_TRUE(broken_credentials(*database_, &next).empty());
  EXPECT_EQ(broken_credentials(*database_, &key_).size(), 2u);
  EXPECT_EQ(failure_of([&] { rotate_key(*database_, next, next); }).rule().id,
            "registry-key-unusable");
}

TEST_P(CredentialsTest, SealedSecretsCannotBeMovedToAnotherVariable) {
  set("petstore", "KEY_A", "alpha", key_);
  set("petstore", "KEY_B", "beta", key_);
  database_->run("UPDATE secret SET sealed = (SELECT min(sealed) FROM secret)");
  EXPECT_EQ(failure_of([&] { open_credentials(*database_, "petstore", key_); }).rule().id,
            "registry-damaged");
  EXPECT_EQ(broken_credentials(*database_, &key_).size(), 1u);
  database_->run("DELETE FROM secret");
  EXPECT_EQ(broken_credentials(*database_, nullptr).size(), 2u);
}

TEST_P(CredentialsTest, BelongToServersThatAreThere) {
  EXPECT_EQ(failure_of([&] { set("petsore", "KEY_A", "alpha", key_); }).rule().id,
            "registry-record-unknown");
  EXPECT_EQ(failure_of([&] { set("petstore", "PATH", "alpha", key_); }).rule().id,
            "registry-name-invalid");
}

}  // namespace
}  // namespace mcpcc::registry
