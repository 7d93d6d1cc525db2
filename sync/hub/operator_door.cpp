#include "sync/hub/operator_door.hpp"

#include <algorithm>
#include <array>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <fmt/format.h>

#include "core/text.hpp"
#include "crypto/hash.hpp"
#include "crypto/random.hpp"
#include "sync/hub/json_members.hpp"
#include "sync/hub/proving.hpp"
#include "sync/hub/replies.hpp"

namespace touchpoint::hub {
namespace {

namespace json = boost::json;

constexpr std::int64_t kActionsShown = 200;
constexpr std::int64_t kTokenValidMax = 30 * 24 * 3600;  // seconds; a token on paper gets lost

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

const OperatorDoor::Verb* OperatorDoor::find(std::string_view name) {
  static constexpr std::array kVerbs = {
      Verb{"token", &OperatorDoor::grant_token, "device"},
      Verb{"token.list", &OperatorDoor::list_tokens, nullptr},
      Verb{"token.withdraw", &OperatorDoor::withdraw_token, "token"},
      Verb{"device.revoke", &OperatorDoor::revoke, "device"},
      Verb{"source.add", &OperatorDoor::add_source, "name"},
      Verb{"source.remove", &OperatorDoor::remove_source, "name"},
      Verb{"source.rotate", &OperatorDoor::rotate_source, "name"},
      Verb{"source.list", &OperatorDoor::list_sources, nullptr},
      // Thousands of them make one import, and what they bring says where it is from.
      Verb{"source.batch", &OperatorDoor::take_batch, nullptr},
      Verb{"settings.publish", nullptr, "ring"},
      Verb{"settings.widen", nullptr, ""},
      Verb{"settings.withdraw", nullptr, ""},
      Verb{"settings.check", nullptr, nullptr},
      Verb{"survey.check", nullptr, nullptr},
      Verb{"settings.show", nullptr, nullptr},
      Verb{"settings.status", nullptr, nullptr},
      Verb{"ring.add", nullptr, "name"},
      Verb{"ring.put", nullptr, "ring"},
      Verb{"staff.add", nullptr, "name"},
      Verb{"staff.reset", nullptr, "name"},
      Verb{"staff.remove", nullptr, "name"},
      Verb{"staff.list", nullptr, nullptr},
      Verb{"staff_survey.figures", &OperatorDoor::send_voices, ""},
      Verb{"approval.expect", nullptr, ""},
      Verb{"approval.list", nullptr, nullptr},
      Verb{"approval.decide", nullptr, "device"},
      Verb{"approval.line", nullptr, nullptr},
      Verb{"profile.find", nullptr, ""},
      Verb{"profile.show", nullptr, "profile"},
      Verb{"profile.proposals", nullptr, ""},
      Verb{"profile.merge", nullptr, "profile"},
      Verb{"profile.split", nullptr, "profile"},
      Verb{"profile.reconsider", nullptr, "profile"},
      Verb{"operator.add", &OperatorDoor::add_operator, "name"},
      Verb{"operator.remove", &OperatorDoor::remove_operator, "name"},
      Verb{"operator.list", &OperatorDoor::list_operators, nullptr},
      Verb{"action.list", &OperatorDoor::list_actions, nullptr},
      Verb{"prove", &OperatorDoor::prove, nullptr},
      Verb{"backup", &OperatorDoor::back_up, ""},
      Verb{"restored", &OperatorDoor::begin_epoch, ""},
      Verb{"fleet", &OperatorDoor::send_fleet, nullptr},
      Verb{"status", &OperatorDoor::send_status, nullptr},
  };
  const auto* found = std::ranges::find(kVerbs, name, &Verb::name);
  return found == kVerbs.end() ? nullptr : found;
}

void OperatorDoor::handle(OperatorCommand command, control::ReplyPtr reply) {
  const auto* verb = find(command.verb);
  if (verb == nullptr) {
    return reply->fail(refused("the hub does not know this command; is it an older version?"));
  }
  if (verb->about == nullptr) return carry_out(*verb, command.json, reply);
  auto members = members_of(command.json, reply);
  if (!members) return;
  // Who signed in counts, whatever a page may say.
  if (!command.by.empty()) {
    (*members)["by"] = command.by;
    command.json = json::serialize(*members);
  }
  auto about = text_member(*members, verb->about);
  if (!is_slug(about)) about.clear();  // it will be refused, and is nothing to keep
  store_.note_action({.by = std::move(command.by), .what = command.verb, .about = about},
                     [this, verb, json = std::move(command.json), reply](Result<void> noted) {
                       if (!noted) return reply->fail(noted.error());
                       carry_out(*verb, json, reply);
                     });
}

void OperatorDoor::carry_out(const Verb& verb, const std::string& json, control::ReplyPtr reply) {
  if (verb.run != nullptr) return (this->*verb.run)(json, std::move(reply));
  const std::string name(verb.name);
  if (ApprovalDoor::knows(name)) return approvals_.handle(name, json, reply);
  if (ProfileDoor::knows(name)) return profiles_.handle(name, json, reply);
  settings_.handle(name, json, std::move(reply));
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
      std::chrono::seconds{valid}, [this, reply](Result<std::string> token) {
        if (!token) return reply->fail(token.error());
        reply->ok("{\"token\":" + json_quoted(token.value()) +
                  ",\"hub\":" + json_quoted(surroundings_.devices_url()) + "}");
      });
}

void OperatorDoor::list_tokens(const std::string&, control::ReplyPtr reply) {
  store_.open_tokens([reply](Result<std::vector<OpenToken>> tokens) {
    if (!tokens) return reply->fail(tokens.error());
    json::array list;
    for (const auto& token : tokens.value()) {
      list.push_back(json::object{{"token", token.token},
                                  {"device", token.sender.device},
                                  {"store", token.sender.store},
                                  {"expires", to_rfc3339(token.expires)}});
    }
    reply->ok(json::serialize(json::object{{"tokens", std::move(list)}}));
  });
}

void OperatorDoor::withdraw_token(const std::string& text, control::ReplyPtr reply) {
  const auto members = members_of(text, reply);
  if (members) store_.withdraw_token(text_member(*members, "token"), done_with(std::move(reply)));
}

void OperatorDoor::revoke(const std::string& json, control::ReplyPtr reply) {
  const auto members = members_of(json, reply);
  if (!members) return;
  store_.revoke(text_member(*members, "device"), [this, reply](Result<void> revoked) {
    if (!revoked) return reply->fail(revoked.error());
    surroundings_.tell_broker([reply](Result<BrokerNews> news) {
      if (!news) return reply->fail(news.error().within("revoked here, but not at the broker"));
      reply->ok("{\"broker\":" + json_quoted(to_text(news.value())) + "}");
    });
  });
}

void OperatorDoor::back_up(const std::string&, control::ReplyPtr reply) {
  std::error_code failed;
  std::filesystem::create_directory(surroundings_.backups, failed);
  if (failed) {
    return reply->fail(retry_later("cannot make the folder " + surroundings_.backups.string() +
                                   ": " + failed.message()));
  }
  auto name = "hub-" + to_rfc3339(clock_.wall()) + ".db";
  std::erase(name, ':');
  const auto file = surroundings_.backups / name;
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

void OperatorDoor::begin_epoch(const std::string&, control::ReplyPtr reply) {
  store_.begin_epoch([this, reply](Result<void> begun) {
    if (!begun) return reply->fail(begun.error());
    surroundings_.announce({});
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

void OperatorDoor::remove_source(const std::string& text, control::ReplyPtr reply) {
  const auto members = members_of(text, reply);
  if (members) store_.remove_source(text_member(*members, "name"), done_with(std::move(reply)));
}

void OperatorDoor::rotate_source(const std::string& text, control::ReplyPtr reply) {
  const auto members = members_of(text, reply);
  if (!members) return;
  const std::string key = crypto::random_token(random_);
  store_.rotate_source(text_member(*members, "name"), crypto::sha256(as_bytes(key)),
                       [reply, key](Result<void> rotated) {
                         if (!rotated) return reply->fail(rotated.error());
                         reply->ok("{\"write_key\":" + json_quoted(key) + "}");
                       });
}

void OperatorDoor::add_operator(const std::string& text, control::ReplyPtr reply) {
  const auto members = members_of(text, reply);
  if (!members) return;
  const auto* password = members->if_contains("password");
  if (password == nullptr || !password->is_string()) {
    return reply->fail(refused("an operator needs a password"));
  }
  const auto& given = password->get_string();
  operators_.add(text_member(*members, "name"), std::string(given.data(), given.size()),
                 done_with(std::move(reply)));
}

void OperatorDoor::remove_operator(const std::string& text, control::ReplyPtr reply) {
  const auto members = members_of(text, reply);
  if (members) operators_.remove(text_member(*members, "name"), done_with(std::move(reply)));
}

void OperatorDoor::list_operators(const std::string&, control::ReplyPtr reply) {
  store_.operators([reply](Result<std::vector<OperatorRecord>> records) {
    if (!records) return reply->fail(records.error());
    json::array list;
    for (const auto& record : records.value()) {
      list.push_back(json::object{{"name", record.name},
                                  {"failures", record.failures},
                                  {"added", to_rfc3339(record.added)}});
    }
    reply->ok(json::serialize(json::object{{"operators", std::move(list)}}));
  });
}

void OperatorDoor::list_actions(const std::string&, control::ReplyPtr reply) {
  store_.actions(kActionsShown, [reply](Result<std::vector<OperatorAction>> actions) {
    if (!actions) return reply->fail(actions.error());
    json::array list;
    for (const auto& action : actions.value()) {
      list.push_back(json::object{{"at", to_rfc3339(action.at)},
                                  {"by", action.by},
                                  {"what", action.what},
                                  {"about", action.about}});
    }
    reply->ok(json::serialize(json::object{{"actions", std::move(list)}}));
  });
}

void OperatorDoor::list_sources(const std::string&, control::ReplyPtr reply) {
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

void OperatorDoor::take_batch(const std::string& json, control::ReplyPtr reply) {
  std::string name;
  {
    const auto members = members_of(json, reply);
    if (!members) return;
    name = text_member(*members, "source");
  }
  store_.source_of_name(name, [this, json, reply](Result<std::optional<Source>> found) {
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

void OperatorDoor::send_voices(const std::string&, control::ReplyPtr reply) {
  store_.staff_answers([this, reply](Result<std::vector<StaffAnswer>> answers) {
    if (!answers) return reply->fail(answers.error());
    reply->ok(to_json(voice_figures(answers.value(), random_)));
  });
}

void OperatorDoor::send_fleet(const std::string&, control::ReplyPtr reply) {
  store_.fleet([this, reply](Result<std::vector<DeviceStatus>> fleet) {
    if (!fleet) return reply->fail(fleet.error());
    reply->ok(to_json(fleet.value(), surroundings_.facts()));
  });
}

void OperatorDoor::send_status(const std::string&, control::ReplyPtr reply) {
  store_.status([this, reply](Result<HubStatus> status) {
    if (!status) return reply->fail(status.error());
    reply->ok(to_json(status.value(), surroundings_.facts()));
  });
}

}  // namespace touchpoint::hub
