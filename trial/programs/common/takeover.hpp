/// Takeover: whether a child process has gone on with the run of a program in its parent's report.
#pragma once

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <vector>

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
    if (may_ && !doubtful_) doubtful_ = ended_.size();
    ended_.push_back(std::move(id));
  }
  /// A case that had not begun before: if no child can have written that, the process itself has
  /// gone on behind the ends that were told. Returns how many cases had ended before.
  std::size_t caseBegan() noexcept {
    if (!may_) {
      doubtful_.reset();
      ++steps_;
    }
    return ended_.size();
  }
  /// A case began again that had first begun when so many had ended: whoever writes this is in the
  /// last of these, or in one before it.
  void beganAgain(std::size_t ended) {
    if (ended == 0) return;
    again_ = std::min(again_.value_or(ended - 1), ended - 1);
  }
  /// Something is told of a case, but none is in progress: whoever writes this is in the last case
  /// that has ended, or in one before it.
  void wentOn() {
    if (!behindEnd_ && !ended_.empty()) behindEnd_ = ended_.size() - 1;
  }
  /// How many cases have begun that no child can have begun.
  [[nodiscard]] std::size_t steps() const noexcept { return steps_; }
  /// Whether the process itself has gone on behind all ends of cases, as far as is known.
  [[nodiscard]] bool goesOnFromEnds() const noexcept { return !doubtful_; }
  /// The first case out of which a child may have come; empty if none has, or if that is none of
  /// those that were asked for. Any case whose end a child may have written counts, since children
  /// may have children that come back out of later cases.
  [[nodiscard]] std::string forked() const {
    if (!again_ && !behindEnd_) return {};
    const auto all = ended_.size();
    const auto first =
        std::min({again_.value_or(all), behindEnd_.value_or(all), doubtful_.value_or(all)});
    const auto asked = std::find_if(ended_.begin() + static_cast<std::ptrdiff_t>(first),
                                    ended_.end(), [](const auto& id) { return !id.empty(); });
    return asked == ended_.end() ? std::string() : *asked;
  }

 private:
  bool may_ = false;
  std::size_t steps_ = 0;
  std::vector<std::string> ended_;  // the cases that have ended, in order
  // Places there: of the first end behind which the process itself has not gone on, as far as is
  // known; of the first case in which the process was seen to be when a case began again; and of
  // the last that had ended when something was first told behind an end.
  std::optional<std::size_t> doubtful_;
  std::optional<std::size_t> again_;
  std::optional<std::size_t> behindEnd_;
};

}  // namespace trial::frameworks
