#include <trial/wrappers.hpp>

#include <reactor/log.hpp>
#include <trial/util.hpp>

namespace trial {

void ExitWrapper::addError(const TestPtr& test, const Failure& error) {
  stop();
  TestResultDecorator::addError(test, error);
}

void ExitWrapper::addFailure(const TestPtr& test, const Failure& failure) {
  stop();
  TestResultDecorator::addFailure(test, failure);
}

void UncleanWarningsReporterWrapper::addError(const TestPtr& test, const Failure& error) {
  if (error.is<DirtyReactorAggregateError>()) {
    reactor::log::warn(error.getErrorMessage(), {"UserWarning", __FILE__, __LINE__});
  } else {
    TestResultDecorator::addError(test, error);
  }
}

}  // namespace trial
