/// ProgramLeftovers: ends the orphans of the cases of a program, when it is over.
#pragma once

#include <functional>
#include <string>

#include <reactor/interfaces.hpp>
#include <trial/running/leftovers.hpp>
#include <trial/running/orphans.hpp>

namespace trial {

/// An orphan is described with the case behind which it was there first; what is new when the
/// program has ended, with the program.
class ProgramLeftovers final {
 public:
  using Tell = std::function<void(const TestPtr& test, std::string description)>;
  /// `programs` runs the program; it and `orphans` outlive this.
  ProgramLeftovers(Orphans& orphans, const reactor::IReactorProcess& programs, Tell tell);

  void caseFinished(const TestPtr& test);
  void programOver(const std::string& program);

 private:
  Orphans& orphans_;
  const reactor::IReactorProcess& programs_;
  const Tell tell_;
  Leftovers leftovers_;
};

}  // namespace trial
