#include "hub_connection.hpp"

#include <spdlog/spdlog.h>

#include "core/text.hpp"

namespace touchpoint {
namespace {

sync::Tuning tuning_of(const config::Config& config) {
  sync::Tuning tuning;
  tuning.receipt_timeout = config.sync.receipt_timeout;
  tuning.news_poll_first = config.sync.news_poll;
  tuning.news_poll_longest = std::max(tuning.news_poll_longest, config.sync.news_poll);
  tuning.backoff_longest = config.sync.backoff_max;
  tuning.backoff_first = std::min(tuning.backoff_first, config.sync.backoff_max);
  tuning.batch_rows_max = static_cast<std::size_t>(config.sync.batch_rows);
  tuning.batch_bytes_max = static_cast<std::size_t>(config.sync.batch_bytes);
  return tuning;
}

}  // namespace

class HubConnection::WatchedReplica final : public sync::ReplicaStore {
 public:
  WatchedReplica(profiles::Replica& replica, std::function<void()> applied)
      : replica_(replica), applied_(std::move(applied)) {}

  sync::FeedCursor cursor() const override { return replica_.cursor(); }
  void apply(sync::ChangePage page, std::move_only_function<void(Result<void>)> done) override {
    replica_.apply(std::move(page), [this, done = std::move(done)](Result<void> result) mutable {
      const bool taken = result.has_value();
      done(std::move(result));
      if (taken) applied_();
    });
  }

 private:
  profiles::Replica& replica_;
  std::function<void()> applied_;
};

HubConnection::HubConnection(Loop& loop, const Clock& clock, Random& random,
                             journal::Journal& journal, profiles::Replica& replica,
                             const config::Config& config, Callbacks callbacks)
    : loop_(loop),
      clock_(clock),
      random_(random),
      journal_(journal),
      config_(config),
      callbacks_(std::move(callbacks)),
      folder_(config.storage.state / "identity"),
      replica_(std::make_unique<WatchedReplica>(replica, [this] { callbacks_.replica_changed(); })) {
}

HubConnection::~HubConnection() = default;

void HubConnection::start() {
  auto identity = sync::load_identity(folder_);
  if (!identity) {
    problem_ = identity.error().sentence();
    spdlog::error("{}", problem_);
    return;
  }
  if (identity.value()) {
    connect(std::move(*identity.value()));
  } else {
    spdlog::info("not enrolled yet: touchpointctl enrol --hub URL --token-file FILE");
  }
}

void HubConnection::connect(sync::Identity identity) {
  link_.reset();
  auto link = sync::HubLink::make(
      loop_, clock_, random_, journal_, *replica_, std::move(identity), tuning_of(config_),
      TOUCHPOINT_VERSION,
      {.on_online = [this](const std::string& transport) { online(transport); },
       .on_offline = [this](const std::string& problem) { offline(problem); },
       .on_receipt = [this] { callbacks_.changed(); }});
  if (!link) {
    problem_ = link.error().sentence();
    spdlog::error("cannot connect to the hub: {}", problem_);
    return;
  }
  problem_.clear();
  link_ = std::move(link).value();
  link_->wake(journal_.position().last);
}

void HubConnection::online(const std::string& transport) {
  spdlog::info("online by {}", transport);
  if (lost_at_) {
    callbacks_.record("touchpoint.link.restored",
                      "{\"since\":" + json_quoted(to_rfc3339(*lost_at_)) +
                          ",\"to\":" + json_quoted("hub") + "}");
    lost_at_.reset();
  }
  callbacks_.changed();
}

void HubConnection::offline(const std::string& problem) {
  spdlog::warn("offline: {}", problem);
  if (!lost_at_) {
    lost_at_ = clock_.wall();
    callbacks_.record("touchpoint.link.lost", "{\"since\":" + json_quoted(to_rfc3339(*lost_at_)) +
                                                  ",\"to\":" + json_quoted("hub") + "}");
  }
  callbacks_.changed();
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
       .device = config_.device.name,
       .store = config_.device.store,
       .folder = folder_},
      [reply](std::string_view sentence) { reply->progress(sentence); },
      [this, reply](Result<sync::Identity> identity) {
        loop_.post([this] { enrolment_.reset(); });  // not from inside its own callback
        if (!identity) {
          reply->fail(identity.error());
          return;
        }
        connect(std::move(identity).value());
        callbacks_.changed();
        reply->ok("{}");
      });
}

DeviceStatus::Hub HubConnection::status() const {
  if (link_) return link_->status();
  DeviceStatus::Hub none;
  none.problem = problem_;
  return none;
}

}  // namespace touchpoint
