#include <trial/cases/janitor.hpp>

#include <algorithm>
#include <utility>

#include <reactor/error.hpp>
#include <reactor/libevent.hpp>
#include <trial/detail/dirtyreactor.hpp>

namespace trial {

namespace {

template <class T>
std::vector<T> without(const std::vector<T>& before, std::vector<T> now) {
  std::erase_if(now, [&before](const T& each) {
    return std::find(before.begin(), before.end(), each) != before.end();
  });
  return now;
}

}  // namespace

Janitor::Janitor(TestPtr test, IReporter& result, reactor::IReactor* reactor)
    : test_(std::move(test)),
      result_(result),
      reactor_(reactor != nullptr ? *reactor : reactor::defaultReactor()),
      before_(reactor_.getDelayedCalls()),
      processes_(reactor_.getProcesses()),
      readers_(reactor_.getReaders()),
      writers_(reactor_.getWriters()) {}

std::vector<reactor::DelayedCallPtr> Janitor::left() const {
  return without(before_, reactor_.getDelayedCalls());
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

void Janitor::killProcesses(std::vector<std::string>& texts) {
  for (const auto& process : without(processes_, reactor_.getProcesses())) {
    texts.push_back(process->getPeer());
    try {
      process->signalProcess("KILL");
    } catch (const reactor::ProcessExitedAlready&) {  // but its pipes are still open
    }
  }
  // When a process ends, its pipes are removed from the reactor. After `patience` the wait is given
  // up: a process in an uninterruptible system call does not end.
  constexpr double patience = 5;  // seconds
  const double end = reactor_.seconds() + patience;
  while (!without(processes_, reactor_.getProcesses()).empty() && reactor_.seconds() < end) {
    reactor_.iterate(end - reactor_.seconds());
  }
}

void Janitor::removeDescriptors(std::vector<std::string>& texts) {
  if (!without(processes_, reactor_.getProcesses()).empty()) return;
  std::vector<reactor::IFileDescriptor*> found;
  for (auto* reader : without(readers_, reactor_.getReaders())) {
    texts.push_back(reader->str());
    found.push_back(reader);
    reactor_.removeReader(*reader);
  }
  for (auto* writer : without(writers_, reactor_.getWriters())) {
    if (std::find(found.begin(), found.end(), writer) == found.end()) {
      texts.push_back(writer->str());
    }
    reactor_.removeWriter(*writer);
  }
}

bool Janitor::postClassCleanup() {
  std::vector<std::string> texts;
  killProcesses(texts);
  removeDescriptors(texts);
  if (texts.empty()) return true;
  result_.addError(test_, Failure(DirtyReactorAggregateError({}, std::move(texts))));
  return false;
}

}  // namespace trial
