/// Cases of foreign test programs as tests of a suite: they run in processes of the program,
/// several in one.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <trial/itrial.hpp>
#include <trial/programs/framework.hpp>
#include <trial/programs/program.hpp>
#include <trial/programs/run/batch.hpp>
#include <trial/suite.hpp>

namespace trial {

/// A case of a program. Its id is `program::case`; running it alone starts a process for it.
class ProgramCase final : public ITestCase, public std::enable_shared_from_this<ProgramCase> {
 public:
  ProgramCase(frameworks::ProgramPtr program, std::shared_ptr<const frameworks::ListedCase> listed)
      : program_(std::move(program)), listed_(std::move(listed)) {}
  /// A case of which only the name is known.
  ProgramCase(frameworks::ProgramPtr program, const std::string& caseName);

  [[nodiscard]] std::string id() const override { return program_->name + "::" + caseName(); }
  [[nodiscard]] int countTestCases() const override { return 1; }
  /// The case's name; that of the program if it has none.
  [[nodiscard]] std::string shortDescription() const override {
    return caseName().empty() ? program_->name : caseName();
  }
  /// The program, then the path that was listed; without a list, the program and the name.
  [[nodiscard]] std::vector<std::string> path() const override;
  void run(IReporter& result) override;
  [[nodiscard]] std::string_view programName() const noexcept override { return program_->name; }

  /// The framework's own name for it.
  [[nodiscard]] const std::string& caseName() const noexcept { return listed_->id; }
  [[nodiscard]] const frameworks::Program& program() const noexcept { return *program_; }
  [[nodiscard]] const frameworks::ProgramPtr& sharedProgram() const noexcept { return program_; }
  /// With no more than its name if that is all that is known.
  [[nodiscard]] const frameworks::ListedCase& listed() const noexcept { return *listed_; }
  [[nodiscard]] BatchCase inBatch();

 private:
  frameworks::ProgramPtr program_;
  std::shared_ptr<const frameworks::ListedCase> listed_;
};

/// A case that its program would not run by itself, because it is disabled or depends on one that
/// is: it is reported as skipped.
class DisabledCase final : public TestHolder {
 public:
  explicit DisabledCase(std::shared_ptr<const ProgramCase> disabled)
      : TestHolder(disabled->id()), disabled_(std::move(disabled)) {}
  [[nodiscard]] std::vector<std::string> path() const override { return disabled_->path(); }
  [[nodiscard]] int countTestCases() const override { return 1; }
  void run(IReporter& result) override;
  /// The case itself.
  [[nodiscard]] const ProgramCase& disabled() const noexcept { return *disabled_; }

 private:
  std::shared_ptr<const ProgramCase> disabled_;
};

/// The cases of a program, or some of them. Those that stand side by side share processes.
class ProgramSuite final : public TestSuite {
 public:
  using TestSuite::TestSuite;
  void run(IReporter& result) override;
};

/// The test as a case for a batch, if it is a ProgramCase.
[[nodiscard]] std::optional<BatchCase> inBatch(const TestPtr& test);

}  // namespace trial
