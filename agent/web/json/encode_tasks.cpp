#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "web/json/encode.hpp"
#include "web/json/parse.hpp"

namespace touchpoint::web {
namespace {

namespace json = boost::json;

void add(json::object& object, std::string_view name, const std::string& text) {
  if (!text.empty()) object.emplace(name, text);
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
    object.emplace(
        "reply", json::object{{"channel", task.reply->channel}, {"address", task.reply->address}});
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
