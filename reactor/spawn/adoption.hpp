/// Adoption: processes whose parents have ended become children of this one.
#pragma once

#include <set>

#include <sys/types.h>

namespace reactor {

/// While it lives, descendants of this process that lose their parent become its children; in the
/// end those are killed. What was a child before is left alone.
class Adoption final {
 public:
  Adoption();
  ~Adoption();
  Adoption(const Adoption&) = delete;
  Adoption& operator=(const Adoption&) = delete;

  /// Whether there is one in this process.
  [[nodiscard]] static bool inForce() noexcept;

 private:
  std::set<pid_t> before_;
  bool adoptedBefore_;
};

}  // namespace reactor
