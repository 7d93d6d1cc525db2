// The doctor's judgements: facts in, a verdict and what to do out. And the facts of a made-up
// machine.
#include <chrono>
#include <filesystem>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

#include "ctl/doctor/finding.hpp"
#include "ctl/doctor/machine.hpp"
#include "ctl/doctor/network.hpp"
#include "ctl/doctor/verdicts.hpp"
#include "ctl/examine.hpp"
#include "support/temp_folder.hpp"
#include "support/write_file.hpp"

namespace touchpoint::ctl {
namespace {

using namespace std::chrono_literals;
using testing::AllOf;
using testing::Field;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

const Words kEnglish{Language::english};
const Words kItalian{Language::italian};

auto is(Verdict verdict) {
  return Field(&Finding::verdict, verdict);
}
auto says(const std::string& text) {
  return Field(&Finding::found, HasSubstr(text));
}
auto advises(const std::string& text) {
  return Field(&Finding::advice, HasSubstr(text));
}

TEST(DoctorTest, JudgesTheClockByItselfAndByTheHubs) {
  using Q = ClockQuality;
  EXPECT_THAT(judge_clock(Q::synchronised, 2s, kEnglish),
              AllOf(is(Verdict::well), says("as the hub's")));
  EXPECT_THAT(judge_clock(Q::synchronised, std::nullopt, kEnglish), is(Verdict::well));
  EXPECT_THAT(judge_clock(Q::unsynchronised, std::nullopt, kEnglish),
              AllOf(is(Verdict::attention), advises("timedatectl set-ntp true")));
  EXPECT_THAT(judge_clock(Q::unset, std::nullopt, kEnglish), is(Verdict::wrong));
  EXPECT_THAT(judge_clock(Q::synchronised, 5min, kEnglish),
              AllOf(is(Verdict::attention), says("5 minutes ahead of the hub's"), advises("NTP")));
  EXPECT_THAT(judge_clock(Q::synchronised, -26h, kItalian),
              AllOf(is(Verdict::wrong), says("26 ore indietro rispetto al centro")));
  EXPECT_THAT(judge_clock(Q::unset, 30s, kEnglish), is(Verdict::wrong));
}

TEST(DoctorTest, JudgesTheDiskBeforeItIsFull) {
  constexpr std::int64_t kMiB = 1 << 20;
  const DiskFacts plenty{.readable = true,
                         .free_bytes = 4096 * kMiB,
                         .total_bytes = 8192 * kMiB,
                         .free_files = 1000,
                         .total_files = 2000};
  const auto with = [&](auto change) {
    auto disk = plenty;
    change(disk);
    return judge_disk("/var/lib/touchpoint", disk, kEnglish);
  };
  EXPECT_THAT(with([](auto&) {}), AllOf(is(Verdict::well), says("4096 MiB free")));
  EXPECT_THAT(with([](auto& d) { d.free_bytes = 200 * kMiB; }), is(Verdict::attention));
  EXPECT_THAT(with([](auto& d) { d.free_bytes = 20 * kMiB; }), is(Verdict::wrong));
  EXPECT_THAT(with([](auto& d) { d.free_files = 0; }),
              AllOf(is(Verdict::wrong), says("out of inodes")));
  EXPECT_THAT(with([](auto& d) { d.total_files = d.free_files = 0; }), is(Verdict::well));
  EXPECT_THAT(with([](auto& d) { d.read_only = true; }),
              AllOf(is(Verdict::wrong), says("read-only"), advises("dmesg")));
  EXPECT_THAT(with([](auto& d) { d.readable = false; }), is(Verdict::unknown));
}

TEST(DoctorTest, SaysPlainlyWhetherAStolenDiskIsReadable) {
  EXPECT_THAT(judge_theft(KeyKeeping::file, false, kEnglish),
              AllOf(is(Verdict::attention), says("readable: the key lies on the same disk"),
                    advises("revoke it at the hub")));
  EXPECT_THAT(judge_theft(KeyKeeping::file, false, kItalian), says("leggibile"));
  EXPECT_THAT(judge_theft(KeyKeeping::plain, false, kEnglish), is(Verdict::attention));
  EXPECT_THAT(judge_theft(KeyKeeping::host, false, kEnglish), is(Verdict::attention));
  EXPECT_THAT(judge_theft(KeyKeeping::tpm, false, kEnglish),
              AllOf(is(Verdict::well), says("unreadable")));
  EXPECT_THAT(judge_theft(KeyKeeping::file, true, kEnglish),
              AllOf(is(Verdict::well), says("encrypted")));
  EXPECT_THAT(judge_theft(KeyKeeping::file, std::nullopt, kEnglish), is(Verdict::unknown));
  EXPECT_THAT(judge_theft(KeyKeeping::credential, false, kEnglish), is(Verdict::unknown));
}

TEST(DoctorTest, JudgesTheDaemon) {
  EXPECT_THAT(judge_daemon({.problem = "nobody answers"}, "1", kEnglish),
              AllOf(is(Verdict::wrong), says("(nobody answers)"), advises("systemctl start")));
  EXPECT_THAT(judge_daemon({.answers = true, .problem = "read-only"}, "1", kEnglish),
              AllOf(is(Verdict::wrong), says("cannot work (read-only)")));
  Daemon daemon{.answers = true, .facts = DaemonFacts{.version = "1", .key_file = {}}};
  EXPECT_THAT(judge_daemon(daemon, "1", kEnglish), is(Verdict::well));
  EXPECT_THAT(judge_daemon(daemon, "2", kEnglish),
              AllOf(is(Verdict::attention), advises("Restart touchpointd")));
  daemon.status.emplace();
  daemon.status->journal.refused = 2;
  EXPECT_THAT(judge_daemon(daemon, "1", kEnglish),
              AllOf(is(Verdict::attention), says("2 rows refused"), advises("refused list")));
  daemon.status->journal.full = true;
  EXPECT_THAT(judge_daemon(daemon, "1", kEnglish),
              AllOf(is(Verdict::wrong), says("nothing new is recorded")));
  daemon.status.reset();
  daemon.notices = {"a journal was set aside"};
  EXPECT_THAT(judge_daemon(daemon, "1", kEnglish),
              AllOf(is(Verdict::attention), says("a journal was set aside")));
}

TEST(DoctorTest, JudgesTheConfiguration) {
  EXPECT_THAT(judge_configuration("a.toml", "", true, false, kEnglish), is(Verdict::well));
  EXPECT_THAT(judge_configuration("a.toml", "a.toml:3:1: unknown key", true, false, kEnglish),
              AllOf(is(Verdict::wrong), says("a.toml:3:1")));
  EXPECT_THAT(judge_configuration("a.toml", "", true, true, kEnglish),
              AllOf(is(Verdict::attention), advises("Restart")));
  EXPECT_THAT(judge_configuration("a.toml", "", false, false, kItalian),
              AllOf(is(Verdict::attention), says("nessuno viene riconosciuto")));
}

TEST(DoctorTest, JudgesTheFormatsThatOnlyTheDaemonKnows) {
  EXPECT_THAT(judge_schemas(std::nullopt, kEnglish), is(Verdict::unknown));
  DaemonFacts facts{.version = {}, .key_file = {}, .journal = {2, 2}, .replica = {1, 1}};
  EXPECT_THAT(judge_schemas(facts, kEnglish), AllOf(is(Verdict::well), says("journal 2")));
  facts.journal.format = 3;
  EXPECT_THAT(judge_schemas(facts, kEnglish),
              AllOf(is(Verdict::attention), says("written by a later release")));
}

TEST(DoctorTest, JudgesRights) {
  const Rights state{.path = "/s", .there = true, .mode = 0700, .owner = 7};
  const auto with = [&](Rights rights, mode_t forbidden = 077, bool same_owner = true) {
    return judge_rights(state, {{state}, {rights, forbidden, same_owner}}, kEnglish);
  };
  EXPECT_THAT(with({.path = "/s/key", .there = true, .mode = 0600, .owner = 7}), is(Verdict::well));
  EXPECT_THAT(with({.path = "/s/key", .there = true, .mode = 0640, .owner = 7}),
              AllOf(is(Verdict::wrong), advises("chmod go-rwx /s/key")));
  EXPECT_THAT(with({.path = "/s/key", .there = true, .mode = 0600, .owner = 0}),
              AllOf(is(Verdict::wrong), advises("chown --reference=/s /s/key")));
  EXPECT_THAT(with({.path = "/c", .there = true, .mode = 0644, .owner = 0}, 022, false),
              is(Verdict::well));
  EXPECT_THAT(with({.path = "/c", .there = true, .mode = 0666, .owner = 0}, 022, false),
              advises("chmod go-w /c"));
  EXPECT_THAT(with({.path = "/absent"}), is(Verdict::well));
  EXPECT_THAT(judge_rights({.path = "/s"}, {}, kEnglish), is(Verdict::unknown));
}

TEST(DoctorTest, JudgesTheWayStepByStep) {
  EXPECT_THAT(
      judge_name(Server::hub, "hub.example", {.step = {.well = true}, .addresses = {"::1"}},
                 kEnglish),
      AllOf(is(Verdict::well), says("hub.example = ::1"), Field(&Finding::check, "hub_name")));
  EXPECT_THAT(
      judge_name(Server::broker, "b", {.step = {.timed_out = true}}, kEnglish),
      AllOf(is(Verdict::wrong), says("no answer in time"), Field(&Finding::check, "broker_name")));
  EXPECT_THAT(
      judge_way(Server::hub, "h:1", {.detail = "refused"}, kItalian),
      AllOf(is(Verdict::wrong), says("h:1 non è raggiungibile (refused)"), advises("firewall")));
  EXPECT_THAT(judge_hub("https://h", {.step = {.well = true}, .status = 200}, kEnglish),
              is(Verdict::well));
  EXPECT_THAT(judge_hub("https://h", {.step = {}, .status = 403}, kEnglish),
              AllOf(is(Verdict::wrong), advises("revoked")));
  EXPECT_THAT(judge_hub("https://h", {.step = {}, .status = 503}, kEnglish), says("HTTP 503"));
  EXPECT_THAT(judge_hub("https://h", {.step = {.detail = "another CA"}}, kEnglish),
              AllOf(is(Verdict::wrong), says("(another CA)")));
  EXPECT_THAT(judge_broker("b:8883", {.detail = "bad"}, kEnglish),
              AllOf(is(Verdict::attention), advises("HTTPS meanwhile")));
}

TEST(DoctorTest, JudgesTheCertificate) {
  const auto now = *from_rfc3339("2026-03-02T10:00:00Z");
  const CertificateFacts facts{.device = "pos-3",
                               .store = "milano-01",
                               .authority = "Head office",
                               .not_before = now - 24h,
                               .not_after = now + 24h * 300};
  const auto with = [&](auto change) {
    auto changed = facts;
    change(changed);
    return judge_certificate(changed, "pos-3", "milano-01", now, kEnglish);
  };
  EXPECT_THAT(
      with([](auto&) {}),
      AllOf(is(Verdict::well), says("pos-3, milano-01, by \"Head office\"; 300 days left")));
  EXPECT_THAT(with([&](auto& f) { f.not_before = now - 24h * 280; }), is(Verdict::well));
  EXPECT_THAT(with([&](auto& f) { f.not_before = now - 24h * 901; }),
              AllOf(is(Verdict::attention), says("300 days left"), advises("Enrol")));
  EXPECT_THAT(with([&](auto& f) { f.not_after = now; }),
              AllOf(is(Verdict::wrong), says("expired on 2026-03-02"), advises("Enrol")));
  EXPECT_THAT(with([&](auto& f) { f.not_before = now + 1h; }),
              AllOf(is(Verdict::wrong), advises("Set the clock")));
  EXPECT_THAT(with([](auto& f) { f.device = "pos-4"; }),
              AllOf(is(Verdict::wrong), says("the configuration says pos-3")));
  EXPECT_THAT(judge_no_identity("", kEnglish), advises("touchpointctl enrol"));
  EXPECT_THAT(judge_no_identity("cannot read", kEnglish), advises("root"));
}

TEST(DoctorTest, EveryComplaintSaysWhatToDoInBothLanguages) {
  for (const auto& words : {kEnglish, kItalian}) {
    for (const auto& finding :
         {judge_daemon({}, "1", words), judge_configuration("a", "b", true, false, words),
          judge_clock(ClockQuality::unset, std::nullopt, words), judge_disk("/s", {}, words),
          judge_theft(KeyKeeping::file, false, words), judge_schemas(std::nullopt, words),
          judge_rights({.path = "/s"}, {}, words), judge_name(Server::hub, "h", {}, words),
          judge_way(Server::hub, "h", {}, words), judge_hub("h", {}, words),
          judge_broker("h", {}, words), judge_no_identity("", words)}) {
      EXPECT_NE(finding.verdict, Verdict::well) << finding.check;
      EXPECT_THAT(finding.title, Not(IsEmpty())) << finding.check;
      EXPECT_THAT(finding.advice, Not(IsEmpty())) << finding.check;
    }
  }
}

TEST(DoctorTest, EndsWellUnlessSomethingIsWrong) {
  Findings findings{{.check = "a", .title = "A", .verdict = Verdict::well},
                    {.check = "b", .title = "B", .verdict = Verdict::attention},
                    {.check = "c", .title = "C", .verdict = Verdict::unknown}};
  EXPECT_FALSE(is_anything_wrong(findings));
  EXPECT_THAT(describe(findings, Language::english).verdict,
              "Nothing is wrong. 2 things to look at.");
  EXPECT_FALSE(describe(findings, Language::english).needs_person);
  findings.push_back({.check = "d", .title = "D", .verdict = Verdict::wrong, .found = "bad \"x\""});
  EXPECT_TRUE(is_anything_wrong(findings));
  EXPECT_TRUE(describe(findings, Language::english).needs_person);
  EXPECT_THAT(to_json(findings),
              AllOf(HasSubstr(R"({"wrong":true,"findings":[{"check":"a","title":"A",)"),
                    HasSubstr(R"("verdict":"wrong","found":"bad \"x\"","advice":""})")));
  EXPECT_THAT(render(describe(findings, Language::english), false),
              AllOf(HasSubstr("??  C"), HasSubstr("!!  D"), HasSubstr("--  B")));
}

// A machine's /sys/dev/block, made of folders.
class DoctorMachineTest : public testing::Test {
 protected:
  DoctorMachineTest() {
    struct stat status {};
    EXPECT_EQ(::stat(folder_.path().c_str(), &status), 0);
    number_ = std::to_string(major(status.st_dev)) + ":" + std::to_string(minor(status.st_dev));
    has_disk_ = major(status.st_dev) != 0;
  }
  std::filesystem::path disk(const std::string& name) {
    const auto path = folder_ / "block" / name;
    std::filesystem::create_directories(path);
    return path;
  }
  void make_crypt(const std::filesystem::path& device) {
    std::filesystem::create_directories(device / "dm");
    support::write_file(device / "dm/uuid", "CRYPT-LUKS2-abc-root\n");
  }
  std::optional<bool> encrypted() {
    return is_on_encrypted_disk(folder_.path(), "/proc/self/mountinfo", folder_ / "block");
  }

  support::TempFolder folder_;
  std::string number_;
  bool has_disk_ = false;
};

TEST_F(DoctorMachineTest, SeesEncryptionThroughTheLayersOfADisk) {
  EXPECT_EQ(encrypted(), std::nullopt);
  if (!has_disk_) return;  // what it was mounted from is not ours to make up
  const auto device = disk(number_);
  EXPECT_EQ(encrypted(), false);
  make_crypt(device / "slaves/dm-0/slaves/dm-1");
  EXPECT_EQ(encrypted(), true);
  std::filesystem::create_directories(device / "slaves/sdb");
  EXPECT_EQ(encrypted(), false);  // one of two disks is open
}

TEST_F(DoctorMachineTest, TellsHowSystemdKeepsTheKey) {
  const std::string handed = "/run/credentials/touchpointd.service/device.key";
  const auto sealed = folder_ / "credstore.encrypted";
  const auto plain = folder_ / "credstore";
  const auto keeping = [&] { return keeping_of(handed, {sealed, plain}); };
  EXPECT_EQ(keeping_of("/var/lib/touchpoint/device.key", {sealed, plain}), KeyKeeping::file);
  EXPECT_EQ(keeping(), KeyKeeping::credential);
  std::filesystem::create_directories(plain);
  support::write_file(plain / "device.key", "x");
  EXPECT_EQ(keeping(), KeyKeeping::plain);
  std::filesystem::create_directories(sealed);
  support::write_file(sealed / "device.key", "Whxqht+dQJax1aZeCGLxmiAAAAABAAAADAAAABAAAAADV4VV\n");
  EXPECT_EQ(keeping(), KeyKeeping::host);
  support::write_file(sealed / "device.key", "k6iUCUh0RJCQyvL8k8q1UyAAAAABAAAADAAAABAAAAADV4VV\n");
  EXPECT_EQ(keeping(), KeyKeeping::tpm);
  std::filesystem::remove(plain / "device.key");
  support::write_file(sealed / "device.key", "AAAAAAAAAAAA\n");
  EXPECT_EQ(keeping(), KeyKeeping::credential);
}

TEST(DoctorNetworkTest, GivesUpInTimeAndSaysWhy) {
  const auto began = std::chrono::steady_clock::now();
  EXPECT_FALSE(resolve("no-such-host.invalid", 3s).step.well);
  const auto local = resolve("localhost", 3s);
  EXPECT_TRUE(local.step.well);
  EXPECT_FALSE(connect_to({"127.0.0.1"}, 1, 1s).well);  // nobody listens on tcpmux
  EXPECT_FALSE(connect_to({}, 1, 1s).well);
  EXPECT_LT(std::chrono::steady_clock::now() - began, 20s);
}

}  // namespace
}  // namespace touchpoint::ctl
