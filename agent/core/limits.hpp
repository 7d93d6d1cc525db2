// Every limit in one place, each with its unit and its reason. What happens at a limit is said
// where it is enforced; nothing here is configurable, because a limit that can be lifted protects
// nobody.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>

namespace touchpoint::limits {

using namespace std::chrono_literals;

// --- events -------------------------------------------------------------------------------------
inline constexpr std::size_t kEventFromCallerMax = 64 * 1024;  // bytes; what MQTT brokers all carry
inline constexpr std::size_t kEventStampedMax = 80 * 1024;  // bytes; the caller's plus our stamps
inline constexpr std::size_t kJsonDepthMax = 16;            // levels; deeper is an attack
inline constexpr std::size_t kJsonStringMax = 4 * 1024;     // bytes; a long note is one page
inline constexpr std::size_t kSlugMax = 64;  // bytes; fits a certificate's CN (RFC 5280)
inline constexpr std::size_t kInteractionBatchMax = 500;  // events in one POST

// --- the journal --------------------------------------------------------------------------------
inline constexpr std::int64_t kJournalBytesMax = std::int64_t{1} << 30;  // a million events fit
inline constexpr std::int64_t kJournalBallastBytes = 16 << 20;           // the log at its longest
inline constexpr auto kResendWindow = std::chrono::hours{24 * 7};  // rows kept for a restored hub

// --- the local web surface ----------------------------------------------------------------------
inline constexpr std::size_t kHttpHeaderMax = 8 * 1024;        // bytes; cookies of ours are 64
inline constexpr std::size_t kHttpBodyMax = 64 * 1024;         // bytes; one event
inline constexpr std::size_t kHttpBodyBatchMax = 1024 * 1024;  // bytes; routes that take many
inline constexpr auto kHttpReadTimeout = 10s;  // slow senders hold a connection only so long
inline constexpr auto kHttpIdleTimeout = 60s;  // keep-alive between requests
inline constexpr std::size_t kHttpConnectionsMax = 512;  // over all listeners
inline constexpr std::size_t kLanConnectionsMax = 256;   // of tablets; the rest stays the counter's
inline constexpr std::size_t kLanConnectionsEach = 16;   // of one tablet; a browser opens six
inline constexpr auto kLanIdleTimeout = 20s;             // so that others come in
inline constexpr std::size_t kTabletsMax = 256;          // paired with one device
inline constexpr auto kPairingCodeLife = 5min;           // long enough to walk to the tablet
inline constexpr int kPairingTriesMax = 5;               // of eight figures; then the code is over
inline constexpr int kNumbersAtOnce = 10;  // of orders and cards, at one kiosk: a queue of people
inline constexpr auto kNumberEvery = 15s;  // one more may be tried; whoever guesses needs thousands
inline constexpr std::size_t kStreamsMax = 64;  // open SSE streams; one per page
inline constexpr std::size_t kStreamBacklogMax =
    256 * 1024;  // bytes unread; then the reader is closed

// --- queues between threads ---------------------------------------------------------------------
inline constexpr std::size_t kJournalQueueMax = 8192;  // closures; full: 503, retry later
inline constexpr std::size_t kProfilesQueueMax = 64;   // pages; full: the inbox waits
inline constexpr std::size_t kLookupQueueMax = 1024;  // look-ups; full: "busy", asked again by hand
inline constexpr std::size_t kSlowQueueMax = 64;      // scrypt jobs; full: 503
inline constexpr std::size_t kJournalGroupMax = 256;  // rows in one transaction

// --- scans and people ---------------------------------------------------------------------------
inline constexpr std::size_t kScanMax = 4 * 1024;  // bytes; the largest QR code holds 2,953
inline constexpr std::size_t kPinMin = 6;          // digits
inline constexpr std::size_t kPinMax = 12;         // digits
inline constexpr int kPinFailuresMax = 10;         // then disabled
inline constexpr auto kSessionIdleMax = 2min;
inline constexpr auto kSessionLifeMax = 12h;  // a long shift

// --- the replica and the feed -------------------------------------------------------------------
inline constexpr auto kReplicaLease = std::chrono::hours{24 * 45};
inline constexpr std::size_t kFeedPageProfiles = 500;
inline constexpr std::size_t kFeedPageBytesMax = 8 * 1024 * 1024;
inline constexpr std::size_t kProfileHistoryMax = 50;  // rows sent per profile, newest first

}  // namespace touchpoint::limits
