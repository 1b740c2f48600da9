/// Cases of foreign test programs as tests of a suite: they run in processes of the program,
/// several in one.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include <trial/itrial.hpp>
#include <trial/programs/programrun.hpp>
#include <trial/suite.hpp>

namespace trial {

/// What a case did not pass with.
class ProgramFailure : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};
/// It could not be carried through: it crashed, threw, or its program did.
class ProgramError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// One case. Its id is `program::case`; running it alone starts a process for it.
class ProgramCase final : public ITestCase, public std::enable_shared_from_this<ProgramCase> {
 public:
  ProgramCase(frameworks::ProgramPtr program, std::string caseName)
      : program_(std::move(program)), caseName_(std::move(caseName)) {}

  [[nodiscard]] std::string id() const override { return program_->name + "::" + caseName_; }
  [[nodiscard]] int countTestCases() const override { return 1; }
  [[nodiscard]] std::string shortDescription() const override { return caseName_; }
  void run(IReporter& result) override;
  [[nodiscard]] std::string_view programName() const noexcept override { return program_->name; }

  [[nodiscard]] const frameworks::ProgramPtr& program() const noexcept { return program_; }
  /// The framework's own name for it.
  [[nodiscard]] const std::string& caseName() const noexcept { return caseName_; }

 private:
  frameworks::ProgramPtr program_;
  std::string caseName_;
};
using ProgramCasePtr = std::shared_ptr<ProgramCase>;

/// The cases of a program, or some of them. Those that stand side by side share processes.
class ProgramSuite final : public TestSuite {
 public:
  using TestSuite::TestSuite;
  void run(IReporter& result) override;
};

/// Tells a reporter what a ProgramRun tells. What a case wrote to stdout and stderr is added to
/// what it failed with.
class ProgramReporter : public frameworks::IProgramListener {
 public:
  /// `result` must outlive it; `cases` are those of the run.
  ProgramReporter(IReporter& result, const std::vector<ProgramCasePtr>& cases);
  void caseStarted(const std::string& id) override;
  void caseFinished(const std::string& id, const frameworks::CaseResult& result) override;
  void output(int, std::string_view) override {}
  /// The run ends in the middle: `failure` is an error of the case that runs, and the result stops.
  void interrupted(const Failure& failure);

 private:
  IReporter& result_;
  std::unordered_map<std::string_view, ProgramCasePtr> cases_;
  ProgramCasePtr started_;
};

}  // namespace trial
