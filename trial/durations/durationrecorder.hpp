/// DurationRecorder: measures the cases of a run for the next ones.
#pragma once

#include <string>
#include <utility>

#include <trial/durations/durationfile.hpp>
#include <trial/runevents.hpp>

namespace trial {

/// Notes how long the cases of runs took. What was skipped or ended by an error says nothing of
/// that.
class DurationRecorder final : public IRunListener {
 public:
  explicit DurationRecorder(DurationFile file) : file_(std::move(file)) {}

  void caseOver(const CaseReport& report) override;
  void programStarted(const std::string& program, double seconds) override;

  /// Adds what was noted to the file. One that cannot be written is told on stderr if the user has
  /// named it, and else has no effect.
  void save();

 private:
  DurationFile file_;
  DurationTable measured_;
};

}  // namespace trial
