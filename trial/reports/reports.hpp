/// Reports: the reports that --write asks for, as one listener.
#pragma once

#include <deque>
#include <memory>
#include <string>
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
  /// Each order is `FORMAT=FILE`, checked already. Throws `UsageError` if one of the files cannot
  /// be written, or two reports have one file.
  Reports(const std::vector<std::string>& orders, bool uncleanWarnings);

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

  /// A report that grows, and says so when it is whole.
  struct Growing {
    const ReportFormat& format;
    ReportFile& file;
  };
  /// A report that is written when the run is over.
  struct Whole {
    const ReportFormat& format;
    ReportFile& file;
  };

  std::deque<ReportFile> files_;
  std::vector<Growing> growing_;
  std::vector<Whole> whole_;
  std::shared_ptr<RunRecord> record_;  // for those
  RunEvents events_;
  bool uncleanWarnings_;
};

}  // namespace trial
