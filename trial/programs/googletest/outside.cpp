#include <trial/programs/googletest/outside.hpp>

#include <algorithm>
#include <iterator>
#include <utility>

#include <trial/programs/googletest/lines.hpp>

namespace trial::frameworks::googletest {

void Outside::setUp(const std::string& suite, std::string said) {
  add(suite, true, std::move(said));
}

void Outside::tornDown(const std::string& suite, std::string said) {
  add(suite, false, std::move(said));
}

void Outside::add(const std::string& suite, bool setUp, std::string said) {
  if (findFailure(said) != std::string::npos) places_.push_back({suite, setUp, std::move(said)});
}

bool Outside::maySkip(std::string_view suite) const {
  return std::any_of(places_.begin(), places_.end(), [suite](const Place& place) {
    return place.setUp && (place.suite.empty() || place.suite == suite);
  });
}

void Outside::summaryLine(std::string_view line) {
  constexpr std::string_view what = ": SetUpTestSuite or TearDownTestSuite";
  if (!line.ends_with(what)) return;
  line.remove_suffix(what.size());
  suiteFailed(line);
}

bool Outside::decide(const End& end) {
  const auto isNamed = [&](const Place& place) {
    if (place.suite.empty()) return end.environmentsFailed;
    return std::find(failedSuites_.begin(), failedSuites_.end(), place.suite) !=
           failedSuites_.end();
  };
  // Version 1.10 names neither.
  const bool any = std::any_of(places_.begin(), places_.end(), isNamed);
  const auto first = std::stable_partition(places_.begin(), places_.end(), [&](const Place& place) {
    return any ? !isNamed(place) : !end.unexplained;
  });
  failed_.assign(std::make_move_iterator(first), std::make_move_iterator(places_.end()));
  places_.erase(first, places_.end());
  return !failed_.empty();
}

Outside::Place* Outside::failedSetUp(std::string_view suite) {
  const auto found = std::find_if(failed_.begin(), failed_.end(), [suite](const Place& place) {
    return place.setUp && (place.suite.empty() || place.suite == suite);
  });
  return found == failed_.end() ? nullptr : &*found;
}

}  // namespace trial::frameworks::googletest
