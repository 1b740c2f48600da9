#include <trial/programs/native/nativeprogram.hpp>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <iostream>
#include <memory>
#include <system_error>
#include <utility>
#include <variant>

#include <fcntl.h>
#include <unistd.h>

#include <fmt/format.h>
#include <reactor/log.hpp>
#include <reactor/process/writeall.hpp>
#include <trial/detail/dirtyreactor.hpp>
#include <trial/detail/registry.hpp>
#include <trial/loading/loadfailure.hpp>
#include <trial/modules.hpp>
#include <trial/programs/framework.hpp>
#include <trial/programs/native/nativerecord.hpp>
#include <trial/reporter.hpp>
#include <trial/suite.hpp>

namespace trial {

namespace {

using frameworks::appendRecord;
using frameworks::reportFD;

/// What the user is to read: places, then what happened.
std::string detailsOf(const Failure& failure) {
  const auto trimmed = _trimFrames(failure);
  std::string text;
  for (const auto& frame : trimmed.frames()) {
    text += fmt::format("{}:{}: in {}\n", frame.file, frame.line, frame.function);
  }
  return text + fmt::format("{}: {}", trimmed.type(), trimmed.getErrorMessage());
}

class Report final {
 public:
  Report() {
    // Not for the programs that tests start.
    if (::fcntl(reportFD, F_SETFD, FD_CLOEXEC) != 0) {
      throw std::system_error(errno, std::generic_category(), "descriptor 3, to report on");
    }
  }
  void add(std::string_view kind, std::string_view payload = {}) {
    appendRecord(waiting_, kind, payload);
  }
  void flush() {
    if (!reactor::writeAll(reportFD, waiting_)) {
      throw std::system_error(errno, std::generic_category(), "the report");
    }
    waiting_.clear();
  }

 private:
  std::string waiting_;
};

/// What is told of a test is on its way before the next one begins, and that one's start with it: a
/// test may end the process.
class ReportingReporter final : public IReporter {
 public:
  explicit ReportingReporter(Report& report)
      : report_(report),
        warnings_(reactor::log::addObserver([this](const auto& event) { warned(event); })) {}
  ~ReportingReporter() override { reactor::log::removeObserver(warnings_); }
  ReportingReporter(const ReportingReporter&) = delete;
  ReportingReporter& operator=(const ReportingReporter&) = delete;
  void startTest(const TestPtr& test) override {
    flushOutput();
    ++testsRun_;
    running_ = test.get();
    report_.add("start", test->id());
    report_.flush();
    begin_ = std::chrono::steady_clock::now();
  }
  void stopTest(const TestPtr&) override {
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin_;
    // The runner takes what is written before this for the test's.
    flushOutput();
    report_.add("stop", fmt::format("{}", took.count()));
    running_ = nullptr;
  }
  void addSuccess(const TestPtr&) override { report_.add("success"); }
  void addError(const TestPtr& test, const Failure& error) override {
    // What was logged when no test ran is told of nothing that was started.
    const bool inTest = running_ == test.get();
    if (!inTest) report_.add("start", test->id());
    if (error.is<DirtyReactorAggregateError>()) {
      report_.add("unclean", error.getErrorMessage());
    } else {
      report_.add("error", detailsOf(error));
    }
    if (!inTest) report_.add("stop", "0");
  }
  void addFailure(const TestPtr&, const Failure& failure) override {
    report_.add("failure", detailsOf(failure));
  }
  void addExpectedFailure(const TestPtr&, const Failure& failure,
                          const std::optional<Todo>& todo) override {
    report_.add("todo", todo ? todo->reason : "");
    report_.add("expected", detailsOf(failure));
  }
  void addUnexpectedSuccess(const TestPtr&, const std::optional<Todo>& todo) override {
    report_.add("todo", todo ? todo->reason : "");
    report_.add("surprise");
  }
  void addSkip(const TestPtr&, const std::string& reason) override { report_.add("skip", reason); }
  [[nodiscard]] bool wasSuccessful() const override { return true; }
  void done() override {}
  /// The runner that asked decides.
  void stop() override {}
  [[nodiscard]] bool shouldStop() const override { return false; }
  [[nodiscard]] int testsRun() const override { return testsRun_; }

 private:
  static void flushOutput() {
    std::cout.flush();
    std::fflush(stdout);
  }
  void warned(const reactor::log::Event& event) {
    if (!event.warning) return;
    const auto& [category, file, line] = *event.warning;
    report_.add("warning", fmt::format("{}\n{}\n{}\n{}", category, file, line, event.message));
  }

  Report& report_;
  reactor::log::ObserverID warnings_;
  std::chrono::steady_clock::time_point begin_{};
  const ITestCase* running_ = nullptr;
  int testsRun_ = 0;
};

/// One that was opened has the path of a shared module.
bool isOwn(const TestModule& module) { return module.spoke && module.path.extension() != ".so"; }

void list(Report& report) {
  for (const auto& test : _iterateTests(loadOwnTests(TestLoader()))) {
    report.add("case", test->id());
  }
  report.add("end");
}

void run(Report& report, const std::string& folder, std::vector<std::string> ids) {
  std::filesystem::current_path(folder);
  TestLoader loader;
  std::vector<TestPtr> tests;
  for (const auto& id : ids) tests.push_back(loader.loadCase(id));
  // A test that ends the process does not flush.
  std::setvbuf(stdout, nullptr, _IOLBF, 0);
  report.add("begin");
  ReportingReporter reporter(report);
  TrialSuite(std::move(tests)).run(reporter);
  report.add("end");
}

}  // namespace

bool hasOwnTests() {
  const auto& modules = Registry::instance().modules();
  return std::any_of(modules.begin(), modules.end(), isOwn);
}

SuitePtr loadOwnTests(const TestLoader& loader) {
  std::vector<std::string> names;
  for (const auto& module : Registry::instance().modules()) {
    if (isOwn(module)) names.push_back(module.name);
  }
  std::sort(names.begin(), names.end());
  std::vector<TestPtr> suites;
  for (const auto& name : names) {
    try {
      suites.push_back(loader.loadModule(*std::get<const TestModule*>(findByName(name).what)));
    } catch (...) {
      suites.push_back(std::make_shared<ErrorHolder>(name, loadFailure()));
    }
  }
  return loader.suiteFactory(std::move(suites));
}

bool isAskedByRunner(const std::vector<std::string>& arguments) {
  return !arguments.empty() && (arguments.front() == frameworks::programListArgument ||
                                arguments.front() == frameworks::programRunArgument);
}

int answerRunner(const std::vector<std::string>& arguments) {
  try {
    Report report;
    if (arguments.front() == frameworks::programListArgument) {
      list(report);
    } else if (arguments.size() > 1) {
      run(report, arguments[1], {arguments.begin() + 2, arguments.end()});
    }
    report.flush();
    return 0;
  } catch (const std::exception& error) {
    std::cerr << arguments.front() << ": " << error.what() << '\n';
    return 1;
  }
}

}  // namespace trial
