#include <gtest/gtest.h>

#include "core/limits.hpp"
#include "crypto/hash.hpp"
#include "journal/body.hpp"
#include "journal/dictionary.hpp"
#include "support/repeatable_random.hpp"

namespace touchpoint::journal {
namespace {

class JournalBodyTest : public ::testing::Test {
 protected:
  const Uuid journal_ = *Uuid::parse("7f3c1f0e-55a0-4f6e-8d2d-0f4d8c8a9b11");
  const Digest key_ = crypto::sha256(as_bytes("a key for tests only"));
  support::RepeatableRandom random_;
  BodySealer sealer_{journal_, key_, random_};
};

TEST_F(JournalBodyTest, GivesBackWhateverWasSealed) {
  std::string noise(5000, '\0');
  random_.fill({reinterpret_cast<std::uint8_t*>(noise.data()), noise.size()});
  for (const auto& event :
       {std::string{}, std::string{"{}"}, std::string(limits::kEventStampedMax, 'x'), noise}) {
    EXPECT_EQ(sealer_.open(7, sealer_.seal(7, event)).value(), event);
  }
}

TEST_F(JournalBodyTest, OpensOnlyWhereItWasMadeFor) {
  const auto body = sealer_.seal(7, "{}");
  EXPECT_FALSE(sealer_.open(8, body));
  const auto other_id = *Uuid::parse("00000000-0000-4000-8000-000000000000");
  BodySealer other{other_id, key_, random_};
  EXPECT_TRUE(other.open(7, body).error().is(Condition::damaged));
}

TEST_F(JournalBodyTest, RefusesEveryFlippedBit) {
  const auto body = sealer_.seal(7, R"({"type":"touchpoint.order.collected"})");
  for (std::size_t bit = 0; bit < body.size() * 8; ++bit) {
    auto flipped = body;
    flipped[bit / 8] = static_cast<std::uint8_t>(flipped[bit / 8] ^ (1U << (bit % 8)));
    EXPECT_FALSE(sealer_.open(7, flipped));
  }
}

// The worked example of FORMAT.md.
TEST_F(JournalBodyTest, WritesTheBytesThatTheFormatDescribes) {
  crypto::Sealer plain_sealer{key_, random_};
  const auto context = *from_hex("7f3c1f0e55a04f6e8d2d0f4d8c8a9b110000000000000001");
  const auto plain = plain_sealer.open(sealer_.seal(1, "{}"), context).value();
  EXPECT_EQ(to_hex(plain), "007b7d");
  const auto start = crypto::chain_start(journal_.text());
  EXPECT_TRUE(to_hex(start).starts_with("41cd4a8d"));
  const auto digest = crypto::sha256(as_bytes("{}"));
  EXPECT_TRUE(to_hex(digest).starts_with("44136fa3"));
  EXPECT_TRUE(to_hex(crypto::chain_next(start, digest)).starts_with("4279d955"));
}

// It is part of the file format: what was written with it can only be read with it.
TEST_F(JournalBodyTest, TheFirstDictionaryNeverChanges) {
  EXPECT_EQ(to_hex(crypto::sha256(dictionary_1())),
            "e95c01300d12e5d84bf49e4aa5ad47aeed221515c56cb6f1f4c26e1b3cc237d8");
}

}  // namespace
}  // namespace touchpoint::journal
