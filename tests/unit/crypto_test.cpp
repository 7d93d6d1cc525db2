// Published vectors, and what happens to whoever changes a byte.
#include <algorithm>
#include <filesystem>
#include <set>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include "crypto/device_key.hpp"
#include "crypto/hash.hpp"
#include "crypto/password.hpp"
#include "crypto/random.hpp"
#include "crypto/seal.hpp"
#include "crypto/sign.hpp"
#include "support/repeatable_random.hpp"
#include "support/temp_folder.hpp"
#include "support/write_file.hpp"

namespace touchpoint::crypto {
namespace {

using support::RepeatableRandom;
using testing::HasSubstr;

Bytes hex(std::string_view text) {
  return from_hex(text).value();
}
template <class Array>
Array array(std::string_view text) {
  Array bytes{};
  std::ranges::copy(hex(text), bytes.begin());
  return bytes;
}

// FIPS 180-4 examples.
TEST(HashTest, IsSha256) {
  EXPECT_EQ(to_hex(sha256({})), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(to_hex(sha256(as_bytes("abc"))),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(to_hex(sha256(as_bytes("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"))),
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
  EXPECT_EQ(sha256(as_bytes("a"), as_bytes("bc")), sha256(as_bytes("abc")));
}

// RFC 4231, cases 1, 2 and 6 (a key longer than a block).
TEST(HashTest, IsHmacSha256) {
  EXPECT_EQ(to_hex(hmac_sha256(Bytes(20, 0x0b), as_bytes("Hi There"))),
            "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
  EXPECT_EQ(to_hex(hmac_sha256(as_bytes("Jefe"), as_bytes("what do ya want for nothing?"))),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  EXPECT_EQ(to_hex(hmac_sha256(Bytes(131, 0xaa),
                               as_bytes("Test Using Larger Than Block-Size Key - Hash Key First"))),
            "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
}

// RFC 5869, case 3 (no salt, no info), cut to 32 bytes.
TEST(HashTest, DerivesKeysByHkdf) {
  EXPECT_EQ(to_hex(derive_key(Bytes(22, 0x0b), "")),
            "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d");
}

TEST(HashTest, ChainsAsTheContractSays) {
  const auto start = chain_start("7f3c1f0e-55a0-4f6e-8d2d-0f4d8c8a9b11");
  EXPECT_EQ(to_hex(start), "41cd4a8d9bc015583da6ca208a75d8856d41a1c034e71904f6fbacd905bc1997");
  EXPECT_EQ(to_hex(chain_next(start, sha256(as_bytes("abc")))),
            "fd4259eb4975686262f33886b95817d8de48389bbbe6a02eb9c7c47fe1aa0be3");
}

TEST(DeviceKeyTest, DerivesAKeyForEachPurpose) {
  Bytes secret(32);
  for (std::size_t i = 0; i < secret.size(); ++i)
    secret[i] = static_cast<std::uint8_t>(i);
  const auto keys = derive_device_keys(secret);
  // Computed by another implementation (Python's hmac): these must never change, or no device could
  // read what it wrote.
  EXPECT_EQ(to_hex(keys.journal),
            "7177670e7a363f8b32c64098f78fe33a9a8b1019fed6cd031d5e4a9103878d01");
  EXPECT_EQ(to_hex(keys.profiles),
            "f990b7e5e50faedc5a294880a2fc02c24ec8676cb8992f07a676b33b0e7e163c");
  const std::set<Digest> all = {keys.journal, keys.profiles, keys.identifiers, keys.staff,
                                keys.fingerprint};
  EXPECT_EQ(all.size(), 5U);
}

// scrypt of RFC 7914 with N=2^14, r=8, p=5, then HMAC; computed by another implementation.
TEST(PinVerifierTest, IsScryptKeyedWithTheDevicesSecret) {
  Salt salt{};
  for (std::size_t i = 0; i < salt.size(); ++i)
    salt[i] = static_cast<std::uint8_t>(i);
  Digest key{};
  key.fill(7);
  const auto verifier = pin_verifier("271828", salt, key);
  EXPECT_EQ(to_hex(verifier), "109e26e8ce310ae07939120819a02be0f3ecc7e06a18c20bc56e939f955e2263");
  EXPECT_NE(verifier, pin_verifier("271829", salt, key));
  key.fill(8);
  EXPECT_NE(verifier, pin_verifier("271828", salt, key));
}

// RFC 8032 section 7.1, tests 1 and 2.
TEST(SignTest, IsEd25519) {
  const struct {
    std::string_view seed, key, message, signature;
  } kVectors[] = {
      {"9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
       "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
       "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf"
       "9"
       "b46bd25bf5f0595bbe24655141438e7a100b"},
      {"4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
       "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72",
       "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f"
       "1"
       "1d8c387b2eaeb4302aeeb00d291612bb0c00"},
  };
  for (const auto& [seed, key, message, signature] : kVectors) {
    const Signer signer(array<SigningSeed>(seed));
    EXPECT_EQ(to_hex(signer.public_key()), key);
    EXPECT_EQ(to_hex(signer.sign(hex(message))), signature);
    EXPECT_TRUE(verify(signer.public_key(), hex(message), hex(signature)));
  }
}

TEST(SignTest, RefusesWhatWasChanged) {
  RepeatableRandom random;
  const Signer signer(Signer::new_seed(random));
  const Signer other(Signer::new_seed(random));
  auto signature = signer.sign(as_bytes("through 4711"));
  EXPECT_TRUE(verify(signer.public_key(), as_bytes("through 4711"), signature));
  EXPECT_FALSE(verify(signer.public_key(), as_bytes("through 4712"), signature));
  EXPECT_FALSE(verify(other.public_key(), as_bytes("through 4711"), signature));
  EXPECT_FALSE(verify(signer.public_key(), as_bytes("through 4711"), {}));
  EXPECT_FALSE(
      verify(signer.public_key(), as_bytes("through 4711"), BytesView(signature).first(63)));
  signature[40] ^= 1U;
  EXPECT_FALSE(verify(signer.public_key(), as_bytes("through 4711"), signature));
}

class FixedRandom final : public Random {
 public:
  explicit FixedRandom(Bytes bytes) : bytes_(std::move(bytes)) {}
  void fill(std::span<std::uint8_t> out) override {
    std::copy_n(bytes_.begin(), out.size(), out.begin());
  }

 private:
  Bytes bytes_;
};

// McGrew and Viega, "The Galois/Counter Mode of Operation", test case 16.
TEST(SealTest, IsAes256Gcm) {
  FixedRandom random(hex("cafebabefacedbaddecaf888"));
  Sealer sealer(array<Digest>("feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308"),
                random);
  const auto plain =
      hex("d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e24"
          "49a6b5"
          "25b16aedf5aa0de657ba637b39");
  const auto context = hex("feedfacedeadbeeffeedfacedeadbeefabaddad2");
  const auto sealed = sealer.seal(plain, context);
  EXPECT_EQ(
      to_hex(sealed),
      "cafebabefacedbaddecaf888"
      "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa8cb08e48590dbb3da7b08b10"
      "56828838c5f61e6393ba7a0abcc9f662"
      "76fc6ece0f4e1768cddf8853bb2d551b");
  EXPECT_EQ(sealer.open(sealed, context).value(), plain);
}

class SealerTest : public testing::Test {
 protected:
  RepeatableRandom random_;
  Sealer sealer_{Digest{1, 2, 3}, random_};
};

TEST_F(SealerTest, GivesBackWhatWasSealedAtEveryLength) {
  for (const std::size_t length : {0U, 1U, 15U, 16U, 17U, 1000U, 80U * 1024U}) {
    const Bytes plain(length, 0x5a);
    const auto sealed = sealer_.seal(plain, as_bytes("row 1"));
    EXPECT_EQ(sealed.size(), length + kSealOverhead);
    const auto opened = sealer_.open(sealed, as_bytes("row 1"));
    ASSERT_TRUE(opened) << length;
    EXPECT_EQ(opened.value(), plain) << length;
  }
  EXPECT_TRUE(sealer_.open(sealer_.seal({}, {}), {}));
}

TEST_F(SealerTest, NeverSealsTwiceAlike) {
  EXPECT_NE(sealer_.seal(as_bytes("same"), {}), sealer_.seal(as_bytes("same"), {}));
}

TEST_F(SealerTest, OpensNothingThatWasChangedOrMoved) {
  const auto sealed = sealer_.seal(as_bytes("a note"), as_bytes("row 1"));
  for (std::size_t i = 0; i < sealed.size(); ++i) {
    auto changed = sealed;
    changed[i] ^= 1U;
    const auto opened = sealer_.open(changed, as_bytes("row 1"));
    ASSERT_FALSE(opened) << i;
    ASSERT_TRUE(opened.error().is(Condition::damaged));
  }
  for (std::size_t length = 0; length < sealed.size(); ++length)
    ASSERT_FALSE(sealer_.open(BytesView(sealed).first(length), as_bytes("row 1"))) << length;
  EXPECT_FALSE(sealer_.open(sealed, as_bytes("row 2")));
  Sealer other{Digest{9}, random_};
  EXPECT_FALSE(other.open(sealed, as_bytes("row 1")));
  EXPECT_TRUE(sealer_.open(sealed, as_bytes("row 1")));  // and it still opens the right one
}

TEST(RandomTest, MakesTokensThatDiffer) {
  SystemRandom random;
  const auto token = random_token(random);
  EXPECT_EQ(token.size(), 43U);
  EXPECT_EQ(from_base64url(token)->size(), 32U);
  EXPECT_NE(token, random_token(random));
}

class DeviceSecretTest : public testing::Test {
 protected:
  Result<Bytes> read(bool may_create = false) {
    return read_device_secret(file_, may_create, random_);
  }

  support::TempFolder folder_;
  std::filesystem::path file_ = folder_ / "device.key";
  RepeatableRandom random_;
};

TEST_F(DeviceSecretTest, IsMadeOnceAndReadEverAfter) {
  EXPECT_FALSE(read());
  const auto made = read(true);
  ASSERT_TRUE(made) << made.error().sentence();
  EXPECT_EQ(made.value().size(), 32U);
  EXPECT_EQ(read(true).value(), made.value());
  EXPECT_EQ(read().value(), made.value());
  struct stat status {};
  ASSERT_EQ(::stat(file_.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777U, 0600U);
}

TEST_F(DeviceSecretTest, SurvivesAPowerCutWhileItIsMade) {
  support::write_file(folder_ / "device.key.new", "half a ke");
  const auto made = read(true);
  ASSERT_TRUE(made) << made.error().sentence();
  EXPECT_EQ(read().value(), made.value());
}

TEST_F(DeviceSecretTest, IsRefusedWhenOthersCanReadIt) {
  ASSERT_TRUE(read(true));
  for (const mode_t mode : {0640U, 0604U, 0660U, 0666U}) {
    ASSERT_EQ(::chmod(file_.c_str(), mode), 0);
    const auto result = read();
    ASSERT_FALSE(result) << mode;
    EXPECT_TRUE(result.error().is(Condition::misconfigured));
    EXPECT_THAT(result.error().sentence(), HasSubstr("only its owner can read"));
  }
}

TEST_F(DeviceSecretTest, IsRefusedWhenItIsNotThirtyTwoBytesOfAFile) {
  for (const std::size_t length : {0U, 31U, 33U}) {
    support::write_file(file_, std::string(length, 'x'));
    std::filesystem::permissions(file_, std::filesystem::perms::owner_read);
    EXPECT_THAT(read(true).error().sentence(), HasSubstr("exactly 32 bytes")) << length;
    std::filesystem::remove(file_);
  }
  ASSERT_EQ(::mkfifo(file_.c_str(), 0600), 0);  // must not wait for a writer
  EXPECT_THAT(read(true).error().sentence(), HasSubstr("must be a regular file"));
}

}  // namespace
}  // namespace touchpoint::crypto
