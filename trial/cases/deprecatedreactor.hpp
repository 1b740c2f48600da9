/// A test that stops or turns the reactor that runs it is warned. (TC-36)
#pragma once

#include <string>
#include <utility>

#include <reactor/libevent.hpp>

namespace trial {

/// While it lives `stop`, `crash` and `iterate` of the default reactor give a DeprecationWarning
/// at the given place.
class DeprecatedReactor final {
 public:
  DeprecatedReactor(const std::string& filename, int lineno);
  ~DeprecatedReactor() { (void)reactor::watchControl(std::move(before_)); }
  DeprecatedReactor(const DeprecatedReactor&) = delete;
  DeprecatedReactor& operator=(const DeprecatedReactor&) = delete;

 private:
  reactor::ControlWatch before_;
};

/// While it lives the runner itself may.
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
