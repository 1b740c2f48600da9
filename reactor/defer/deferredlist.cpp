#include <reactor/deferredlist.hpp>

#include <algorithm>

#include <reactor/log.hpp>

namespace reactor::detail {

void Members::cancelAll() {
  for (std::size_t index = 0; index < chains_.size(); ++index) {
    if (chains_[index] == nullptr)
      continue;  // has a result, perhaps through the cancelling of another
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
  const auto members = members_;  // the list, and this with it, may go
  members->cancelAll();
  return members->noneLeft();
}

}  // namespace reactor::detail
