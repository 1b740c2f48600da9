/// Takeover: whether a child process has gone on with the run of a program in its parent's report.
#pragma once

#include <cstddef>
#include <string>
#include <utility>

namespace trial::frameworks {

/// For a report that does not say which process wrote what. A child that a case has forked and that
/// comes back out of the case ends it and goes on with the next ones; then the parent writes, too,
/// and is still in that case. So what is told from that end on is worth nothing. It is seen by what
/// follows: a case begins twice, or the report goes on behind its end.
class Takeover final {
 public:
  /// Whether what is read from now on may be written by a child.
  void mayBeOfChild(bool may) noexcept { may_ = may; }
  /// `id` is empty for a case that was not asked for.
  void caseEnded(std::string id) {
    last_ = std::move(id);
    inDoubt_ = inDoubt_ || may_;
  }
  /// A case that had not begun before: if no child can have written that, the process itself has
  /// gone on behind the ends that were told. Returns the case that ended before.
  const std::string& caseBegan() noexcept {
    if (!may_) {
      inDoubt_ = false;
      ++steps_;
    }
    return last_;
  }
  /// A case began again that had first begun behind this one.
  void beganAgain(const std::string& behind) {
    if (!repeated_) forked_ = behind;
    repeated_ = true;
  }
  /// Something is told of a case, but none is in progress.
  void wentOn() {
    if (forked_.empty()) forked_ = last_;
  }
  /// How many cases have begun that no child can have begun.
  [[nodiscard]] std::size_t steps() const noexcept { return steps_; }
  /// Whether the process itself has gone on behind all ends of cases, as far as is known.
  [[nodiscard]] bool goesOnFromEnds() const noexcept { return !inDoubt_; }
  /// The case out of which a child has come; empty if none has.
  [[nodiscard]] const std::string& forked() const noexcept { return forked_; }

 private:
  bool may_ = false;
  bool inDoubt_ = false;
  bool repeated_ = false;
  std::size_t steps_ = 0;
  std::string last_;  // the case that ended last
  std::string forked_;
};

}  // namespace trial::frameworks
