// What comes down from a hub, or from what stands between: every reader of the device gets every
// text. What is read is written again as the same.
#include "fuzz/fuzz.hpp"
#include "sync/codec/device_json.hpp"
#include "sync/codec/profile_json.hpp"

namespace {

using namespace touchpoint;
using fuzz::must;

template <class T>
bool is_read(const Result<T>& read) {
  if (!read) fuzz::must_be_a_sentence(read.error().sentence());
  return read.has_value();
}

void read_down(std::string_view text) {
  if (const auto profile = sync::profile_from_json(text); is_read(profile)) {
    const auto again = sync::profile_from_json(sync::to_json(profile.value()));
    must(again.has_value() && again.value() == profile.value(), "a profile is written as read");
  }
  if (const auto experience = sync::experience_from_json(text); is_read(experience)) {
    const auto again = sync::experience_from_json(sync::to_json(experience.value()));
    must(again.has_value() && again.value() == experience.value(), "so is an experience");
  }
  if (const auto page = sync::page_from_json(text); is_read(page)) {
    const auto again = sync::page_from_json(sync::to_json(page.value()));
    must(again.has_value() && again.value().profiles == page.value().profiles, "so is a page");
    must(page.value().through >= page.value().since, "a page does not go back");
  }
  if (const auto news = sync::news_from_json(text); is_read(news)) {
    must(news.value().profiles >= 0, "changes are counted from 0");
  }
}

void read_answers(std::string_view text) {
  if (const auto refusals = sync::refusals_from_json(text); is_read(refusals)) {
    must(is_read(sync::refusals_from_json(sync::to_json(refusals.value()))), "so are refusals");
  }
  is_read(sync::enrolment_answer_from_json(text));
  is_read(sync::ca_from_json(text));
  if (const auto file = sync::hub_file_from_json(text); is_read(file)) {
    must(is_read(sync::hub_file_from_json(sync::to_json(file.value()))), "so is hub.json");
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto text = fuzz::text_of(data, size);
  read_down(text);
  read_answers(text);
  return 0;
}
