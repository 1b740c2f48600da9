/// The errors of finding and opening test modules.
#pragma once

#include <stdexcept>

#include <reactor/api.hpp>

namespace trial {

/// No module or package has this name, which has no dot.
class TRIAL_DIST_API ModuleNotFound : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};
/// No module, package, class or test has this dotted name.
class TRIAL_DIST_API ObjectNotFound : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};
/// The module exists but cannot be used. The text is the dynamic linker's message, or says what is
/// wrong with the tests that the module registered.
class TRIAL_DIST_API ModuleError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

}  // namespace trial
