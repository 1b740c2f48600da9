/// ReportedCases: the cases of one process of a described program, while its report is read.
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>

#include <trial/casereport.hpp>
#include <trial/programs/described/description.hpp>
#include <trial/programs/framework.hpp>

namespace trial::frameworks {

/// Each case is told of once, and no other than those that were asked for.
class ReportedCases final {
 public:
  ReportedCases(std::span<const std::string> cases, IProgress& listener);

  /// It was asked for, and has neither begun nor ended.
  [[nodiscard]] bool waits(const std::string& id) const { return waiting_.contains(id); }
  /// Its result was told.
  [[nodiscard]] bool wasTold(const std::string& id) const { return told_.contains(id); }
  /// That was a failure, or the like.
  [[nodiscard]] bool hasFailed(const std::string& id) const;
  [[nodiscard]] bool anyHasFailed() const;
  /// None waits.
  [[nodiscard]] bool allTold() const noexcept { return waiting_.empty(); }
  [[nodiscard]] const std::set<std::string, std::less<>>& waiting() const noexcept {
    return waiting_;
  }
  /// Null if none is in progress.
  [[nodiscard]] const std::string* inProgress() const noexcept {
    return running_ ? &*running_ : nullptr;
  }
  [[nodiscard]] bool isInProgress(const std::string& id) const { return running_ == id; }

  /// A case that waits begins; none is in progress.
  void begin(const std::string& id);
  /// What is in progress has failed, or a part of it; more text belongs to its failure.
  void addDetails(std::string_view text);
  [[nodiscard]] bool hasDetails() const noexcept { return !details_.empty(); }
  [[nodiscard]] std::string details() const;
  /// The case in progress ends: as a failure if it has details.
  void passed();
  void failed(std::string_view message);
  void skipped(std::string_view reason);
  void finish(CaseResult result);

 private:
  IProgress& listener_;
  std::set<std::string, std::less<>> waiting_;
  std::map<std::string, bool, std::less<>> told_;  // and whether it has failed
  std::optional<std::string> running_;
  std::string details_;
};

/// Whether a process that has ended so says that nothing failed.
[[nodiscard]] bool endsWell(const Description& description, const ProcessEnd& end);
/// Tells an error of the program if it exited with status 0 although nothing failed and such runs
/// end with another status. ProcessReader asks only about other statuses.
void tellStatus(const Description& description, const ProcessEnd& end, bool anyFailed,
                IProgress& listener);

/// Of a line, or of a text, that is kept; in bytes.
inline constexpr std::size_t longestText = std::size_t{64} << 10U;

}  // namespace trial::frameworks
