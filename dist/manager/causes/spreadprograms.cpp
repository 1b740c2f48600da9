#include <dist/manager/causes/spreadprograms.hpp>

#include <algorithm>
#include <cstddef>
#include <utility>

#include <fmt/format.h>

#include <reactor/coroutine.hpp>
#include <reactor/log.hpp>
#include <trial/programs/programcase.hpp>
#include <trial/running/environment.hpp>

namespace dist {

using reactor::Deferred;
using trial::frameworks::Program;

namespace {

// Seconds. A worker sends the events of quick cases together, so the manager may hear of cases that
// ran at the same time one after the other.
constexpr double atTheSameTime = 1;
constexpr double leastSeconds = 1;
constexpr double mostSeconds = 5;
constexpr int mostPrograms = 3;
constexpr std::size_t mostCases = 20;

const trial::ProgramCase* programCaseOf(const trial::TestPtr& test) {
  return dynamic_cast<const trial::ProgramCase*>(test.get());
}

void warnOf(const Program& program, std::size_t cases) {
  const auto text = fmt::format(
      "{} of {} failed while cases of this program ran in several processes at the same time, and "
      "{} in one process: they may share a file, a port or the like, if they do not fail at "
      "random. --isolation=program keeps the cases of a program together, and so does this in "
      "trial-dist.toml:\n"
      "[[overrides]]\nprograms = \"{}\"\nisolation = \"program\"",
      cases == 1 ? "A case" : fmt::format("{} cases", cases), program.name,
      cases == 1 ? "passes" : "pass", program.file.filename().string());
  reactor::log::warn(text, reactor::log::WarningRecord{{"ProgramWarning", program.name}, text});
}

}  // namespace

SpreadPrograms::~SpreadPrograms() {
  if (together_) together_->abandon();
}

void SpreadPrograms::runBegan(const std::vector<trial::TestPtr>&) { began_ = reactor_.seconds(); }

void SpreadPrograms::caseBegan(const trial::TestPtr& test, std::optional<int> worker) {
  if (!worker) return;
  const auto* one = programCaseOf(test);
  const Program* program = one == nullptr ? nullptr : &one->program();
  if (program == nullptr) {
    ofWorkers_.erase(*worker);
    return;
  }
  ofWorkers_[*worker] = {program, std::nullopt};
  const auto [place, isNew] = places_.try_emplace(program, seen_.size());
  if (isNew) seen_.push_back({one->sharedProgram()});
  auto& seen = seen_[place->second];
  if (seen.isSpread) return;
  const double now = reactor_.seconds();
  seen.isSpread = std::count_if(ofWorkers_.begin(), ofWorkers_.end(), [&](const auto& other) {
                    const auto& [had, over] = other.second;
                    return had == program && (!over || now - *over < atTheSameTime);
                  }) > 1;
}

void SpreadPrograms::caseOver(const trial::CaseReport& report) {
  const auto had =
      report.worker && !report.alone ? ofWorkers_.find(*report.worker) : ofWorkers_.end();
  if (had != ofWorkers_.end()) had->second.over = reactor_.seconds();
  if (report.successful()) return;
  const auto* one = programCaseOf(report.test);
  const auto place = one == nullptr ? places_.end() : places_.find(&one->program());
  if (place == places_.end()) return;
  auto& failed = seen_[place->second].failed;
  if (failed.size() < mostCases) failed.push_back(one->caseName());
}

Deferred<void> SpreadPrograms::look() {
  const double now = reactor_.seconds();
  const double until = now + std::clamp(now - began_, leastSeconds, mostSeconds);
  // For programs this is a run with one worker.
  trial::setRunVariable("TRIAL_WORKER", "0");
  trial::setRunVariable("TRIAL_WORKERS", "1");
  int tried = 0;
  for (const auto& seen : seen_) {
    const double left = until - reactor_.seconds();
    if (over_ || left <= 0 || tried == mostPrograms) co_return;
    if (!seen.isSpread || seen.failed.empty()) continue;
    ++tried;
    together_ = std::make_shared<trial::frameworks::TogetherRun>(fresh_, reactor_, seen.program,
                                                                 seen.failed, left);
    auto ran = together_->start();
    (void)co_await std::move(ran);
    const auto together = std::exchange(together_, nullptr);
    if (together && together->passed()) warnOf(*seen.program, seen.failed.size());
  }
}

void SpreadPrograms::giveUp() {
  over_ = true;
  if (together_) together_->giveUp();
}

}  // namespace dist
