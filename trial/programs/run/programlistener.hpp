/// IProgramListener: hears what becomes of the cases of a run.
#pragma once

#include <string>
#include <string_view>

#include <trial/casereport.hpp>

namespace trial::frameworks {

/// Hears of the cases one at a time: `caseStarted` of the next follows `caseFinished` of the one
/// before. A case that never began is finished without having started. May destroy the run from
/// inside a call. What it throws ends the run.
class IProgramListener {
 public:
  virtual ~IProgramListener() = default;
  virtual void caseStarted(const std::string& id) = 0;
  /// `report` may be moved from; `report.test` is null. `report.out` and `report.err` are the
  /// case's, as far as the program has not held them back (stdio does, when it does not write to a
  /// terminal); beside those of a case of a millisecond or two may stand what the cases next to it
  /// wrote. The end of both stands also in the text of what the case failed with.
  virtual void caseFinished(const std::string& id, CaseReport&& report) = 0;
  /// Something is wrong with the program that is no fault of a case: its exit status, for instance,
  /// which no failure explains.
  virtual void programError(const std::string& details) = 0;
  /// The program has written to descriptor 1 or 2. It is told as it comes, which may be before the
  /// start of the case that wrote it.
  virtual void output(int fd, std::string_view data) = 0;
};

}  // namespace trial::frameworks
