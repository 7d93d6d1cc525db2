// The schema machinery: a small made-up program's configuration, read from real files.
#include <chrono>
#include <filesystem>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include "config/schema.hpp"
#include "support/temp_folder.hpp"
#include "support/write_file.hpp"

namespace touchpoint::config {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::EndsWith;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;

class ConfigTest : public testing::Test {
 protected:
  Result<void> read(std::string_view text) {
    return read_config(schema_, support::write_file(folder_ / "hub.toml", text));
  }
  // The sentence behind "<folder>/hub.toml:", or why there is none.
  std::string complaint(std::string_view text) {
    const auto result = read(text);
    if (result) return "it was accepted";
    EXPECT_TRUE(result.error().is(Condition::misconfigured));
    EXPECT_THAT(result.error().sentence(), testing::Not(HasSubstr("\n")));
    const auto prefix = (folder_ / "hub.toml").string() + ":";
    EXPECT_THAT(result.error().sentence(), StartsWith(prefix));
    return result.error().sentence().substr(prefix.size());
  }

  support::TempFolder folder_;
  std::string name_;
  std::int64_t rows_ = 0;
  bool open_ = false;
  Duration wait_{};
  Texts languages_;
  Address listen_;
  std::filesystem::path state_;
  Schema schema_{
      .doc = "A made-up program.",
      .sections = {{"hub",
                    "Who it is.",
                    {{.name = "name",
                      .target = &name_,
                      .doc = "A slug.",
                      .example = "rome",
                      .check = slug()},
                     {.name = "open", .target = &open_, .fallback = true, .doc = "A flag."},
                     {.name = "languages",
                      .target = &languages_,
                      .fallback = Texts{"it"},
                      .doc = "A list.",
                      .check = each_matching("[a-z]{2}", "two letters each")}}},
                   {"store",
                    "What it keeps.",
                    {{.name = "rows",
                      .target = &rows_,
                      .fallback = 500,
                      .doc = "A number.",
                      .check = between(1, 5000)},
                     {.name = "wait",
                      .target = &wait_,
                      .fallback = "30s",
                      .doc = "A duration.",
                      .check = between(1s, 10min)},
                     {.name = "listen",
                      .target = &listen_,
                      .fallback = "127.0.0.1:7080",
                      .doc = "An address."},
                     {.name = "state",
                      .target = &state_,
                      .fallback = "/var/lib/hub",
                      .doc = "A path.",
                      .check = absolute()}}}}};
};

TEST_F(ConfigTest, TakesFallbacksForWhatTheFileLeavesOut) {
  ASSERT_TRUE(read("[hub]\nname = \"rome\"\n"));
  EXPECT_EQ(name_, "rome");
  EXPECT_TRUE(open_);
  EXPECT_THAT(languages_, ElementsAre("it"));
  EXPECT_EQ(rows_, 500);
  EXPECT_EQ(wait_, 30s);
  EXPECT_EQ(listen_, (Address{"127.0.0.1", 7080}));
  EXPECT_EQ(state_, "/var/lib/hub");
}

TEST_F(ConfigTest, NeverShowsASecret) {
  schema_.sections[0].keys[0].secret = true;
  const auto places =
      read_places(schema_, support::write_file(folder_ / "hub.toml", "[hub]\nname = \"rome\"\n"));
  ASSERT_TRUE(places) << places.error().sentence();
  const auto text = write_settings(settings_of(schema_, places.value()), "hub.toml");
  EXPECT_THAT(text, StartsWith("[hub]\nname = \"***\"  # hub.toml:2\nopen = true  # default\n"));
  EXPECT_THAT(text, testing::Not(HasSubstr("rome")));
}

TEST_F(ConfigTest, TakesEveryTypeOfValue) {
  const auto result = read(R"(
hub.name = "milan"     # dotted keys are TOML too
hub.open = false
hub.languages = ["en", "de"]
[store]
rows = 1_000
wait = "2m"
listen = "[::1]:443"
state = "/srv/hub"
)");
  ASSERT_TRUE(result) << result.error().sentence();
  EXPECT_EQ(name_, "milan");
  EXPECT_FALSE(open_);
  EXPECT_THAT(languages_, ElementsAre("en", "de"));
  EXPECT_EQ(rows_, 1000);
  EXPECT_EQ(wait_, 2min);
  EXPECT_EQ(listen_, (Address{"::1", 443}));
  EXPECT_EQ(listen_.text(), "[::1]:443");
  EXPECT_EQ(state_, "/srv/hub");
}

TEST_F(ConfigTest, TakesWindowsLineEndsAndAByteOrderMark) {
  const auto result = read("\xef\xbb\xbf[hub]\r\nname = \"rome\"\r\nopen = false\r\n");
  ASSERT_TRUE(result) << result.error().sentence();
  EXPECT_EQ(name_, "rome");
  EXPECT_FALSE(open_);
}

TEST_F(ConfigTest, NamesTheNearestKeyForAnUnknownOne) {
  EXPECT_EQ(complaint("[hub]\nname = \"rome\"\n  nmae = \"milan\"\n"),
            R"(3:3: unknown key "nmae" in [hub]; did you mean "name"?)");
  EXPECT_EQ(complaint("[hub]\nname = \"rome\"\nquite_another = 1\n"),
            R"(3:1: unknown key "quite_another" in [hub])");
}

TEST_F(ConfigTest, NamesTheSectionThatAMisplacedKeyBelongsTo) {
  EXPECT_EQ(complaint("[hub]\nname = \"rome\"\nrows = 3\n"),
            R"(3:1: unknown key "rows" in [hub]; it belongs in [store])");
  EXPECT_EQ(complaint("name = \"rome\"\n"),
            R"(1:1: "name" stands outside of every section; it belongs in [hub])");
}

TEST_F(ConfigTest, NamesTheNearestSectionForAnUnknownOne) {
  EXPECT_EQ(complaint("[hub]\nname=\"rome\"\n[stroe]\nrows = 3\n"),
            "3:2: unknown section [stroe]; did you mean [store]?");
  EXPECT_THAT(complaint("[[hub]]\nname=\"rome\"\n"), EndsWith(R"("hub" must be a section: [hub])"));
  EXPECT_EQ(complaint("hub = 3\n"), R"(1:7: "hub" must be a section: [hub])");
}

TEST_F(ConfigTest, TellsTheFirstOfSeveralMistakes) {
  EXPECT_THAT(complaint("[store]\nzzz = 1\nrows = 0\n[hub]\naaa = 1\n"), StartsWith("2:1: "));
}

TEST_F(ConfigTest, RefusesWrongTypes) {
  const struct {
    std::string_view line;
    std::string_view sentence;
  } kCases[] = {
      {"rows = \"3\"", R"(2:8: "rows" in [store] must be a whole number, not "3")"},
      {"rows = 3.5", R"("rows" in [store] must look like 500, not be a decimal number)"},
      {"rows = 2026-01-01", R"(must look like 500, not be a date or a time)"},
      {"rows = 99999999999999999999", "2:"},
      {"wait = 30", R"(must be a duration such as "500ms", "30s", "5m", "12h" or "45d", not 30)"},
      {"wait = \"30\"", "must be a duration"},
      {"wait = \"s\"", "must be a duration"},
      {"wait = \"-5s\"", "must be a duration"},
      {"wait = \"1.5s\"", "must be a duration"},
      {"wait = \"5 s\"", "must be a duration"},
      {"wait = \"106751991168d\"", "must be a duration"},
      {"listen = 7080", "must be an address"},
      {"state = [\"/\"]", "must be a path in quotes, not a list"},
      {"state = \"tmp\"", R"(must be a path that begins with /, not "tmp")"},
      {"rows = {}", "not be a section"},
      {"[hub]\nname = 7", R"("name" in [hub] must be text in quotes, not 7)"},
      {"[hub]\nname = true", R"(must be text in quotes, not true)"},
      {"[hub]\nopen = 1", R"("open" in [hub] must be true or false, not 1)"},
      {"[hub]\nlanguages = \"it\"", R"(must be a list of texts such as ["it", "en"], not "it")"},
      {"[hub]\nlanguages = [1]", R"(must look like ["it"], not be a list)"},
      {"[hub]\nlanguages = []", "must hold two letters each"},
      {"[hub]\nname = \"a\\u0007b\"", "must not hold control characters"},
  };
  for (const auto& [line, sentence] : kCases) {
    EXPECT_THAT(complaint("[store]\n" + std::string(line) + "\n"), HasSubstr(sentence)) << line;
  }
}

TEST_F(ConfigTest, RefusesWhatIsOutOfRange) {
  EXPECT_EQ(complaint("[store]\nrows = 0"),
            R"(2:8: "rows" in [store] must be from 1 to 5000, not 0)");
  EXPECT_THAT(complaint("[store]\nrows = -1"), HasSubstr("must be from 1 to 5000, not -1"));
  EXPECT_THAT(complaint("[store]\nrows = 5001"), HasSubstr("must be from 1 to 5000, not 5001"));
  EXPECT_THAT(complaint("[store]\nwait = \"999ms\""),
              HasSubstr("must be from 1s to 10m, not 999ms"));
  EXPECT_THAT(complaint("[store]\nwait = \"1d\""), HasSubstr("must be from 1s to 10m, not 1d"));
  EXPECT_THAT(complaint("[hub]\nname = \"Rome\""), HasSubstr("must be 1 to 64 of a-z"));
}

TEST_F(ConfigTest, RefusesAddressesThatCannotBeListenedOn) {
  for (const auto* address :
       {"127.0.0.1", "127.0.0.1:0", "127.0.0.1:70000", "127.0.0.1:-1", "127.0.0.1:+5", ":7080",
        "::1:7080", "[::1]", "[127.0.0.1]:80", "300.0.0.1:80", "1.2.3:80", "a b:80",
        "http://127.0.0.1:80", "[]:80", "127.0.0.1:80 "}) {
    EXPECT_THAT(complaint("[store]\nlisten = \"" + std::string(address) + "\""),
                HasSubstr("must be an address with a port from 1 to 65535"))
        << address;
  }
  EXPECT_TRUE(read("[hub]\nname=\"rome\"\n[store]\nlisten = \"hub.example:8443\""));
}

TEST_F(ConfigTest, RefusesDuplicateKeysAndSections) {
  EXPECT_THAT(complaint("[hub]\nname = \"a\"\nname = \"b\"\n"), StartsWith("3:"));
  EXPECT_THAT(complaint("[hub]\nname = \"a\"\n[hub]\nopen = true\n"), StartsWith("3:"));
}

TEST_F(ConfigTest, RefusesHalfAFile) {
  const std::string whole = "[hub]\nname = \"rome\"\nlanguages = [\"it\", \"en\"]\n";
  for (const std::size_t cut : {3U, 9U, 12U, 14U, 17U, 24U, 34U, 38U}) {
    EXPECT_FALSE(read(whole.substr(0, cut))) << whole.substr(0, cut);
  }
}

TEST_F(ConfigTest, SaysWhichRequiredKeyIsMissing) {
  EXPECT_EQ(complaint("[store]\nrows = 3\n"),
            R"( "name" in [hub] must be set, for example name = "rome")");
  EXPECT_THAT(complaint(""), HasSubstr("the file is empty; \"name\" in [hub] must be set"));
  EXPECT_THAT(complaint(" \r\n\n"), HasSubstr("the file is empty"));
}

TEST_F(ConfigTest, RefusesWhatIsNotUtf8) {
  EXPECT_EQ(complaint("[hub]\nname = \"caff\xe8\"\n"), "2:1: the line is not UTF-8");
  EXPECT_EQ(complaint(std::string_view("\xff\xfe[\0h\0", 6)),
            "1:1: the file is UTF-16; save it as UTF-8");
  EXPECT_THAT(complaint(std::string_view("[hub]\nname = \"a\0b\"", 18)), StartsWith("2:"));
}

TEST_F(ConfigTest, RefusesHostileFiles) {
  std::string dots = "a";
  for (int i = 0; i < 20'000; ++i)
    dots += ".a";
  EXPECT_EQ(complaint(dots + " = 1\n"), "1:1: the line is longer than 4096 bytes");
  EXPECT_THAT(complaint("[hub]\nname = " + std::string(3000, '[')), StartsWith("2:"));
  EXPECT_THAT(read(std::string(70'000, '#')).error().sentence(),
              HasSubstr("is longer than 65536 bytes"));
  EXPECT_EQ(complaint("[hub]\n\"\\u001b[31m\" = 1\n"), "2:1: unknown key \"…\" in [hub]");
}

TEST_F(ConfigTest, NeverWaitsForWhatIsNotAFile) {
  const auto sentence = [this](const std::string& path) {
    const auto result = read_config(schema_, path);
    return result ? "it was accepted" : result.error().sentence();
  };
  const auto fifo = (folder_ / "fifo").string();
  ASSERT_EQ(::mkfifo(fifo.c_str(), 0600), 0);
  EXPECT_EQ(sentence(fifo), fifo + " is not a regular file");
  EXPECT_EQ(sentence(folder_.path().string()), folder_.path().string() + " is not a regular file");
  EXPECT_EQ(sentence("/dev/zero"), "/dev/zero is not a regular file");
  EXPECT_EQ(sentence((folder_ / "absent").string()),
            "cannot read " + (folder_ / "absent").string() + ": No such file or directory");
}

TEST_F(ConfigTest, WritesAnExampleThatItReadsItself) {
  const auto example = write_example(schema_);
  EXPECT_THAT(example, StartsWith("# A made-up program.\n\n# Who it is.\n[hub]\n\n"
                                  "# A slug. Required.\nname = \"rome\"\n"));
  EXPECT_THAT(example, HasSubstr("\n# A number.\n#rows = 500\n"));
  EXPECT_TRUE(read(example));
}

TEST(DurationText, IsTheLargestExactUnit) {
  EXPECT_EQ(duration_text(0ms), "0ms");
  EXPECT_EQ(duration_text(1500ms), "1500ms");
  EXPECT_EQ(duration_text(90s), "90s");
  EXPECT_EQ(duration_text(5min), "5m");
  EXPECT_EQ(duration_text(48h), "2d");
}

}  // namespace
}  // namespace touchpoint::config
