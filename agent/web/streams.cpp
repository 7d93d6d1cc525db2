#include "web/streams.hpp"

#include <algorithm>

#include "core/limits.hpp"

namespace touchpoint::web {

Streams::Streams() : open_(std::make_shared<OpenStreams>()) {}

bool Streams::full() const {
  return open_->size() >= limits::kStreamsMax;
}

template <class Condition>
std::vector<std::shared_ptr<EventStream>> Streams::those(Condition condition) const {
  std::vector<std::shared_ptr<EventStream>> streams;
  for (const auto& [number, open] : *open_) {
    if (condition(open)) streams.push_back(open.stream);
  }
  return streams;
}

bool Streams::any_serving() const {
  return std::ranges::any_of(*open_, [](const auto& entry) { return serves(entry.second); });
}

std::vector<Digest> Streams::sessions_at(std::string_view touchpoint) const {
  std::vector<Digest> sessions;
  for (const auto& [number, open] : *open_) {
    if (open.touchpoint == touchpoint) sessions.push_back(open.session);
  }
  return sessions;
}

void Streams::add(std::shared_ptr<EventStream> stream, const Digest& session,
                  std::string touchpoint) {
  const auto number = next_++;
  auto& reader = *stream;
  open_->emplace(number, Open{std::move(stream), session, std::move(touchpoint)});
  reader.on_closed([number, weak = std::weak_ptr(open_)] {
    const auto open = weak.lock();
    if (!open) return;
    // The stream is still on its way out of its own function: it is let go by its last holder.
    const auto gone = open->extract(number);
  });
}

void Streams::send_card(std::string_view touchpoint, std::string_view json) {
  for (const auto& stream : those([&](const Open& open) { return open.touchpoint == touchpoint; }))
    stream->send("card", json);
}

void Streams::send_status(std::string_view json) {
  for (const auto& stream : those([](const Open&) { return true; }))
    stream->send("status", json);
}

void Streams::send_tasks(std::string_view json) {
  for (const auto& stream : those(serves))
    stream->send("tasks", json);
}

void Streams::end_session(const Digest& session) {
  for (const auto& stream : those([&](const Open& open) { return open.session == session; })) {
    stream->send("session", R"({"signed_in":false})");
    stream->close();
  }
  std::erase_if(*open_, [&](const auto& entry) { return entry.second.session == session; });
}

void Streams::close_all() {
  for (const auto& stream : those([](const Open&) { return true; }))
    stream->close();
  open_->clear();
}

}  // namespace touchpoint::web
