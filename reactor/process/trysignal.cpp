#include <reactor/process/trysignal.hpp>

#include <exception>

namespace reactor {

namespace {

template <class Signal>
void send(const ProcessTransportPtr& process, Signal signal) noexcept {
  if (!process) return;
  try {
    process->signalProcess(signal);
  } catch (const std::exception&) {
    // It ended first: nothing is left to signal.
  }
}

}  // namespace

void trySignal(const ProcessTransportPtr& process, int number) noexcept { send(process, number); }

void trySignal(const ProcessTransportPtr& process, std::string_view name) noexcept {
  send(process, name);
}

}  // namespace reactor
