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
  Runner(trial::RunSettings settings, std::shared_ptr<trial::DurationRecorder> recorder,
         std::ostream& stream)
      : runner_(std::move(settings)), recorder_(std::move(recorder)), stream_(stream) {
    if (recorder_ != nullptr) runner_.addListener(recorder_);
  }
  trial::ReporterPtr run(const trial::TestPtr& suite) override { return kept(runner_.run(suite)); }
  trial::ReporterPtr runUntilFailure(const trial::TestPtr& suite) override {
    return kept(runner_.runUntilFailure(suite));
  }
  void addListener(trial::RunListenerPtr listener) override {
    runner_.addListener(std::move(listener));
  }

 private:
  /// Nobody waits for the summary until the durations are kept.
  trial::ReporterPtr kept(trial::ReporterPtr result) {
    if (recorder_ == nullptr) return result;
    stream_.flush();
    recorder_->save();
    return result;
  }

  R runner_;
  std::shared_ptr<trial::DurationRecorder> recorder_;
  std::ostream& stream_;
};

}  // namespace

std::unique_ptr<IRunner> makeRunner(const trial::Options& options, std::ostream& stream) {
  auto settings = options.settings(stream);
  std::shared_ptr<trial::DurationRecorder> recorder;
  if (const auto file = durationFile(options)) {
    // A serial run has no use for them, but the user is to hear at once of a wrong file.
    if (settings.jobs || file->isNamed()) settings.durations = durationsIn(*file);
    recorder = std::make_shared<trial::DurationRecorder>(*file);
  }
  if (settings.jobs) {
    // More workers than processors help if cases wait for something, which shows soon.
    settings.jobsAtFirst = trial::_autoJobs();
    return std::make_unique<Runner<dist::DistTrialRunner>>(std::move(settings), recorder, stream);
  }
  return std::make_unique<Runner<trial::TrialRunner>>(std::move(settings), recorder, stream);
}

}  // namespace bin
