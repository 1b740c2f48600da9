#include <dist/testqueue.hpp>

#include <algorithm>
#include <limits>
#include <utility>

#include <dist/manager/drive.hpp>
#include <trial/loading/names.hpp>

namespace dist {

namespace {

void note(SharedTestQueue::Durations& durations, double seconds) {
  ++durations.count;
  durations.seconds += seconds;
  durations.longest = std::max(durations.longest, seconds);
}

}  // namespace

SharedTestQueue::SharedTestQueue(std::vector<trial::TestPtr> testCases) {
  for (auto& test : testCases) cases_.push_back(entry(std::move(test)));
}

SharedTestQueue::~SharedTestQueue() {
  forEachDrive([](Drive& drive) { drive.queueGone(); });
}

template <class F>
void SharedTestQueue::forEachDrive(F f) {
  // What is done with one may destroy others.
  const auto all = drives_;
  for (Drive* drive : all) {
    if (std::find(drives_.begin(), drives_.end(), drive) != drives_.end()) f(*drive);
  }
}

SharedTestQueue::Entry SharedTestQueue::entry(trial::TestPtr test) {
  const auto id = test->id();
  const auto program = trial::programOf(id);
  auto at = kinds_.find(program);
  if (at == kinds_.end()) at = kinds_.try_emplace(std::string(program)).first;
  ++at->second.left;
  return Entry{std::move(test), &*at};
}

trial::TestPtr SharedTestQueue::next() {
  Entry first = std::move(cases_.front());
  cases_.pop_front();
  --first.kind->second.left;
  return std::move(first.test);
}

void SharedTestQueue::giveBack(trial::TestPtr testCase) {
  if (closed_) {
    notRun_.push_front(std::move(testCase));
  } else {
    cases_.push_front(entry(std::move(testCase)));
  }
}

void SharedTestQueue::close() {
  if (std::exchange(closed_, true)) return;
  while (!empty()) notRun_.push_back(next());
  forEachDrive([](Drive& drive) { drive.askBack(std::numeric_limits<std::size_t>::max()); });
}

void SharedTestQueue::wakeIdle() {
  if (std::none_of(drives_.begin(), drives_.end(), [](Drive* drive) { return drive->idle(); })) {
    return;
  }
  forEachDrive([](Drive& drive) {
    if (drive.idle()) drive.wake();
  });
}

std::size_t SharedTestQueue::left(std::string_view program) const {
  const auto at = kinds_.find(program);
  return at == kinds_.end() ? 0 : at->second.left;
}

void SharedTestQueue::took(std::string_view program, double seconds) {
  const auto at = kinds_.find(program);
  if (at != kinds_.end()) note(at->second.durations, seconds);
}

void SharedTestQueue::tookToStart(std::string_view program, double seconds) {
  const auto at = kinds_.find(program);
  if (at == kinds_.end()) return;
  note(at->second.starts, seconds);
  note(starts_, seconds);
}

SharedTestQueue::Durations SharedTestQueue::durations(std::string_view program) const {
  const auto at = kinds_.find(program);
  return at == kinds_.end() ? Durations() : at->second.durations;
}

double SharedTestQueue::startSeconds(std::string_view program) const {
  constexpr double guess = 0.003;  // a small dynamic program
  const auto at = kinds_.find(program);
  if (at != kinds_.end() && at->second.starts.count > 0) return at->second.starts.mean();
  return starts_.count > 0 ? starts_.mean() : guess;
}

}  // namespace dist
