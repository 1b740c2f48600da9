#include <dist/schedule/estimates.hpp>

#include <algorithm>

namespace dist {

void Durations::add(double one) noexcept {
  ++count;
  seconds += one;
  longest = std::max(longest, one);
}

void Estimates::add(std::string_view program) {
  if (!programs_.contains(program)) programs_.try_emplace(std::string(program));
}

void Estimates::remember(std::string_view program, double startSeconds) {
  const auto at = programs_.find(program);
  if (at != programs_.end()) at->second.remembered.add(startSeconds);
}

void Estimates::took(std::string_view program, double seconds) {
  const auto at = programs_.find(program);
  if (at != programs_.end()) at->second.cases.add(seconds);
}

void Estimates::tookToStart(std::string_view program, double seconds) {
  const auto at = programs_.find(program);
  if (at == programs_.end()) return;
  at->second.starts.add(seconds);
  starts_.add(seconds);
}

Durations Estimates::cases(std::string_view program) const {
  const auto at = programs_.find(program);
  return at == programs_.end() ? Durations() : at->second.cases;
}

double Estimates::startSeconds(std::string_view program) const {
  constexpr double guess = 0.003;  // a small dynamic program
  const auto at = programs_.find(program);
  if (at != programs_.end()) {
    for (const auto* starts : {&at->second.starts, &at->second.remembered}) {
      if (starts->count > 0) return starts->mean();
    }
  }
  return starts_.count > 0 ? starts_.mean() : guess;
}

}  // namespace dist
