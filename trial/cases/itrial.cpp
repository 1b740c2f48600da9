#include <trial/itrial.hpp>

#include <utility>

#include <trial/cases/testpath.hpp>

namespace trial {

std::vector<std::string> ITestCase::path() const { return pathOfID(id()); }

bool Todo::expected(const Failure& failure) const {
  return errors.empty() || failure.check(errors).has_value();
}

Todo makeTodo(std::string reason) { return {std::move(reason), {}}; }

Todo makeTodo(std::vector<std::string> errors, std::string reason) {
  return {std::move(reason), std::move(errors)};
}

}  // namespace trial
