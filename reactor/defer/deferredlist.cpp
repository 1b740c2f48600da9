#include <reactor/deferredlist.hpp>

#include <algorithm>

#include <reactor/log.hpp>

namespace reactor::detail {

void Members::cancelAll() {
  for (std::size_t index = 0; index < chains_.size(); ++index) {
    if (chains_[index] == nullptr)
      continue;  // it has a result, perhaps because cancelling another member gave it one
    const auto member = ChainRef::share(*chains_[index]);
    try {
      member->cancel();
    } catch (...) {
      log::err(Failure(), "Exception raised from user supplied canceller");
    }
  }
}

bool Members::noneLeft() const noexcept {
  return std::all_of(chains_.begin(), chains_.end(),
                     [](const Chain* chain) { return chain == nullptr; });
}

bool MembersCanceller::cancel(Chain&) {
  const auto members = members_;  // cancelling may destroy the list and this canceller with it
  members->cancelAll();
  return members->noneLeft();
}

}  // namespace reactor::detail
