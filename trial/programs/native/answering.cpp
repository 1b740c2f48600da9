#include <trial/programs/native/answering.hpp>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <iostream>
#include <memory>
#include <optional>
#include <system_error>
#include <utility>
#include <variant>

#include <fcntl.h>
#include <unistd.h>

#include <fmt/format.h>
#include <reactor/log.hpp>
#include <reactor/process/writeall.hpp>
#include <trial/casereport.hpp>
#include <trial/detail/dirtyreactor.hpp>
#include <trial/detail/registry.hpp>
#include <trial/limits/toldlimit.hpp>
#include <trial/loading/loadfailure.hpp>
#include <trial/modules.hpp>
#include <trial/programs/framework.hpp>
#include <trial/programs/native/records.hpp>
#include <trial/selecting/casefacts.hpp>
#include <trial/suite.hpp>

namespace trial {

namespace {

using frameworks::appendRecord;
using frameworks::reportFD;

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
  void add(const CaseResult& result) { frameworks::appendResult(waiting_, result); }
  void add(const reactor::log::Warning& warning, std::string_view text) {
    frameworks::appendWarning(waiting_, warning, text);
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

/// The report of a test is sent before the next one begins, together with that one's start: a test
/// may end the process.
class ReportingReporter final : public ResultReporter {
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
    toldLimit_.reset();
  }
  /// Who runs the program limits the stages, since a test may block.
  void stageBegan(const TestPtr&, std::optional<double> limit) override {
    const auto now = std::chrono::steady_clock::now();
    const std::chrono::duration<double> since = now - toldAt_;
    const bool known =
        limit == toldLimit_ && (!limit || since.count() < limits::maySkipTelling(*limit));
    if (known) return;
    toldLimit_ = limit;
    toldAt_ = now;
    report_.add("stage", limit ? fmt::format("{}", *limit) : std::string());
    report_.flush();
  }
  void stopTest(const TestPtr&) override {
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin_;
    // Output that is written before this is taken for the test's.
    flushOutput();
    report_.add("stop", fmt::format("{}", took.count()));
    running_ = nullptr;
  }
  [[nodiscard]] bool wasSuccessful() const override { return true; }
  void done() override {}
  /// The runner that asked decides.
  void stop() override {}
  [[nodiscard]] bool shouldStop() const override { return false; }
  [[nodiscard]] int testsRun() const override { return testsRun_; }

 protected:
  void addResult(const TestPtr& test, CaseResult result) override {
    // An error that was logged while no test ran has a start and a stop of its own.
    const bool inTest = running_ == test.get() || result.kind != CaseResult::Kind::error;
    if (!inTest) report_.add("start", test->id());
    report_.add(result);
    if (!inTest) report_.add("stop", "0");
  }

 private:
  static void flushOutput() {
    std::cout.flush();
    std::fflush(stdout);
  }
  void warned(const reactor::log::Event& event) {
    if (event.warning) report_.add(*event.warning, event.message);
  }

  Report& report_;
  reactor::log::ObserverID warnings_;
  std::chrono::steady_clock::time_point begin_{};
  std::chrono::steady_clock::time_point toldAt_{};
  std::optional<double> toldLimit_;
  const ITestCase* running_ = nullptr;
  int testsRun_ = 0;
};

/// A module that was opened has the path of a shared module.
bool isOwn(const TestModule& module) {
  return module.isTestModule && module.path.extension() != ".so";
}

void list(Report& report) {
  for (const auto& test : _iterateTests(loadOwnTests(TestLoader()))) {
    report.add("case", test->id());
    const auto facts = factsOf(*test);
    if (facts.line != 0) report.add("place", fmt::format("{}\n{}", facts.line, facts.file));
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
