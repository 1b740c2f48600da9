#include <dist/schedule/casequeue.hpp>

#include <algorithm>
#include <limits>
#include <utility>

#include <trial/durations/durationtable.hpp>
#include <trial/programs/programcase.hpp>

namespace dist {

namespace {

/// The path of the suite of a case, as one text.
std::string suiteOf(const trial::ITestCase& test) {
  auto path = test.path();
  path.pop_back();
  std::string suite;
  for (const auto& name : path) suite += name + '\0';
  return suite;
}

}  // namespace

CaseQueue::CaseQueue(std::vector<trial::TestPtr> cases,
                     std::shared_ptr<const trial::DurationTable> durations)
    : durations_(std::move(durations)) {
  items_.reserve(cases.size());
  for (auto& test : cases) items_.push_back(itemOf(std::move(test)));
  size_ = items_.size();
  estimateTheOthers();
  sortByLength();
}

/// Counts the case, too.
CaseQueue::Item CaseQueue::itemOf(trial::TestPtr test) {
  const auto name = test->programName();
  auto at = programs_.find(name);
  if (at == programs_.end()) {
    at = programs_.try_emplace(std::string(name), Program{std::string(name)}).first;
    if (const auto batchCase = trial::inBatch(test))
      at->second.listSeconds = batchCase->program->known->listSeconds;
  }
  auto& program = at->second;
  Item item{std::move(test), &program};
  ++program.left;
  if (durations_ == nullptr || durations_->empty()) return item;
  if (const auto seconds = durations_->ofCase(item.test->id())) {
    item.seconds = static_cast<float>(std::max(*seconds, shortest));
    item.known = Item::Known::measured;
    ++program.known;
    program.seconds += item.seconds;
  } else {
    guess(item);
  }
  return item;
}

/// Guesses how long new cases take, of programs that have measured ones.
void CaseQueue::estimateTheOthers() {
  const auto isPartlyKnown = [](const Program& program) {
    return !program.name.empty() && program.known > 0 && program.known < program.left;
  };
  if (std::none_of(programs_.begin(), programs_.end(),
                   [&](const auto& one) { return isPartlyKnown(one.second); })) {
    return;
  }
  for (const auto& item : items_) {
    if (!item.measured() || !isPartlyKnown(*item.program)) continue;
    suites_[suiteOf(*item.test)].add(item.seconds);
    suites_[item.program->name].add(item.seconds);
  }
  for (auto& item : items_) guess(item);
}

void CaseQueue::guess(Item& item) const {
  if (item.estimated() || suites_.empty()) return;
  auto of = suites_.find(suiteOf(*item.test));
  if (of == suites_.end()) of = suites_.find(item.program->name);
  if (of == suites_.end()) return;
  item.seconds = static_cast<float>(of->second.mean());
  item.known = Item::Known::guessed;
}

void CaseQueue::sortByLength() {
  byLength_.clear();
  for (std::size_t i = 0; i < items_.size(); ++i) {
    const auto& program = *items_[i].program;
    if (items_[i].measured() && !program.name.empty() && !program.together) {
      byLength_.push_back(static_cast<Index>(i));
    }
  }
  // Cases are taken from the end: of two that take equally long, the first in the list goes first.
  std::sort(byLength_.begin(), byLength_.end(), [this](Index a, Index b) {
    return std::pair(items_[a].seconds, b) < std::pair(items_[b].seconds, a);
  });
}

void CaseQueue::sortNative() {
  std::vector<std::size_t> places;
  std::vector<Item> native;
  for (std::size_t i = next_; i < items_.size(); ++i) {
    if (items_[i].test == nullptr || !items_[i].program->name.empty()) continue;
    places.push_back(i);
    native.push_back(std::move(items_[i]));
  }
  std::stable_sort(native.begin(), native.end(), [](const Item& a, const Item& b) {
    if (!a.measured() || !b.measured()) return !a.measured() && b.measured();
    return a.seconds > b.seconds;
  });
  for (std::size_t i = 0; i < places.size(); ++i) items_[places[i]] = std::move(native[i]);
}

void CaseQueue::keepTogether(const std::function<bool(const Program&)>& isTogether,
                             bool longestFirst) {
  bool any = false;
  for (auto& [name, program] : programs_) {
    program.together = isTogether(program);
    any = any || program.together;
  }
  if (!any) return;
  std::map<const Program*, std::size_t> places;  // in the order in which they came
  for (const auto& item : items_) places.try_emplace(item.program, places.size());
  const auto isBefore = [&](const Program& a, const Program& b) {
    if (!a.together || !b.together) return a.together;
    const auto secondsOf = [](const Program& program) {
      return program.known == 0 ? std::numeric_limits<double>::infinity() : program.seconds;
    };
    if (longestFirst && secondsOf(a) != secondsOf(b)) return secondsOf(a) > secondsOf(b);
    return places.at(&a) < places.at(&b);
  };
  std::stable_sort(items_.begin(), items_.end(), [&](const Item& a, const Item& b) {
    return a.program != b.program && isBefore(*a.program, *b.program);
  });
  sortByLength();
}

CaseQueue::Taken CaseQueue::take(Item& item) {
  auto& program = *item.program;
  --size_;
  --program.left;
  if (item.measured()) {
    --program.known;
    program.seconds = program.known == 0 ? 0 : std::max(program.seconds - item.seconds, 0.0);
  }
  return Taken{std::move(item.test),
               item.estimated() ? std::optional<double>(item.seconds) : std::nullopt};
}

CaseQueue::Taken CaseQueue::next() {
  if (!cameBack_.empty()) {
    auto taken = take(cameBack_.front());
    cameBack_.pop_front();
    return taken;
  }
  auto taken = take(items_[next_]);
  skipTaken();
  return taken;
}

void CaseQueue::skipTaken() {
  while (next_ < items_.size() && items_[next_].test == nullptr) ++next_;
}

std::size_t CaseQueue::countWithin(double seconds, double unknown) const {
  std::size_t count = 0;
  double sum = 0;
  const auto* program = frontItem().program;
  const auto fits = [&](const Item& item) {
    if (item.program != program) return false;
    const double one = item.estimated() ? item.seconds : unknown;
    if (count > 0 && sum + one / 2 > seconds) return false;
    sum += one;
    ++count;
    return true;
  };
  for (const auto& item : cameBack_) {
    if (!fits(item)) return std::max<std::size_t>(count, 1);
  }
  for (std::size_t i = next_; i < items_.size(); ++i) {
    if (items_[i].test != nullptr && !fits(items_[i])) break;
  }
  return std::max<std::size_t>(count, 1);
}

std::optional<CaseQueue::Longest> CaseQueue::longest() {
  while (!byLength_.empty() && items_[byLength_.back()].test == nullptr) byLength_.pop_back();
  if (byLength_.empty() || !cameBack_.empty()) return std::nullopt;
  const auto& item = items_[byLength_.back()];
  return Longest{*item.program, item.seconds};
}

CaseQueue::Taken CaseQueue::takeLongest() {
  auto taken = take(items_[byLength_.back()]);
  byLength_.pop_back();
  skipTaken();
  return taken;
}

void CaseQueue::giveBack(trial::TestPtr test) {
  cameBack_.push_front(itemOf(std::move(test)));
  ++size_;
}

std::size_t CaseQueue::left(std::string_view program) const {
  const auto at = programs_.find(program);
  return at == programs_.end() ? 0 : at->second.left;
}

}  // namespace dist
