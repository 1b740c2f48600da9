/// The exceptions of Deferreds. (twisted.internet.defer)
#pragma once

#include <cstddef>
#include <stdexcept>
#include <string>
#include <vector>

#include <reactor/api.hpp>
#include <reactor/failure.hpp>

namespace reactor {

/// A Deferred was fired twice. The text is empty unless debugging is on (DEF-14 to DEF-16).
class TRIAL_DIST_API AlreadyCalledError : public std::logic_error {
 public:
  using std::logic_error::logic_error;
};

/// The failure of a Deferred after `cancel()` (DEF-43).
class TRIAL_DIST_API CancelledError : public std::exception {
 public:
  [[nodiscard]] const char* what() const noexcept override;
};

/// The failure of a Deferred that `addTimeout` has cancelled (DEF-52).
class TRIAL_DIST_API TimeoutError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
  /// Text: `(0.5, 'Deferred')`.
  TimeoutError(double seconds, const std::string& what);
};

/// Holds the first failure among several Deferreds and the index of that Deferred (DL-05, DL-13).
class TRIAL_DIST_API FirstError : public std::exception {
 public:
  FirstError(Failure failure, std::size_t position);
  /// `FirstError[#1, [Failure instance: ...]]`
  [[nodiscard]] const char* what() const noexcept override { return text_.c_str(); }
  /// `FirstError[#1, std.runtime_error('text')]`
  [[nodiscard]] std::string repr() const;

  Failure subFailure;
  std::size_t index;
  friend bool operator==(const FirstError& a, const FirstError& b) {
    return a.index == b.index && a.subFailure == b.subFailure;
  }

 private:
  std::string text_;
};

/// All Deferreds of a race failed. Their failures are in the order of the Deferreds (DL-16).
class TRIAL_DIST_API FailureGroup : public std::exception {
 public:
  explicit FailureGroup(std::vector<Failure> all) : failures(std::move(all)) {}
  [[nodiscard]] const char* what() const noexcept override;
  std::vector<Failure> failures;
};

}  // namespace reactor
