#include <trial/debugger.hpp>

#include <csignal>
#include <utility>

namespace trial {

namespace {

bool armed = false;

}  // namespace

namespace detail {

void aboutToFail() noexcept {
  if (std::exchange(armed, false)) std::raise(SIGTRAP);
}

}  // namespace detail

StopAtFailure::StopAtFailure(ReporterPtr original) : TestResultDecorator(std::move(original)) {
  armed = true;
}

StopAtFailure::~StopAtFailure() { armed = false; }

void StopAtFailure::addError(const TestPtr& test, const Failure& error) {
  detail::aboutToFail();
  TestResultDecorator::addError(test, error);
}

void StopAtFailure::addFailure(const TestPtr& test, const Failure& failure) {
  detail::aboutToFail();
  TestResultDecorator::addFailure(test, failure);
}

}  // namespace trial
