#include <trial/running/debugger.hpp>

#include <csignal>
#include <utility>

#include <trial/failing.hpp>

namespace trial {

namespace {

bool armed = false;
/// SIGTRAP was raised for the current failure when its assertion failed.
bool stopped = false;
int expected = 0;

/// Called when an error or failure is reported: stops unless its assertion did.
void reported() {
  if (!std::exchange(armed, false)) return;
  if (!stopped) std::raise(SIGTRAP);
}

}  // namespace

namespace detail {

void aboutToFail() noexcept {
  if (!armed || expected > 0) return;
  stopped = true;
  std::raise(SIGTRAP);
}

FailureExpected::FailureExpected() noexcept { ++expected; }
FailureExpected::~FailureExpected() { --expected; }

}  // namespace detail

StopAtFailure::StopAtFailure(ReporterPtr original) : TestResultDecorator(std::move(original)) {
  armed = true;
  stopped = false;
}

StopAtFailure::~StopAtFailure() { armed = false; }

void StopAtFailure::addError(const TestPtr& test, const Failure& error) {
  reported();
  TestResultDecorator::addError(test, error);
}

void StopAtFailure::addFailure(const TestPtr& test, const Failure& failure) {
  reported();
  TestResultDecorator::addFailure(test, failure);
}

void StopAtFailure::stopTest(const TestPtr& test) {
  stopped = false;
  TestResultDecorator::stopTest(test);
}

}  // namespace trial
