#include <trial/programs/programcase.hpp>

#include <reactor/libevent.hpp>
#include <trial/ending/runsignals.hpp>
#include <trial/failing.hpp>
#include <trial/loading/runfolder.hpp>
#include <trial/programs/settings/configuration.hpp>
#include <trial/programs/settings/programsettings.hpp>
#include <trial/running/leftbehind.hpp>
#include <trial/running/programleftovers.hpp>

namespace trial {

namespace {

/// Tells the result of a serial run, and ends the batch when that says so.
class SerialObserver final : public IBatchObserver {
 public:
  SerialObserver(IReporter& result, const reactor::IReactorProcess& spawner)
      : result_(result),
        orphans_(Orphans::ofThisProcess(&spawner)),
        leftovers_(orphans_, spawner, [this](const TestPtr& test, std::string description) {
          tellLeftBehind(result_, test, std::move(description));
        }) {}
  void watch(Batch& batch) noexcept { batch_ = &batch; }
  /// Ends what has outlived the program.
  void over(const std::string& program) { leftovers_.programOver(program); }

  void caseStarted(const TestPtr& test) override { result_.startTest(test); }
  void caseFinished(const CaseReport& report) override {
    leftovers_.caseFinished(report.test);
    finishTest(report, result_);
    // The batch obeys a signal itself: it reads first which case is running.
    if (result_.shouldStop() && !RunSignals::received()) batch_->end();
  }
  void programError(const std::string& program, const Failure& error) override {
    std::make_shared<ErrorHolder>(program, error)->run(result_);
  }
  void output(int, std::string_view) override {}

 private:
  IReporter& result_;
  Orphans orphans_;
  ProgramLeftovers leftovers_;
  Batch* batch_ = nullptr;
};

/// How many cases of the program may share a process of a serial run; 0: all.
std::size_t mostTogether(const frameworks::Program& program) {
  const auto& settings = frameworks::programSettings();
  const auto isolation = frameworks::isolationOf(settings.isolation, program.file, runFolder());
  if (isolation == Isolation::process) return 1;
  return isolation == Isolation::program ? 0 : settings.batchSize;
}

void runTogether(std::vector<BatchCase> cases, IReporter& result) {
  auto& reactor = reactor::defaultReactor();
  const std::string program = cases.front().program->name;
  SerialObserver observer(result, reactor);
  Batch batch(reactor, reactor, std::move(cases), observer);
  observer.watch(batch);
  try {
    batch.run();
  } catch (const KeyboardInterrupt&) {
    result.stop();
  }
  observer.over(program);
}

}  // namespace

ProgramCase::ProgramCase(frameworks::ProgramPtr program, const std::string& caseName)
    : ProgramCase(std::move(program), std::make_shared<frameworks::ListedCase>(
                                          frameworks::ListedCase{caseName, {caseName}})) {}

std::vector<std::string> ProgramCase::path() const {
  std::vector<std::string> path = {program_->name};
  path.insert(path.end(), listed_->path.begin(), listed_->path.end());
  return path;
}

BatchCase ProgramCase::inBatch() { return {program_, caseName(), shared_from_this()}; }

void ProgramCase::run(IReporter& result) { runTogether({inBatch()}, result); }

void DisabledCase::run(IReporter& result) {
  const auto self = shared_from_this();
  result.startTest(self);
  const auto& why = disabled_->listed().leftOut;
  result.addSkip(self, why.empty() ? "disabled" : why);
  result.stopTest(self);
}

void ProgramSuite::run(IReporter& result) {
  auto left = tests();
  frameworks::ProgramPtr program;
  std::size_t most = 0;
  while (!left.empty() && !result.shouldStop()) {
    const auto front = [&left] { return left.empty() ? std::nullopt : inBatch(left.front()); };
    if (const auto first = front(); first && first->program != program) {
      program = first->program;
      most = mostTogether(*program);
    }
    auto batch = takeBatch(
        front, [&left] { left.pop_front(); }, most);
    if (!batch.empty()) {
      runTogether(std::move(batch), result);
      continue;
    }
    const auto test = std::move(left.front());
    left.pop_front();
    test->run(result);
  }
}

std::optional<BatchCase> inBatch(const TestPtr& test) {
  const auto programCase = std::dynamic_pointer_cast<ProgramCase>(test);
  if (!programCase) return std::nullopt;
  return programCase->inBatch();
}

}  // namespace trial
