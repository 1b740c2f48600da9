#include <reactor/process/trysignal.hpp>

#include <exception>
#include <system_error>

#include <reactor/error.hpp>
#include <reactor/log.hpp>

namespace reactor {

namespace {

template <class Signal>
void send(const ProcessTransportPtr& process, Signal signal) noexcept {
  if (!process) return;
  try {
    process->signalProcess(signal);
  } catch (const ProcessExitedAlready&) {
    // Nothing is left to signal.
  } catch (const std::system_error& error) {
    if (error.code() != std::errc::no_such_process) log::msg(error.what());
  } catch (const std::exception& error) {
    log::msg(error.what());
  }
}

}  // namespace

void trySignal(const ProcessTransportPtr& process, int number) noexcept { send(process, number); }

void trySignal(const ProcessTransportPtr& process, std::string_view name) noexcept {
  send(process, name);
}

}  // namespace reactor
