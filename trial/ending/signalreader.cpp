#include <trial/ending/signalreader.hpp>

#include <csignal>
#include <utility>

#include <reactor/failure.hpp>
#include <reactor/process/trysignal.hpp>
#include <trial/ending/runsignals.hpp>

namespace trial {

namespace {

void signalAll(const std::vector<reactor::ProcessTransportPtr>& processes, int number) {
  for (const auto& process : processes) reactor::trySignal(process, number);
}

}  // namespace

SignalReader::SignalReader(reactor::IReactor& reactor, std::function<void(int signal)> ended)
    : reactor_(reactor), ended_(std::move(ended)), fd_(RunSignals::fileno()) {
  if (fd_ < 0) return;
  reactor_.addReader(*this);
  RunSignals::readerCame();
}

SignalReader::~SignalReader() {
  if (fd_ < 0) return;
  RunSignals::readerWent();
  reactor_.removeReader(*this);
}

void SignalReader::connectionLost(reactor::Failure) {}

void SignalReader::doRead() {
  while (const auto number = RunSignals::next()) {
    if (*number == SIGTSTP) {
      suspend();
    } else {
      ended_(*number);
    }
  }
}

void SignalReader::suspend() {
  const auto processes = reactor_.getProcesses();
  signalAll(processes, SIGSTOP);
  RunSignals::stopProcess();
  signalAll(processes, SIGCONT);
}

}  // namespace trial
