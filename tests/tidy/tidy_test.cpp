// The rules of the house, asked about the real tree; and each rule asked about a made-up one, so
// that a rule that catches nothing is noticed.
#include <array>
#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <set>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tidy/house_rules.hpp"
#include "tidy/include_rules.hpp"
#include "tidy/tree.hpp"

namespace touchpoint::tidy {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

const Tree& real_tree() {
  static const Tree tree = read_tree(TOUCHPOINT_SOURCE_TREE);
  return tree;
}

TEST(TidyTest, SeesTheRealTree) {
  EXPECT_GT(real_tree().size(), 50U);
}

TEST(TidyTest, IncludesOnlyWhatTheArchitectureAllows) {
  EXPECT_THAT(include_complaints(real_tree()), IsEmpty());
}

TEST(TidyTest, HoldsOnlyAllowedNamesAtTheTop) {
  EXPECT_THAT(top_level_complaints(real_tree()), IsEmpty());
}

TEST(TidyTest, ExplainsEveryFolder) {
  EXPECT_THAT(readme_complaints(real_tree()), IsEmpty());
}

TEST(TidyTest, SaysNothingThatDoesNotBelongHere) {
  EXPECT_THAT(wording_complaints(real_tree()), IsEmpty());
}

TEST(TidyTest, NumbersItsDecisions) {
  EXPECT_THAT(decision_complaints(real_tree()), IsEmpty());
}

TEST(TidyTest, NamesATestForEveryPromise) {
  EXPECT_THAT(promise_complaints(real_tree()), IsEmpty());
}

TEST(TidyTest, GuardsEveryHeader) {
  EXPECT_THAT(header_complaints(real_tree()), IsEmpty());
}

TEST(TidyTest, NeverSleepsInATest) {
  EXPECT_THAT(waiting_complaints(real_tree()), IsEmpty());
}

TEST(TidyTest, SmellsWhatGrewTooLong) {
  for (const auto& smell : length_smells(real_tree()))
    std::cout << "smell: " << smell << '\n';
}

// What a command prints.
std::string output_of(const std::string& command) {
  std::string output;
  FILE* pipe = ::popen(command.c_str(), "r");
  if (pipe == nullptr) return output;
  std::array<char, 4096> bytes{};
  for (std::size_t length; (length = std::fread(bytes.data(), 1, bytes.size(), pipe)) > 0;)
    output.append(bytes.data(), length);
  ::pclose(pipe);
  return output;
}

TEST(TidyTest, IsFormatted) {
  const auto version = output_of("clang-format --version 2>&1");
  if (version.find("version 14.") == std::string::npos) {
    // Other versions lay out differently: their opinion would only be noise.
    std::cout << "not checked: clang-format 14 is not on the PATH\n";
    return;
  }
  std::string command = "cd '" TOUCHPOINT_SOURCE_TREE "' && clang-format --dry-run 2>&1";
  for (const auto& file : real_tree()) {
    if (is_cpp(file.path)) command += " " + file.path;
  }
  std::set<std::string> unformatted;
  const auto output = output_of(command);
  for (const auto line : lines_of(output)) {
    if (line.find(": warning: ") == std::string_view::npos) continue;
    unformatted.insert(std::string(line.substr(0, line.find(':'))));
  }
  EXPECT_THAT(unformatted, IsEmpty()) << "run clang-format -i on these";
}

TEST(IncludeRulesTest, LetCoreIncludeNothingOfOurs) {
  EXPECT_EQ(forbidden_include("agent/core/a.cpp", "agent/core/b.hpp"), "");
  EXPECT_EQ(forbidden_include("agent/core/a.cpp", "agent/loop/loop.hpp"),
            "agent/core may not know agent/loop");
}

TEST(IncludeRulesTest, KeepDevicesSyncRecognitionAndWebApart) {
  const std::array<std::string, 4> apart = {"devices", "sync", "agent/recognition", "agent/web"};
  for (const auto& from : apart) {
    for (const auto& to : apart)
      EXPECT_EQ(forbidden_include(from + "/a.cpp", to + "/b.hpp").empty(), from == to);
  }
}

TEST(IncludeRulesTest, LetStorageKnowPortsAndNothingBehindThem) {
  for (const auto* storage : {"agent/journal/a.cpp", "agent/profiles/a.cpp"}) {
    EXPECT_EQ(forbidden_include(storage, "sync/ports.hpp"), "");
    EXPECT_EQ(forbidden_include(storage, "agent/counter/ports.hpp"), "");
    EXPECT_EQ(forbidden_include(storage, "agent/sqlite/sqlite.hpp"), "");
    EXPECT_NE(forbidden_include(storage, "sync/outbox.hpp"), "");
    EXPECT_NE(forbidden_include(storage, "agent/counter/counter.hpp"), "");
  }
  EXPECT_NE(forbidden_include("agent/web/a.cpp", "agent/sqlite/sqlite.hpp"), "");
  EXPECT_NE(forbidden_include("agent/journal/a.cpp", "agent/profiles/b.hpp"), "");
}

TEST(IncludeRulesTest, GiveTheHubTheHttpServerAndNothingElseOfWeb) {
  EXPECT_EQ(forbidden_include("sync/hub/a.cpp", "agent/web/http/server.hpp"), "");
  EXPECT_EQ(forbidden_include("sync/hub/a.cpp", "agent/control/control.hpp"), "");
  EXPECT_NE(forbidden_include("sync/hub/a.cpp", "agent/web/api.hpp"), "");
  EXPECT_NE(forbidden_include("sync/hub/a.cpp", "agent/sqlite/sqlite.hpp"), "");
  EXPECT_EQ(forbidden_include("sync/hub/store/sqlite/a.cpp", "agent/sqlite/sqlite.hpp"), "");
  EXPECT_NE(forbidden_include("sync/outbox.cpp", "sync/hub/hub.hpp"), "");
  EXPECT_NE(forbidden_include("agent/web/http/a.cpp", "agent/web/api.hpp"), "");
}

TEST(IncludeRulesTest, LetOnlyTheAppKnowEverything) {
  for (const auto* target : {"agent/journal/j.hpp", "sync/outbox.hpp", "agent/web/api.hpp"}) {
    EXPECT_EQ(forbidden_include("agent/app.cpp", target), "");
    EXPECT_EQ(forbidden_include("tests/unit/a_test.cpp", target), "");
    EXPECT_NE(forbidden_include("agent/config/a.cpp", target), "");
  }
  EXPECT_NE(forbidden_include("elsewhere/a.cpp", "agent/core/a.hpp"), "");
}

TEST(IncludeRulesTest, KeepLibrariesBehindTheirPorts) {
  EXPECT_EQ(forbidden_library("agent/sqlite/a.cpp", "sqlite3.h"), "");
  EXPECT_EQ(forbidden_library("tests/unit/a.cpp", "sqlite3.h"), "");
  EXPECT_EQ(forbidden_library("agent/core/a.cpp", "vector"), "");
  EXPECT_NE(forbidden_library("sync/hub/a.cpp", "sqlite3.h"), "");
  EXPECT_NE(forbidden_library("agent/web/a.cpp", "boost/beast/http.hpp"), "");
  EXPECT_NE(forbidden_library("agent/core/a.hpp", "boost/json.hpp"), "");
  EXPECT_NE(forbidden_library("sync/a.cpp", "openssl/evp.h"), "");
  EXPECT_EQ(forbidden_library("agent/main.cpp", "CLI/CLI.hpp"), "");
  EXPECT_NE(forbidden_library("agent/journal/a.cpp", "CLI/CLI.hpp"), "");
}

TEST(IncludeRulesTest, KeepAsioAndBeastOutOfHeaders) {
  EXPECT_EQ(forbidden_library("agent/loop/loop.cpp", "boost/asio/post.hpp"), "");
  EXPECT_NE(forbidden_library("agent/loop/loop.hpp", "boost/asio/post.hpp"), "");
  EXPECT_NE(forbidden_library("agent/web/http/a.hpp", "boost/beast/core.hpp"), "");
}

TEST(IncludeRulesTest, AreReadFromTheFilesThemselves) {
  const Tree tree = {{"agent/core/a.cpp",
                      "#include \"core/b.hpp\"\n#include \"loop/loop.hpp\"\n"
                      "#include <sqlite3.h>\n#include \"core/gone.hpp\"\n"},
                     {"agent/core/b.hpp", ""},
                     {"agent/loop/loop.hpp", ""}};
  EXPECT_THAT(include_complaints(tree),
              ElementsAre(HasSubstr("includes loop/loop.hpp"), HasSubstr("includes sqlite3.h"),
                          HasSubstr("no such header of ours")));
}

TEST(HouseRulesTest, CatchStrangersAtTheTop) {
  EXPECT_THAT(top_level_complaints({{"agent/a.cpp", ""}, {"src/a.cpp", ""}, {"notes.txt", ""}}),
              SizeIs(2));
}

TEST(HouseRulesTest, CatchFoldersThatNobodyExplains) {
  const Tree tree = {{"agent/core/README.md", "# core\n"},
                     {"agent/core/a.cpp", ""},
                     {"agent/loop/a.cpp", ""},
                     {"agent/README.md", "`loop/` is a module, `demo/` are scripts."},
                     {"agent/demo/steps/a.mjs", ""},
                     {"agent/web/README.md", "`json/` reads and writes."},
                     {"agent/web/http/a.cpp", ""},
                     {"agent/web/json/a.cpp", ""}};
  EXPECT_THAT(readme_complaints(tree), ElementsAre("agent/loop/README.md is missing",
                                                   "agent/web/http/README.md is missing"));
  EXPECT_THAT(readme_complaints({{"agent/README.md", std::string(41, '\n')}}),
              ElementsAre(HasSubstr("has 41 lines")));
  EXPECT_THAT(readme_complaints({{"README.md", std::string(100, '\n')}}), IsEmpty());
}

TEST(HouseRulesTest, CatchWordsThatDoNotBelongHere) {
  const std::string marker = std::string("TO") + "DO";
  EXPECT_THAT(wording_complaints({{"a.cpp", "\n// " + marker + ": later\n"}}),
              ElementsAre(HasSubstr("a.cpp:2: ")));
  EXPECT_THAT(wording_complaints({{"a.cpp", "int " + marker + "s;\n"}}), IsEmpty());
  EXPECT_THAT(wording_complaints({{"a.md", std::string("see /HO") + "ME/me/x\n"}}), SizeIs(1));
}

TEST(HouseRulesTest, CatchGapsAmongDecisions) {
  EXPECT_THAT(decision_complaints({{"agent/decisions/0001-a.md", "# A\n"},
                                   {"agent/decisions/0002-b.md", "# B\n"},
                                   {"agent/decisions/README.md", ""}}),
              IsEmpty());
  EXPECT_THAT(decision_complaints(
                  {{"agent/decisions/0001-a.md", "# A\n"}, {"agent/decisions/0003-b.md", "# B\n"}}),
              ElementsAre(HasSubstr("the next decision is 0002-")));
  EXPECT_THAT(
      decision_complaints({{"agent/decisions/0001-a.md", "# A\n" + std::string(120, '\n')}}),
      ElementsAre(HasSubstr("longer than 120 lines")));
}

TEST(HouseRulesTest, CatchPromisesWithoutATest) {
  const auto complaints = [](const std::string& row) {
    return promise_complaints(
        {{"tests/PROMISES.md", "| id | promise | tests |\n|---|---|---|\n" + row},
         {"tests/e2e/a.mjs", ""},
         {"tests/unit/a_test.cpp", "\nTEST_F(SuiteTest,\n       Name) {\n"}});
  };
  EXPECT_THAT(complaints("| R1 | kept | `SuiteTest.Name`, `tests/e2e/a.mjs` |\n"), IsEmpty());
  EXPECT_THAT(complaints("| R1 | `kept` | none |\n"), ElementsAre(HasSubstr("no test is named")));
  EXPECT_THAT(complaints("| R1 | kept | `SuiteTest.Other` |\n"),
              ElementsAre(HasSubstr("there is no test SuiteTest.Other")));
  EXPECT_THAT(promise_complaints({}), SizeIs(1));
}

TEST(HouseRulesTest, CatchHeadersWithoutAGuard) {
  EXPECT_THAT(header_complaints({{"a.hpp", "// What it is.\n\n#pragma once\n"}}), IsEmpty());
  EXPECT_THAT(header_complaints({{"a.hpp", "#include <vector>\n#pragma once\n"}}), SizeIs(1));
  EXPECT_THAT(header_complaints({{"a.hpp", ""}}), SizeIs(1));
}

TEST(HouseRulesTest, CatchTestsThatSleep) {
  const auto call = std::string("std::this_thread::sleep_") + "for(1s);";
  EXPECT_THAT(waiting_complaints({{"tests/unit/a_test.cpp", call}}), SizeIs(1));
  EXPECT_THAT(waiting_complaints({{"agent/a.cpp", call}}), IsEmpty());
}

TEST(HouseRulesTest, SmellLongFiles) {
  EXPECT_THAT(length_smells({{"agent/a.hpp", std::string(121, '\n')},
                             {"agent/a.cpp", std::string(300, '\n')}}),
              SizeIs(1));
}

}  // namespace
}  // namespace touchpoint::tidy
