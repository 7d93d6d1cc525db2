#include "sync/hub/operator_door.hpp"

#include <boost/json/object.hpp>
#include <fmt/format.h>

#include "core/text.hpp"
#include "crypto/hash.hpp"
#include "crypto/random.hpp"
#include "sync/hub/json_members.hpp"
#include "sync/hub/proving.hpp"

namespace touchpoint::hub {
namespace {

constexpr std::int64_t kTokenValidMax = 30 * 24 * 3600;  // seconds; a token on paper gets lost

// parse_object, or the reply's end.
std::optional<boost::json::object> members_of(const std::string& json,
                                              const control::ReplyPtr& reply) {
  auto members = parse_object(json);
  if (members) return std::move(members).value();
  reply->fail(members.error());
  return std::nullopt;
}

std::string_view to_text(UserIdKind kind) {
  return kind == UserIdKind::loyalty ? "loyalty" : "account";
}

std::string_view to_text(BrokerNews news) {
  switch (news) {
    case BrokerNews::none:
      return "none";
    case BrokerNews::told:
      return "told";
    case BrokerNews::waiting:
      break;
  }
  return "waiting";
}

}  // namespace

void OperatorDoor::handle(const std::string& verb, std::string json, control::ReplyPtr reply) {
  if (verb == "token") return grant_token(json, std::move(reply));
  if (verb == "device.revoke") return revoke(json, std::move(reply));
  if (verb == "source.add") return add_source(json, std::move(reply));
  if (verb == "source.list") return list_sources(std::move(reply));
  if (verb == "source.batch") return take_batch(std::move(json), std::move(reply));
  if (verb == "prove") return prove(json, std::move(reply));
  if (verb == "backup") return back_up(std::move(reply));
  if (verb == "restored") return begin_epoch(std::move(reply));
  if (verb == "status") return send_status(std::move(reply));
  if (SettingsDoor::takes(verb)) return settings_.handle(verb, json, std::move(reply));
  reply->fail(refused("the hub does not know this command; is it an older version?"));
}

void OperatorDoor::grant_token(const std::string& json, control::ReplyPtr reply) {
  const auto members = members_of(json, reply);
  if (!members) return;
  const auto valid = static_cast<std::int64_t>(number_member(*members, "valid_s").value_or(0));
  if (valid < 1 || valid > kTokenValidMax) {
    return reply->fail(refused("a token is valid for at least a second and at most 30 days"));
  }
  enrolment_.grant(
      {.device = text_member(*members, "device"), .store = text_member(*members, "store")},
      std::chrono::seconds{valid}, [reply](Result<std::string> token) {
        if (!token) return reply->fail(token.error());
        reply->ok("{\"token\":" + json_quoted(token.value()) + "}");
      });
}

void OperatorDoor::revoke(const std::string& json, control::ReplyPtr reply) {
  const auto members = members_of(json, reply);
  if (!members) return;
  store_.revoke(text_member(*members, "device"), [this, reply](Result<void> revoked) {
    if (!revoked) return reply->fail(revoked.error());
    tell_broker_([reply](Result<BrokerNews> news) {
      if (!news) return reply->fail(news.error().within("revoked here, but not at the broker"));
      reply->ok("{\"broker\":" + json_quoted(to_text(news.value())) + "}");
    });
  });
}

void OperatorDoor::back_up(control::ReplyPtr reply) {
  std::error_code failed;
  std::filesystem::create_directory(backups_, failed);
  if (failed) {
    return reply->fail(
        retry_later("cannot make the folder " + backups_.string() + ": " + failed.message()));
  }
  auto name = "hub-" + to_rfc3339(clock_.wall()) + ".db";
  std::erase(name, ':');
  const auto file = backups_ / name;
  // Half a copy is an empty database to SQLite: only a whole one gets a name that says it is one.
  auto part = file;
  part += ".part";
  store_.copy(
      part, [reply](int percent) { reply->progress(fmt::format("copied {} %", percent)); },
      [reply, part, file](Result<void> copied) {
        std::error_code unnamed;
        if (!copied) {
          std::filesystem::remove(part, unnamed);
          return reply->fail(copied.error());
        }
        std::filesystem::rename(part, file, unnamed);
        if (unnamed) {
          return reply->fail(
              retry_later("cannot name the copy " + file.string() + ": " + unnamed.message()));
        }
        reply->ok("{\"file\":" + json_quoted(file.string()) + "}");
      });
}

void OperatorDoor::begin_epoch(control::ReplyPtr reply) {
  store_.begin_epoch([this, reply](Result<void> begun) {
    if (!begun) return reply->fail(begun.error());
    announce_({});
    reply->ok("{}");
  });
}

void OperatorDoor::add_source(const std::string& json, control::ReplyPtr reply) {
  const auto members = members_of(json, reply);
  if (!members) return;
  const std::string kind = text_member(*members, "user_id");
  NewSource source;
  source.source.name = text_member(*members, "name");
  source.source.home_store = text_member(*members, "home_store");
  source.source.user_id = kind == "loyalty" ? UserIdKind::loyalty : UserIdKind::account;
  if (!is_slug(source.source.name)) {
    return reply->fail(refused("a source's name is made of a-z, 0-9 and '-'"));
  }
  if (kind != "loyalty" && kind != "account") {
    return reply->fail(refused("a source's user id is a \"loyalty\" or an \"account\" number"));
  }
  if (!source.source.home_store.empty() && !is_slug(source.source.home_store)) {
    return reply->fail(refused("a store's name is made of a-z, 0-9 and '-'"));
  }
  const std::string key = crypto::random_token(random_);
  source.key_digest = crypto::sha256(as_bytes(key));
  store_.add_source(std::move(source), [reply, key](Result<void> added) {
    if (!added) return reply->fail(added.error());
    reply->ok("{\"write_key\":" + json_quoted(key) + "}");
  });
}

void OperatorDoor::list_sources(control::ReplyPtr reply) {
  store_.sources([reply](Result<std::vector<Source>> sources) {
    if (!sources) return reply->fail(sources.error());
    std::string json;
    for (const auto& source : sources.value()) {
      json += fmt::format("{}{{\"name\":{},\"user_id\":{},\"home_store\":{}}}",
                          json.empty() ? "" : ",", json_quoted(source.name),
                          json_quoted(to_text(source.user_id)), json_quoted(source.home_store));
    }
    reply->ok("{\"sources\":[" + json + "]}");
  });
}

void OperatorDoor::take_batch(std::string json, control::ReplyPtr reply) {
  std::string name;
  {
    const auto members = members_of(json, reply);
    if (!members) return;
    name = text_member(*members, "source");
  }
  store_.source_of_name(name, [this, json = std::move(json),
                               reply](Result<std::optional<Source>> found) {
    if (!found) return reply->fail(found.error());
    if (!found.value()) return reply->fail(refused("there is no source of that name; add it"));
    auto calls = sources_.read(CallKind::batch, json, *found.value());
    if (!calls) return reply->fail(calls.error());
    const auto refusals = calls.value().refused;
    const auto reason = calls.value().first_refusal;
    sources_.take(
        *found.value(), std::move(calls).value(), [reply, refusals, reason](Result<Taken> taken) {
          if (!taken) return reply->fail(taken.error());
          reply->ok(fmt::format(
              "{{\"applied\":{},\"repeated\":{},\"refused\":{},"
              "\"first_refusal\":{}}}",
              taken.value().applied, taken.value().repeated, refusals, json_quoted(reason)));
        });
  });
}

void OperatorDoor::prove(const std::string& json, control::ReplyPtr reply) {
  const auto members = members_of(json, reply);
  if (members) Proving::start(store_, text_member(*members, "device"), std::move(reply));
}

void OperatorDoor::send_status(control::ReplyPtr reply) {
  store_.status([this, reply](Result<HubStatus> status) {
    if (!status) return reply->fail(status.error());
    reply->ok(status_json_(status.value()));
  });
}

}  // namespace touchpoint::hub
