// Result<T> is what a function returns that can fail: a T, or an Error. Nothing of ours throws
// across an interface, and looking at the value of a failed Result ends the program.
//
//   Result<Config> read(path);
//   TP_TRY(auto config, read(path));   // returns the Error to our caller, or goes on with config
//   TP_CHECK(write(path));             // the same for Result<void>
//   return refused("the store name may only hold a-z, 0-9 and '-'");
#pragma once

#include <utility>

#include <boost/outcome/basic_result.hpp>
#include <boost/outcome/policy/terminate.hpp>
#include <boost/outcome/try.hpp>

#include "core/error.hpp"

namespace touchpoint {

namespace outcome = BOOST_OUTCOME_V2_NAMESPACE;

template <class T>
using Result = outcome::basic_result<T, Error, outcome::policy::terminate>;

inline auto success() {
  return outcome::success();
}

inline Error retry_later(std::string sentence) {
  return {Condition::retry_later, std::move(sentence)};
}
inline Error no_room(std::string sentence) {  // retry_later, and Error::is_full()
  return {std::make_error_code(std::errc::no_space_on_device), std::move(sentence)};
}
inline Error refused(std::string sentence) {
  return {Condition::refused, std::move(sentence)};
}
inline Error misconfigured(std::string sentence) {
  return {Condition::misconfigured, std::move(sentence)};
}
inline Error damaged(std::string sentence) {
  return {Condition::damaged, std::move(sentence)};
}

}  // namespace touchpoint

#define TP_TRY(declaration, ...) BOOST_OUTCOME_TRY(declaration, __VA_ARGS__)
#define TP_CHECK(...) BOOST_OUTCOME_TRY(__VA_ARGS__)
