#include <reactor/defererror.hpp>

#include <fmt/format.h>

#include <reactor/repr.hpp>

namespace reactor {

const char* CancelledError::what() const noexcept { return ""; }

TimeoutError::TimeoutError(double seconds, const std::string& what)
    : std::runtime_error(fmt::format("({}, {})", repr(seconds), repr(what))) {}

FirstError::FirstError(Failure failure, std::size_t position)
    : subFailure(std::move(failure)),
      index(position),
      text_(fmt::format("FirstError[#{}, {}]", index, subFailure.str())) {}

std::string FirstError::repr() const {
  return fmt::format("FirstError[#{}, {}({})]", index, subFailure.type(),
                     reactor::repr(subFailure.getErrorMessage()));
}

const char* FailureGroup::what() const noexcept { return "all Deferreds of the race failed"; }

}  // namespace reactor
