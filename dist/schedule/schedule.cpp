#include <dist/schedule/schedule.hpp>

#include <algorithm>
#include <cmath>
#include <utility>

namespace dist {

namespace {

constexpr std::size_t mostInHand = 64;  // native cases

/// Half of a worker's part of what is left, so that all can still be made to finish together.
std::size_t halfPart(std::size_t left, std::size_t workers) {
  return std::max<std::size_t>(1, (left + 2 * workers - 1) / (2 * workers));
}

std::size_t roundUp(double cases, std::size_t most) {
  return cases < static_cast<double>(most) ? static_cast<std::size_t>(std::ceil(cases)) : most;
}

}  // namespace

Schedule::Schedule(std::vector<trial::TestPtr> testCases) {
  for (auto& test : testCases) queued_.push_back(queued(std::move(test)));
}

Schedule::Queued Schedule::queued(trial::TestPtr testCase) {
  const auto program = testCase->programName();
  auto at = programs_.find(program);
  if (at == programs_.end()) {
    at = programs_.try_emplace(std::string(program)).first;
    estimates_.add(program);
  }
  ++at->second;
  return Queued{std::move(testCase), &*at};
}

trial::TestPtr Schedule::next() {
  Queued first = std::move(queued_.front());
  queued_.pop_front();
  --first.program->second;
  return std::move(first.test);
}

void Schedule::giveBack(trial::TestPtr testCase) {
  queued_.push_front(queued(std::move(testCase)));
}

trial::TestPtr Schedule::take(InHand& worker, std::size_t workers) {
  if (empty() || !mayTake(worker, workers)) return nullptr;
  if (worker.restOfBatch > 0) --worker.restOfBatch;
  ++worker.cases;
  return next();
}

bool Schedule::mayTake(InHand& worker, std::size_t workers) const {
  const std::string& program = queued_.front().program->first;
  if (worker.program != &program) {
    if (worker.cases > 0) return false;
    worker.program = &program;
    worker.restOfBatch = 0;
  }
  if (worker.restOfBatch > 0) return true;
  const auto most = window(workers);
  if (program.empty()) {
    worker.few = most / 2;
    return worker.cases < most;
  }
  // The next batch is given when the last one is over: what one worker holds another cannot take.
  worker.few = 0;
  if (worker.cases > 0) return false;
  worker.restOfBatch = most;
  return true;
}

std::size_t Schedule::window(std::size_t workers) const {
  workers = std::max<std::size_t>(workers, 1);
  const auto& [program, left] = *queued_.front().program;
  if (!program.empty()) return batch(program, workers);
  if (oneByOne_) return 1;
  const auto known = estimates_.cases(program);
  const double mean = known.mean();
  const std::size_t wanted = known.count == 0 ? 4 : mean < 0.001 ? mostInHand : mean < 0.01 ? 8 : 2;
  return std::min(wanted, halfPart(left, workers));
}

/// A batch cannot be taken back, and long cases often stand side by side. So it is as large as is
/// worth a start of the program (`worthwhile`), or as can still be evened out (`even`), but no
/// larger than what is known vouches for (`vouched`).
std::size_t Schedule::batch(const std::string& program, std::size_t workers) const {
  constexpr double presumed = 0.02;  // seconds of a case while none is known
  const auto left = this->left(program);
  const auto part = (left + workers - 1) / workers;
  const auto known = estimates_.cases(program);
  // A start does not count beside a batch that takes ten times as long.
  const double worthSeconds = 10 * estimates_.startSeconds(program);
  const auto first =
      std::max<std::size_t>(1, roundUp(worthSeconds / presumed, halfPart(left, workers)));
  if (known.count == 0) return first;
  const auto vouched = std::max(first, known.count);
  const auto worthwhile = known.mean() > 0 ? roundUp(worthSeconds / known.mean(), part) : part;
  // Were all of its cases as long as the longest, it would take as long as a worker's part of all.
  const double partSeconds =
      known.mean() * static_cast<double>(left) / static_cast<double>(workers);
  const auto even = known.longest > 0
                        ? roundUp(partSeconds / known.longest, halfPart(left, workers))
                        : halfPart(left, workers);
  return std::min(vouched, std::max(worthwhile, even));
}

std::optional<Schedule::Recall> Schedule::recall(const std::vector<std::size_t>& spare) {
  const auto most = std::max_element(spare.begin(), spare.end());
  if (most == spare.end() || *most == 0) return std::nullopt;
  return Recall{static_cast<std::size_t>(most - spare.begin()), (*most + 1) / 2};
}

std::size_t Schedule::left(std::string_view program) const {
  const auto at = programs_.find(program);
  return at == programs_.end() ? 0 : at->second;
}

}  // namespace dist
