// Waits, until a test lets it go on, before it prints its summary; so does opening the module, if
// that is asked for.
#include <trial/reporter.hpp>
#include <trial/reporters.hpp>

#include "../../programs/waiting.hpp"

namespace {

const bool waited = [] {
  if (waiting::isWanted("opening")) waiting::sayAndWait("opening");
  return true;
}();

class WaitingReporter final : public trial::Reporter {
 public:
  using Reporter::Reporter;

 protected:
  void _printErrors() override {
    if (waited) waiting::sayAndWait("reporting");
    Reporter::_printErrors();
  }
};

}  // namespace

TRIAL_REPORTER(waits, "waits before its summary", WaitingReporter)
