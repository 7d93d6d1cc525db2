#include "hub_connection.hpp"

#include <algorithm>
#include <array>

#include "config/proxy.hpp"
#include "core/text.hpp"
#include "logging/logging.hpp"
#include "sync/enrol/renewal_plan.hpp"

namespace touchpoint {
namespace {

using namespace std::chrono_literals;

constexpr auto kApprovalPause =
    60s;  // between questions whether the key is approved; give or take a half
constexpr int kPollsBetweenDevices = 20;  // five minutes by default
constexpr auto kRenewalPauseMin = 1s;     // between attempts that fail
constexpr auto kRelinkPause = 500ms;      // the hub hears first that the device has it
constexpr auto kRenewalLook = 1h;  // also the pause after a success, whatever a hub has given

sync::Tuning tuning_of(const config::Config& config) {
  sync::Tuning tuning;
  tuning.receipt_timeout = config.sync.receipt_timeout;
  tuning.news_poll_first = config.sync.news_poll;
  tuning.news_poll_longest = std::max(tuning.news_poll_longest, config.sync.news_poll);
  tuning.devices_refresh = kPollsBetweenDevices * config.sync.news_poll;
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
                             sync::SettingsStore& settings, const config::Config& config,
                             Callbacks callbacks)
    : loop_(loop),
      clock_(clock),
      random_(random),
      events_(events),
      replica_(replica),
      settings_(settings),
      config_(config),
      callbacks_(std::move(callbacks)),
      folder_(config.storage.state / "identity"),
      contact_(config.storage.state / "contact.json", clock),
      approval_(config.storage.state / "approval") {}

HubConnection::~HubConnection() = default;

// Whether all is known that a way to the hub needs. Read anew for every enrolment and start of a
// link, so that a password that was put right is taken.
bool HubConnection::find_proxy() {
  auto proxy = config::proxy_of(config_);
  if (!proxy) {
    problem_ = proxy.error().sentence();
    log(Message::proxy_unusable, problem_);
    return false;
  }
  proxy_.reset();
  if (auto& found = proxy.value()) {
    proxy_ = sync::Proxy{.host = std::move(found->address.host),
                         .port = found->address.port,
                         .user = std::move(found->user),
                         .password = std::move(found->password)};
  }
  return true;
}

void HubConnection::start() {
  ask_for_approval();
  auto identity = sync::load_identity(folder_);
  if (!identity) {
    problem_ = identity.error().sentence();
    log(Message::identity_unusable, problem_);
    return;
  }
  if (!identity.value()) {
    log(Message::not_enrolled, "not enrolled yet: touchpointctl enrol --hub URL --token-file FILE");
    return;
  }
  const auto& known = *identity.value();
  if (known.store != config_.device.store || known.device != config_.device.name) {
    problem_ = "this device is enrolled as " + known.device + " in store " + known.store +
               ", and its configuration says " + config_.device.name + " in store " +
               config_.device.store + ": enrol it again, or put the configuration right";
    log(Message::identity_unusable, problem_);
    return;
  }
  connect(known);
  // What a renewal had written when the program ended is proven now; what it had replaced is gone.
  if (sync::load_next(folder_, known)) {
    renew();
  } else {
    sync::discard_next(folder_);
  }
}

void HubConnection::connect(const sync::Identity& identity) {
  if (link_) link_->give_up_lookups();
  link_.reset();
  if (asking_) std::exchange(asking_, nullptr)(retry_later("this device has a new certificate"));
  identity_ = identity;
  renewal_problem_.clear();
  renewal_by_proof_ = false;
  contact_.has_certificate(identity.begins, identity.expires);
  if (!away_since_) away_since_ = clock_.since_boot();
  plan_renewal();
  if (!find_proxy()) return;
  auto link = sync::HubLink::make(
      loop_, clock_, random_, events_, replica_, settings_, identity, TOUCHPOINT_VERSION,
      tuning_of(config_), contact_.floor(), proxy_,
      {.on_online = [this](std::string_view transport,
                           std::optional<WallTime> lost_since) { online(transport, lost_since); },
       .on_offline = [this](std::string_view problem) { offline(problem); },
       .on_receipt =
           [this](WallTime at) {
             contact_.heard_at(at);
             callbacks_.changed();
           },
       .on_page = [this] { callbacks_.replica_changed(); },
       .on_changed = [this] { callbacks_.changed(); },
       .condition = [this] { return callbacks_.condition(); }});
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
  note_absence();
  away_since_.reset();
  plan_renewal();
  if (!lost_since) return;
  callbacks_.record("touchpoint.link.restored",
                    "{\"since\":" + json_quoted(to_rfc3339(*lost_since)) + R"(,"to":"hub"})");
}

void HubConnection::offline(std::string_view problem) {
  log(Message::offline, "offline: " + std::string(problem));
  if (!away_since_) away_since_ = clock_.since_boot();
  callbacks_.record("touchpoint.link.lost",
                    "{\"since\":" + json_quoted(to_rfc3339(clock_.wall())) + R"(,"to":"hub"})");
}

void HubConnection::sync_changed() {
  // Not from inside a callback of the link; and what is under way has its own end.
  if (relink_due_) return;
  relink_due_ = true;
  relink_ = loop_.after(kRelinkPause, [this] {
    relink_due_ = false;
    if (identity_ && link_) connect(sync::Identity(*identity_));
  });
}

void HubConnection::wake(std::int64_t last) {
  if (link_) link_->wake(last);
}

void HubConnection::enrol(std::string url, std::string token, control::ReplyPtr reply) {
  if (enrolment_) {
    reply->fail(retry_later("an enrolment is already under way"));
    return;
  }
  approval_timer_.cancel();  // whatever was asked for before is over
  approval_.forget_line();
  waits_with_.clear();
  const auto read = sync::token_from_text(trimmed(token));
  std::string key;
  if (read && read.value().secret.empty()) {
    auto own = approval_.key();
    if (!own) return reply->fail(own.error());
    key = std::move(own).value();
  }
  enrol_at({std::move(url), std::move(token)}, std::move(key), std::move(reply));
}

// `key`: the one that is to be approved; empty with a token that lets the device in by itself.
void HubConnection::enrol_at(sync::EnrolmentLine line, std::string key, control::ReplyPtr reply) {
  if (!find_proxy()) {
    if (reply) return reply->fail(misconfigured(problem_));
    return wait_for_approval(misconfigured(problem_));
  }
  renewal_.reset();  // both would write the second slot
  const bool by_key = !key.empty();
  sync::EnrolmentOrder order{.url = line.url,
                             .token = line.token,
                             .key = std::move(key),
                             .store = config_.device.store,
                             .device = config_.device.name,
                             .folder = folder_,
                             .proxy = proxy_};
  enrolment_ = sync::Enrolment::start(
      loop_, clock_, std::move(order),
      [reply](std::string_view sentence) {
        if (reply) reply->progress(sentence);
      },
      [this, by_key, line = std::move(line), reply](Result<sync::Identity> identity) {
        loop_.post([this] { enrolment_.reset(); });  // not from inside its own callback
        if (by_key && !identity && identity.error().is(Condition::retry_later)) {
          if (reply) {
            if (const auto kept = approval_.keep(line); !kept) return reply->fail(kept.error());
          }
          wait_for_approval(identity.error());
          if (reply) {
            reply->ok("{\"waiting\":" + json_quoted(approval_problem_) +
                      ",\"fingerprint\":" + json_quoted(waits_with_) + "}");
          }
          return;
        }
        enrolled(std::move(identity), reply);
      });
}

void HubConnection::enrolled(Result<sync::Identity> identity, const control::ReplyPtr& reply) {
  waits_with_.clear();
  if (!identity) {
    approval_.forget_line();
    if (!link_) problem_ = identity.error().sentence();
    log(Message::not_approved, "not enrolled: " + identity.error().sentence());
    if (reply) reply->fail(identity.error());
    plan_renewal();
    return callbacks_.changed();
  }
  approval_.forget();
  connect(identity.value());
  callbacks_.changed();
  if (reply) reply->ok("{}");
}

// Goes on with what was asked for before the program ended, or a minute ago.
void HubConnection::ask_for_approval() {
  const auto line = approval_.kept();
  if (!line || enrolment_) return;
  auto key = approval_.key();
  if (!key) return wait_for_approval(key.error());
  enrol_at(*line, std::move(key).value(), nullptr);
}

void HubConnection::wait_for_approval(const Error& why) {
  if (approval_problem_ != why.sentence()) log(Message::approval_awaited, why.sentence());
  approval_problem_ = why.sentence();
  if (const auto print = approval_.print()) waits_with_ = print.value();
  callbacks_.changed();
  std::array<std::uint8_t, 1> dice{};
  random_.fill(dice);
  const auto longest =
      std::min<std::chrono::milliseconds>(kApprovalPause, config_.sync.backoff_max);
  approval_timer_ =
      loop_.after(longest / 2 + longest * dice[0] / 255, [this] { ask_for_approval(); });
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

bool HubConnection::may_ask() const {
  return link_ && config_.sync.lookup_timeout > config::Duration{};
}

void HubConnection::look_up(Lookup lookup,
                            std::move_only_function<void(Result<LookupAnswer>)> done) {
  if (!may_ask()) return done(retry_later("this device does not ask a hub"));
  link_->look_up(lookup, config_.sync.lookup_timeout, std::move(done));
}

// --- the certificate's next one -----------------------------------------------------------------

void HubConnection::note_absence() {
  if (!away_since_) return;
  contact_.away_for(
      std::chrono::duration_cast<std::chrono::seconds>(clock_.since_boot() - *away_since_));
}

// Looked at anew every hour: the clock may be set, and an outage may grow.
void HubConnection::plan_renewal() {
  if (!identity_ || renewal_) return;
  note_absence();
  const auto left = sync::renewal_due(*identity_, contact_.longest_outage()) - contact_.now();
  const auto soonest = std::max<BootTime>(next_renewal_ - clock_.since_boot(), 0ms);
  const bool due = left <= kRenewalLook;
  const auto wait =
      std::max(soonest, std::clamp<std::chrono::milliseconds>(left, 0ms, kRenewalLook));
  renewal_timer_ = loop_.after(wait, [this, due] { due ? renew() : plan_renewal(); });
}

void HubConnection::renew() {
  renewal_timer_.cancel();
  if (renewal_) return;
  if (!find_proxy()) {  // there is no other way
    renewal_problem_ = problem_;
    renewal_timer_ = loop_.after(kRenewalLook, [this] { renew(); });
    return;
  }
  if (enrolment_) {  // it would write the same slot
    renewal_timer_ = loop_.after(kRenewalPauseMin, [this] { renew(); });
    return;
  }
  renewal_ =
      sync::Renewal::start(loop_, contact_,
                           {.current = *identity_,
                            .by_broker = link_ && link_->status().transport == "mqtt",
                            .by_proof = renewal_by_proof_ || contact_.now() >= identity_->expires,
                            .timeout = config_.sync.request_timeout,
                            .proxy = proxy_},
                           [this](Result<sync::Identity> identity) {
                             // Not from inside its own callback.
                             loop_.post([this, identity = std::move(identity)]() mutable {
                               if (renewal_) renewed(std::move(identity));
                             });
                           });
}

void HubConnection::renewed(Result<sync::Identity> identity) {
  renewal_.reset();
  if (identity) {
    log(Message::renewed,
        "the certificate was renewed, until " + to_rfc3339(identity.value().expires));
    const auto life = identity.value().expires - identity.value().begins;
    next_renewal_ = clock_.since_boot() + std::min<BootTime>(life / 10, kRenewalLook);
    connect(identity.value());
    return callbacks_.changed();
  }
  renewal_problem_ = identity.error().sentence();
  log(Message::not_renewed, "the certificate was not renewed: " + renewal_problem_);
  // Our clock may say that it is good when the hub's says that it is not.
  if (identity.error().is(Condition::misconfigured)) renewal_by_proof_ = !renewal_by_proof_;
  callbacks_.changed();
  std::array<std::uint8_t, 1> dice{};
  random_.fill(dice);
  renewal_timer_ =
      loop_.after(sync::renewal_pause(contact_.now(), identity_->expires, kRenewalPauseMin,
                                      config_.sync.backoff_max, dice[0] / 256.0),
                  [this] { renew(); });
}

std::optional<DeviceStatus::Certificate> HubConnection::certificate() const {
  if (!identity_) return std::nullopt;
  const auto left = identity_->expires - contact_.now();
  return DeviceStatus::Certificate{.expires = identity_->expires,
                                   .days_left = std::chrono::floor<std::chrono::days>(left).count(),
                                   .expired = left.count() <= 0,
                                   .problem = renewal_problem_};
}

DeviceStatus::Hub HubConnection::status() const {
  DeviceStatus::Hub status;
  if (link_) {
    status = link_->status();
  } else {
    status.enrolled = identity_.has_value();
    status.problem = waits_with_.empty() ? problem_ : approval_problem_;
  }
  status.approval = waits_with_;
  return status;
}

}  // namespace touchpoint
