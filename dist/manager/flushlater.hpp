/// FlushLater: writes out what a reporter has written of finished cases.
#pragma once

#include <iosfwd>

#include <reactor/interfaces.hpp>
#include <trial/runevents.hpp>

namespace dist {

/// Flushes a stream at most a tenth of a second after a case is over: what is finished can be read
/// while a later case hangs, and many quick cases make few writes.
class FlushLater final : public trial::IRunListener {
 public:
  /// Both outlive the run.
  FlushLater(std::ostream& stream, reactor::IReactorTime& clock);
  ~FlushLater() override;
  FlushLater(const FlushLater&) = delete;
  FlushLater& operator=(const FlushLater&) = delete;

  void caseOver(const trial::CaseReport& report) override;
  void runOver() override;

 private:
  std::ostream& stream_;
  reactor::IReactorTime& clock_;
  reactor::DelayedCallPtr pending_;
};

}  // namespace dist
