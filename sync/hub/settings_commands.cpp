// touchpoint-hub settings and ring: what devices are given, and in which order.
#include <cstdio>
#include <map>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <fmt/format.h>

#include "config/central.hpp"
#include "config/file.hpp"
#include "core/text.hpp"
#include "sync/hub/command_support.hpp"
#include "sync/hub/commands.hpp"
#include "sync/hub/json_members.hpp"

namespace touchpoint::hub {
namespace {

namespace json = boost::json;

std::int64_t count_of(const json::object& object, std::string_view name) {
  return static_cast<std::int64_t>(number_member(object, name).value_or(0));
}

template <class Each>
void for_each(const json::object& object, std::string_view name, Each each) {
  const auto* elements = array_member(object, name);
  if (elements == nullptr) return;
  for (const auto& element : *elements) {
    if (const auto* one = element.if_object()) each(*one);
  }
}

std::string names_in(const json::object& object, std::string_view name) {
  std::string names;
  const auto* elements = array_member(object, name);
  if (elements == nullptr) return names;
  for (const auto& element : *elements) {
    if (const auto* text = element.if_string()) {
      names.append(names.empty() ? "" : ", ").append(text->data(), text->size());
    }
  }
  return names;
}

Result<json::object> ask_object(const std::filesystem::path& config, const std::string& question) {
  TP_TRY(const auto answer, ask(config, question));
  return parse_object(answer);
}

Result<std::int64_t> ask_number(const std::filesystem::path& config, const std::string& question) {
  TP_TRY(const auto answer, ask_object(config, question));
  return count_of(answer, "number");
}

constexpr const char* kStatus = R"({"verb":"settings.status"})";

std::string devices(std::int64_t count) {
  return count == 1 ? "1 device" : fmt::format("{} devices", count);
}

// "2 have settings 12, 1 has settings 9, 1 has not said" of the devices of a ring.
std::string counts_in_words(const std::map<std::int64_t, std::int64_t>& counts) {
  std::string words;
  for (auto each = counts.rbegin(); each != counts.rend(); ++each) {
    const auto [number, count] = *each;
    const auto* have = count == 1 ? "has" : "have";
    if (!words.empty()) words += ", ";
    if (number > 0) {
      words += fmt::format("{} {} settings {}", count, have, number);
    } else {
      words += fmt::format("{} {} {}", count, have, number == 0 ? "none" : "not said which");
    }
  }
  return words;
}

std::string behind_in_words(const json::object& device, WallTime now) {
  const auto asked = time_member(device, "asked");
  const auto ago = asked
                       ? fmt::format("asked {} min ago",
                                     std::chrono::floor<std::chrono::minutes>(now - *asked).count())
                       : "has never asked";
  const auto has = device.contains("has_number") && device.at("has_number").is_number()
                       ? fmt::format("has settings {}", count_of(device, "has_number"))
                       : "has not said which it has";
  return fmt::format("  {:<28} is to have settings {}, {}, {}\n", text_member(device, "device"),
                     count_of(device, "number"), has, ago);
}

// "settings 12 are refused by 2 devices (milano-01-pos-1, torino-02-pos-1): why", by settings and
// reason.
std::string refusals_in_words(const json::object& status) {
  std::map<std::pair<std::string, std::string>, std::vector<std::string>> refusals;
  for_each(status, "devices", [&](const json::object& device) {
    if (const auto* refusal = object_member(device, "refused")) {
      refusals[{text_member(*refusal, "number"), text_member(*refusal, "reason")}].push_back(
          text_member(device, "device"));
    }
  });
  std::string words;
  for (const auto& [what, by] : refusals) {
    const auto& [number, reason] = what;
    words +=
        fmt::format("  settings{} by {} ({}): {}\n", number.empty() ? "" : " " + number,
                    devices(static_cast<std::int64_t>(by.size())), fmt::join(by, ", "), reason);
  }
  return words.empty() ? words : "\nrefused:\n" + words;
}

std::string status_in_words(const json::object& status, WallTime now) {
  std::string words;
  for_each(status, "settings", [&](const json::object& settings) {
    const auto note = text_member(settings, "note");
    const auto withdraws = count_of(settings, "withdraws");
    words += fmt::format("settings {:<6} to ring {}, {} by {}{}{}\n", count_of(settings, "number"),
                         text_member(settings, "ring"), text_member(settings, "at"),
                         text_member(settings, "by"),
                         withdraws > 0 ? fmt::format(", withdrawing {}", withdraws) : "",
                         note.empty() ? "" : ": " + note);
  });
  if (words.empty()) words = "no settings have been published yet\n";
  words += "\n";
  std::map<std::string, std::map<std::int64_t, std::int64_t>> by_ring;
  std::string behind;
  for_each(status, "devices", [&](const json::object& device) {
    const bool said = device.contains("has_number") && device.at("has_number").is_number();
    ++by_ring[text_member(device, "ring")][said ? count_of(device, "has_number") : -1];
    const bool has_all = count_of(device, "has") == count_of(device, "version");
    if (!has_all) behind += behind_in_words(device, now);
  });
  for_each(status, "rings", [&](const json::object& ring) {
    const auto& counts = by_ring[text_member(ring, "name")];
    std::int64_t all = 0;
    for (const auto& [number, count] : counts)
      all += count;
    words += fmt::format("ring {:<12} {}{}{}\n", text_member(ring, "name"), devices(all),
                         all == 0 ? "" : ": ", counts_in_words(counts));
  });
  if (!behind.empty()) words += "\nnot there yet:\n" + behind;
  return words + refusals_in_words(status);
}

int say_number(const Result<std::int64_t>& number, std::string_view sentence) {
  if (!number) return fail(number.error());
  fmt::print("settings {} {}; touchpoint-hub settings status shows who has them\n", number.value(),
             sentence);
  return EXIT_SUCCESS;
}

// What the hub would check, with the file's name in the sentence.
Result<std::string> read_settings(const std::filesystem::path& file) {
  TP_TRY(auto text, config::read_small_file(file, config::kConfigFileMax));
  TP_CHECK(config::check_central(file, text));
  return text;
}

Result<std::string> first_ring(const std::filesystem::path& config) {
  TP_TRY(const auto status, ask_object(config, kStatus));
  std::string first;
  for_each(status, "rings", [&](const json::object& ring) {
    if (first.empty()) first = text_member(ring, "name");
  });
  return first;
}

}  // namespace

int run_settings_check(const std::filesystem::path& file) {
  const auto text = read_settings(file);
  if (!text) return fail(text.error());
  fmt::print("{} is right: devices may be given it\n", file.string());
  return EXIT_SUCCESS;
}

int run_settings_publish(const std::filesystem::path& config, const PublishOptions& options) {
  const auto text = read_settings(options.file);
  if (!text) return fail(text.error());
  auto ring = options.ring.empty() ? first_ring(config) : Result<std::string>(options.ring);
  if (!ring) return fail(ring.error());
  const auto number = ask_number(
      config, fmt::format(R"({{"verb":"settings.publish","body":{},"ring":{},"by":{},"note":{}}})",
                          json_quoted(text.value()), json_quoted(ring.value()),
                          json_quoted(operator_name()), json_quoted(options.note)));
  return say_number(number, "are published to ring " + ring.value());
}

int run_settings_widen(const std::filesystem::path& config) {
  const auto number = ask_number(config, R"({"verb":"settings.widen"})");
  return say_number(number, "reach the next ring");
}

int run_settings_withdraw(const std::filesystem::path& config, const std::string& note) {
  const auto number =
      ask_number(config, fmt::format(R"({{"verb":"settings.withdraw","by":{},"note":{}}})",
                                     json_quoted(operator_name()), json_quoted(note)));
  return say_number(number, "bring back what was before");
}

int run_settings_show(const std::filesystem::path& config, std::int64_t number) {
  const auto found =
      ask_object(config, fmt::format(R"({{"verb":"settings.show","number":{}}})", number));
  if (!found) return fail(found.error());
  const auto* body = found.value().if_contains("body");
  if (body == nullptr || !body->is_string()) return fail(damaged("the hub's answer has no body"));
  fmt::print("{}", std::string_view(body->get_string()));
  return EXIT_SUCCESS;
}

int run_settings_status(const std::filesystem::path& config, bool json) {
  const auto answer = ask(config, kStatus);
  if (!answer) return fail(answer.error());
  if (json) {
    fmt::print("{}\n", answer.value());
    return EXIT_SUCCESS;
  }
  const auto status = parse_object(answer.value());
  if (!status) return fail(status.error());
  fmt::print("{}", status_in_words(status.value(), SystemClock().wall()));
  return EXIT_SUCCESS;
}

int run_ring_add(const std::filesystem::path& config, const std::string& name) {
  const auto added =
      ask(config, fmt::format(R"({{"verb":"ring.add","name":{}}})", json_quoted(name)));
  if (!added) return fail(added.error());
  fmt::print("ring {} is there; put devices or stores into it with: touchpoint-hub ring put {}\n",
             name, name);
  return EXIT_SUCCESS;
}

int run_ring_put(const std::filesystem::path& config, const std::string& ring,
                 const std::string& device, const std::string& store) {
  if (device.empty() == store.empty()) {
    return fail(refused("say which: --device NAME or --store NAME"));
  }
  const auto* kind = device.empty() ? "store" : "device";
  const auto& name = device.empty() ? store : device;
  const auto put = ask(config, fmt::format(R"({{"verb":"ring.put","ring":{},"{}":{}}})",
                                           json_quoted(ring), kind, json_quoted(name)));
  if (!put) return fail(put.error());
  fmt::print("{} {} is in ring {}\n", kind, name, ring);
  return EXIT_SUCCESS;
}

int run_ring_list(const std::filesystem::path& config) {
  const auto status = ask_object(config, kStatus);
  if (!status) return fail(status.error());
  for_each(status.value(), "rings", [](const json::object& ring) {
    const auto stores = names_in(ring, "stores");
    const auto members = names_in(ring, "devices");
    fmt::print("{:<12}{}{}{}\n", text_member(ring, "name"),
               stores.empty() ? "" : " stores: " + stores,
               members.empty() ? "" : " devices: " + members,
               text_member(ring, "name") == "all" ? " everybody else" : "");
  });
  return EXIT_SUCCESS;
}

}  // namespace touchpoint::hub
