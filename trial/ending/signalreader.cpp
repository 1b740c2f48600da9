#include <trial/ending/signalreader.hpp>

#include <csignal>
#include <utility>

#include <reactor/failure.hpp>
#include <trial/ending/runsignals.hpp>

namespace trial {

SignalReader::SignalReader(reactor::IReactor& reactor, std::function<void(int signal)> ended)
    : reactor_(reactor), suspension_(reactor), ended_(std::move(ended)), fd_(RunSignals::fileno()) {
  if (fd_ >= 0) reactor_.addReader(*this);
}

SignalReader::~SignalReader() {
  if (fd_ >= 0) reactor_.removeReader(*this);
}

void SignalReader::connectionLost(reactor::Failure) {}

void SignalReader::doRead() {
  while (const auto number = RunSignals::next()) {
    if (*number == SIGTSTP) {
      suspension_.obey();
    } else {
      ended_(*number);
    }
  }
}

}  // namespace trial
