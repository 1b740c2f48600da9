/// Failure: an exception on its way along a chain of callbacks, with its type's name, its text and
/// the frames that are known. (twisted.python.failure)
#pragma once

#include <exception>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>
#include <typeinfo>
#include <utility>
#include <vector>

#include <reactor/api.hpp>
#include <reactor/detail/frame.hpp>

namespace reactor {

/// Asked for the exception being handled while none is (DEF-13, FA-01).
class TRIAL_DIST_API NoCurrentExceptionError : public std::logic_error {
 public:
  NoCurrentExceptionError();
};

/// Mixed into an exception that knows where it was made: a Failure takes its frames over.
class TRIAL_DIST_API Located {
 public:
  virtual ~Located() = default;
  [[nodiscard]] virtual const std::vector<Frame>& frames() const noexcept = 0;
};

/// The name of a type in output: demangled, with dots (`trial.FailTest`).
[[nodiscard]] TRIAL_DIST_API std::string qualifiedName(const std::type_info& type);

/// A cheap handle on an immutable record; copies share it. Two failures are equal if they share it.
class TRIAL_DIST_API Failure {
 public:
  /// The exception being handled; `NoCurrentExceptionError` if there is none (FA-01).
  Failure();
  /// Holds `value`, which must not be null (`NoCurrentExceptionError`). Throws nothing else:
  /// without memory for it, it holds the std::bad_alloc.
  explicit Failure(std::exception_ptr value);
  template <class E>
  requires(
      !std::is_base_of_v<Failure, std::remove_cvref_t<E>> &&
      !std::is_same_v<std::remove_cvref_t<E>, std::exception_ptr>) explicit Failure(E&& exception)
      : Failure(std::make_exception_ptr(std::forward<E>(exception))) {}

  Failure(const Failure& other) noexcept;
  Failure(Failure&& other) noexcept : data_(std::exchange(other.data_, nullptr)) {}
  Failure& operator=(Failure other) noexcept {
    std::swap(data_, other.data_);
    return *this;
  }
  ~Failure() {
    if (data_ != nullptr) release();
  }

  /// A failure told by another process: the type's name and those of its bases are kept, so that
  /// `check` by name works although the type is unknown here (FA-12). `value` is what
  /// `raiseException` throws.
  [[nodiscard]] static Failure remote(std::string typeName, std::vector<std::string> parents,
                                      std::string message, std::vector<Frame> frames,
                                      std::exception_ptr value);

  [[nodiscard]] const std::exception_ptr& value() const noexcept;
  /// The qualified name of the exception's type (`std.runtime_error`).
  [[nodiscard]] const std::string& type() const noexcept;
  /// The qualified names of its base classes, nearest first.
  [[nodiscard]] const std::vector<std::string>& parents() const noexcept;
  /// From the function that caught the exception to the one that threw it (FA-11): an exception's
  /// own if it is `Located`, else those of the calls that are built with debug information. Empty
  /// if the exception was made without a throw. The first call looks them up, which takes
  /// milliseconds.
  [[nodiscard]] const std::vector<Frame>& frames() const noexcept;
  /// The same failure with other frames (used where frames are trimmed or added).
  [[nodiscard]] Failure withFrames(std::vector<Frame> frames) const;

  /// The exception as an `E`, or null. Valid as long as this failure.
  template <class E>
  [[nodiscard]] const E* as() const noexcept;
  /// True if the exception is an `E` or derives from it.
  template <class E>
  [[nodiscard]] bool is() const noexcept {
    return as<E>() != nullptr;
  }
  /// The name of the first of the types that the exception is or derives from (FA-02).
  template <class... Es>
  [[nodiscard]] std::optional<std::string> check() const;
  [[nodiscard]] std::optional<std::string> check(const std::vector<std::string>& names) const;
  /// Like `check`, but throws the exception when none matches (FA-03).
  template <class... Es>
  std::string trap() const;
  [[noreturn]] void raiseException() const;

  /// The exception's text; never throws (FA-04).
  [[nodiscard]] const std::string& getErrorMessage() const noexcept;
  /// `detail` is "default", "brief" or "verbose" (FA-05 to FA-08). Ends with a newline.
  [[nodiscard]] std::string getTraceback(std::string_view detail = "default") const;
  [[nodiscard]] std::string getBriefTraceback() const;
  /// `[Failure instance: Traceback: <type>: text ...]` (FA-09).
  [[nodiscard]] std::string str() const;
  /// `<reactor.Failure type: text>` (FA-09).
  [[nodiscard]] std::string repr() const;

  friend bool operator==(const Failure& a, const Failure& b) noexcept { return a.data_ == b.data_; }

 private:
  struct Data;
  struct TakeOver {};
  Failure(TakeOver, const Data* data) noexcept : data_(data) {}
  void release() noexcept;
  [[nodiscard]] const void* find(const std::type_info& type) const noexcept;

  // Counted by hand: <memory> is most of what this header would cost those who include it.
  const Data* data_;
};

template <class E>
const E* Failure::as() const noexcept {
  static_assert(std::is_same_v<E, std::remove_cvref_t<E>> && !std::is_pointer_v<E>,
                "an exception type that is no pointer, without const or &");
  return static_cast<const E*>(find(typeid(E)));
}

template <class... Es>
std::optional<std::string> Failure::check() const {
  std::optional<std::string> match;
  (void)((is<Es>() ? (match = qualifiedName(typeid(Es)), true) : false) || ...);
  return match;
}

template <class... Es>
std::string Failure::trap() const {
  if (auto match = check<Es...>()) return *std::move(match);
  raiseException();
}

}  // namespace reactor
