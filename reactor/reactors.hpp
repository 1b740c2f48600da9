/// The reactors that can be chosen by name, and the choice. (twisted.application.reactors)
#pragma once

#include <array>
#include <stdexcept>
#include <string>
#include <string_view>

#include <reactor/api.hpp>

namespace reactor {

struct ReactorType {
  std::string_view shortName;
  /// One line.
  std::string_view description;
};

/// `default` first, then the methods of libevent.
[[nodiscard]] TRIAL_DIST_API const std::array<ReactorType, 4>& getReactorTypes() noexcept;

class TRIAL_DIST_API NoSuchReactor : public std::invalid_argument {
 public:
  using std::invalid_argument::invalid_argument;
};

/// Whether the reactor works here: `NoSuchReactor` for an unknown name, `std::runtime_error` saying
/// why for one that the system does not have.
TRIAL_DIST_API void checkReactor(std::string_view shortName);
/// Makes the default reactor, one of that type. Throws what `checkReactor` throws, and
/// `ReactorAlreadyInstalledError` if there is a default reactor: it was asked for before.
TRIAL_DIST_API void installReactor(std::string_view shortName);

}  // namespace reactor
