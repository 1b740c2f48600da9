/// CaseFacts: what is known of a test before it runs, for selecting and listing.
#pragma once

#include <string>
#include <vector>

#include <trial/itrial.hpp>

namespace trial {

struct CaseFacts {
  std::string id;
  /// `ITestCase::path`.
  std::vector<std::string> path = {};
  /// The name of its program's framework; "trial-dist" for a native test.
  std::string framework = {};
  /// Where it stands in the sources; empty and 0 if that is not known.
  std::string file = {};
  int line = 0;
  std::vector<std::string> tags = {};
  /// Its program would not run it by itself.
  bool disabled = false;
  /// Its program does not speak of it, unless it is asked for.
  bool hidden = false;
  /// It is reported as skipped and not run.
  bool skipped = false;
};

[[nodiscard]] CaseFacts factsOf(const ITestCase& test);

}  // namespace trial
