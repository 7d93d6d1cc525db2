#include "operator_desk.hpp"

#include <algorithm>

#include "core/text.hpp"
#include "sync/codec/reading.hpp"
#include "web/json/encode.hpp"

namespace touchpoint {
namespace {

std::move_only_function<void(Result<void>)> answer_empty(const control::ReplyPtr& reply) {
  return [reply](Result<void> result) {
    if (result) {
      reply->ok("{}");
    } else {
      reply->fail(result.error());
    }
  };
}

// "12,17"; empty: none. nullopt when it is something else.
std::optional<std::set<std::int64_t>> numbers_in(std::string_view text) {
  std::set<std::int64_t> numbers;
  while (!text.empty()) {
    const auto word = text.substr(0, text.find(','));
    const auto number = whole_number(word).value_or(0);
    if (number < 1) return std::nullopt;
    numbers.insert(number);
    text.remove_prefix(std::min(text.size(), word.size() + 1));
  }
  return numbers;
}

// "[…]" of what `write` makes of each element.
template <class List, class Write>
std::string json_list(const List& list, Write write) {
  std::string json = "[";
  for (const auto& element : list) {
    if (json.size() > 1) json.push_back(',');
    json += write(element);
  }
  return json + "]";
}

}  // namespace

void OperatorDesk::handle(const std::string& verb, const std::string& json,
                          const control::ReplyPtr& reply) {
  const auto document = sync::reading::Document::parse(json, "the command");
  if (!document) {
    reply->fail(document.error());
    return;
  }
  sync::reading::Members::Problem problem;
  const sync::reading::Members members{document.value().root(), "the command", problem};
  const auto text = [&](std::string_view name) { return std::string(members.text(name)); };

  if (verb == "status") {
    status(reply);
  } else if (verb == "facts") {
    facts(reply);
  } else if (verb == "enrol") {
    actions_.enrol(text("hub"), text("token"), reply);
  } else if (verb == "identity") {
    actions_.identity(reply);
  } else if (verb == "prove") {
    actions_.prove(reply);
  } else if (verb == "refused.list") {
    actions_.list_refused(reply);
  } else if (verb == "refused.retry") {
    const auto sequences = numbers_in(text("sequences"));
    if (!sequences) {
      reply->fail(refused("rows are named by their numbers: 12,17"));
      return;
    }
    actions_.retry_refused(*sequences, reply);
  } else if (verb == "erase") {
    actions_.erase(text("profile"), reply);
  } else if (verb == "rows") {
    const auto after = numbers_in(text("after"));
    const auto rows = numbers_in(text("rows"));
    if (!after || after->size() > 1 || !rows || rows->size() != 1) {
      reply->fail(refused("rows are asked for by how many, and after which"));
      return;
    }
    actions_.list_rows(after->empty() ? std::nullopt : std::optional(*after->begin()),
                       static_cast<std::size_t>(*rows->begin()), reply);
  } else if (verb == "why") {
    actions_.explain(text("decision"), reply);
  } else if (verb == "backup") {
    actions_.make_backup(text("with_identity") == "yes", reply);
  } else if (verb == "backup.forget") {
    actions_.forget_backup(reply);
  } else if (verb == "metrics") {
    reply->ok("{\"text\":" + json_quoted(actions_.metrics()) + "}");
  } else if (verb == "wipe") {
    actions_.wipe(text("name"), text("lose_unsent") == "yes", reply);
  } else if (verb == "staff.add") {
    const auto role = web::staff_role_from_text(text("role"));
    if (!role) {
      reply->fail(refused("a role is associate, supervisor or it"));
      return;
    }
    access_.staff_add({.name = text("name"),
                       .display_name = text("display_name"),
                       .role = *role,
                       .pin = text("pin")},
                      answer_empty(reply));
  } else if (verb == "staff.list") {
    list_staff(reply);
  } else if (verb == "staff.remove") {
    access_.staff_remove(text("name"), answer_empty(reply));
  } else if (verb == "staff.enable") {
    access_.staff_enable(text("name"), answer_empty(reply));
  } else if (verb == "staff.badge") {
    actions_.give_badge(text("name"), text("code"), answer_empty(reply));
  } else if (verb == "staff.unbadge") {
    actions_.take_badge(text("name"), answer_empty(reply));
  } else if (verb == "token.add") {
    access_.token_add(text("name"), [reply](Result<std::string> token) {
      if (token) {
        reply->ok("{\"token\":" + json_quoted(token.value()) + "}");
      } else {
        reply->fail(token.error());
      }
    });
  } else if (verb == "token.list") {
    list_tokens(reply);
  } else if (verb == "tablet.pair") {
    const auto offer = actions_.offer_pairing(text("name"));
    if (offer) {
      reply->ok(offer.value());
    } else {
      reply->fail(offer.error());
    }
  } else if (verb == "tablet.list") {
    reply->ok(actions_.tablets());
  } else if (verb == "tablet.revoke") {
    actions_.revoke_tablet(text("name"), answer_empty(reply));
  } else if (verb == "token.remove") {
    access_.token_remove(text("name"), answer_empty(reply));
  } else {
    reply->fail(refused("this touchpointd does not know the command " + json_quoted(verb)));
  }
}

void OperatorDesk::status(const control::ReplyPtr& reply) const {
  auto json = web::to_json(actions_.status());
  json.pop_back();
  json += ",\"notices\":" + json_list(actions_.notices(), json_quoted) + "}";
  reply->ok(json);
}

void OperatorDesk::facts(const control::ReplyPtr& reply) const {
  const auto facts = actions_.facts();
  const auto database = [](const ProgramFacts::Database& of) {
    return "{\"format\":" + std::to_string(of.format) + ",\"own\":" + std::to_string(of.own) + "}";
  };
  reply->ok("{\"version\":" + json_quoted(facts.version) + ",\"key_file\":" +
            json_quoted(facts.key_file) + ",\"journal\":" + database(facts.journal) +
            ",\"replica\":" + database(facts.replica) + "}");
}

void OperatorDesk::list_staff(const control::ReplyPtr& reply) const {
  reply->ok("{\"staff\":" +
            json_list(access_.staff_list(),
                      [](const auto& entry) {
                        return "{\"name\":" + json_quoted(entry.staff.name) +
                               ",\"display_name\":" + json_quoted(entry.staff.display_name) +
                               ",\"role\":" + json_quoted(web::to_text(entry.staff.role)) +
                               ",\"disabled\":" + (entry.disabled ? "true" : "false") +
                               ",\"from_hub\":" + (entry.from_hub ? "true" : "false") +
                               ",\"badge\":" + (entry.badge ? "true" : "false") + "}";
                      }) +
            "}");
}

void OperatorDesk::list_tokens(const control::ReplyPtr& reply) const {
  reply->ok(
      "{\"tokens\":" +
      json_list(access_.token_list(),
                [](const auto& token) { return "{\"name\":" + json_quoted(token.name) + "}"; }) +
      "}");
}

}  // namespace touchpoint
