// The agent's own keys: what follows from what, and what is refused.
#include "config/agent_config.hpp"

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "config/proxy.hpp"
#include "support/shop_notice.hpp"
#include "support/temp_folder.hpp"
#include "support/write_file.hpp"

namespace touchpoint::config {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

class AgentConfigTest : public testing::Test {
 protected:
  AgentConfigTest() { ::unsetenv("CREDENTIALS_DIRECTORY"); }
  ~AgentConfigTest() override { ::unsetenv("CREDENTIALS_DIRECTORY"); }

  Result<Config> read(std::string_view text) {
    return read_config(support::write_file(folder_ / "agent.toml", text));
  }
  Result<Config> read_device_and(std::string_view text) {
    return read("[device]\nstore = \"milano-01\"\nname = \"pos-3\"\n" + std::string(text));
  }
  std::string complaint(std::string_view text) {
    const auto result = read_device_and(text);
    return result ? "it was accepted" : result.error().sentence();
  }

  support::TempFolder folder_;
};

std::string notice_of(std::string_view notice) {
  return "[privacy]\nnotice = '''" + std::string(notice) + "'''\n";
}

TEST_F(AgentConfigTest, StaffAskForThePurposesThatCustomersAreAskedAbout) {
  const auto notice = notice_of(support::kShopNotice);
  const auto config = read_device_and(notice);
  ASSERT_TRUE(config) << config.error().sentence();
  EXPECT_FALSE(config.value().privacy.notice.text.empty());
  EXPECT_THAT(complaint(notice + "[guards]\nconsents = [\"marketing\"]\n"),
              HasSubstr("\"profiling\", which is not in \"consents\" of [guards]"));
  EXPECT_THAT(complaint(notice + "[guards]\nconsents = [\"marketing\", \"profiling\", \"sale\"]\n"),
              HasSubstr("\"sale\", which \"notice\" in [privacy] does not explain"));
  EXPECT_THAT(complaint(notice_of("{}")), HasSubstr("\"notice\" in [privacy] cannot be shown"));
}

TEST_F(AgentConfigTest, TheHubMayGiveANoticeAndItsPurposesMustFit) {
  const auto notice = notice_of(support::kShopNotice);
  EXPECT_TRUE(check_central("central.toml", notice));
  const auto both = check_central("central.toml", notice + "[guards]\nconsents = [\"sale\"]\n");
  ASSERT_FALSE(both);
  EXPECT_THAT(both.error().sentence(), HasSubstr("\"sale\""));
}

TEST_F(AgentConfigTest, NeedsNothingButTheStore) {
  const auto result = read_device_and("");
  ASSERT_TRUE(result) << result.error().sentence();
  const auto& config = result.value();
  EXPECT_EQ(config.device.store, "milano-01");
  EXPECT_EQ(config.device.name, "pos-3");
  EXPECT_EQ(config.device.store_name, "milano-01");
  EXPECT_THAT(config.device.languages, ElementsAre("it", "en"));
  EXPECT_EQ(config.device.language, "it");
  EXPECT_EQ(config.device.currency, "EUR");
  EXPECT_EQ(config.storage.state, "/var/lib/touchpoint");
  EXPECT_EQ(config.control_socket(), "/run/touchpoint/control.sock");
  EXPECT_EQ(config.web.listen.text(), "127.0.0.1:7080");
  EXPECT_EQ(config.web.api_socket, "/run/touchpoint/api.sock");
  EXPECT_EQ(config.counter.touchpoint, "counter-1");
  EXPECT_EQ(config.kiosk.touchpoint, "kiosk-1");
  EXPECT_EQ(config.kiosk.idle, 45s);
  EXPECT_EQ(config.sync.receipt_timeout, 30s);
  EXPECT_EQ(config.sync.news_poll, 15s);
  EXPECT_EQ(config.sync.backoff_max, 5min);
  EXPECT_EQ(config.sync.request_timeout, 30s);
  EXPECT_EQ(config.sync.lookup_timeout, 300ms);
  EXPECT_EQ(config.sync.probe, 30s);
  EXPECT_EQ(config.sync.keep_alive, 60s);
  EXPECT_EQ(config.sync.batch_rows, 500);
  EXPECT_EQ(config.sync.batch_bytes, 262144);
  EXPECT_EQ(config.secret.file, "/var/lib/touchpoint/device.key");
  EXPECT_EQ(config.log.level, "info");
}

TEST_F(AgentConfigTest, GuardsAreSwitchedOffByName) {
  const auto result = read_device_and(
      "[guards]\noff = [\"late_engagement\"]\nalready_bought = \"30d\"\n"
      "[journey]\nanswer = \"4h\"\n");
  ASSERT_TRUE(result) << result.error().sentence();
  EXPECT_THAT(result.value().guards.off, ElementsAre("late_engagement"));
  EXPECT_EQ(result.value().guards.already_bought, 24h * 30);
  EXPECT_EQ(result.value().journey.answer, 4h);
  EXPECT_THAT(complaint("[guards]\noff = [\"late\"]"), HasSubstr("not \"late\""));
  EXPECT_THAT(complaint("[guards]\nlate_percent = 90"), HasSubstr("late_percent"));
  EXPECT_THAT(complaint("[fairness]\nstaff_hours = [\"7:30-9\"]"),
              HasSubstr("must hold hours such as \"07:30-09:00\", not \"7:30-9\""));
  EXPECT_THAT(complaint("[fairness]\nburst_people = 1"), HasSubstr("burst_people"));
}

TEST_F(AgentConfigTest, RecognisesNobodyUntilControllerAndPurposesAreSet) {
  EXPECT_FALSE(read_device_and("").value().may_recognise());
  EXPECT_FALSE(read_device_and("[privacy]\ncontroller = \"A\"").value().may_recognise());
  EXPECT_FALSE(read_device_and("[privacy]\npurposes = [\"service\"]").value().may_recognise());
  EXPECT_TRUE(read_device_and("[privacy]\ncontroller = \"A\"\npurposes = [\"service\"]")
                  .value()
                  .may_recognise());
}

TEST_F(AgentConfigTest, TakesTheHostNameForADeviceWithoutOne) {
  const auto config = read("[device]\nstore = \"milano-01\"\n");
  if (config) {
    EXPECT_FALSE(config.value().device.name.empty());
  } else {
    EXPECT_THAT(config.error().sentence(), HasSubstr("\"name\" in [device] must be set"));
  }
}

TEST_F(AgentConfigTest, FollowsTheFoldersThatAreGiven) {
  const auto config =
      read_device_and("[storage]\nstate = \"/srv/s\"\nruntime = \"/srv/r\"").value();
  EXPECT_EQ(config.secret.file, "/srv/s/device.key");
  EXPECT_EQ(config.web.api_socket, "/srv/r/api.sock");
  EXPECT_EQ(config.control_socket(), "/srv/r/control.sock");
}

TEST_F(AgentConfigTest, PrefersTheCredentialThatTheServiceManagerHandsOver) {
  ::setenv("CREDENTIALS_DIRECTORY", folder_.path().c_str(), 1);
  EXPECT_EQ(read_device_and("").value().secret.file, "/var/lib/touchpoint/device.key");
  support::write_file(folder_ / "device.key", "0123456789abcdef0123456789abcdef");
  EXPECT_EQ(read_device_and("").value().secret.file, (folder_ / "device.key").string());
  EXPECT_EQ(read_device_and("[secret]\nfile = \"/srv/key\"").value().secret.file, "/srv/key");
}

TEST_F(AgentConfigTest, ListensOnThisDeviceOnly) {
  EXPECT_TRUE(read_device_and("[web]\nlisten = \"127.0.0.2:80\""));
  EXPECT_TRUE(read_device_and("[web]\nlisten = \"[::1]:80\""));
  for (const auto* address : {"0.0.0.0:7080", "192.168.1.5:7080", "[::]:7080", "example.org:80",
                              "127.example:80", "[::ffff:10.0.0.1]:80"}) {
    EXPECT_THAT(complaint("[web]\nlisten = \"" + std::string(address) + "\""),
                HasSubstr("must be an address of this device only"))
        << address;
  }
}

TEST_F(AgentConfigTest, OpensNoDoorToTheNetworkUnlessToldTo) {
  EXPECT_THAT(read_device_and("").value().lan.listen, IsEmpty());
  const auto door = [](std::string_view listen, std::string_view names) {
    return "[lan]\nlisten = \"" + std::string(listen) + "\"\nnames = " + std::string(names);
  };
  constexpr std::string_view kNames = R"(["tablets.example.org", "192.168.1.20", "fd00::5"])";
  const auto opened = read_device_and(door("0.0.0.0:7443", kNames)).value();
  EXPECT_EQ(opened.lan.listen, "0.0.0.0:7443");
  EXPECT_EQ(opened.web.listen.text(), "127.0.0.1:7080");
  EXPECT_TRUE(read_device_and(door("[fd00::5]:7443", kNames)));
  for (const auto* listen : {"0.0.0.0", "tablets.example.org:7443", "192.168.1.20:0", ":7443"})
    EXPECT_THAT(complaint(door(listen, kNames)), HasSubstr("must be an address in figures"));
  EXPECT_THAT(complaint(door("0.0.0.0:7443", "[]")), HasSubstr("needs \"names\""));
  for (const auto* names : {R"(["Tablets"])", R"(["a b"])", R"([""])", R"(["*.example.org"])"})
    EXPECT_THAT(complaint(door("0.0.0.0:7443", names)), HasSubstr("at most 16 names"));
  EXPECT_THAT(complaint(door("0.0.0.0:7443", kNames) + "\n[kiosk]\ntouchpoint = \"\""),
              HasSubstr("needs a \"touchpoint\" in [kiosk]"));
}

TEST_F(AgentConfigTest, SwitchesTouchpointsOffByAnEmptyName) {
  const auto config =
      read_device_and("[counter]\ntouchpoint = \"\"\n[kiosk]\ntouchpoint = \"\"").value();
  EXPECT_THAT(config.counter.touchpoint, IsEmpty());
  EXPECT_THAT(config.kiosk.touchpoint, IsEmpty());
}

TEST_F(AgentConfigTest, PhonesCarryOnNowhereUnlessToldWhere) {
  EXPECT_THAT(read_device_and("").value().kiosk.carry_on, IsEmpty());
  for (const auto* right :
       {"https://feedback.example.org/", "https://example.org:8443/in/store/"}) {
    const auto config = read_device_and("[kiosk]\ncarry_on = \"" + std::string(right) + "\"\n");
    ASSERT_TRUE(config) << config.error().sentence();
    EXPECT_EQ(config.value().kiosk.carry_on, right);
  }
  for (const auto* wrong : {"http://feedback.example.org/", "https://feedback.example.org",
                            "https://example.org/a?b=1/", "https://anna:secret@example.org/",
                            "https://example.org/#x/", "feedback.example.org/"}) {
    EXPECT_THAT(complaint("[kiosk]\ncarry_on = \"" + std::string(wrong) + "\"\n"),
                HasSubstr("with https and a slash at its end"))
        << wrong;
  }
}

TEST_F(AgentConfigTest, RefusesWhatDoesNotFitTogether) {
  EXPECT_THAT(complaint("language = \"de\""), HasSubstr("must be one of \"languages\""));
  EXPECT_THAT(complaint("[kiosk]\ntouchpoint = \"counter-1\""),
              HasSubstr("must have different touchpoints"));
}

TEST_F(AgentConfigTest, KeepsTheWayToTheHubWithinWhatItsLibrariesCanDo) {
  EXPECT_TRUE(
      read_device_and("[sync]\nkeep_alive = \"5s\"\nrequest_timeout = \"100ms\"\n"
                      "probe = \"100ms\""));
  EXPECT_THAT(complaint("[sync]\nkeep_alive = \"4s\""), HasSubstr("5s"));
  EXPECT_THAT(complaint("[sync]\nrequest_timeout = \"11m\""), HasSubstr("10m"));
  EXPECT_THAT(complaint("[sync]\nprobe = \"0s\""), HasSubstr("100ms"));
}

TEST_F(AgentConfigTest, RefusesPatternsThatAreNone) {
  EXPECT_THAT(complaint("[scan]\nloyalty_pattern = \"[0-9\""), HasSubstr("must be a pattern"));
  EXPECT_THAT(complaint("[scan]\nloyalty_pattern = \".*\""), HasSubstr("match an empty scan"));
  EXPECT_THAT(complaint("[scan]\norder_pattern = \"\""), HasSubstr("match an empty scan"));
  EXPECT_THAT(complaint("[scan]\norder_pattern = \"" + std::string(201, 'a') + "\""),
              HasSubstr("at most 200 bytes"));
}

TEST_F(AgentConfigTest, TakesNamespacesWithTheirSymbologiesAndABlockList) {
  const auto config = read_device_and(
                          "[scan]\ngift_card_pattern = \"6039[0-9]{12}\"\n"
                          "wallet_symbologies = [\"Q\", \"z\"]\nblocked = [\"7+\"]\n")
                          .value();
  EXPECT_EQ(config.scan.gift_card_pattern, "6039[0-9]{12}");
  EXPECT_EQ(config.scan.coupon_pattern, "") << "there are none";
  EXPECT_EQ(config.scan.wallet_symbologies, (Texts{"Q", "z"}));
  EXPECT_EQ(config.scan.blocked, Texts{"7+"});
  EXPECT_THAT(complaint("[scan]\nwallet_symbologies = [\"QR\"]"), HasSubstr("single letters"));
  EXPECT_THAT(complaint("[scan]\ncoupon_pattern = \"x*\""), HasSubstr("match an empty scan"));
  EXPECT_THAT(complaint("[scan]\nblocked = [\"([\"]"), HasSubstr("must hold patterns"));
  EXPECT_THAT(complaint("[scan]\nblocked = [\".*\"]"), HasSubstr("match an empty scan"));
}

TEST_F(AgentConfigTest, FindsPatternsOfWhichOneHoldsTheOther) {
  EXPECT_THAT(clashes_of(read_device_and("").value()), IsEmpty()) << "the defaults only overlap";
  const auto inner = read_device_and("[scan]\norder_pattern = \"[0-9]{6}\"").value();
  const auto clashes = clashes_of(inner);
  ASSERT_EQ(clashes.size(), 1U);
  EXPECT_EQ(clashes[0].inner, "order_pattern");
  EXPECT_EQ(clashes[0].outer, "loyalty_pattern");
  EXPECT_EQ(clashes[0].example, "111111");
  EXPECT_THAT(clashes_of(read_device_and("[scan]\norder_pattern = \"[0-9]{6}\"\n"
                                         "order_symbologies = [\"C\"]\n"
                                         "loyalty_symbologies = [\"E\", \"Q\"]")
                             .value()),
              IsEmpty())
      << "their symbols tell them apart";
}

TEST_F(AgentConfigTest, NamesThePlaceOfWhatDoesNotFitTogether) {
  const auto file = (folder_ / "agent.toml").string();
  EXPECT_EQ(complaint("language = \"de\"\n"),
            file + ":4:1: \"language\" in [device] must be one of \"languages\"");
  EXPECT_EQ(complaint("[kiosk]\n  touchpoint = \"counter-1\"\n"),
            file + ":5:3: [counter] and [kiosk] must have different touchpoints");
}

TEST_F(AgentConfigTest, SaysWhereEveryValueComesFrom) {
  const auto file = support::write_file(folder_ / "agent.toml",
                                        "[device]\nstore = \"milano-01\"\nname = \"pos-3\"\n"
                                        "[sync]\n\nkeep_alive = \"60s\"\n");
  const auto settings = read_settings(file);
  ASSERT_TRUE(settings) << settings.error().sentence();
  Config config;
  std::size_t keys = 0;
  for (const auto& section : agent_schema(config).sections)
    keys += section.keys.size();
  EXPECT_EQ(settings.value().settings.size(), keys);
  std::map<std::string, std::string> from;
  using Origin = Setting::Origin;
  for (const auto& setting : settings.value().settings) {
    if (setting.origin == Origin::fallback) continue;
    from[setting.section + "." + setting.key] =
        setting.value + (setting.origin == Origin::file ? " " + std::to_string(setting.line) : "");
  }
  EXPECT_THAT(from, testing::UnorderedElementsAre(
                        testing::Pair("device.store", "\"milano-01\" 2"),
                        testing::Pair("device.name", "\"pos-3\" 3"),
                        testing::Pair("device.store_name", "\"milano-01\""),
                        testing::Pair("sync.keep_alive", "\"1m\" 6"),
                        testing::Pair("web.api_socket", "\"/run/touchpoint/api.sock\""),
                        testing::Pair("secret.file", "\"/var/lib/touchpoint/device.key\"")));
  const auto text = write_settings(settings.value().settings, file);
  EXPECT_THAT(text, HasSubstr("[device]\nstore = \"milano-01\"  # " + file + ":2\n"));
  EXPECT_THAT(text, HasSubstr("currency = \"EUR\"  # default\n"));
  EXPECT_THAT(text, HasSubstr("store_name = \"milano-01\"  # follows from the others\n"));
  // What it shows is a configuration, and the same one.
  const auto shown = read(write_settings(settings.value().settings, std::nullopt));
  ASSERT_TRUE(shown) << shown.error().sentence();
  EXPECT_EQ(shown.value().web.api_socket, "/run/touchpoint/api.sock");
}

TEST_F(AgentConfigTest, NamesTheNearestKey) {
  EXPECT_EQ(complaint("stroe = \"milano-01\"\n"),
            (folder_ / "agent.toml").string() +
                R"(:4:1: unknown key "stroe" in [device]; did you mean "store"?)");
}

TEST_F(AgentConfigTest, WritesAnExampleThatStandsUpWithEveryKeySwitchedOn) {
  Config config;
  const auto example = write_example(agent_schema(config));
  ASSERT_TRUE(read(example)) << read(example).error().sentence();

  // Commented keys begin with '#' at once, sentences with "# ".
  std::string all;
  for (std::size_t at = 0; at < example.size(); ++at) {
    const bool begins = at == 0 || example[at - 1] == '\n';
    const bool key = begins && example[at] == '#' && example[at + 1] != ' ';
    if (!key) all += example[at];
  }
  const auto result = read(all);
  ASSERT_TRUE(result) << result.error().sentence();
  EXPECT_EQ(result.value().device.name, "milano-01-pos-3");
  EXPECT_TRUE(result.value().may_recognise());
}

TEST_F(AgentConfigTest, ExplainsEveryKey) {
  Config config;
  for (const auto& section : agent_schema(config).sections) {
    EXPECT_FALSE(section.doc.empty()) << section.name;
    for (const auto& key : section.keys)
      EXPECT_TRUE(key.doc.ends_with('.')) << section.name << '.' << key.name;
  }
}

struct GoodProxy {
  std::string url, host, user;
  int port;
};

TEST_F(AgentConfigTest, ReadsAProxysUrl) {
  for (const auto& good : std::vector<GoodProxy>{
           {"http://proxy.example:3128", "proxy.example", "", 3128},
           {"http://till@10.0.0.1:8080", "10.0.0.1", "till", 8080},
           {"http://STORE%5Cmilano%40x@[fd00::1]:3128", "fd00::1", "STORE\\milano@x", 3128},
       }) {
    const auto proxy = parse_proxy(good.url);
    ASSERT_TRUE(proxy) << good.url << ": " << proxy.error().sentence();
    EXPECT_EQ(proxy.value().address.host, good.host);
    EXPECT_EQ(proxy.value().address.port, good.port);
    EXPECT_EQ(proxy.value().user, good.user);
  }
}

TEST_F(AgentConfigTest, RefusesAProxyThatIsNone) {
  for (const auto* url :
       {"proxy.example:3128", "https://proxy.example:3128", "socks5h://proxy.example:1080",
        "http://proxy.example", "http://proxy.example:0", "http://proxy.example:70000",
        "http://proxy.example:3128/", "http://@proxy.example:3128", "http://a%4@proxy.example:3128",
        "http://a%3Ab@proxy.example:3128", "http://", "http:// proxy:1"}) {
    EXPECT_THAT(complaint("[sync]\nproxy = \"" + std::string(url) + "\"\n"),
                HasSubstr("must be an HTTP proxy's URL such as"))
        << url;
  }
}

TEST_F(AgentConfigTest, AProxysPasswordStandsInAFileAndNowhereElse) {
  const auto said = complaint("[sync]\nproxy = \"http://till:b1anco@proxy.example:3128\"\n");
  EXPECT_THAT(said, HasSubstr("must not hold a password"));
  EXPECT_THAT(said, Not(HasSubstr("b1anco")));
  const std::string pair = "belongs to a \"proxy\" with a user";
  EXPECT_THAT(complaint("[sync]\nproxy = \"http://till@proxy.example:3128\"\n"), HasSubstr(pair));
  EXPECT_THAT(complaint("[sync]\nproxy_password_file = \"/etc/p\"\n"), HasSubstr(pair));

  const auto file = folder_ / "password";
  const auto config = read_device_and(
      "[sync]\nproxy = \"http://till@proxy.example:3128\"\n"
      "proxy_password_file = \"" +
      file.string() + "\"\n");
  ASSERT_TRUE(config) << config.error().sentence();
  const auto password = [&](std::string_view text) {
    support::write_file(file, text);
    std::filesystem::permissions(file, std::filesystem::perms{0640});
    const auto proxy = proxy_of(config.value());
    return proxy ? proxy.value()->password : proxy.error().sentence();
  };
  EXPECT_EQ(password(" b1anco \n"), "b1anco");
  EXPECT_THAT(password("\n"), HasSubstr("holds no password"));
  EXPECT_THAT(password("a\nb"), HasSubstr("must be one line"));
  std::filesystem::permissions(file, std::filesystem::perms{0644});
  EXPECT_THAT(proxy_of(config.value()).error().sentence(), HasSubstr("chmod o-rwx"));
}

}  // namespace
}  // namespace touchpoint::config
