#include "web/access/sessions.hpp"

#include <algorithm>

#include "crypto/hash.hpp"
#include "crypto/random.hpp"

namespace touchpoint::web {

Sessions::Started Sessions::start(const Staff& staff) {
  Started started;
  if (sessions_.size() >= kSessionsMax) {
    const auto idlest = std::ranges::min_element(sessions_, {}, &Session::active);
    started.displaced = *idlest;
    sessions_.erase(idlest);
  }
  const auto now = clock_.since_boot();
  started.token = crypto::random_token(random_);
  started.session = {.key = crypto::sha256(as_bytes(started.token)),
                     .staff = staff,
                     .started = now,
                     .active = now};
  sessions_.push_back(started.session);
  return started;
}

std::optional<Session> Sessions::find(std::string_view token) const {
  if (token.empty()) return std::nullopt;
  const auto key = crypto::sha256(as_bytes(token));
  for (const auto& session : sessions_) {
    if (equal_in_constant_time(session.key, key) && left(session) > BootTime{0}) return session;
  }
  return std::nullopt;
}

bool Sessions::has(const Digest& key) const {
  const auto session = std::ranges::find(sessions_, key, &Session::key);
  return session != sessions_.end() && left(*session) > BootTime{0};
}

void Sessions::touch(const Digest& key) {
  const auto session = std::ranges::find(sessions_, key, &Session::key);
  if (session != sessions_.end()) session->active = clock_.since_boot();
}

std::vector<Session> Sessions::first_to_see(const std::vector<Digest>& keys, const Uuid& visit,
                                            const std::string& profile) {
  std::vector<Session> first;
  for (auto& session : sessions_) {
    if (std::ranges::find(keys, session.key) == keys.end()) continue;
    if (session.visit == visit && session.profile == profile) continue;
    session.visit = visit;
    session.profile = profile;
    first.push_back(session);
  }
  return first;
}

template <class Condition>
std::vector<Session> Sessions::end_where(Condition condition) {
  std::vector<Session> ended;
  std::ranges::copy_if(sessions_, std::back_inserter(ended), condition);
  std::erase_if(sessions_, condition);
  return ended;
}

std::optional<Session> Sessions::end(const Digest& key) {
  auto ended = end_where([&](const Session& session) { return session.key == key; });
  if (ended.empty()) return std::nullopt;
  return std::move(ended.front());
}

std::vector<Session> Sessions::end_all_of(const std::string& name) {
  return end_where([&](const Session& session) { return session.staff.name == name; });
}

std::vector<Session> Sessions::end_expired() {
  return end_where([this](const Session& session) { return left(session) <= BootTime{0}; });
}

BootTime Sessions::left(const Session& session) const {
  const auto now = clock_.since_boot();
  return std::min<BootTime>(session.active + terms_.idle - now,
                            session.started + terms_.life - now);
}

std::optional<BootTime> Sessions::shortest_left() const {
  if (sessions_.empty()) return std::nullopt;
  const auto soonest = std::ranges::min_element(
      sessions_, {}, [this](const Session& session) { return left(session); });
  return left(*soonest);
}

}  // namespace touchpoint::web
