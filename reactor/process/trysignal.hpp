/// trySignal: sends a signal to a process that may have ended.
#pragma once

#include <string_view>

#include <reactor/interfaces.hpp>

namespace reactor {

/// Sends a signal, given by number or by name as for `IProcessTransport::signalProcess`. No effect
/// if the process was never started (null) or has ended; if it cannot be signalled otherwise, the
/// log says so.
void trySignal(const ProcessTransportPtr& process, int number) noexcept;
void trySignal(const ProcessTransportPtr& process, std::string_view name) noexcept;

}  // namespace reactor
