/// Choosing the reactor by name, for the option --reactor. (twisted.application.reactors)
#pragma once

#include <array>
#include <stdexcept>
#include <string>
#include <string_view>

#include <reactor/api.hpp>

namespace reactor {

struct ReactorType {
  std::string_view shortName;
  /// One line, for the list of reactors.
  std::string_view description;
};

/// The known types: `default` first, then the methods of libevent.
[[nodiscard]] TRIAL_DIST_API const std::array<ReactorType, 4>& getReactorTypes() noexcept;

class TRIAL_DIST_API NoSuchReactor : public std::invalid_argument {
 public:
  using std::invalid_argument::invalid_argument;
};

/// Throws `NoSuchReactor` for an unknown name, and `std::runtime_error` with the reason if this
/// system cannot run that reactor.
TRIAL_DIST_API void checkReactor(std::string_view shortName);
/// Makes a default reactor of this type. Throws what `checkReactor` throws, and
/// `ReactorAlreadyInstalledError` if there is a default reactor already.
TRIAL_DIST_API void installReactor(std::string_view shortName);

}  // namespace reactor
