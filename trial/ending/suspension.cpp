#include <trial/ending/suspension.hpp>

#include <csignal>
#include <vector>

#include <reactor/process/trysignal.hpp>
#include <trial/ending/runsignals.hpp>

namespace trial {

namespace {

void signalAll(const std::vector<reactor::ProcessTransportPtr>& processes, int number) {
  for (const auto& process : processes) reactor::trySignal(process, number);
}

}  // namespace

Suspension::Suspension(reactor::IReactor& reactor)
    : reactor_(reactor), active_(RunSignals::fileno() >= 0) {
  if (active_) RunSignals::deferSuspension();
}

Suspension::~Suspension() {
  if (!active_) return;
  RunSignals::suspendAtOnce();  // from now on; before, the signal was only noted
  obey();
}

void Suspension::obey() {
  if (!RunSignals::suspensionAsked()) return;
  const auto processes = reactor_.getProcesses();
  const double before = reactor_.seconds();
  signalAll(processes, SIGSTOP);
  RunSignals::stopProcess();
  signalAll(processes, SIGCONT);
  const double stopped = reactor_.seconds() - before;
  for (const auto& call : reactor_.getDelayedCalls()) call->delay(stopped);
}

}  // namespace trial
