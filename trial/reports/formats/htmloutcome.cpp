#include <trial/reports/formats/htmloutcome.hpp>

namespace trial {

HtmlOutcome htmlOutcome(Outcome outcome) {
  switch (outcome) {
    case Outcome::passed: return {"passed", "passed"};
    case Outcome::expectedFailure: return {"expected", "expected failure"};
    case Outcome::skipped: return {"skipped", "skipped"};
    case Outcome::unexpectedSuccess: return {"unexpected", "unexpected success"};
    case Outcome::failed: return {"failed", "failed"};
    case Outcome::error: return {"error", "error"};
    case Outcome::notRun: break;
  }
  return {"notrun", "not run"};
}

}  // namespace trial
