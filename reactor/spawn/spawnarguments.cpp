#include <reactor/spawn/spawnarguments.hpp>

#include <stdexcept>

namespace reactor {

void checkSpawn(const std::shared_ptr<ProcessProtocol>& protocol, std::optional<uid_t> uid,
                std::optional<gid_t> gid, bool usePTY) {
  if (!protocol) throw std::invalid_argument("spawnProcess: no process protocol");
  if (uid) throw std::invalid_argument("spawnProcess: uid is not supported");
  if (gid) throw std::invalid_argument("spawnProcess: gid is not supported");
  if (usePTY) throw std::invalid_argument("spawnProcess: usePTY is not supported");
}

ChildFDs defaultChildFDs() { return {{0, 'w'}, {1, 'r'}, {2, 'r'}}; }

}  // namespace reactor
