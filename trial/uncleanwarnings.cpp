#include <trial/uncleanwarnings.hpp>

#include <reactor/log.hpp>
#include <trial/textline.hpp>
#include <trial/util.hpp>

namespace trial {

void UncleanWarningsReporterWrapper::addError(const TestPtr& test, const Failure& error) {
  // By name, because one that comes from a worker has another type here.
  if (error.check({reactor::qualifiedName(typeid(DirtyReactorAggregateError))})) {
    reactor::log::warn(error.getErrorMessage(), {"UserWarning", inOneLine(test->id()), 0});
  } else {
    TestResultDecorator::addError(test, error);
  }
}

}  // namespace trial
