#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "core/text.hpp"
#include "web/json/encode.hpp"
#include "web/json/parse.hpp"

namespace touchpoint::web {
namespace {

namespace json = boost::json;

void add(json::object& object, std::string_view name, const std::string& text) {
  if (!text.empty()) object.emplace(name, text);
}

// As much as tells two addresses apart: the last digits of a phone, the first letter of an e-mail
// address. All of it is told to who sees to the task (reveal_contact).
std::string masked(const StoreTask::Reply& reply) {
  constexpr std::size_t kDigitsShown = 3;
  constexpr std::string_view kDots = "\u2022\u2022\u2022";
  if (reply.channel == "phone") {
    std::string digits;
    for (const char letter : reply.address)
      if (is_digit(letter)) digits += letter;
    if (digits.size() < 2 * kDigitsShown) return std::string(kDots);
    return std::string(kDots) + " " + digits.substr(digits.size() - kDigitsShown);
  }
  std::string shown;
  if (!reply.address.empty() && static_cast<unsigned char>(reply.address.front()) < 0x80)
    shown = reply.address.front();
  return shown.append(kDots).append("@").append(kDots);
}

json::object encode(const StoreTask& task) {
  json::object object{{"task", task.id},
                      {"kind", json::string(to_text(task.kind))},
                      {"opened", to_rfc3339(task.opened)},
                      {"opening", task.opening}};
  add(object, "device", task.device);
  add(object, "touchpoint", task.touchpoint);
  add(object, "profile", task.profile);
  add(object, "staff", task.staff);
  add(object, "owner", task.owner);
  add(object, "text", task.text);
  if (task.score) {
    object.emplace("scale", task.scale);
    object.emplace("score", *task.score);
  }
  if (task.kind == TaskKind::rights) add(object, "right", task.scale);
  if (task.reply) {
    object.emplace("reply",
                   json::object{{"channel", task.reply->channel}, {"masked", masked(*task.reply)}});
  }
  if (task.due) object.emplace("due", to_rfc3339(*task.due));
  if (task.taken) {
    object.emplace("taken",
                   json::object{{"by", task.taken->by}, {"at", to_rfc3339(task.taken->at)}});
  }
  if (task.reacted) object.emplace("reacted", to_rfc3339(*task.reacted));
  if (task.closed) {
    json::object closed{
        {"by", task.closed->by}, {"at", to_rfc3339(task.closed->at)}, {"type", task.closed->type}};
    add(closed, "text", task.closed->text);
    object.emplace("closed", std::move(closed));
  }
  return object;
}

}  // namespace

std::string to_json(const std::vector<StoreTask>& tasks) {
  json::array all;
  for (const auto& task : tasks)
    all.push_back(encode(task));
  return to_text(json::object{{"tasks", std::move(all)}});
}

}  // namespace touchpoint::web
