#include <trial/monkey.hpp>

#include <algorithm>

namespace trial {

void MonkeyPatcher::patch() {
  for (const auto& patch : patches_) {
    const bool saved =
        std::any_of(originals_.begin(), originals_.end(),
                    [&patch](const Original& original) { return original.place == patch.place_; });
    if (!saved) originals_.push_back({patch.place_, patch.save_()});
    patch.set_();
  }
}

void MonkeyPatcher::restore() {
  while (!originals_.empty()) {
    const auto original = std::move(originals_.back());
    originals_.pop_back();
    original.restore();
  }
}

}  // namespace trial
