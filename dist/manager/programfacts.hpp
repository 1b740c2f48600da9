/// ProgramFacts: what the manager has learned of programs, for one worker.
#pragma once

#include <set>

#include <protocols/amp.hpp>
#include <trial/itrial.hpp>
#include <trial/programs/program.hpp>

namespace dist {

class ProgramFacts final {
 public:
  /// Tells the worker of the program of the case, if it is a case of one that was listed here and
  /// of which it was not told before.
  void tell(protocols::AMP& worker, const trial::ITestCase& testCase);

 private:
  std::set<trial::frameworks::ProgramPtr> told_;
};

}  // namespace dist
