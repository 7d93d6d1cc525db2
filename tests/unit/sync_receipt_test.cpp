#include <gmock/gmock.h>

#include "sync/codec/receipt.hpp"

namespace touchpoint::sync {
namespace {

using testing::HasSubstr;

// RFC 8032, section 7.1, TEST 1: the private key that RFC 8037, appendix A uses.
crypto::SigningSeed seed() {
  const auto bytes =
      from_hex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60").value();
  crypto::SigningSeed seed{};
  std::copy(bytes.begin(), bytes.end(), seed.begin());
  return seed;
}

class ReceiptTest : public testing::Test {
 protected:
  std::string sign(std::string_view payload) { return sign_jws(signer, payload); }
  // A JWS with a header of the test's own.
  std::string sign_with_header(std::string_view header, std::string_view payload) {
    std::string text = to_base64url(as_bytes(header)) + "." + to_base64url(as_bytes(payload));
    return text + "." + to_base64url(signer.sign(as_bytes(text)));
  }
  std::string refusal(std::string_view jws) {
    const auto verified = verify_jws(jws, keys);
    EXPECT_FALSE(verified) << jws;
    return verified ? "" : verified.error().sentence();
  }

  crypto::Signer signer{seed()};
  std::vector<PinnedKey> keys{{key_id(signer.public_key()), signer.public_key()}};
};

TEST_F(ReceiptTest, VerifiesTheExampleOfRfc8037) {
  const std::string jws =
      "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc."
      "hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg";
  // That example names no key; a pinned key without a name stands for it.
  EXPECT_EQ(verify_jws(jws, {{"", signer.public_key()}}).value(), "Example of Ed25519 signing");
}

TEST_F(ReceiptTest, NamesKeysByTheirHash) {
  EXPECT_EQ(to_hex(signer.public_key()),
            "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a");
  EXPECT_EQ(key_id(signer.public_key()), "21fe31dfa154a261");
}

TEST_F(ReceiptTest, ReadsTheContractsExample) {
  const auto jws =
      sign(R"({"device":"milano-01-pos-3","journal":"7f3c1f0e-55a0-4f6e-8d2d-0f4d8c8a9b11",)"
           R"("answers":"k3x9","through":4711,)"
           R"("chain":"9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",)"
           R"("refused":0,"at":"2026-03-02T10:41:07.400Z"})");
  const auto receipt = verify_receipt(jws, keys);
  ASSERT_TRUE(receipt) << receipt.error().sentence();
  EXPECT_EQ(receipt.value().device, "milano-01-pos-3");
  EXPECT_EQ(receipt.value().journal, "7f3c1f0e-55a0-4f6e-8d2d-0f4d8c8a9b11");
  EXPECT_EQ(receipt.value().answers, "k3x9");
  EXPECT_EQ(receipt.value().through, 4711);
  EXPECT_EQ(to_hex(receipt.value().chain).substr(0, 4), "9f86");
  EXPECT_EQ(receipt.value().refused, 0);
  EXPECT_EQ(to_rfc3339(receipt.value().at), "2026-03-02T10:41:07.400Z");
}

TEST_F(ReceiptTest, GivesBackWhatWasSigned) {
  Receipt receipt;
  receipt.device = "pos-3";
  receipt.journal = "7f3c1f0e-55a0-4f6e-8d2d-0f4d8c8a9b11";
  receipt.answers = "abc";
  receipt.through = 7;
  receipt.chain[31] = 9;
  receipt.refused = 2;
  receipt.at = *from_rfc3339("2026-03-02T10:41:07.400Z");
  const auto read = verify_receipt(sign_receipt(signer, receipt), keys);
  ASSERT_TRUE(read);
  EXPECT_EQ(read.value().device, receipt.device);
  EXPECT_EQ(read.value().answers, receipt.answers);
  EXPECT_EQ(read.value().through, 7);
  EXPECT_EQ(read.value().chain, receipt.chain);
  EXPECT_EQ(read.value().refused, 2);
  EXPECT_EQ(read.value().at, receipt.at);
}

TEST_F(ReceiptTest, RefusesAnotherKeyAlgorithmOrSignature) {
  const std::string kid = key_id(signer.public_key());
  EXPECT_THAT(refusal(sign_with_header(R"({"alg":"EdDSA","kid":"0000000000000000"})", "{}")),
              HasSubstr("does not know"));
  EXPECT_THAT(refusal(sign_with_header(R"({"alg":"none","kid":")" + kid + "\"}", "{}")),
              HasSubstr("EdDSA"));
  EXPECT_THAT(refusal(sign_with_header(R"({"alg":"HS256","kid":")" + kid + "\"}", "{}")),
              HasSubstr("EdDSA"));
  EXPECT_THAT(
      refusal(sign_with_header(R"({"alg":"EdDSA","crit":["b64"],"kid":")" + kid + "\"}", "{}")),
      HasSubstr("EdDSA"));
  EXPECT_THAT(
      refusal(sign_with_header(R"({"alg":"none","alg":"EdDSA","kid":")" + kid + "\"}", "{}")),
      HasSubstr("twice"));
  EXPECT_THAT(refusal(sign("{}").substr(0, 20) + "."), HasSubstr("signed text"));

  auto jws = sign(R"({"through":1})");
  const auto forged = sign(R"({"through":2})");
  const auto middle = [](const std::string& text) {
    const auto from = text.find('.') + 1;
    return std::pair{from, text.rfind('.') - from};
  };
  const auto [at, length] = middle(jws);
  const auto [from, size] = middle(forged);
  EXPECT_THAT(refusal(jws.replace(at, length, forged.substr(from, size))), HasSubstr("wrong"));
}

TEST_F(ReceiptTest, RefusesWhatIsNotAJws) {
  for (const std::string text :
       {"", ".", "..", "a.b", "a.b.c.d", "<html>not.a.receipt</html>", "{}", "e30.e30."}) {
    EXPECT_FALSE(refusal(text).empty()) << text;
  }
  EXPECT_FALSE(refusal(std::string(1'000'000, 'a') + ".a.a").empty());
}

TEST_F(ReceiptTest, RefusesAReceiptWithMembersMissingOrMalformed) {
  const std::string chain(64, 'a');
  const std::string good = R"({"device":"d","journal":"j","answers":"b","through":1,"chain":")" +
                           chain + R"(","refused":0,"at":"2026-03-02T10:41:07.400Z"})";
  ASSERT_TRUE(verify_receipt(sign(good), keys));
  const auto with = [&good](std::string_view from, std::string_view to) {
    auto text = good;
    return text.replace(text.find(from), from.size(), to);
  };
  for (const auto& text :
       {with(R"("device":"d",)", ""), with(R"("device":"d")", R"("device":1)"),
        with(R"("journal":"j",)", ""), with(R"("through":1,)", ""),
        with(R"("through":1)", R"("through":-1)"), with(R"("through":1)", R"("through":1.5)"),
        with(R"("through":1)", R"("through":1e3)"), with(R"("through":1)", R"("through":"1")"),
        with(R"("through":1)", R"("through":99999999999999999999)"), with(chain, chain.substr(1)),
        with(chain, "zz" + chain.substr(2)), with(R"("through":1)", R"("through":1,"through":2)"),
        std::string("[]"), std::string("not json")}) {
    EXPECT_FALSE(verify_receipt(sign(text), keys)) << text;
  }
}

}  // namespace
}  // namespace touchpoint::sync
