#include <trial/janitor.hpp>

#include <algorithm>
#include <utility>

#include <reactor/libevent.hpp>
#include <trial/util.hpp>

namespace trial {

Janitor::Janitor(TestPtr test, IReporter& result, reactor::IReactor* reactor)
    : test_(std::move(test)),
      result_(result),
      reactor_(reactor != nullptr ? *reactor : reactor::defaultReactor()),
      before_(reactor_.getDelayedCalls()) {}

std::vector<reactor::DelayedCallPtr> Janitor::left() const {
  auto calls = reactor_.getDelayedCalls();
  std::erase_if(calls, [this](const auto& call) {
    return std::find(before_.begin(), before_.end(), call) != before_.end();
  });
  return calls;
}

bool Janitor::postCaseCleanup() {
  if (left().empty()) return true;
  reactor_.iterate(0);
  reactor_.iterate(0);
  std::vector<std::string> texts;
  for (const auto& call : left()) {
    texts.push_back(call->str());
    call->cancel();
  }
  if (texts.empty()) return true;
  result_.addError(test_, Failure(DirtyReactorAggregateError(std::move(texts))));
  return false;
}

}  // namespace trial
