/// What became of a case of a doctest program, by what its report says at the end of it.
#pragma once

#include <string>

#include <trial/casereport.hpp>
#include <trial/programs/xmlstream.hpp>

namespace trial::frameworks {

/// A case whose element was closed.
struct DoctestCase {
  /// The element `TestCase`, and `OverallResultsAsserts` in it; the latter without a name if there
  /// was none.
  const XmlElement& testCase;
  const XmlElement& result;
  /// Its failed checks and its exception, for the user to read.
  const std::string& details;
  bool exception = false;
};

/// The framework's own verdict. What failed and was allowed to is an expected failure; a case that
/// had to fail and did not is a failure, as the framework counts it.
[[nodiscard]] CaseReport doctestVerdict(const DoctestCase& ended);

}  // namespace trial::frameworks
