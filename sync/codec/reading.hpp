// Reading JSON strictly: one object and nothing behind it, no member twice, bounded depth; then its
// members one after the other, where the first thing that is wrong is kept and told once.
//
// For .cpp files only, here and in the hub: it shows Boost.JSON.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include <boost/json/monotonic_resource.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include "core/clock.hpp"
#include "core/result.hpp"

namespace touchpoint::sync::reading {

// One JSON object and nothing behind it; `refused` when it is not, has a member twice or is deeper
// than limits::kJsonDepthMax.
Result<boost::json::value> parse_strictly(std::string_view text, std::string_view what,
                                          const boost::json::storage_ptr& memory);

// A parsed text. `what` names it in sentences: "the event".
class Document {
 public:
  static Result<Document> parse(std::string_view text, std::string_view what);
  const boost::json::object& root() const { return root_->get_object(); }

 private:
  Document() = default;
  std::unique_ptr<boost::json::monotonic_resource> memory_;  // outlives the value, so it is first
  std::unique_ptr<boost::json::value> root_;
};

// The members of one object. A member that is absent or null gives the empty value; one of the
// wrong type gives the empty value too, and notes the problem.
class Members {
 public:
  // The first problem of all readers that share it; it outlives them.
  struct Problem {
    std::string sentence;
    bool found() const { return !sentence.empty(); }
  };

  Members(const boost::json::object& object, std::string_view what, Problem& problem)
      : object_(object), what_(what), problem_(problem) {}

  bool has(std::string_view name) const { return find(name) != nullptr; }
  std::string_view text(std::string_view name) const;
  std::int64_t count(std::string_view name) const;  // an integer that is not negative
  std::optional<int> small(std::string_view name) const;
  std::optional<double> number(std::string_view name) const;  // finite
  bool flag(std::string_view name) const;
  std::optional<WallTime> time(std::string_view name) const;
  const boost::json::object* object(std::string_view name) const;
  const boost::json::array* list(std::string_view name) const;

  // Each object in a list member, through `read(const Members&) -> std::optional<T>`, where nullopt
  // passes the element over.
  template <class T, class Read>
  std::vector<T> each(std::string_view name, std::string_view what, Read read) const;

  void wrong(std::string_view name, std::string_view must_be) const;

 private:
  const boost::json::value* find(std::string_view name) const;  // null counts as absent

  const boost::json::object& object_;
  std::string_view what_;
  Problem& problem_;
};

template <class T, class Read>
std::vector<T> Members::each(std::string_view name, std::string_view what, Read read) const {
  std::vector<T> all;
  const auto* elements = list(name);
  if (elements == nullptr) return all;
  all.reserve(elements->size());
  for (const auto& element : *elements) {
    if (!element.is_object()) {
      wrong(name, "a list of objects");
      return {};
    }
    if (auto one = read(Members{element.get_object(), what, problem_})) {
      all.push_back(std::move(*one));
    }
  }
  return all;
}

// One whole text through one reader: `read(const Members&)`, or with the problem that readers of
// inner objects share as its second parameter, `-> std::optional<T>`; a value wherever nothing is
// wrong.
template <class T, class Read>
Result<T> read_all(std::string_view json, std::string_view what, Read read) {
  TP_TRY(const auto document, Document::parse(json, what));
  Members::Problem problem;
  const Members members{document.root(), what, problem};
  std::optional<T> value;
  if constexpr (std::is_invocable_v<Read, const Members&, Members::Problem&>) {
    value = read(members, problem);
  } else {
    value = read(members);
  }
  if (problem.found()) return refused(std::move(problem.sentence));
  return std::move(*value);
}

}  // namespace touchpoint::sync::reading
