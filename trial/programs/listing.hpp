/// Asks test programs for their cases.
#pragma once

#include <optional>
#include <vector>

#include <reactor/defer.hpp>
#include <reactor/interfaces.hpp>
#include <trial/programs/framework.hpp>
#include <trial/programs/program.hpp>

namespace trial::frameworks {

/// Runs the program for its list, which may take `timeout` seconds, by default those of the
/// settings. Fires with the list, or with one whose error names the program and what it did or said
/// instead; never fails. The notes on its cases are also kept with the program (`known`).
/// Cancelling ends the process. `spawner` and `clock` outlive the Deferred.
[[nodiscard]] reactor::Deferred<Listing> listProgram(reactor::IReactorProcess& spawner,
                                                     reactor::IReactorTime& clock,
                                                     ProgramPtr program,
                                                     std::optional<double> timeout = std::nullopt);

/// All of them, in their order: as many at a time as the settings say, and as the system has
/// descriptors for.
[[nodiscard]] reactor::Deferred<std::vector<Listing>> listPrograms(
    reactor::IReactorProcess& spawner, reactor::IReactorTime& clock,
    std::vector<ProgramPtr> programs);

}  // namespace trial::frameworks
