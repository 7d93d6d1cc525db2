// drain_https and drain_mqtt: how fast a backlog leaves a device, events a second: the real Journal
// and Outbox, TLS, and at the other end a hub that stores nothing; by MQTT a real Mosquitto stands
// between them. Beside them the same way with batches that are ready (`limit`), and SQLite alone
// reading the rows (`read_alone`). `cpu_us` is the processor time of everything but Mosquitto, per
// event; `limit_cpu_us` without journal and outbox.
//
// Usage: bench_drain [rounds [rows [folder]]]
#include <future>

#include "bench/backlog.hpp"
#include "bench/measure.hpp"
#include "bench/null_hub.hpp"
#include "support/broker.hpp"
#include "support/loop_runner.hpp"
#include "support/pki.hpp"
#include "support/temp_folder.hpp"
#include "sync/https/transport.hpp"
#include "sync/mqtt/transport.hpp"
#include "sync/outbox.hpp"
#include "sync/topics.hpp"
#include "web/http/server.hpp"

namespace touchpoint::bench {
namespace {

constexpr int kRoundsUsual = 5;
constexpr int kRowsUsual = 200'000;

// One way of doing it, round by round.
struct Way {
  std::vector<double> rates;
  std::vector<double> cpu_us;

  template <class Work>
  void measure(int rows, Work work) {
    const auto cpu_before = processor_us();
    const auto start = Stopwatch::now();
    work();
    rates.push_back(rows * 1e6 / microseconds_since(start));
    cpu_us.push_back((processor_us() - cpu_before) / rows);
  }
};

// The hub's two doors, on a loop of its own.
class Hub {
 public:
  explicit Hub(support::Pki& pki)
      : broker_(pki.server(),
                "allow_anonymous true\nmax_inflight_messages 100\nset_tcp_nodelay true\n"
                "log_type none\nlog_type information") {
    const auto server = pki.server();
    runner_.on_loop([&] { open_https(server); });
    const auto credentials = pki.device("hub", "");
    std::promise<void> connected;
    runner_.on_loop([&] { open_mqtt(mqtt_settings("hub", credentials), connected); });
    connected.get_future().wait();
  }
  ~Hub() {
    runner_.on_loop([this] {
      server_.reset();
      mqtt_.reset();
    });
  }

  const NullHub& hub() const { return hub_; }
  std::string url() const { return "https://127.0.0.1:" + std::to_string(port_); }
  sync::MqttSettings mqtt_settings(const std::string& id, const support::Credentials& as) const {
    sync::MqttSettings settings;
    settings.host = "127.0.0.1";
    settings.port = broker_.port();
    settings.client_id = id;
    settings.ca_file = as.ca_file;
    settings.certificate_file = as.certificate_file;
    settings.private_key_file = as.private_key_file;
    return settings;
  }

 private:
  void open_https(const support::Credentials& credentials) {
    web::HttpServer::Options options;
    options.body_limit = [](web::Method, std::string_view) { return sync::kBatchBytesMax; };
    server_ = std::make_unique<web::HttpServer>(
        runner_.loop(),
        [this](web::Request request, const web::ResponderPtr& responder) {
          const auto batch = request.header("touchpoint-batch");
          responder->respond({.content_type = "application/jose",
                              .body = hub_.answer(batch, std::move(request.body))});
        },
        std::move(options));
    web::Listen listen{.name = "hub", .address = "127.0.0.1:0"};
    listen.tls = {credentials.certificate, credentials.private_key, credentials.ca};
    if (!server_->listen(listen)) std::abort();
    port_ = server_->port("hub").value();
  }

  void open_mqtt(const sync::MqttSettings& settings, std::promise<void>& connected) {
    auto take = [this](sync::MqttMessage message) {
      const auto batch = message.topic.substr(message.topic.rfind('/') + 1);
      const auto topic = sync::device_topics(kStore, kDevice) + std::string(sync::kStoredTopic);
      if (!mqtt_->publish(topic, hub_.answer(batch, std::move(message.payload)), true)) {
        std::abort();
      }
    };
    mqtt_ = sync::MqttClient::make(runner_.loop(), settings,
                                   {.on_connected =
                                        [this, &connected] {
                                          if (!mqtt_->subscribe("touchpoint/v1/+/+/events/+")) {
                                            std::abort();
                                          }
                                          connected.set_value();
                                        },
                                    .on_disconnected = [](std::string_view) { std::abort(); },
                                    .on_message = std::move(take)})
                .value();
    if (!mqtt_->start()) std::abort();
  }

  NullHub hub_;
  support::Broker broker_;
  support::LoopRunner runner_;
  std::unique_ptr<web::HttpServer> server_;
  std::uint16_t port_ = 0;
  std::unique_ptr<sync::MqttClient> mqtt_;
};

struct Prepared {
  std::int64_t last = 0;
  std::string body;
};

// As the outbox would make them.
std::vector<Prepared> prepare(support::LoopRunner& runner, journal::Journal& journal) {
  std::vector<Prepared> batches;
  std::int64_t after = 0;
  while (true) {
    const auto rows = runner.wait<std::vector<sync::OutgoingEvent>>([&](auto done) {
      journal.read_after(after, sync::Tuning{}.batch_rows_max, sync::Tuning{}.batch_bytes_max,
                         std::move(done));
    });
    if (!rows) std::abort();
    if (rows.value().empty()) return batches;
    std::vector<std::string_view> events;
    for (const auto& row : rows.value())
      events.push_back(row.json);
    after = rows.value().back().sequence;
    batches.push_back({after, sync::compress(sync::join_batch(events))});
  }
}

class Device {
 public:
  Device(Backlog& backlog, const Hub& hub, support::Pki& pki, int rows)
      : backlog_(backlog), hub_(hub), rows_(rows) {
    const auto credentials = pki.device(std::string{kDevice}, std::string{kStore});
    const sync::HttpsIdentity identity{.ca = credentials.ca,
                                       .certificate = credentials.certificate,
                                       .private_key = credentials.private_key};
    runner_.on_loop([&] {
      https_ = std::make_unique<sync::HttpsTransport>(
          sync::HttpsClient::make(runner_.loop(), hub.url(), identity).value(),
          std::chrono::seconds{30});
    });
    std::promise<void> connected;
    runner_.on_loop([&] {
      mqtt_ = sync::MqttTransport::make(runner_.loop(), hub.mqtt_settings("device", credentials),
                                        kStore, kDevice,
                                        {.on_connected = [&connected] { connected.set_value(); },
                                         .on_news = [](const std::string&) {},
                                         .on_problem = [](const std::string&) { std::abort(); }})
                  .value();
      mqtt_->start();
    });
    connected.get_future().wait();
    auto journal = backlog_.open(runner_.loop());
    batches_ = prepare(runner_, *journal);
    runner_.on_loop([&] { journal.reset(); });
  }
  ~Device() {
    runner_.on_loop([this] {
      mqtt_.reset();
      https_.reset();
    });
  }

  sync::Transport& https() { return *https_; }
  sync::Transport& mqtt() { return *mqtt_; }

  void drain(sync::Transport& by, Way& way) {
    backlog_.forget_receipts();
    auto journal = backlog_.open(runner_.loop());
    std::unique_ptr<sync::Outbox> outbox;
    std::promise<void> drained;
    way.measure(rows_, [&] {
      runner_.on_loop([&] {
        outbox = std::make_unique<sync::Outbox>(
            runner_.loop(), backlog_.random(), *journal, reader_, nullptr, by, std::string{kDevice},
            hub_.hub().keys(), sync::Tuning{},
            sync::Outbox::Callbacks{.on_receipt =
                                        [&](std::string_view, const sync::Receipt&) {
                                          if (outbox->through() == rows_) drained.set_value();
                                        },
                                    .on_problem =
                                        [](std::string_view, const std::string& sentence) {
                                          std::fprintf(stderr, "bench_drain: %s\n",
                                                       sentence.c_str());
                                        }});
        outbox->wake(rows_);
      });
      drained.get_future().wait();
    });
    runner_.on_loop([&] {
      outbox.reset();
      journal.reset();
    });
  }

  // The same batches, ready to leave, as many on their way as the outbox has.
  void send_prepared(sync::Transport& by, Way& way) {
    std::promise<void> all;
    std::size_t sent = 0;
    std::size_t answered = 0;
    const auto send_next = [&] {
      if (sent == batches_.size()) return;
      by.send({"b" + std::to_string(sent), batches_[sent].body});
      ++sent;
    };
    way.measure(rows_, [&] {
      runner_.on_loop([&] {
        by.listen({.on_word =
                       [&](const std::string&, const std::optional<std::string>&) {
                         send_next();
                         if (++answered == batches_.size()) all.set_value();
                       },
                   .on_failed = [](const std::string&, const sync::SendFailure&) { std::abort(); },
                   .on_available = [](bool) {}});
        for (std::size_t i = 0; i < sync::Tuning{}.batches_in_flight_max; ++i)
          send_next();
      });
      all.get_future().wait();
    });
    runner_.on_loop([&] { by.listen({}); });
  }

 private:
  Backlog& backlog_;
  const Hub& hub_;
  const int rows_;
  support::LoopRunner runner_;
  NullReader reader_;
  std::unique_ptr<sync::HttpsTransport> https_;
  std::unique_ptr<sync::MqttTransport> mqtt_;
  std::vector<Prepared> batches_;
};

void read_alone(const Backlog& backlog, int rows, Way& way) {
  auto database =
      sqlite::Database::open(backlog.file(), {.access = sqlite::Options::Access::read_only})
          .value();
  auto select =
      database.prepare("SELECT sequence, chain, body FROM events ORDER BY sequence").value();
  way.measure(rows, [&] {
    auto found = select.query();
    int read = 0;
    while (found.next().value()) {
      if (!found.blob(1).empty() && !found.blob(2).empty()) ++read;
    }
    if (read != rows) std::abort();
  });
}

int run(int rounds, int rows, const std::filesystem::path& folder) {
  Backlog backlog{folder / "journal.db", rows};
  support::Pki pki;
  const Hub hub{pki};
  Device device{backlog, hub, pki, rows};
  Way alone;
  Way https;
  Way https_limit;
  Way mqtt;
  Way mqtt_limit;
  for (int round = 0; round < rounds; ++round) {
    read_alone(backlog, rows, alone);
    device.send_prepared(device.https(), https_limit);
    device.drain(device.https(), https);
    device.send_prepared(device.mqtt(), mqtt_limit);
    device.drain(device.mqtt(), mqtt);
  }
  const auto print = [&](std::string_view name, const Way& ours, const Way& limit) {
    print_figure(name, median(ours.rates), "events/s", median(limit.rates),
                 {{"read_alone", median(alone.rates)},
                  {"cpu_us", median(ours.cpu_us)},
                  {"limit_cpu_us", median(limit.cpu_us)}});
  };
  print("drain_https", https, https_limit);
  print("drain_mqtt", mqtt, mqtt_limit);
  return 0;
}

}  // namespace
}  // namespace touchpoint::bench

int main(int argc, char** argv) {
  using namespace touchpoint::bench;
  const int rounds = argc > 1 ? std::atoi(argv[1]) : kRoundsUsual;
  const int rows = argc > 2 ? std::atoi(argv[2]) : kRowsUsual;
  if (rounds < 1 || rows < 1) {
    return std::fputs("Usage: bench_drain [rounds [rows [folder]]]\n", stderr), 64;
  }
  if (argc > 3) ::setenv("TMPDIR", argv[3], 1);
  const touchpoint::support::TempFolder folder;
  return run(rounds, rows, folder.path());
}
