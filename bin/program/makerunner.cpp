#include <bin/makerunner.hpp>

#include <utility>

#include <bin/program/durations.hpp>
#include <dist/disttrial.hpp>
#include <trial/durations/durationrecorder.hpp>
#include <trial/runner.hpp>

namespace bin {

namespace {

template <class R>
class Runner final : public IRunner {
 public:
  explicit Runner(trial::RunSettings settings) : runner_(std::move(settings)) {}
  trial::ReporterPtr run(const trial::TestPtr& suite) override { return runner_.run(suite); }
  trial::ReporterPtr runUntilFailure(const trial::TestPtr& suite) override {
    return runner_.runUntilFailure(suite);
  }
  void addListener(trial::RunListenerPtr listener) { runner_.addListener(std::move(listener)); }

 private:
  R runner_;
};

template <class R>
std::unique_ptr<IRunner> made(trial::RunSettings settings, const trial::RunListenerPtr& listener) {
  auto runner = std::make_unique<Runner<R>>(std::move(settings));
  if (listener != nullptr) runner->addListener(listener);
  return runner;
}

}  // namespace

std::unique_ptr<IRunner> makeRunner(const trial::Options& options, std::ostream& stream) {
  auto settings = options.settings(stream);
  trial::RunListenerPtr recorder;
  if (const auto file = durationFile(options)) {
    settings.durations = durationsIn(*file);
    recorder = std::make_shared<trial::DurationRecorder>(*file);
  }
  if (settings.jobs) return made<dist::DistTrialRunner>(std::move(settings), recorder);
  return made<trial::TrialRunner>(std::move(settings), recorder);
}

}  // namespace bin
