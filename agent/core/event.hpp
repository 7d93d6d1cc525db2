// An event is one thing that happened, on its way into the journal: a CloudEvents 1.0 event whose
// caller said what happened, and to which the journal adds when, where and in which place.
//
// The wire form is made once, when the row is written, and its bytes never change again: what is
// stored, digested, chained, sent and kept at the hub is the same text. See
// sync/contract/CONTRACT.md.
#pragma once

#include <cstdint>
#include <string>

#include "core/bytes.hpp"
#include "core/clock.hpp"
#include "core/uuid.hpp"

namespace touchpoint {

// Who did it: CloudEvents extension `actor`.
enum class Actor { customer, employee, partner, environment };
std::string_view to_text(Actor actor);
std::optional<Actor> actor_from_text(std::string_view text);

// What a caller knows. Everything has been validated before it gets here.
struct NewEvent {
  Uuid id;           // UUIDv7, made once, before the first write
  std::string type;  // is_event_type
  WallTime time{};   // when it happened
  Actor actor = Actor::environment;
  std::string touchpoint;  // is_slug
  std::string data;        // a JSON object as text; it may hold personal data
  std::string offered{};   // what the caller sent, when a repeat of it must be told from another
                           // event under the same id; empty: type and data stand for it
  std::string salvaged_from{};  // "<journal>/<sequence>" where it stood in a journal that was set
                                // aside; empty: nowhere
};

// What the journal adds.
struct Stamps {
  std::string source;         // "/stores/<store>/devices/<device>"
  std::string journal;        // the journal's id, 36 characters
  std::int64_t sequence = 0;  // 1, 2, 3 … without a gap
  WallTime recorded{};
  ClockQuality clock_quality = ClockQuality::unset;
  Uuid boot_id;
  BootTime since_boot{};
  std::array<std::uint8_t, 16> salt{};  // so that a digest says nothing once the body is erased
};

// What goes up in the place of an event that was erased before it was sent: where it stood, and the
// digest that the chain goes on with.
struct Tombstone {
  Uuid id;
  std::string source;
  std::string type;  // of the event that was erased
  WallTime time{};
  WallTime recorded{};
  std::string journal;
  std::int64_t sequence = 0;
  std::string touchpoint;
  Digest digest{};  // of the event that was erased
};
inline constexpr std::string_view kTombstoneType = "touchpoint.event.erased";

// What the caller of a record is told, after the commit.
struct Recorded {
  Uuid id;
  std::int64_t sequence = 0;
  WallTime at{};
  bool repeated = false;  // the same event was recorded before; nothing was written
};

// The event as JSON, without its last member `chain`.
std::string to_json(const NewEvent& event, const Stamps& stamps);
std::string to_json(const Tombstone& tombstone);

// `event` with its last member `chain`: what goes up.
std::string with_chain(std::string event, const Digest& chain);

// Takes `chain` off again. nullopt when the text does not end in that member, written as above.
struct Unchained {
  std::string raw;
  Digest chain;
};
std::optional<Unchained> without_chain(std::string_view event);
bool ends_in_chain(std::string_view event);  // as far as that can be told without reading it
void drop_chain(std::string& event);         // of one that ends in it: what is left is `raw`
// What with_chain() adds, in bytes.
inline constexpr std::size_t kChainMemberSize = 75;

std::string sequence_text(std::int64_t sequence);  // zero-padded to 20 digits
std::optional<std::int64_t> sequence_from_text(std::string_view text);

}  // namespace touchpoint
