// Waits, until a test lets it go on, before it prints its summary.
#include <trial/reporter.hpp>
#include <trial/reporters.hpp>

#include "../../programs/waiting.hpp"

namespace {

class WaitingReporter final : public trial::Reporter {
 public:
  using Reporter::Reporter;

 protected:
  void _printErrors() override {
    waiting::sayAndWait("reporting");
    Reporter::_printErrors();
  }
};

}  // namespace

TRIAL_REPORTER(waits, "waits before its summary", WaitingReporter)
