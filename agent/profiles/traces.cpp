#include "profiles/traces.hpp"

#include <algorithm>

#include "profiles/encoding.hpp"
#include "recognition/search.hpp"

namespace touchpoint::profiles {
namespace {

using recognition::PhoneLikeness;

// What stands for a print's reach in the file.
std::uint64_t number_of(PhoneLikeness reach) {
  if (reach == PhoneLikeness::same) return 4;
  return reach == PhoneLikeness::slip ? 3 : 2;
}

PhoneLikeness reach_of(std::uint64_t number) {
  if (number == 4) return PhoneLikeness::same;
  return number == 3 ? PhoneLikeness::slip : PhoneLikeness::ending;
}

void sort_once(std::vector<Term>& terms) {
  std::ranges::sort(terms);
  terms.erase(std::unique(terms.begin(), terms.end()), terms.end());
}

constexpr std::uint64_t kLayout = 1;

}  // namespace

Bytes encode_traces(const PhoneTraces& phones) {
  Encoder to;
  to.number(kLayout);
  to.list(phones.prints, [&](const Prints& prints) {
    to.list(prints, [&](const recognition::PhonePrint& print) {
      to.number(number_of(print.reach));
      to.text(print.text);
    });
  });
  to.list(phones.terms, [&](Term term) { to.number(static_cast<std::uint64_t>(term)); });
  return to.take();
}

Result<PhoneTraces> decode_traces(BytesView bytes) {
  Decoder from{bytes};
  if (from.number() != kLayout) return damaged("a person's traces are written in another layout");
  PhoneTraces phones;
  phones.prints = from.list([&] {
    return from.list([&] {
      recognition::PhonePrint print;
      print.reach = reach_of(from.number());
      print.text = from.text();
      return print;
    });
  });
  phones.terms = from.list([&] { return static_cast<Term>(from.number()); });
  if (!from.ok()) return damaged("a person's traces end too early");
  return phones;
}

Traces traces_of(const Secrecy& secrecy, const recognition::PersonFacts& facts) {
  const auto found_by = recognition::search_terms(facts);
  Traces traces;
  for (const auto& text : found_by.of_phones)
    traces.phones.terms.push_back(secrecy.term(text));
  sort_once(traces.phones.terms);
  traces.terms = traces.phones.terms;
  for (const auto& text : found_by.texts)
    traces.terms.push_back(secrecy.term(text));
  sort_once(traces.terms);
  for (const auto& phone : facts.phones)
    traces.phones.prints.push_back(hashed_prints(secrecy, phone));
  return traces;
}

std::vector<Term> terms_of(const Secrecy& secrecy, const recognition::PersonFacts& facts,
                           const PhoneTraces& phones) {
  std::vector<Term> terms = phones.terms;
  for (const auto& text : recognition::search_terms(facts).texts)
    terms.push_back(secrecy.term(text));
  sort_once(terms);
  return terms;
}

Prints hashed_prints(const Secrecy& secrecy, std::string_view phone) {
  auto prints = recognition::phone_prints(phone);
  for (auto& print : prints)
    print.text = secrecy.print(print.text);
  return prints;
}

PhoneLikeness likeness_of(const std::vector<Prints>& asked, const PhoneTraces& known) {
  return recognition::phone_likeness(asked, known.prints);
}

}  // namespace touchpoint::profiles
