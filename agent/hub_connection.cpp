#include "hub_connection.hpp"

#include "core/text.hpp"
#include "logging/logging.hpp"

namespace touchpoint {
namespace {

sync::Tuning tuning_of(const config::Config& config) {
  sync::Tuning tuning;
  tuning.receipt_timeout = config.sync.receipt_timeout;
  tuning.news_poll_first = config.sync.news_poll;
  tuning.news_poll_longest = std::max(tuning.news_poll_longest, config.sync.news_poll);
  tuning.backoff_longest = config.sync.backoff_max;
  tuning.backoff_first = std::min(tuning.backoff_first, config.sync.backoff_max);
  tuning.request_timeout = config.sync.request_timeout;
  tuning.probe_first = config.sync.probe;
  tuning.probe_longest = 10 * config.sync.probe;
  tuning.keep_alive = std::chrono::ceil<std::chrono::seconds>(config.sync.keep_alive);
  tuning.batch_rows_max = static_cast<std::size_t>(config.sync.batch_rows);
  tuning.batch_bytes_max = static_cast<std::size_t>(config.sync.batch_bytes);
  return tuning;
}

}  // namespace

HubConnection::HubConnection(Loop& loop, const Clock& clock, Random& random,
                             sync::EventSource& events, sync::ReplicaStore& replica,
                             const config::Config& config, Callbacks callbacks)
    : loop_(loop),
      clock_(clock),
      random_(random),
      events_(events),
      replica_(replica),
      config_(config),
      callbacks_(std::move(callbacks)),
      folder_(config.storage.state / "identity") {}

HubConnection::~HubConnection() = default;

void HubConnection::start() {
  auto identity = sync::load_identity(folder_);
  if (!identity) {
    problem_ = identity.error().sentence();
    log(Message::identity_unusable, problem_);
    return;
  }
  if (identity.value()) {
    connect(*identity.value());
  } else {
    log(Message::not_enrolled, "not enrolled yet: touchpointctl enrol --hub URL --token-file FILE");
  }
}

void HubConnection::connect(const sync::Identity& identity) {
  link_.reset();
  if (asking_) std::exchange(asking_, nullptr)(retry_later("this device was enrolled anew"));
  auto link = sync::HubLink::make(
      loop_, clock_, random_, events_, replica_, identity, TOUCHPOINT_VERSION, tuning_of(config_),
      {.on_online = [this](std::string_view transport,
                           std::optional<WallTime> lost_since) { online(transport, lost_since); },
       .on_offline = [this](std::string_view problem) { offline(problem); },
       .on_receipt = [this] { callbacks_.changed(); },
       .on_page = [this] { callbacks_.replica_changed(); },
       .on_changed = [this] { callbacks_.changed(); }});
  if (!link) {
    problem_ = link.error().sentence();
    log(Message::identity_unusable, "cannot connect to the hub: " + problem_);
    return;
  }
  problem_.clear();
  link_ = std::move(link).value();
  link_->start();
  link_->wake(events_.position().last);
}

void HubConnection::online(std::string_view transport, std::optional<WallTime> lost_since) {
  log(Message::online, "online by " + std::string(transport));
  if (!lost_since) return;
  callbacks_.record("touchpoint.link.restored",
                    "{\"since\":" + json_quoted(to_rfc3339(*lost_since)) + R"(,"to":"hub"})");
}

void HubConnection::offline(std::string_view problem) {
  log(Message::offline, "offline: " + std::string(problem));
  callbacks_.record("touchpoint.link.lost",
                    "{\"since\":" + json_quoted(to_rfc3339(clock_.wall())) + R"(,"to":"hub"})");
}

void HubConnection::wake(std::int64_t last) {
  if (link_) link_->wake(last);
}

void HubConnection::enrol(std::string url, std::string token, control::ReplyPtr reply) {
  if (enrolment_) {
    reply->fail(retry_later("an enrolment is already under way"));
    return;
  }
  enrolment_ = sync::Enrolment::start(
      loop_, clock_,
      {.url = std::move(url),
       .token = std::move(token),
       .store = config_.device.store,
       .device = config_.device.name,
       .folder = folder_},
      [reply](std::string_view sentence) { reply->progress(sentence); },
      [this, reply](Result<sync::Identity> identity) {
        loop_.post([this] { enrolment_.reset(); });  // not from inside its own callback
        if (!identity) {
          reply->fail(identity.error());
          return;
        }
        connect(identity.value());
        callbacks_.changed();
        reply->ok("{}");
      });
}

void HubConnection::statement(std::move_only_function<void(Result<sync::Statement>)> done) {
  if (!link_) return done(retry_later("this device is not enrolled"));
  asking_ = std::move(done);
  link_->statement([this](Result<sync::Statement> statement) {
    std::exchange(asking_, nullptr)(std::move(statement));
  });
}

void HubConnection::retry(std::vector<sync::OutgoingEvent> rows,
                          std::move_only_function<void(Result<void>)> done) {
  if (link_) return link_->retry(std::move(rows), std::move(done));
  done(retry_later("this device is not enrolled"));
}

DeviceStatus::Hub HubConnection::status() const {
  if (link_) return link_->status();
  DeviceStatus::Hub none;
  none.problem = problem_;
  return none;
}

}  // namespace touchpoint
