// touchpointctl's pure parts: the command line, answers understood, the status in plain words.
#include <chrono>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "ctl/answers.hpp"
#include "ctl/command_line.hpp"
#include "ctl/run_program.hpp"
#include "ctl/status_words.hpp"
#include "ctl/tail.hpp"

namespace touchpoint::ctl {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

std::variant<CommandLine, Ending> parse(std::vector<const char*> arguments) {
  arguments.insert(arguments.begin(), "touchpointctl");
  return parse_command_line(static_cast<int>(arguments.size()), arguments.data());
}
CommandLine parsed(const std::vector<const char*>& arguments) {
  return std::get<CommandLine>(parse(arguments));
}
Ending ended(const std::vector<const char*>& arguments) {
  return std::get<Ending>(parse(arguments));
}

TEST(CommandLineTest, NamesTheCommandWithItsSubcommand) {
  EXPECT_EQ(parsed({"status"}).command, "status");
  const auto line = parsed({"--socket", "/run/x", "--lang", "it", "staff", "add", "giulia",
                            "--display-name", "Giulia", "--role", "supervisor", "--pin-file", "-"});
  EXPECT_EQ(line.command, "staff add");
  EXPECT_EQ(line.socket, "/run/x");
  EXPECT_EQ(line.language, Language::italian);
  EXPECT_EQ(line.name, "giulia");
  EXPECT_EQ(line.display_name, "Giulia");
  EXPECT_EQ(line.role, "supervisor");
  EXPECT_EQ(line.pin_file, "-");
  EXPECT_EQ(parsed({"staff", "add", "a", "--display-name", "A"}).role, "associate");
  EXPECT_EQ(parsed({"config", "check"}).file, "/etc/touchpoint/agent.toml");
}

TEST(CommandLineTest, UnderstandsWhatLooksAfterADevice) {
  EXPECT_EQ(parsed({"tail"}).rows, 20);
  const auto tail = parsed({"tail", "-n", "50", "-f", "--json"});
  EXPECT_EQ(tail.rows, 50);
  EXPECT_TRUE(tail.follow && tail.json);
  EXPECT_FALSE(parsed({"backup", "a.tar"}).with_identity);
  EXPECT_TRUE(parsed({"backup", "a.tar", "--with-identity"}).with_identity);
  const auto restore = parsed({"restore", "a.tar", "--set-aside", "--config", "b.toml"});
  EXPECT_EQ(restore.file, "a.tar");
  EXPECT_EQ(restore.config, "b.toml");
  EXPECT_TRUE(restore.set_aside);
  EXPECT_EQ(parsed({"support-bundle"}).bundle, "");
  EXPECT_EQ(parsed({"support-bundle", "b.tar"}).bundle, "b.tar");
  EXPECT_TRUE(parsed({"doctor", "--json"}).json);
  EXPECT_TRUE(parsed({"config", "show", "--origin"}).origin);
}

TEST(CommandLineTest, TakesCommonOptionsBehindTheCommandToo) {
  const auto line = parsed({"staff", "list", "--socket", "/run/x", "--lang", "en"});
  EXPECT_EQ(line.command, "staff list");
  EXPECT_EQ(line.socket, "/run/x");
  EXPECT_EQ(line.language, Language::english);
  EXPECT_EQ(parsed({"config", "check", "--config", "a.toml"}).file, "a.toml");
  EXPECT_EQ(parsed({"--config", "a.toml", "config", "check", "b.toml"}).file, "b.toml");
}

TEST(CommandLineTest, ExplainsItselfAtEveryLevel) {
  for (const std::vector<const char*>& arguments : {std::vector<const char*>{"--help"},
                                                    {"status", "--help"},
                                                    {"staff", "--help"},
                                                    {"staff", "add", "--help"},
                                                    {"config", "check", "--help"},
                                                    {"--version"}}) {
    const auto ending = ended(arguments);
    EXPECT_EQ(ending.code, ExitCode::well);
    EXPECT_THAT(ending.to_stdout, HasSubstr("touchpointctl"));
    EXPECT_EQ(ending.to_stderr, "");
  }
}

TEST(CommandLineTest, RefusesWhatItDoesNotKnow) {
  for (const std::vector<const char*>& arguments :
       {std::vector<const char*>{},
        {"frobnicate"},
        {"status", "--verbose"},
        {"status", "extra"},
        {"staff"},
        {"staff", "add", "giulia"},
        {"--lang", "de", "status"},
        {"enrol"},
        {"tail", "-n", "0"},
        {"tail", "-n", "1001"},
        {"backup"},
        {"restore"},
        {"completion"},
        {"staff", "add", "g", "--display-name", "G", "--role", "king"}}) {
    const auto ending = ended(arguments);
    EXPECT_EQ(ending.code, ExitCode::usage);
    EXPECT_EQ(ending.to_stdout, "");
    EXPECT_THAT(ending.to_stderr, HasSubstr("touchpointctl: "));
  }
  EXPECT_THAT(ended({"statsu"}).to_stderr, HasSubstr("Did you mean \"status\"?"));
  EXPECT_THAT(ended({"staff", "lsit"}).to_stderr, HasSubstr("Did you mean \"list\"?"));
}

TEST(CommandLineTest, RefusesSecretsWithoutRepeatingThem) {
  const auto ending = ended({"enrol", "--hub", "https://hub.example", "--token", "tp1.hush"});
  EXPECT_EQ(ending.code, ExitCode::usage);
  EXPECT_THAT(ending.to_stderr, HasSubstr("secrets never stand on the command line"));
  EXPECT_THAT(ending.to_stderr, Not(HasSubstr("hush")));
  EXPECT_THAT(ended({"staff", "add", "g", "--display-name", "G", "--pin=271828"}).to_stderr,
              Not(HasSubstr("271828")));
}

constexpr std::string_view kWell = R"({"version":"0.1.0","store":"milano-01","device":"pos-3",
 "uptime_s":7200,
 "journal":{"journal":"7f3c","state":"well","last":4711,"through":4711,"to_send":0,"refused":0,
            "oldest_unsent":null},
 "hub":{"enrolled":true,"online":true,"transport":"mqtt","since":"2026-03-02T08:00:00.000Z",
        "last_receipt":"2026-03-02T10:00:00.000Z","problem":null},
 "replica":{"state":"well","profiles":4383,"as_of":"2026-03-02T09:59:00.000Z","age_s":60},
 "clock":{"quality":"synchronised","now":"2026-03-02T10:00:00.000Z"},"notices":[]})";

Status well() {
  return status_from(kWell).value();
}
std::string shown(const Status& status, Language language) {
  return render(describe(status, language), false);
}

TEST(CtlAnswersTest, ReadsTheStatusOfTheLocalApi) {
  const auto status = well();
  EXPECT_EQ(status.device.device, "pos-3");
  EXPECT_TRUE(status.device.journal.well);
  EXPECT_EQ(status.device.journal.last, 4711);
  EXPECT_EQ(status.device.hub.transport, "mqtt");
  EXPECT_EQ(status.device.hub.problem, "");
  EXPECT_EQ(status.device.replica.profiles, 4383);
  EXPECT_EQ(status.device.clock_quality, ClockQuality::synchronised);
  EXPECT_TRUE(status.notices.empty());
}

TEST(CtlAnswersTest, SaysSoWhenAnAnswerIsNotUnderstood) {
  for (const auto* answer : {"", "[]", "{}", "{\"journal\":{}}", "nonsense"}) {
    EXPECT_TRUE(status_from(answer).error().is(Condition::damaged)) << answer;
    EXPECT_TRUE(staff_from(answer).error().is(Condition::damaged)) << answer;
    EXPECT_TRUE(token_from(answer).error().is(Condition::damaged)) << answer;
    EXPECT_TRUE(token_names_from(answer).error().is(Condition::damaged)) << answer;
    EXPECT_TRUE(facts_from(answer).error().is(Condition::damaged)) << answer;
    EXPECT_TRUE(listed_rows_from(answer).error().is(Condition::damaged)) << answer;
    EXPECT_TRUE(backup_from(answer).error().is(Condition::damaged)) << answer;
    EXPECT_TRUE(metrics_from(answer).error().is(Condition::damaged)) << answer;
  }
}

TEST(CtlAnswersTest, LetsNoAnswerSteerTheTerminal) {
  const auto staff = staff_from(
      R"({"staff":[{"name":"a","display_name":"\u001b[2JA","role":"associate","disabled":true}]})");
  EXPECT_EQ(staff.value().at(0).display_name, "?[2JA");
  EXPECT_TRUE(staff.value().at(0).disabled);
}

TEST(CtlAnswersTest, ListsRowsOneALine) {
  const auto rows = listed_rows_from(
      R"({"rows":[{"sequence":4711,"time":"2026-03-02T10:41:07.120Z",)"
      R"("type":"touchpoint.scan.received","touchpoint":"counter-1","state":"waiting"}]})");
  const auto& row = rows.value().at(0);
  EXPECT_EQ(line_of(row, Words(Language::english)),
            "    4711  2026-03-02T10:41:07.120Z  touchpoint.scan.received          counter-1     "
            "waiting\n");
  EXPECT_THAT(line_of(row, Words(Language::italian)), HasSubstr("  in attesa\n"));
  EXPECT_EQ(json_of(row),
            R"({"sequence":4711,"time":"2026-03-02T10:41:07.120Z",)"
            R"("type":"touchpoint.scan.received","touchpoint":"counter-1","state":"waiting"})"
            "\n");
}

TEST(CtlAnswersTest, AsksOnOneLine) {
  EXPECT_EQ(question("status", {}), R"({"verb":"status"})");
  EXPECT_EQ(question("staff.add", {{"name", "a"}, {"display_name", "O\"Brien\n"}}),
            R"({"verb":"staff.add","name":"a","display_name":"O\"Brien\n"})");
}

TEST(RunProgramTest, TakesWhatItPrintsAndNeverWaitsForEver) {
  EXPECT_EQ(run_program({"/bin/echo", "a", "b"}, 10s, 100).value(), "a b\n");
  EXPECT_EQ(run_program({"/bin/echo", "abcdef"}, 10s, 3).value(), "abc");
  EXPECT_FALSE(run_program({"/bin/false"}, 10s, 100));
  EXPECT_FALSE(run_program({"/no/such/program"}, 10s, 100));
  const auto began = std::chrono::steady_clock::now();
  EXPECT_FALSE(run_program({"/usr/bin/tail", "-f", "/dev/null"}, 50ms, 100));
  EXPECT_FALSE(run_program({"/bin/sh", "-c", "exec >&-; exec tail -f /dev/null"}, 200ms, 100));
  EXPECT_LT(std::chrono::steady_clock::now() - began, 10s);
}

TEST(StatusWordsTest, SaysInPlainWordsThatAllIsWell) {
  EXPECT_EQ(shown(well(), Language::english),
            "pos-3, store milano-01, Touchpoint 0.1.0, up for 2 hours\n\n"
            "ok  Journal    4711 rows recorded, all stored at the hub\n"
            "ok  Hub        in touch by MQTT for 2 hours\n"
            "ok  Customers  4383 profiles, as of 1 minute ago\n"
            "ok  Clock      synchronised\n\n"
            "Nothing to do.\n");
  EXPECT_EQ(shown(well(), Language::italian),
            "pos-3, negozio milano-01, Touchpoint 0.1.0, acceso da 2 ore\n\n"
            "ok  Registro  4711 righe registrate, tutte al centro\n"
            "ok  Centro    in contatto via MQTT da 2 ore\n"
            "ok  Clienti   4383 profili, di 1 minuto fa\n"
            "ok  Orologio  sincronizzato\n\n"
            "Niente da fare.\n");
  EXPECT_FALSE(describe(well(), Language::english).needs_person);
}

TEST(StatusWordsTest, CallsNobodyWhileItWillMendItself) {
  auto status = well();
  status.device.journal.through = 4690;
  status.device.journal.oldest_unsent = status.device.now - 30min;
  status.device.hub.online = false;
  status.device.hub.problem = "the hub does not answer";
  const auto report = describe(status, Language::english);
  EXPECT_FALSE(report.needs_person);
  EXPECT_EQ(report.lines[0].sentence,
            "4711 rows recorded, to send 21, the oldest from 30 minutes ago");
  EXPECT_EQ(report.lines[1].sentence,
            "out of reach for 2 hours; recording goes on (the hub does not answer)");
  EXPECT_EQ(report.lines[1].mark, Mark::waiting);
}

TEST(StatusWordsTest, CallsAPersonWhenOneIsNeeded) {
  const auto needs_person = [](auto change) {
    auto status = well();
    change(status);
    return describe(status, Language::english).needs_person;
  };
  EXPECT_TRUE(needs_person([](Status& s) { s.device.journal.well = false; }));
  EXPECT_TRUE(needs_person([](Status& s) { s.device.journal.refused = 1; }));
  EXPECT_TRUE(needs_person([](Status& s) { s.device.hub.enrolled = false; }));
  EXPECT_TRUE(needs_person([](Status& s) {
    s.device.hub.online = false;
    s.device.hub.since = s.device.now - 25h;
  }));
  EXPECT_TRUE(needs_person([](Status& s) { s.device.replica.state = "not_configured"; }));
  EXPECT_TRUE(needs_person([](Status& s) { s.device.replica.state = "expired"; }));
  EXPECT_TRUE(needs_person([](Status& s) { s.device.replica.state = "failed"; }));
  EXPECT_FALSE(needs_person([](Status& s) { s.device.replica.state = "loading"; }));
  EXPECT_FALSE(needs_person([](Status& s) { s.device.replica.state = "empty"; }));
  EXPECT_TRUE(needs_person([](Status& s) { s.device.clock_quality = ClockQuality::unset; }));
  EXPECT_FALSE(
      needs_person([](Status& s) { s.device.clock_quality = ClockQuality::unsynchronised; }));
  EXPECT_TRUE(needs_person([](Status& s) { s.notices = {"The device key is on this disk."}; }));
}

TEST(StatusWordsTest, SaysHowLongTheCertificateIsGoodAndWhyItWasNotRenewed) {
  auto status = well();
  EXPECT_THAT(shown(status, Language::english), testing::Not(testing::HasSubstr("Certificate")));
  status.device.certificate = {.expires = {}, .days_left = 61, .expired = false, .problem = {}};
  EXPECT_THAT(shown(status, Language::english), testing::HasSubstr("good for 61 days\n"));
  status.device.certificate->problem = "the hub is away";
  auto report = describe(status, Language::english);
  EXPECT_FALSE(report.needs_person) << "there is time";
  EXPECT_THAT(render(report, false), testing::HasSubstr("renewal has failed (the hub is away)"));
  status.device.certificate->days_left = 6;
  EXPECT_TRUE(describe(status, Language::english).needs_person);
  status.device.certificate = {.expires = {}, .days_left = -2, .expired = true, .problem = {}};
  report = describe(status, Language::italian);
  EXPECT_FALSE(report.needs_person) << "it gets another one by itself";
  EXPECT_THAT(render(report, false), testing::HasSubstr("scaduto"));
}

TEST(StatusWordsTest, SaysThatTheDeviceWasRevoked) {
  auto status = well();
  status.device.hub.revoked = true;
  EXPECT_TRUE(describe(status, Language::english).needs_person);
  EXPECT_THAT(shown(status, Language::english),
              testing::HasSubstr("has revoked this device; everything stays recorded here"));
  EXPECT_THAT(shown(status, Language::italian), testing::HasSubstr("ha revocato"));
}

TEST(StatusWordsTest, SaysWhatToDo) {
  auto status = well();
  status.device.hub.enrolled = false;
  status.notices = {"Il disco è quasi pieno."};
  EXPECT_THAT(
      shown(status, Language::italian),
      HasSubstr("!!  Centro    dispositivo non ancora iscritto; tutto resta registrato qui\n"
                "              -> touchpointctl enrol --hub"));
  EXPECT_THAT(shown(status, Language::italian), HasSubstr("!!  Avviso    Il disco è quasi pieno."));
  EXPECT_THAT(shown(status, Language::italian), HasSubstr("2 cose richiedono una persona."));
}

TEST(StatusWordsTest, ColoursOnlyTheMark) {
  EXPECT_THAT(render(describe(well(), Language::english), true),
              HasSubstr("\x1b[32mok\x1b[0m  Journal    4711 rows"));
  EXPECT_THAT(shown(well(), Language::english), Not(HasSubstr("\x1b")));
}

}  // namespace
}  // namespace touchpoint::ctl
