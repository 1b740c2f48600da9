#include <trial/programs/run/toldfailures.hpp>

#include <algorithm>
#include <string_view>

namespace trial::frameworks {

void ToldFailures::add(const std::string& id, const ReportedCase& reported) {
  if (reported.dependsOnListing()) {
    unsettled_.push_back({told_.size(), reported});
  } else if (!certain_ && !reported.report.successful()) {
    certain_ = told_.size();
  }
  told_.push_back(id);
}

void ToldFailures::addOther() {
  if (told_.empty()) {
    other_ = true;
  } else if (!certain_) {
    certain_ = told_.size() - 1;
  }
}

void ToldFailures::takeBack(const std::string& id) {
  const auto last = std::find(told_.rbegin(), told_.rend(), id);
  if (last == told_.rend()) return;
  const auto place = static_cast<std::size_t>(told_.rend() - last) - 1;
  told_.resize(place);
  if (certain_ && *certain_ >= place) certain_.reset();
  std::erase_if(unsettled_, [place](const auto& unsettled) { return unsettled.place >= place; });
}

bool ToldFailures::any(const Program& program) const {
  if (certain()) return true;
  const auto& notes = program.known->notes;
  if (!notes) return !unsettled_.empty();
  return std::any_of(unsettled_.begin(), unsettled_.end(), [&](auto unsettled) {
    auto& [place, reported] = unsettled;
    const auto note = notes->find(told_[place]);
    program.framework->settle(
        reported, note == notes->end() ? std::string_view() : std::string_view(note->second));
    return !reported.report.successful();
  });
}

}  // namespace trial::frameworks
