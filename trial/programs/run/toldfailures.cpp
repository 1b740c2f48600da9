#include <trial/programs/run/toldfailures.hpp>

#include <algorithm>
#include <string_view>

namespace trial::frameworks {

void ToldFailures::add(const std::string& id, const ReportedCase& reported) {
  if (reported.dependsOnListing()) {
    unsettled_.emplace_back(id, reported);
  } else {
    certain_ = certain_ || !reported.report.successful();
  }
}

bool ToldFailures::any(const Program& program) const {
  if (certain_) return true;
  const auto& notes = program.known->notes;
  if (!notes) return !unsettled_.empty();
  return std::any_of(unsettled_.begin(), unsettled_.end(), [&](auto unsettled) {
    auto& [id, reported] = unsettled;
    const auto note = notes->find(id);
    program.framework->settle(
        reported, note == notes->end() ? std::string_view() : std::string_view(note->second));
    return !reported.report.successful();
  });
}

}  // namespace trial::frameworks
