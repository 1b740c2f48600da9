#include <trial/detail/dirtyreactor.hpp>

#include <utility>

namespace trial {

namespace {

std::string dirtyText(const std::vector<std::string>& delayedCalls,
                      const std::vector<std::string>& selectables) {
  std::string text = "Reactor was unclean.";
  if (!delayedCalls.empty()) {
    text += "\nDelayedCalls: (set twisted.internet.base.DelayedCall.debug = True to debug)";
    for (const auto& call : delayedCalls) text.append("\n").append(call);
  }
  if (!selectables.empty()) {
    text += "\nSelectables:";
    for (const auto& selectable : selectables) text.append("\n").append(selectable);
  }
  return text;
}

}  // namespace

DirtyReactorAggregateError::DirtyReactorAggregateError(std::vector<std::string> calls,
                                                       std::vector<std::string> others)
    : delayedCalls(std::move(calls)),
      selectables(std::move(others)),
      text_(dirtyText(delayedCalls, selectables)) {}

}  // namespace trial
