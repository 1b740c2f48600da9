/// DurationRecorder: measures the cases of a run for the next ones.
#pragma once

#include <string>

#include <trial/durations/durationfile.hpp>
#include <trial/runevents.hpp>

namespace trial {

/// Adds to its file, when a run is over, how long its cases took. What was skipped or ended by an
/// error says nothing of that. A file that cannot be written is told on stderr if the user has
/// named it, and forgotten otherwise.
class DurationRecorder final : public IRunListener {
 public:
  explicit DurationRecorder(DurationFile file) : file_(std::move(file)) {}

  void caseOver(const CaseReport& report) override;
  void programStarted(const std::string& program, double seconds) override;
  void runOver() override;

 private:
  DurationFile file_;
  DurationTable measured_;  // in the present run
};

}  // namespace trial
