/// LoggedCase: a test of a run that is over, as its event log tells of it.
#pragma once

#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <trial/casereport.hpp>
#include <trial/itrial.hpp>

namespace trial {

class LoggedCase final : public ITestCase {
 public:
  struct Facts {
    std::string id;
    std::vector<std::string> path;
    std::string description;
    int count = 1;
    std::string program = {};
    SourcePlace place = {};
  };

  explicit LoggedCase(Facts facts) : facts_(std::move(facts)) {}

  [[nodiscard]] std::string id() const override { return facts_.id; }
  [[nodiscard]] int countTestCases() const override { return facts_.count; }
  void run(IReporter&) override { throw std::logic_error("a test of an event log cannot be run"); }
  [[nodiscard]] std::string shortDescription() const override { return facts_.description; }
  [[nodiscard]] std::vector<std::string> path() const override { return facts_.path; }
  [[nodiscard]] std::string_view programName() const noexcept override { return facts_.program; }
  /// Where it stands in the sources; without a file if that is not known.
  [[nodiscard]] const SourcePlace& place() const noexcept { return facts_.place; }

 private:
  Facts facts_;
};

}  // namespace trial
