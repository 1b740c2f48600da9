/// Reports: the reports that --write asks for, as one listener.
#pragma once

#include <deque>
#include <filesystem>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <trial/reports/reportfile.hpp>
#include <trial/reports/reportformats.hpp>
#include <trial/reports/runrecord.hpp>
#include <trial/runevents.hpp>

namespace trial {

/// Tells each report of the run. Results come as the reporter has them: with `uncleanWarnings` the
/// error for what a test left in the reactor is a warning (REP-24).
class Reports final : public IRunListener {
 public:
  /// What a report must not be written to.
  struct Reserved {
    /// Files that were read.
    std::vector<std::filesystem::path> read = {};
    /// The folder that the run replaces; empty if there is none.
    std::filesystem::path replaced = {};
  };

  /// Each order is `FORMAT=FILE`, checked already. Throws `UsageError` if one of the files cannot
  /// be written, is reserved, that of another report, or stdout's or stderr's; no file has changed
  /// then.
  Reports(const std::vector<std::string>& orders, bool uncleanWarnings, const Reserved& reserved);
  Reports(const std::vector<std::string>& orders, bool uncleanWarnings)
      : Reports(orders, uncleanWarnings, Reserved()) {}

  /// Tells another listener of the run, too, with the results that reports have.
  void add(RunListenerPtr listener) { events_.add(std::move(listener)); }
  /// Whether one of them is written to this file, by whatever name.
  [[nodiscard]] bool areWrittenTo(const std::filesystem::path& file) const;

  void runBegan(const std::vector<TestPtr>& cases) override;
  void caseBegan(const TestPtr& test, std::optional<int> worker) override {
    events_.caseBegan(test, worker);
  }
  void caseOver(const CaseReport& report) override;
  void programStarted(const std::string& program, double seconds) override {
    events_.programStarted(program, seconds);
  }
  void workerLost(int worker, const std::string& why) override { events_.workerLost(worker, why); }
  void workerReplaced(int worker) override { events_.workerReplaced(worker); }
  void endedEarly(const EarlyEnd& end) override { events_.endedEarly(end); }
  void runOver() override;

  /// The program ends with this exit status. Returns the one that it has because of the reports:
  /// 1 in place of 0 if one of them could not be written.
  [[nodiscard]] int end(int status);

 private:
  /// Whether one of them could not be written.
  [[nodiscard]] bool failed() const;

  void check(const Reserved& reserved) const;

  struct Report {
    const ReportFormat& format;
    ReportFile& file;
  };

  std::deque<ReportFile> files_;
  std::vector<Report> growing_;
  std::vector<Report> whole_;          // written when a run is over
  std::vector<Report> added_;          // written when the program ends
  std::shared_ptr<RunRecord> record_;  // for those
  bool hasRun_ = false;
  RunEvents events_;
  bool uncleanWarnings_;
};

}  // namespace trial
