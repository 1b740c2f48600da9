/// The arguments of spawnProcess: those that are refused, and the default descriptors.
#pragma once

#include <memory>
#include <optional>

#include <sys/types.h>

#include <reactor/interfaces.hpp>

namespace reactor {

/// Throws `std::invalid_argument` without a protocol, or if an argument is given that Twisted's
/// `spawnProcess` has and this port does not support.
void checkSpawn(const std::shared_ptr<ProcessProtocol>& protocol, std::optional<uid_t> uid,
                std::optional<gid_t> gid, bool usePTY);
/// The descriptors of a child process when the caller names none: pipes to 0, 1 and 2 (PROC-01).
[[nodiscard]] ChildFDs defaultChildFDs();

}  // namespace reactor
