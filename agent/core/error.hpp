// Error says what went wrong in one sentence that an operator can act on, and in a code that a
// program can ask about.
//
// Policy code asks for one of four conditions and never for a library's own codes:
//   retry_later    nothing is wrong with the request; the same call may succeed later
//   refused        this very input will never be accepted
//   misconfigured  a person must change something first
//   damaged        a file or a message is not what it was when it was written
//
// The sentence goes to operators and callers. It never carries personal data or secrets.
#pragma once

#include <string>
#include <system_error>

namespace touchpoint {

enum class Condition { retry_later = 1, refused, misconfigured, damaged };

const std::error_category& condition_category() noexcept;
std::error_code make_error_code(Condition condition) noexcept;

class Error {
 public:
  Error(Condition condition, std::string sentence)
      : code_(make_error_code(condition)), sentence_(std::move(sentence)) {}

  // A library's own code (errno, SQLite, OpenSSL …) filed under one of the four conditions.
  Error(std::error_code code, std::string sentence) : code_(code), sentence_(std::move(sentence)) {}

  bool is(Condition condition) const noexcept;
  // There is no room on the disk, or in what is ours of it: a kind of retry_later that callers are
  // told of by name.
  bool is_full() const noexcept { return code_ == std::errc::no_space_on_device; }
  const std::error_code& code() const noexcept { return code_; }
  const std::string& sentence() const noexcept { return sentence_; }

  // The same error seen from one level up: "cannot open the journal: <sentence>".
  Error within(std::string_view doing) const;

 private:
  std::error_code code_;
  std::string sentence_;
};

}  // namespace touchpoint

template <>
struct std::is_error_code_enum<touchpoint::Condition> : std::true_type {};
