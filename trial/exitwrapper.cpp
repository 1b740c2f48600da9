#include <trial/exitwrapper.hpp>

namespace trial {

void ExitWrapper::addError(const TestPtr& test, const Failure& error) {
  stop();
  TestResultDecorator::addError(test, error);
}

void ExitWrapper::addFailure(const TestPtr& test, const Failure& failure) {
  stop();
  TestResultDecorator::addFailure(test, failure);
}

}  // namespace trial
