#include <dist/schedule/schedule.hpp>

#include <algorithm>
#include <cmath>
#include <utility>

#include <trial/durations/durationtable.hpp>
#include <trial/loading/runfolder.hpp>
#include <trial/programs/settings/configuration.hpp>

namespace dist {

namespace {

using trial::Isolation;

constexpr std::size_t manyInHand = 64;        // native cases that take less than a millisecond
constexpr std::size_t mostInHand = 1000;      // of those that take next to nothing
constexpr double secondsInHand = 0.02;        // of these
constexpr std::size_t mostTogether = 50'000;  // a worker has no more calls than 65,536
constexpr double presumed = 0.02;             // seconds of a case of a program while none is known
constexpr double presumedCases = 0.25;        // so many of these count beside measured ones
constexpr double presumedOfNative = 0.001;    // seconds
constexpr double startsThatCount = 30;        // a batch of so many starts is not made shorter
constexpr double startsForOne = 3;            // a case of so many starts may have one of its own
constexpr double startsBesideUnknown = 10;    // a start does not count beside so many

/// Half of a worker's part of what is left, so that all can still be made to finish together.
std::size_t halfPart(std::size_t left, std::size_t workers) {
  return std::max<std::size_t>(1, (left + 2 * workers - 1) / (2 * workers));
}

std::size_t roundUp(double cases, std::size_t most) {
  return cases < static_cast<double>(most) ? static_cast<std::size_t>(std::ceil(cases)) : most;
}

/// Most of its cases have been measured.
bool isKnown(const CaseQueue::Program& program) { return 2 * program.known > program.left; }

}  // namespace

ScheduleOptions scheduleOptions(const trial::RunSettings& settings) {
  const bool mayReorder = !settings.keepOrder && settings.jobs.value_or(1) > 1;
  return {.durations = settings.durations,
          .longestFirst = mayReorder,
          .sortNative = mayReorder && settings.nativeLongestFirst,
          .isolationOf =
              [given = settings.isolation](std::string_view program) {
                const auto& folder = trial::runFolder();
                return trial::frameworks::isolationOf(given, folder / program, folder);
              },
          .batchSize = settings.batchSize};
}

Schedule::Schedule(std::vector<trial::TestPtr> testCases, const ScheduleOptions& options)
    : queue_(std::move(testCases), options.durations),
      longestFirst_(options.longestFirst),
      batchSize_(options.batchSize) {
  if (options.sortNative) queue_.sortNative();
  for (const auto& [name, program] : queue_.programs()) {
    estimates_.add(name);
    if (name.empty()) continue;
    const auto isolation = options.isolationOf(name);
    if (isolation != Isolation::batch) isolations_.emplace(name, isolation);
    auto seconds = program.listSeconds;
    if (options.durations != nullptr) {
      if (const auto start = options.durations->ofStart(name)) seconds = start;
    }
    if (seconds) estimates_.remember(name, *seconds);
  }
  queue_.keepTogether(
      [this](const Program& program) { return isolationOf(program) == Isolation::program; },
      longestFirst_);
}

Isolation Schedule::isolationOf(const Program& program) const {
  const auto found = isolations_.find(program.name);
  return found == isolations_.end() ? Isolation::batch : found->second;
}

trial::TestPtr Schedule::take(InHand& worker, Hands hands) {
  if (empty()) return nullptr;
  if (worker.cases == 0) worker.restOfBatch = 0;
  if (worker.cases == 0 && takesLongest(hands)) {
    worker.program = &queue_.longest()->program.name;
    worker.few = 0;
    worker.together = false;
    worker.seconds = estimates_.startSeconds(*worker.program);
    return give(worker, queue_.takeLongest());
  }
  if (!mayTake(worker, hands)) return nullptr;
  if (worker.restOfBatch > 0) --worker.restOfBatch;
  return give(worker, queue_.next());
}

trial::TestPtr Schedule::give(InHand& worker, CaseQueue::Taken taken) {
  ++worker.cases;
  worker.seconds += taken.seconds.value_or(0);
  return std::move(taken.test);
}

bool Schedule::mayTake(InHand& worker, Hands hands) {
  const auto& program = queue_.frontProgram();
  if (worker.program != &program.name) {
    if (worker.cases > 0) return false;
    worker.program = &program.name;
    worker.restOfBatch = 0;
    worker.together = false;
  }
  if (worker.restOfBatch > 0) return true;
  if (program.name.empty()) {
    const auto most = window(hands);
    worker.few = most / 2;
    // A long case of a program waits until the worker has nothing else.
    return worker.cases < most && (worker.cases == 0 || !takesLongest(hands));
  }
  // The next batch is given when the last one is over: what one worker holds another cannot take.
  worker.few = 0;
  if (worker.cases > 0) return false;
  worker.seconds = estimates_.startSeconds(program.name);
  worker.restOfBatch = window(hands);
  worker.together = program.together;
  return true;
}

/// A case that would make a batch of the longest possible kind by itself is begun at once: behind
/// the others it would keep one worker busy while the rest have nothing to do.
bool Schedule::takesLongest(Hands hands) {
  if (!longestFirst_ || hands.size() < 2 || queue_.frontProgram().together) return false;
  const auto longest = queue_.longest();
  if (!longest) return false;
  if (isolationOf(longest->program) == Isolation::process) return true;
  return longest->seconds >= startsForOne * estimates_.startSeconds(longest->program.name) &&
         longest->seconds >= batchSeconds(longest->program, hands) / 2;
}

double Schedule::meanOf(const Program& program) const {
  const auto measured = estimates_.cases(program.name);
  if (measured.count > 0) return measured.mean();
  if (program.known > 0) return program.seconds / static_cast<double>(program.known);
  return program.name.empty() ? presumedOfNative : presumed;
}

double Schedule::secondsKnown() const {
  double seconds = 0;
  for (const auto& [name, program] : queue_.programs()) seconds += program.seconds;
  return seconds;
}

double Schedule::secondsLeft() const {
  double seconds = 0;
  for (const auto& [name, program] : queue_.programs()) {
    if (program.left == 0) continue;
    const auto unknown = static_cast<double>(program.left - program.known);
    seconds += program.seconds + (unknown > 0 ? unknown * meanOf(program) : 0);
  }
  return seconds;
}

/// How long a worker that has nothing would work if what is queued were spread so that all workers
/// finish together.
double Schedule::share(Hands hands) const {
  std::vector<double> busy;
  for (const InHand* hand : hands) {
    if (hand->cases > 0) busy.push_back(hand->seconds);
  }
  std::sort(busy.begin(), busy.end());
  double seconds = secondsLeft();
  auto workers = static_cast<double>(std::max<std::size_t>(hands.size() - busy.size(), 1));
  // A worker that will be free before that shares the work, too.
  for (const double one : busy) {
    if (one >= seconds / workers) break;
    seconds += one;
    ++workers;
  }
  return seconds / workers;
}

double Schedule::batchSeconds(const Program& program, Hands hands) const {
  const double share = this->share(hands);
  return std::min(share,
                  std::max(share / 2, startsThatCount * estimates_.startSeconds(program.name)));
}

std::size_t Schedule::window(Hands hands) const {
  const auto workers = std::max<std::size_t>(hands.size(), 1);
  const auto& program = queue_.frontProgram();
  if (!program.name.empty()) return batch(program, hands);
  if (oneByOne_) return 1;
  return std::min(nativeWindow(program), halfPart(program.left, workers));
}

/// A worker that has many short cases in hand and their manager need not speak often.
std::size_t Schedule::nativeWindow(const Program& program) const {
  if (estimates_.cases(program.name).count == 0 && !isKnown(program)) return 4;
  const double mean = meanOf(program);
  if (mean < 0.001) return std::max(manyInHand, roundUp(secondsInHand / mean, mostInHand));
  return mean < 0.01 ? 8 : 2;
}

std::size_t Schedule::batch(const Program& program, Hands hands) const {
  const auto isolation = isolationOf(program);
  if (isolation == Isolation::process) return 1;
  if (isolation == Isolation::program) return std::min(program.left, mostTogether);
  const auto best = isKnown(program)
                        ? batchOfKnown(program, hands)
                        : batchOfUnknown(program, std::max<std::size_t>(hands.size(), 1));
  return batchSize_ == 0 ? best : std::min(best, batchSize_);
}

/// A second start beside the first gains nothing if all cases are over sooner than that. It may
/// even cost much, where a framework compares each case with each that was asked for.
std::size_t Schedule::batchOfKnown(const Program& program, Hands hands) const {
  const bool isShort =
      program.known == program.left && program.seconds <= estimates_.startSeconds(program.name);
  return isShort ? program.left : queue_.countWithin(batchSeconds(program, hands), meanOf(program));
}

/// A batch cannot be taken back, and long cases often stand side by side. So it is as large as is
/// worth a start of the program (`worthwhile`), if the cases take as long as is to be expected of
/// them. What can still be evened out (`even`) may be more, but is no more than what is known
/// vouches for (`vouched`).
std::size_t Schedule::batchOfUnknown(const Program& program, std::size_t workers) const {
  const auto left = program.left;
  const auto part = (left + workers - 1) / workers;
  const auto known = estimates_.cases(program.name);
  const double worthSeconds = startsBesideUnknown * estimates_.startSeconds(program.name);
  const auto first =
      std::max<std::size_t>(1, roundUp(worthSeconds / presumed, halfPart(left, workers)));
  if (known.count == 0) return first;
  const double expected = (known.seconds + presumedCases * presumed) /
                          (static_cast<double>(known.count) + presumedCases);
  const auto worthwhile = roundUp(worthSeconds / expected, part);
  // Were all of its cases as long as the longest, it would take as long as a worker's part of all.
  const double partSeconds =
      known.mean() * static_cast<double>(left) / static_cast<double>(workers);
  const auto even = known.longest > 0
                        ? roundUp(partSeconds / known.longest, halfPart(left, workers))
                        : halfPart(left, workers);
  const auto vouched = std::max(first, known.count);
  return std::max(worthwhile, std::min(vouched, even));
}

std::optional<Schedule::Recall> Schedule::recall(const std::vector<std::size_t>& spare) {
  const auto most = std::max_element(spare.begin(), spare.end());
  if (most == spare.end() || *most == 0) return std::nullopt;
  return Recall{static_cast<std::size_t>(most - spare.begin()), (*most + 1) / 2};
}

}  // namespace dist
