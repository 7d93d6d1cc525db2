#include "sync/hub/profile_door.hpp"

#include <algorithm>
#include <memory>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include "core/redaction.hpp"
#include "core/text.hpp"
#include "recognition/identifiers.hpp"
#include "sync/hub/json_members.hpp"
#include "sync/hub/replies.hpp"

namespace touchpoint::hub {
namespace {

namespace json = boost::json;

constexpr std::int64_t kTwinRows = 5'000;   // looked at in one call: some milliseconds of the store
constexpr std::size_t kProposalsMax = 100;  // in one answer
constexpr std::size_t kReasonMax = 200;     // bytes

struct Proposal {
  Twins twins;
  Likeness likeness;
};

std::string to_json(const Likeness& likeness) {
  json::array evidence;
  for (const auto& each : likeness.evidence) {
    evidence.push_back(
        json::object{{"what", each.what}, {"bits", each.bits}, {"people", each.people}});
  }
  return json::serialize(evidence);
}

std::string to_json(const Proposal& proposal) {
  return "{\"bits\":" + json::serialize(json::value(proposal.likeness.bits)) +
         ",\"evidence\":" + to_json(proposal.likeness) +
         ",\"older\":" + sync::to_json(proposal.twins.older) +
         ",\"newer\":" + sync::to_json(proposal.twins.newer) + "}";
}

template <class List, class ToJson>
std::string list_json(const List& list, ToJson to_json_of) {
  std::string text;
  for (const auto& each : list)
    text += (text.empty() ? "" : ",") + to_json_of(each);
  return "[" + text + "]";
}

std::string record_json(const ToldRecord& record) {
  return "{\"key\":" + json_quoted(record.key) + ",\"orders\":" + std::to_string(record.orders) +
         ",\"experiences\":" + std::to_string(record.experiences) +
         ",\"profile\":" + sync::to_json(record.profile) + "}";
}

std::string edge_json(const ToldEdge& edge) {
  json::object object{{"older", edge.older}, {"newer", edge.newer},   {"kind", to_text(edge.kind)},
                      {"by", edge.by},       {"reason", edge.reason}, {"at", to_rfc3339(edge.at)}};
  if (edge.ended) object["ended"] = to_rfc3339(*edge.ended);
  return json::serialize(object);
}

std::string to_json(const ProfileView& view) {
  return "{\"profile\":" + sync::to_json(view.whole) +
         ",\"records\":" + list_json(view.records, record_json) +
         ",\"edges\":" + list_json(view.edges, edge_json) + ",\"shared\":" +
         list_json(view.shared,
                   [](const Identifier& identifier) {
                     return "{\"kind\":" + json_quoted(to_text(identifier.kind)) +
                            ",\"value\":" + json_quoted(identifier.value) + "}";
                   }) +
         "}";
}

Result<ProfileDecision> decision_in(const json::object& members) {
  ProfileDecision decision{.one = text_member(members, "profile"),
                           .other = text_member(members, "other"),
                           .by = text_member(members, "by"),
                           .reason = text_member(members, "reason")};
  if (decision.reason.empty() || decision.reason.size() > kReasonMax) {
    return refused("say why, in at most 200 characters: somebody may have to undo it");
  }
  if (const auto what = find_forbidden(decision.reason)) {
    return refused("the reason looks like " + std::string(describe(*what)) + " and is not kept");
  }
  return decision;
}

// Looks through everything, some rows at a time, and answers with the likeliest.
class Search : public std::enable_shared_from_this<Search> {
 public:
  Search(Store& store, const LikenessJudge& judge, control::ReplyPtr reply)
      : store_(store), judge_(judge), reply_(std::move(reply)) {}

  void go_on(const TwinCursor& from) {
    store_.twins(from, kTwinRows, [self = shared_from_this()](Result<TwinPage> page) {
      if (!page) return self->reply_->fail(page.error());
      self->take(std::move(page).value());
    });
  }

 private:
  void take(TwinPage page) {
    for (auto& twins : page.twins) {
      auto likeness = judge_(twins, page.people);
      found_.push_back({.twins = std::move(twins), .likeness = std::move(likeness)});
    }
    if (page.next.done || found_.size() >= kProposalsMax) return answer(!page.next.done);
    go_on(page.next);
  }
  void answer(bool more) {
    std::ranges::stable_sort(found_, std::greater{},
                             [](const Proposal& proposal) { return proposal.likeness.bits; });
    reply_->ok("{\"proposals\":" +
               list_json(found_, [](const Proposal& proposal) { return to_json(proposal); }) +
               ",\"more\":" + (more ? "true" : "false") + "}");
  }

  Store& store_;
  const LikenessJudge judge_;
  const control::ReplyPtr reply_;
  std::vector<Proposal> found_;
};

}  // namespace

void ProfileDoor::handle(const std::string& verb, const std::string& json,
                         const control::ReplyPtr& reply) {
  const auto members = members_of(json, reply);
  if (!members) return;
  if (verb == "profile.find") return find(text_member(*members, "text"), reply);
  if (verb == "profile.show") return show(text_member(*members, "profile"), reply);
  if (verb == "profile.proposals") {
    return std::make_shared<Search>(store_, judge_, reply)->go_on({});
  }
  auto decision = decision_in(*members);
  if (!decision) return reply->fail(decision.error());
  if (verb == "profile.merge") return merge(std::move(decision).value(), reply);
  if (verb == "profile.split") {
    return store_.part_profiles(std::move(decision).value(), done_with(reply));
  }
  if (verb == "profile.reconsider") {
    return store_.reconsider_profiles(std::move(decision).value(), done_with(reply));
  }
  reply->fail(refused("the hub does not know this command; is it an older version?"));
}

void ProfileDoor::find(const std::string& text, const control::ReplyPtr& reply) {
  std::vector<Identifier> identifiers;
  for (const auto kind :
       {IdentifierKind::email, IdentifierKind::phone, IdentifierKind::loyalty,
        IdentifierKind::account, IdentifierKind::wallet, IdentifierKind::payment_account}) {
    if (auto identifier = recognition::normalise(kind, text, country_)) {
      identifiers.push_back(std::move(identifier).value());
    }
  }
  store_.find_profiles(std::move(identifiers), [reply](Result<std::vector<std::string>> found) {
    if (!found) return reply->fail(found.error());
    reply->ok("{\"profiles\":" +
              list_json(found.value(), [](const std::string& id) { return json_quoted(id); }) +
              "}");
  });
}

void ProfileDoor::show(const std::string& profile, const control::ReplyPtr& reply) {
  store_.profile(profile, [reply](Result<ProfileView> view) {
    view ? reply->ok(to_json(view.value())) : reply->fail(view.error());
  });
}

void ProfileDoor::merge(ProfileDecision decision, const control::ReplyPtr& reply) {
  store_.join_profiles(std::move(decision), [reply](Result<std::string> joined) {
    if (!joined) return reply->fail(joined.error());
    reply->ok("{\"profile\":" + json_quoted(joined.value()) + "}");
  });
}

}  // namespace touchpoint::hub
