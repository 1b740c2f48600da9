/// Leftovers: the orphans of a sequence of cases, which are ended when the cases are over.
#pragma once

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include <sys/types.h>

#include <trial/itrial.hpp>
#include <trial/running/orphans.hpp>

namespace trial {

/// For cases that share a process. The process may keep a child, or a daemon of a fixture, for the
/// cases that come next; and the report of a program is read later than it is written, so that a
/// process that is there behind a case may be one that the next case needs. So nothing is ended
/// before the last case.
class Leftovers final {
 public:
  /// `orphans` outlives this.
  explicit Leftovers(Orphans& orphans) : orphans_(orphans) {}

  /// Those that came since the last look are of this test.
  void note(const TestPtr& test);
  /// Ends those that were noted, and all that they have started; tells of each what became of it.
  void endAll(const std::function<void(const TestPtr& test, std::string description)>& tell);

 private:
  Orphans& orphans_;
  std::vector<std::pair<pid_t, TestPtr>> noted_;
};

}  // namespace trial
