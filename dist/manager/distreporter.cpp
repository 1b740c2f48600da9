#include <dist/distreporter.hpp>

#include <algorithm>
#include <stdexcept>
#include <utility>

#include <fmt/format.h>

#include <trial/reporters/reporttime.hpp>
#include <trial/suite.hpp>

namespace dist {

DistReporter::DistReporter(trial::ReporterPtr reporter) : original(std::move(reporter)) {
  if (original == nullptr)
    throw std::invalid_argument("DistReporter: the original reporter is missing");
}

void DistReporter::startTest(const TestPtr& test) {
  const double now = trial::ReportTime::now();
  const auto added =
      running_.try_emplace(test.get(), Running{test, started_, now, std::nullopt, {}}).second;
  if (added) {
    ++started_;
    if (!began_) began_ = now;
  } else {
    complain(fmt::format("{} was started while it was running", test->id()));
  }
}

void DistReporter::stopTest(const TestPtr& test) {
  auto node = running_.extract(test.get());
  if (node) {
    replay(std::move(node.mapped()));
  } else {
    complain(fmt::format("{} was stopped and is not running", test->id()));
  }
}

void DistReporter::addSuccess(const TestPtr& test) { keep(test, Success()); }
void DistReporter::addError(const TestPtr& test, const Failure& error) { keep(test, Error{error}); }
void DistReporter::addFailure(const TestPtr& test, const Failure& failure) {
  keep(test, Fail{failure});
}
void DistReporter::addExpectedFailure(const TestPtr& test, const Failure& failure,
                                      const std::optional<Todo>& todo) {
  keep(test, ExpectedFailure{failure, todo});
}
void DistReporter::addUnexpectedSuccess(const TestPtr& test, const std::optional<Todo>& todo) {
  keep(test, UnexpectedSuccess{todo});
}
void DistReporter::addSkip(const TestPtr& test, const std::string& reason) {
  keep(test, Skip{reason});
}

void DistReporter::keep(const TestPtr& test, Report report) {
  const auto at = running_.find(test.get());
  if (at != running_.end()) {
    at->second.reports.push_back(std::move(report));
  } else {
    complain(fmt::format("a result was reported for {}, which is not running", test->id()));
  }
}

void DistReporter::took(const TestPtr& test, double seconds) {
  if (const auto at = running_.find(test.get()); at != running_.end()) at->second.seconds = seconds;
}

void DistReporter::withdraw(const TestPtr& test) { running_.erase(test.get()); }

void DistReporter::lost(const TestPtr& test, const Failure& loss) {
  if (const auto at = running_.find(test.get()); at != running_.end()) {
    std::erase_if(at->second.reports, [](const Report& report) {
      return std::holds_alternative<Success>(report) ||
             std::holds_alternative<UnexpectedSuccess>(report);
    });
  }
  keep(test, Error{loss});
}

void DistReporter::flush() {
  std::vector<Running> left;
  for (auto& [key, running] : std::exchange(running_, {})) left.push_back(std::move(running));
  std::sort(left.begin(), left.end(),
            [](const Running& a, const Running& b) { return a.order < b.order; });
  for (auto& running : left) replay(std::move(running));
}

void DistReporter::replay(Running running) {
  const TestPtr& test = running.test;
  struct Tell {
    trial::IReporter& to;
    const TestPtr& test;
    void operator()(const Success&) const { to.addSuccess(test); }
    void operator()(const Error& r) const { to.addError(test, r.failure); }
    void operator()(const Fail& r) const { to.addFailure(test, r.failure); }
    void operator()(const ExpectedFailure& r) const {
      to.addExpectedFailure(test, r.failure, r.todo);
    }
    void operator()(const UnexpectedSuccess& r) const { to.addUnexpectedSuccess(test, r.todo); }
    void operator()(const Skip& r) const { to.addSkip(test, r.reason); }
  };
  const double ended = trial::ReportTime::now();
  {
    const trial::ReportTime begun(running.seconds ? ended - *running.seconds : running.started,
                                  began_);
    original->startTest(test);
  }
  for (const auto& report : running.reports) std::visit(Tell{*original, test}, report);
  original->stopTest(test);
}

void DistReporter::complain(const std::string& what) {
  // Not an exception: whoever reported cannot help it, and the run is to go on (DRP-07).
  const auto holder =
      std::make_shared<trial::ErrorHolder>("<runner>", Failure(std::logic_error(what)));
  original->startTest(holder);
  original->addError(holder, holder->error());
  original->stopTest(holder);
}

}  // namespace dist
