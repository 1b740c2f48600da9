#include <trial/wrappers.hpp>

#include <utility>

#include <reactor/log.hpp>
#include <trial/detail/dirtyreactor.hpp>
#include <trial/reporters/textline.hpp>
#include <trial/running/debugger.hpp>

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
  // Compared by name, because an error that a worker sent has another type here.
  if (error.check({reactor::qualifiedName(typeid(DirtyReactorAggregateError))})) {
    reactor::log::warn(error.getErrorMessage(), {"UserWarning", idInOneLine(test->id()), 0});
  } else {
    TestResultDecorator::addError(test, error);
  }
}

ReporterPtr inWrappers(ReporterPtr reporter, const RunSettings& settings) {
  if (settings.mode == RunSettings::Mode::debug) {
    reporter = std::make_shared<StopAtFailure>(std::move(reporter));
  }
  if (settings.exitFirst) reporter = std::make_shared<ExitWrapper>(std::move(reporter));
  if (settings.uncleanWarnings) {
    reporter = std::make_shared<UncleanWarningsReporterWrapper>(std::move(reporter));
  }
  return reporter;
}

}  // namespace trial
