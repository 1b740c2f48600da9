#include <trial/wrappers.hpp>

#include <reactor/log.hpp>
#include <trial/detail/dirtyreactor.hpp>
#include <trial/reporters/textline.hpp>

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
  // By name, because one that comes from a worker has another type here.
  if (error.check({reactor::qualifiedName(typeid(DirtyReactorAggregateError))})) {
    reactor::log::warn(error.getErrorMessage(), {"UserWarning", inOneLine(test->id()), 0});
  } else {
    TestResultDecorator::addError(test, error);
  }
}

}  // namespace trial
