/// A DeprecationWarning for tests that stop or iterate the reactor that runs them. (TC-36)
#pragma once

#include <string>
#include <utility>

#include <reactor/libevent.hpp>

namespace trial {

/// While this object lives, `stop`, `crash` and `iterate` of the default reactor give a
/// DeprecationWarning with the given place.
class DeprecatedReactor final {
 public:
  DeprecatedReactor(const std::string& filename, int lineno);
  ~DeprecatedReactor() { (void)reactor::watchControl(std::move(before_)); }
  DeprecatedReactor(const DeprecatedReactor&) = delete;
  DeprecatedReactor& operator=(const DeprecatedReactor&) = delete;

 private:
  reactor::ControlWatch before_;
};

/// While this object lives, they give no warning: for calls by the library itself.
class UndeprecatedReactor final {
 public:
  UndeprecatedReactor() : before_(reactor::watchControl({})) {}
  ~UndeprecatedReactor() { (void)reactor::watchControl(std::move(before_)); }
  UndeprecatedReactor(const UndeprecatedReactor&) = delete;
  UndeprecatedReactor& operator=(const UndeprecatedReactor&) = delete;

 private:
  reactor::ControlWatch before_;
};

}  // namespace trial
