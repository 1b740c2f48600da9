/// The exceptions that make a test fail, skip it or interrupt it.
#pragma once

#include <exception>
#include <initializer_list>
#include <stdexcept>
#include <string>
#include <string_view>
#include <typeinfo>
#include <utility>
#include <vector>

#include <reactor/api.hpp>
#include <reactor/failure.hpp>

namespace trial {

using reactor::Failure;

/// The place of a call in the sources. Used as the default of a last parameter.
struct Location {
  const char* file;
  const char* function;
  int line;
  static constexpr Location current(const char* file = __builtin_FILE(),
                                    const char* function = __builtin_FUNCTION(),
                                    int line = __builtin_LINE()) noexcept {
    return {file, function, line};
  }
};

class TRIAL_DIST_API AssertionError : public std::logic_error {
 public:
  using std::logic_error::logic_error;
};

/// A failed assertion: the only exception that makes a test fail instead of being in error.
class TRIAL_DIST_API FailTest : public AssertionError, public reactor::Located {
 public:
  explicit FailTest(const std::string& message, Location where = Location::current());
  [[nodiscard]] const std::vector<reactor::Frame>& frames() const noexcept override {
    return frames_;
  }

 private:
  std::vector<reactor::Frame> frames_;
};

/// A test that throws it is skipped, with its text as the reason (TC-15).
class TRIAL_DIST_API SkipTest : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// A test that throws it has an error, and the run ends (TC-32).
class TRIAL_DIST_API KeyboardInterrupt : public std::exception {
 public:
  explicit KeyboardInterrupt(std::string text = {}) : text_(std::move(text)) {}
  [[nodiscard]] const char* what() const noexcept override { return text_.c_str(); }

 private:
  std::string text_;
};

/// The exception that an assertion caught, kept alive.
template <class E>
class Raised {
 public:
  explicit Raised(Failure failure) : failure_(std::move(failure)) {}
  [[nodiscard]] const E& operator*() const { return *failure_.template as<E>(); }
  [[nodiscard]] const E* operator->() const { return failure_.template as<E>(); }
  [[nodiscard]] const Failure& failure() const noexcept { return failure_; }

 private:
  Failure failure_;
};

namespace detail {

/// While such an object lives, failed assertions are expected, and a debugger does not stop at them
/// (<trial/running/debugger.hpp>).
class TRIAL_DIST_API FailureExpected final {
 public:
  FailureExpected() noexcept;
  ~FailureExpected();
  FailureExpected(const FailureExpected&) = delete;
  FailureExpected& operator=(const FailureExpected&) = delete;
};

[[noreturn]] TRIAL_DIST_API void failWith(const std::string& message, Location where);
/// Fails with `own`, or if that is empty, with `text`.
[[noreturn]] TRIAL_DIST_API void failInstead(std::string_view own, const std::string& text,
                                             Location where);
/// Fails with `text`, and with ` : ` and `own` behind it if `own` is not empty.
[[noreturn]] TRIAL_DIST_API void failAdding(std::string_view own, std::string text, Location where);
[[noreturn]] TRIAL_DIST_API void failNotRaised(const std::type_info& expected,
                                               const std::string& returned, Location where);
[[noreturn]] TRIAL_DIST_API void failOtherRaised(const std::type_info& expected,
                                                 const Failure& raised, Location where);
[[nodiscard]] std::string typeNames(std::initializer_list<const std::type_info*> types,
                                    std::string_view delimiter);
/// `object is not an instance of C`, or `of (C, D)`.
[[nodiscard]] TRIAL_DIST_API std::string instanceText(
    std::string object, std::string_view relation,
    std::initializer_list<const std::type_info*> types, std::string_view own);

}  // namespace detail

}  // namespace trial
