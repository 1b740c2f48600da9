#include <bin/makerunner.hpp>

#include <utility>

#include <dist/disttrial.hpp>
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

 private:
  R runner_;
};

}  // namespace

std::unique_ptr<IRunner> makeRunner(const trial::Options& options, std::ostream& stream) {
  auto settings = options.settings(stream);
  if (settings.jobs) return std::make_unique<Runner<dist::DistTrialRunner>>(std::move(settings));
  return std::make_unique<Runner<trial::TrialRunner>>(std::move(settings));
}

}  // namespace bin
