// The real touchpointctl, run as an operator runs it, against a daemon that answers from a table.
#include <array>
#include <cstdlib>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "control/control.hpp"
#include "support/loop_runner.hpp"
#include "support/temp_folder.hpp"
#include "support/write_file.hpp"

namespace touchpoint::control {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

constexpr std::string_view kWell = R"({"version":"0.1.0","store":"milano-01","device":"pos-3",
 "journal":{"state":"well","last":1,"through":1,"refused":0},
 "hub":{"enrolled":true,"online":true,"transport":"https"},
 "replica":{"state":"well","profiles":1,"age_s":1},
 "clock":{"quality":"synchronised","now":"2026-03-02T10:00:00.000Z"},"notices":[]})";

struct Finished {
  int code = -1;
  std::string out;
  std::string err;
};

// A program that runs, with its standard streams in our hands.
class Program {
 public:
  // `in` becomes standard input. The environment holds nothing but `environment`: not even HOME.
  Program(std::vector<std::string> arguments, int in, int out,
          std::vector<std::string> environment) {
    EXPECT_EQ(::pipe2(err_.data(), O_CLOEXEC), 0);
    arguments.insert(arguments.begin(), TOUCHPOINTCTL);
    std::vector<char*> argv;
    for (auto& argument : arguments)
      argv.push_back(argument.data());
    argv.push_back(nullptr);
    std::vector<char*> variables;
    for (auto& variable : environment)
      variables.push_back(variable.data());
    variables.push_back(nullptr);
    pid_ = ::fork();
    if (pid_ == 0) {
      ::dup2(in, STDIN_FILENO);
      ::dup2(err_[1], STDERR_FILENO);
      if (out >= 0) ::dup2(out, STDOUT_FILENO);
      if (out < 0) ::close(STDOUT_FILENO);
      ::execve(argv[0], argv.data(), variables.data());
      ::_exit(127);
    }
    ::close(err_[1]);
  }
  ~Program() { ::close(err_[0]); }
  Program(const Program&) = delete;
  Program& operator=(const Program&) = delete;

  // Reads standard error until it ends in `prompt`.
  void wait_for(std::string_view prompt) {
    char c = 0;
    while (!seen_.ends_with(prompt) && ::read(err_[0], &c, 1) == 1)
      seen_ += c;
    EXPECT_TRUE(seen_.ends_with(prompt)) << seen_;
  }
  Finished finish() {
    Finished finished;
    finished.err = seen_ + read_all(err_[0]);
    int status = 0;
    ::waitpid(pid_, &status, 0);
    finished.code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    return finished;
  }
  static std::string read_all(int fd) {
    std::string text;
    std::array<char, 4096> bytes{};
    for (ssize_t length; (length = ::read(fd, bytes.data(), bytes.size())) > 0;)
      text.append(bytes.data(), static_cast<std::size_t>(length));
    return text;
  }

 private:
  pid_t pid_ = -1;
  std::array<int, 2> err_{};
  std::string seen_;
};

class CtlTest : public testing::Test {
 protected:
  CtlTest() {
    thread_.on_loop([this] {
      server_ = std::make_unique<ControlServer>(
          thread_.loop(), [this](const std::string& verb, std::string json, const ReplyPtr& reply) {
            asked_.push_back(std::move(json));
            if (verb == "enrol") reply->progress("checking the hub's certificate");
            const auto answer = answers_.find(verb);
            if (answer == answers_.end()) return reply->fail(refused("there is no such name"));
            reply->ok(answer->second);
          });
      ASSERT_TRUE(server_->listen(socket_));
    });
  }
  ~CtlTest() override {
    thread_.on_loop([this] { server_.reset(); });
  }

  // Runs touchpointctl with `input` on standard input and waits for its end.
  Finished run(std::vector<std::string> arguments, std::string_view input = {}) {
    arguments.insert(arguments.begin(), {"--socket", socket_});
    return run_plain(std::move(arguments), input);
  }
  Finished run_plain(std::vector<std::string> arguments, std::string_view input = {}) {
    const auto in_file = support::write_file(folder_ / "stdin", input);
    const int in = ::open(in_file.c_str(), O_RDONLY | O_CLOEXEC);
    const int out = ::open((folder_ / "stdout").string().c_str(), O_RDWR | O_CREAT | O_TRUNC, 0600);
    Program program(std::move(arguments), in, out, environment_);
    auto finished = program.finish();
    ::lseek(out, 0, SEEK_SET);
    finished.out = Program::read_all(out);
    ::close(in);
    ::close(out);
    return finished;
  }

  void answer(const std::string& verb, std::string_view object) {
    thread_.on_loop([&] { answers_[verb] = object; });
  }
  std::vector<std::string> asked() {
    return thread_.on_loop([this] { return asked_; });
  }

  support::TempFolder folder_;
  std::string socket_ = (folder_ / "control.sock").string();
  std::vector<std::string> environment_;
  // The loop's:
  std::map<std::string, std::string> answers_;  // verb → object; others are refused
  std::vector<std::string> asked_;
  support::LoopRunner thread_;
  std::unique_ptr<ControlServer> server_;
};

TEST_F(CtlTest, ShowsTheStatusInTheLanguageOfTheEnvironment) {
  answer("status", kWell);
  const auto english = run({"status"});
  EXPECT_EQ(english.code, 0) << english.err;
  EXPECT_THAT(english.out, HasSubstr("Nothing to do."));
  EXPECT_THAT(english.out, Not(HasSubstr("\x1b")));
  environment_ = {"LANG=it_IT.UTF-8"};
  EXPECT_THAT(run({"status"}).out, HasSubstr("Niente da fare."));
  EXPECT_THAT(run({"--lang", "en", "status"}).out, HasSubstr("Nothing to do."));
  environment_ = {"LANG=it_IT.UTF-8", "LC_ALL=C.UTF-8"};
  EXPECT_THAT(run({"status"}).out, HasSubstr("Nothing to do."));
}

TEST_F(CtlTest, EndsWithOneWhenTheStatusNeedsAPerson) {
  const std::string_view from = "\"enrolled\":true";
  std::string status{kWell};
  status.replace(status.find(from), from.size(), "\"enrolled\":false");
  answer("status", status);
  const auto finished = run({"status"});
  EXPECT_EQ(finished.code, 1);
  EXPECT_THAT(finished.out, HasSubstr("1 thing needs a person."));
  const auto json = run({"status", "--json"});
  EXPECT_EQ(json.code, 1);
  EXPECT_THAT(json.out, HasSubstr(R"("enrolled":false)"));
  EXPECT_EQ(std::count(json.out.begin(), json.out.end(), '\n'), 1);
}

TEST_F(CtlTest, FindsTheSocketThroughTheConfiguration) {
  answer("status", kWell);
  const auto config = support::write_file(folder_ / "agent.toml",
                                          "[device]\nstore = \"a\"\nname = \"b\"\n"
                                          "[storage]\nruntime = \"" +
                                              folder_.path().string() + "\"\n");
  EXPECT_EQ(run_plain({"--config", config, "status"}).code, 0);
  const auto wrong = support::write_file(folder_ / "wrong.toml", "[device]\nstroe = \"a\"\n");
  const auto finished = run_plain({"--config", wrong, "status"});
  EXPECT_EQ(finished.code, 78);
  EXPECT_THAT(finished.err, HasSubstr("did you mean \"store\"?"));
}

TEST_F(CtlTest, EndsWithSixtyNineWhenNobodyAnswers) {
  const auto finished = run_plain({"--socket", (folder_ / "absent.sock").string(), "status"});
  EXPECT_EQ(finished.code, 69);
  EXPECT_THAT(finished.err, HasSubstr("nobody answers at"));
  EXPECT_THAT(finished.out, IsEmpty());
}

TEST_F(CtlTest, EnrolsWithATokenFromAFileOrStandardInput) {
  answer("enrol", "{}");
  const auto token = support::write_file(folder_ / "token", "tp1.secret.fingerprint\n");
  const auto from_file = run({"enrol", "--hub", "https://hub.example", "--token-file", token});
  EXPECT_EQ(from_file.code, 0) << from_file.err;
  EXPECT_EQ(from_file.out, "This device is enrolled at https://hub.example.\n");
  EXPECT_EQ(from_file.err, "checking the hub's certificate\n");
  EXPECT_EQ(
      run({"enrol", "--hub", "https://hub.example", "--token-file", "-"}, "tp1.other.print").code,
      0);
  EXPECT_THAT(
      asked(),
      ElementsAre(R"({"verb":"enrol","hub":"https://hub.example",)"
                  R"("token":"tp1.secret.fingerprint"})",
                  R"({"verb":"enrol","hub":"https://hub.example","token":"tp1.other.print"})"));
}

TEST_F(CtlTest, RefusesAHubWithoutTls) {
  const auto finished = run({"enrol", "--hub", "http://hub.example", "--token-file", "-"}, "x");
  EXPECT_EQ(finished.code, 2);
  EXPECT_THAT(finished.err, HasSubstr("must begin with https://"));
  EXPECT_THAT(asked(), IsEmpty());
}

TEST_F(CtlTest, TellsTheDaemonsReasonWhenItRefuses) {
  const auto finished = run({"staff", "remove", "nobody"});
  EXPECT_EQ(finished.code, 1);
  EXPECT_EQ(finished.err, "touchpointctl: there is no such name\n");
}

TEST_F(CtlTest, TakesAPinFromAFileAndChecksItsForm) {
  answer("staff.add", "{}");
  const std::vector<std::string> add = {"staff",          "add",        "giulia",
                                        "--display-name", "Giulia",     "--role",
                                        "supervisor",     "--pin-file", "-"};
  EXPECT_EQ(run(add, "271828\n").code, 0);
  EXPECT_THAT(asked(), ElementsAre(R"({"verb":"staff.add","name":"giulia","display_name":"Giulia",)"
                                   R"("role":"supervisor","pin":"271828"})"));
  for (const auto* pin : {"12345", "1234567890123", "12345a", "", "271828\n271828\n"}) {
    const auto finished = run(add, pin);
    EXPECT_EQ(finished.code, 1) << pin;
    EXPECT_THAT(finished.err, Not(HasSubstr("12345"))) << pin;
  }
  EXPECT_EQ(asked().size(), 1U);
}

TEST_F(CtlTest, DoesNotAskForAPinWithoutATerminal) {
  const auto finished = run({"staff", "add", "giulia", "--display-name", "G"}, "271828\n271828\n");
  EXPECT_EQ(finished.code, 1);
  EXPECT_THAT(finished.err, HasSubstr("use --pin-file"));
}

// Standard input is a terminal here, as when a person types.
class CtlOnATerminalTest : public CtlTest {
 protected:
  CtlOnATerminalTest() : keyboard_(::posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC)) {
    std::array<char, 64> name{};
    EXPECT_EQ(::grantpt(keyboard_), 0);
    EXPECT_EQ(::unlockpt(keyboard_), 0);
    EXPECT_EQ(::ptsname_r(keyboard_, name.data(), name.size()), 0);
    terminal_ = ::open(name.data(), O_RDWR | O_NOCTTY | O_CLOEXEC);
    out_ = ::open("/dev/null", O_WRONLY | O_CLOEXEC);
  }
  ~CtlOnATerminalTest() override {
    ::close(keyboard_);
    ::close(terminal_);
    ::close(out_);
  }
  void type(std::string_view text) const {
    ASSERT_EQ(::write(keyboard_, text.data(), text.size()), static_cast<ssize_t>(text.size()));
  }
  // What the terminal has shown of what was typed.
  std::string echoed() const {
    ::fcntl(keyboard_, F_SETFL, O_NONBLOCK);
    return Program::read_all(keyboard_);
  }
  Program add_giulia() {
    return {{"--socket", socket_, "staff", "add", "giulia", "--display-name", "G"},
            terminal_,
            out_,
            {}};
  }

  int keyboard_;
  int terminal_ = -1;
  int out_ = -1;
};

TEST_F(CtlOnATerminalTest, AsksForThePinTwiceAndShowsNothing) {
  answer("staff.add", "{}");
  auto program = add_giulia();
  program.wait_for("PIN (6 to 12 digits): ");
  type("271828\n");
  program.wait_for("The same PIN again: ");
  type("271828\n");
  EXPECT_EQ(program.finish().code, 0);
  EXPECT_THAT(asked(), ElementsAre(HasSubstr(R"("pin":"271828")")));
  EXPECT_THAT(echoed(), Not(HasSubstr("2718")));
}

TEST_F(CtlOnATerminalTest, RefusesTwoDifferentPins) {
  auto program = add_giulia();
  program.wait_for("PIN (6 to 12 digits): ");
  type("271828\n");
  program.wait_for("The same PIN again: ");
  type("314159\n");
  const auto finished = program.finish();
  EXPECT_EQ(finished.code, 1);
  EXPECT_THAT(finished.err, HasSubstr("the two PINs differ"));
  EXPECT_THAT(asked(), IsEmpty());
}

TEST_F(CtlOnATerminalTest, GivesUpOnControlC) {
  auto program = add_giulia();
  program.wait_for("PIN (6 to 12 digits): ");
  type("27\x03");
  const auto finished = program.finish();
  EXPECT_EQ(finished.code, 1);
  EXPECT_THAT(finished.err, HasSubstr("nothing was changed"));
}

TEST_F(CtlTest, ListsStaff) {
  answer(
      "staff.list",
      R"({"staff":[{"name":"giulia","display_name":"Giulia","role":"supervisor","disabled":false},
                   {"name":"marco","display_name":"Marco","role":"associate","disabled":true,"from_hub":true}]})");
  EXPECT_EQ(run({"staff", "list"}).out,
            "giulia\tGiulia\tsupervisor\tof this device\n"
            "marco\tMarco\tassociate\tfrom the hub\tdisabled\n");
}

TEST_F(CtlTest, PrintsATokenAloneOnStandardOutput) {
  answer("token.add", R"({"token":"secret-token"})");
  const auto finished = run({"token", "add", "till-1"});
  EXPECT_EQ(finished.code, 0);
  EXPECT_EQ(finished.out, "secret-token\n");
  EXPECT_THAT(finished.err, HasSubstr("shown only now"));
  answer("token.list", R"({"tokens":[{"name":"till-1"}]})");
  EXPECT_EQ(run({"token", "list"}).out, "till-1\n");
}

TEST_F(CtlTest, MakesNoTokenThatNobodyCouldRead) {
  answer("token.add", R"({"token":"secret-token"})");
  const int in = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
  Program closed({"--socket", socket_, "token", "add", "till-1"}, in, -1, {});
  const auto finished = closed.finish();
  EXPECT_EQ(finished.code, 1);
  EXPECT_THAT(finished.err, HasSubstr("cannot write to standard output"));
  EXPECT_THAT(asked(), IsEmpty());

  const int full = ::open("/dev/full", O_WRONLY | O_CLOEXEC);
  Program lost({"--socket", socket_, "token", "add", "till-1"}, in, full, {});
  EXPECT_THAT(lost.finish().err, HasSubstr("the token is lost: remove it"));
  ::close(full);
  ::close(in);
}

TEST_F(CtlTest, SaysSoWhenItsReaderHasGone) {
  answer("status", kWell);
  std::array<int, 2> pipe{};
  ASSERT_EQ(::pipe2(pipe.data(), O_CLOEXEC), 0);
  ::close(pipe[0]);
  const int in = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
  Program program({"--socket", socket_, "status"}, in, pipe[1], {});
  const auto finished = program.finish();
  EXPECT_EQ(finished.code, 1);
  EXPECT_THAT(finished.err, HasSubstr("Broken pipe"));
  ::close(pipe[1]);
  ::close(in);
}

TEST_F(CtlTest, ChecksAConfigurationWithoutTheDaemon) {
  const auto example = run_plain({"config", "example"});
  EXPECT_EQ(example.code, 0);
  const auto file = support::write_file(folder_ / "agent.toml", example.out);
  const auto right = run_plain({"config", "check", file});
  EXPECT_EQ(right.code, 0) << right.err;
  EXPECT_THAT(right.out, HasSubstr(file + " is right: device "));
  EXPECT_EQ(run_plain({"config", "check", (folder_ / "absent.toml").string()}).code, 78);
  const auto shown = run_plain({"config", "show", "--origin", file});
  EXPECT_EQ(shown.code, 0) << shown.err;
  EXPECT_THAT(shown.out, HasSubstr("store = \"milano-01\"  # " + file + ":"));
  EXPECT_THAT(
      run_plain({"config", "show", "--json", file}).out,
      HasSubstr(R"({"section":"device","key":"currency","value":"EUR","origin":"default"})"));
  EXPECT_EQ(run_plain({"config", "show", (folder_ / "absent.toml").string()}).code, 78);
}

}  // namespace
}  // namespace touchpoint::control
