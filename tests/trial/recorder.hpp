// Shared by the tests of trial/: a result that records its calls, and ways to run one
// case.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include <stdlib.h>

#include <trial/loader.hpp>
#include <trial/loading/runfolder.hpp>
#include <trial/reporter.hpp>

namespace recording {

using trial::Failure;
using trial::TestPtr;

using Events = std::vector<std::string>;

/// A line for each event: "start ID", "error TYPE: text", "stop".
class Recorder : public trial::TestResult {
 public:
  Events events;

  void startTest(const TestPtr& test) override {
    TestResult::startTest(test);
    events.push_back("start " + test->id());
  }
  void stopTest(const TestPtr& test) override {
    TestResult::stopTest(test);
    events.emplace_back("stop");
  }
  void addSuccess(const TestPtr& test) override {
    TestResult::addSuccess(test);
    events.emplace_back("success");
  }
  void addError(const TestPtr& test, const Failure& error) override {
    TestResult::addError(test, error);
    events.push_back("error " + error.type() + ": " + error.getErrorMessage());
  }
  void addFailure(const TestPtr& test, const Failure& failure) override {
    TestResult::addFailure(test, failure);
    events.push_back("failure " + failure.type() + ": " + failure.getErrorMessage());
  }
  void addExpectedFailure(const TestPtr& test, const Failure& failure,
                          const std::optional<trial::Todo>& todo) override {
    TestResult::addExpectedFailure(test, failure, todo);
    events.push_back("expected (" + todo->reason + ") " + failure.getErrorMessage());
  }
  void addUnexpectedSuccess(const TestPtr& test, const std::optional<trial::Todo>& todo) override {
    TestResult::addUnexpectedSuccess(test, todo);
    events.push_back("surprise (" + todo->reason + ")");
  }
  void addSkip(const TestPtr& test, const std::string& reason) override {
    TestResult::addSkip(test, reason);
    events.push_back("skip " + reason);
  }
};

/// The results of the registered test of this id, without its start and stop.
inline Events outcomesOf(const std::string& id) {
  Recorder recorder;
  trial::TestLoader().loadCase(id)->run(recorder);
  auto events = recorder.events;
  if (events.size() >= 2 && events.front() == "start " + id && events.back() == "stop") {
    events.erase(events.begin());
    events.pop_back();
  }
  return events;
}

inline Events idsOf(const TestPtr& suite) {
  Events ids;
  for (const auto& test : trial::_iterateTests(suite)) ids.push_back(test->id());
  return ids;
}

/// A folder to work in, the current and the run's one while it lives.
class ScratchFolder {
 public:
  ScratchFolder() : before_(std::filesystem::current_path()), runBefore_(trial::runFolder()) {
    auto pattern = (std::filesystem::temp_directory_path() / "trial-dist-XXXXXX").string();
    path = ::mkdtemp(pattern.data());
    std::filesystem::current_path(path);
    trial::setRunFolder(path);
  }
  ~ScratchFolder() {
    trial::setRunFolder(runBefore_);
    std::filesystem::current_path(before_);
    std::filesystem::remove_all(path);
  }
  ScratchFolder(const ScratchFolder&) = delete;
  ScratchFolder& operator=(const ScratchFolder&) = delete;

  std::filesystem::path path;

 private:
  std::filesystem::path before_;
  std::filesystem::path runBefore_;
};

}  // namespace recording
