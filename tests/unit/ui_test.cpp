#include <algorithm>
#include <set>
#include <string>

#include <gtest/gtest.h>
#include <zlib.h>

#include "ui/assets.hpp"

namespace touchpoint::ui {
namespace {

std::string unpacked(std::string_view gzip, std::size_t size) {
  std::string out(size + 1, '\0');
  z_stream stream{};
  EXPECT_EQ(inflateInit2(&stream, 16 + MAX_WBITS), Z_OK);
  std::string in(gzip);  // zlib wants a pointer it may write through
  stream.next_in = reinterpret_cast<Bytef*>(in.data());
  stream.avail_in = static_cast<uInt>(in.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  EXPECT_EQ(inflate(&stream, Z_FINISH), Z_STREAM_END);
  out.resize(stream.total_out);
  inflateEnd(&stream);
  return out;
}

class AssetsTest : public testing::TestWithParam<std::span<const web::Asset> (*)()> {
 protected:
  std::span<const web::Asset> assets() const { return GetParam()(); }
  const web::Asset& page() const {
    return *std::find_if(assets().begin(), assets().end(),
                         [](const web::Asset& asset) { return asset.path == "/index.html"; });
  }
};

TEST_P(AssetsTest, HaveOnePageThatIsAskedForAgainEachTime) {
  const auto pages = std::count_if(assets().begin(), assets().end(), [](const web::Asset& asset) {
    return asset.path == "/index.html";
  });
  ASSERT_EQ(pages, 1);
  EXPECT_FALSE(page().immutable);
  EXPECT_EQ(page().content_type, "text/html; charset=utf-8");
  EXPECT_TRUE(page().plain.starts_with("<!doctype html>"));
}

TEST_P(AssetsTest, AreTheSameBytesPackedAndUnpacked) {
  for (const web::Asset& asset : assets()) {
    EXPECT_EQ(unpacked(asset.gzip, asset.plain.size()), asset.plain) << asset.path;
  }
}

TEST_P(AssetsTest, AreAllNamedByThePageOrByEachOther) {
  for (const web::Asset& asset : assets()) {
    // A worker and what lets the page be put on a home screen must keep their names.
    const bool fixed = GetParam() == &tablet_assets && !asset.path.starts_with("/assets/");
    if (asset.path == "/index.html" || fixed) continue;
    EXPECT_TRUE(asset.immutable) << asset.path;
    const auto name = asset.path.substr(asset.path.rfind('/'));
    EXPECT_TRUE(std::ranges::any_of(assets(), [&](const web::Asset& other) {
      return other.path != asset.path && other.plain.find(name) != std::string_view::npos;
    })) << asset.path;
  }
}

TEST_P(AssetsTest, HaveTagsThatDiffer) {
  std::set<std::string_view> tags;
  for (const web::Asset& asset : assets()) {
    EXPECT_FALSE(asset.etag.empty());
    EXPECT_TRUE(tags.insert(asset.etag).second) << asset.path;
  }
}

TEST_P(AssetsTest, HoldNothingInlineThatTheContentPolicyWouldStop) {
  EXPECT_EQ(page().plain.find("<style"), std::string_view::npos);
  EXPECT_EQ(page().plain.find(" style="), std::string_view::npos);
  EXPECT_EQ(page().plain.find("<script>"), std::string_view::npos);
  EXPECT_EQ(page().plain.find("javascript:"), std::string_view::npos);
}

// What it does not name is not there when the network is away.
TEST(TabletAssetsTest, TheWorkerNamesEveryFileAndIsAskedForEachTime) {
  const auto assets = tablet_assets();
  const auto worker = std::ranges::find(assets, "/sw.js", &web::Asset::path);
  ASSERT_NE(worker, assets.end());
  EXPECT_FALSE(worker->immutable);
  for (const auto& asset : assets) {
    if (asset.path == "/sw.js") continue;
    const auto path = asset.path == "/index.html" ? std::string("/") : std::string(asset.path);
    EXPECT_NE(worker->plain.find("\"" + path + "\""), std::string_view::npos) << path;
  }
}

constexpr const char* kNames[] = {"counter", "kiosk", "tablet", "console", "phone"};
INSTANTIATE_TEST_SUITE_P(Pages, AssetsTest,
                         testing::Values(&counter_assets, &kiosk_assets, &tablet_assets,
                                         &console_assets, &phone_assets),
                         [](const auto& param) { return kNames[param.index]; });

// What the page names is what the first question needs; the rest comes behind it.
TEST(KioskAssetsTest, AreAtMost15KiBOnTheWireBeforeTheFirstQuestion) {
  const auto page = std::ranges::find(kiosk_assets(), "/index.html", &web::Asset::path);
  ASSERT_NE(page, kiosk_assets().end());
  std::size_t first = 0;
  std::size_t later = 0;
  std::size_t on_request = 0;
  for (const web::Asset& asset : kiosk_assets()) {
    const bool named = &asset == &*page || page->plain.find(asset.path) != std::string_view::npos;
    const bool asked_for = asset.path.find("/carry_on-") != std::string_view::npos;
    (named ? first : asked_for ? on_request : later) += asset.gzip.size();
  }
  EXPECT_LE(first, 15U * 1024U);
  EXPECT_LE(later, 10U * 1024U);
  EXPECT_GT(on_request, 0U);
  EXPECT_LE(on_request, 6U * 1024U);
}

}  // namespace
}  // namespace touchpoint::ui
