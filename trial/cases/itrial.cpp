#include <trial/itrial.hpp>

#include <utility>

namespace trial {

bool Todo::expected(const Failure& failure) const {
  return errors.empty() || failure.check(errors).has_value();
}

Todo makeTodo(std::string reason) { return {std::move(reason), {}}; }

Todo makeTodo(std::vector<std::string> errors, std::string reason) {
  return {std::move(reason), std::move(errors)};
}

}  // namespace trial
