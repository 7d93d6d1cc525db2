// A hub and devices over a real Mosquitto, run from the configuration that `init` writes.
#include <condition_variable>
#include <csignal>
#include <mutex>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/files.hpp"
#include "hub_world.hpp"

namespace touchpoint::hub {
namespace {

int free_port() {
  const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  auto* const generic = reinterpret_cast<sockaddr*>(&address);
  EXPECT_EQ(::bind(fd, generic, size), 0);
  EXPECT_EQ(::getsockname(fd, generic, &size), 0);
  ::close(fd);
  return ntohs(address.sin_port);
}

// `mosquitto -c <file>`, ended by its own process number.
class Mosquitto {
 public:
  explicit Mosquitto(const std::filesystem::path& file) {
    std::string path = "/usr/sbin/mosquitto";
    std::string flag = "-c";
    std::string argument = file.string();
    std::array<char*, 4> arguments{path.data(), flag.data(), argument.data(), nullptr};
    EXPECT_EQ(::posix_spawn(&process_, path.c_str(), nullptr, nullptr, arguments.data(), environ),
              0);
  }
  ~Mosquitto() {
    ::kill(process_, SIGTERM);
    ::waitpid(process_, nullptr, 0);
  }
  Mosquitto(const Mosquitto&) = delete;
  Mosquitto& operator=(const Mosquitto&) = delete;

 private:
  pid_t process_ = -1;
};

// A device's MQTT connection, and what came on it.
class Probe {
 public:
  Probe(support::LoopRunner& runner, const Enrolled& device, const std::filesystem::path& folder,
        std::vector<std::string> filters)
      : runner_(runner), filters_(std::move(filters)) {
    const auto stem = folder / (device.sender.device + device.sender.store);
    write(stem.string() + ".ca", device.identity.ca);
    write(stem.string() + ".crt", device.identity.certificate);
    write(stem.string() + ".key", device.identity.private_key);
    sync::MqttSettings settings;
    settings.host = "127.0.0.1";
    settings.port = device.mqtt_port;
    settings.client_id = device.sender.device;
    settings.ca_file = stem.string() + ".ca";
    settings.certificate_file = stem.string() + ".crt";
    settings.private_key_file = stem.string() + ".key";
    settings.reconnect_min = std::chrono::milliseconds{20};
    runner_.on_loop([this, &settings] {
      auto made = sync::MqttClient::make(
          runner_.loop(), settings,
          {.on_connected = [this] { on_connected(); },
           .on_disconnected = [](std::string_view) {},
           .on_message = [this](sync::MqttMessage message) { on_message(std::move(message)); }});
      EXPECT_TRUE(made) << made.error().sentence();
      client_ = std::move(made).value();
      EXPECT_TRUE(client_->start());
    });
    wait([this] { return connected_; });
  }
  ~Probe() {
    runner_.on_loop([this] { client_.reset(); });
  }
  Probe(const Probe&) = delete;
  Probe& operator=(const Probe&) = delete;

  void publish(const std::string& topic, const std::string& payload) {
    runner_.on_loop([&] { EXPECT_TRUE(client_->publish(topic, payload, false)); });
  }
  // The payload of the first message on `topic` that `fits`; waits for it.
  std::string receive(const std::string& topic,
                      const std::function<bool(const std::string&)>& fits) {
    std::string found;
    wait([&] {
      for (const auto& message : messages_) {
        if (message.topic == topic && fits(message.payload)) found = message.payload;
      }
      return !found.empty();
    });
    return found;
  }
  std::size_t count(const std::string& topic) {
    const std::lock_guard lock(mutex_);
    return static_cast<std::size_t>(std::ranges::count_if(
        messages_, [&](const auto& message) { return message.topic == topic; }));
  }

 private:
  static void write(const std::string& file, const std::string& text) {
    static_cast<void>(files::write_new(file, text, 0600));
  }
  void on_connected() {
    for (const auto& filter : filters_)
      EXPECT_TRUE(client_->subscribe(filter));
    const std::lock_guard lock(mutex_);
    connected_ = true;
    changed_.notify_all();
  }
  void on_message(sync::MqttMessage message) {
    const std::lock_guard lock(mutex_);
    messages_.push_back(std::move(message));
    changed_.notify_all();
  }
  void wait(const std::function<bool()>& condition) {
    std::unique_lock lock(mutex_);
    EXPECT_TRUE(changed_.wait_for(lock, support::kPatience, condition));
  }

  support::LoopRunner& runner_;
  std::vector<std::string> filters_;
  std::unique_ptr<sync::MqttClient> client_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<sync::MqttMessage> messages_;
  bool connected_ = false;
};

bool any(const std::string& payload) {
  return !payload.empty();
}

class HubMqttTest : public HubWorld {
 protected:
  HubMqttTest() : HubWorld(free_port()), broker_(folder_.broker() / "mosquitto.conf") {}
  ~HubMqttTest() override {
    runner_->on_loop([this] { again_.cancel(); });  // a timer may not outlive its loop
    stop();
  }

  std::unique_ptr<Probe> connect(const Enrolled& device, std::vector<std::string> filters) {
    return std::make_unique<Probe>(*runner_, device, temp_.path(), std::move(filters));
  }
  // Until the hub has found the broker.
  void wait_for_hub() {
    static_cast<void>(runner_->wait<int>(
        [this](auto done) { look_again([done = std::move(done)]() mutable { done(0); }); }));
  }

  Mosquitto broker_;

 private:
  void look_again(Task done) {
    if (hub_->broker_connected()) return done();
    again_ = runner_->loop().after(
        std::chrono::milliseconds{10},
        [this, done = std::move(done)]() mutable { look_again(std::move(done)); });
  }
  Timer again_;
};

TEST_F(HubMqttTest, BatchIsAnsweredWithARetainedSignedReceipt) {
  const auto till = enrol("milano-01-pos-3", "milano-01");
  const std::string root = "touchpoint/v1/milano-01/milano-01-pos-3/";
  auto journal = new_journal(till);
  journal.write_many(3);
  wait_for_hub();
  auto probe = connect(till, {root + "stored"});
  probe->publish(root + "events/k3x9", batch_of(journal));
  const auto receipt = sync::verify_receipt(probe->receive(root + "stored", any), till.keys);
  ASSERT_TRUE(receipt) << receipt.error().sentence();
  EXPECT_EQ(receipt.value().through, 3);
  EXPECT_EQ(receipt.value().answers, "k3x9");
  EXPECT_EQ(receipt.value().chain, journal.chain_at(3));
  probe.reset();
  auto later = connect(till, {root + "stored"});
  EXPECT_TRUE(sync::verify_receipt(later->receive(root + "stored", any), till.keys));
}

TEST_F(HubMqttTest, DeviceCanNeitherSpeakNorListenForAnother) {
  const auto till = enrol("milano-01-pos-3", "milano-01");
  const auto thief = enrol("milano-01-pos-4", "milano-01");
  const std::string theirs = "touchpoint/v1/milano-01/milano-01-pos-3/";
  const std::string own = "touchpoint/v1/milano-01/milano-01-pos-4/";
  auto forged = new_journal(till);
  forged.write_many(1);
  auto honest = new_journal(thief);
  honest.write_many(1);
  wait_for_hub();
  auto probe = connect(thief, {theirs + "stored", "touchpoint/v1/#", own + "stored"});
  probe->publish(theirs + "events/f1", batch_of(forged));
  probe->publish("touchpoint/v1/torino-02/milano-01-pos-4/events/f2", batch_of(honest));
  // One connection is in order: when this is answered, the forged ones have been dealt with.
  probe->publish(own + "events/h1", batch_of(honest));
  probe->receive(own + "stored", any);
  // … and so is the honest device's receipt, which is not for the thief to see.
  ASSERT_EQ(post_batch(till, batch_of(forged)).status, 200);
  EXPECT_EQ(probe->count(theirs + "stored"), 0U);
  EXPECT_EQ(command(R"({"verb":"status"})")["events"], 2);
}

TEST_F(HubMqttTest, ChangeOfAProfileIsNewsForItsStore) {
  const auto till = enrol("milano-01-pos-3", "milano-01");
  const std::string topic = "touchpoint/v1/milano-01/milano-01-pos-3/news";
  wait_for_hub();
  auto probe = connect(till, {topic});
  command(R"({"verb":"source.add","name":"shop","user_id":"loyalty","home_store":"milano-01"})");
  command(R"({"verb":"source.batch","source":"shop","batch":[{"type":"identify","userId":"1"}]})");
  const auto text = probe->receive(topic, [](const std::string& payload) {
    const auto news = sync::news_from_json(payload);
    return news && news.value().profiles == 1;
  });
  EXPECT_EQ(sync::news_from_json(text).value().epoch,
            text_of(command(R"({"verb":"status"})")["epoch"]));
}

TEST_F(HubMqttTest, StateOfADeviceIsKept) {
  const auto till = enrol("milano-01-pos-3", "milano-01");
  const std::string root = "touchpoint/v1/milano-01/milano-01-pos-3/";
  auto journal = new_journal(till);
  journal.write_many(1);
  wait_for_hub();
  auto probe = connect(till, {root + "stored"});
  probe->publish(root + "state", R"({"online":true,"version":"0.1.0","queue":0})");
  probe->publish(root + "events/k1", batch_of(journal));
  probe->receive(root + "stored", any);
  auto status = command(R"({"verb":"status"})");
  EXPECT_EQ(status["devices"].at(0).at("state").at("version"), "0.1.0");
}

}  // namespace
}  // namespace touchpoint::hub
