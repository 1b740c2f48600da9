#include <trial/detail/deferredasserts.hpp>

#include <fmt/format.h>

namespace trial::detail {

std::string alternatives(std::initializer_list<const std::type_info*> types) {
  return typeNames(types, " or ");
}

void failUnexpectedFailure(const std::string& expected, const std::string& deferred,
                           const Failure& found, Location where) {
  failWith(fmt::format("Failure of type ({}) expected on {}, found type {} instead: {}", expected,
                       deferred, found.type(), found.getTraceback()),
           where);
}

void failOtherFailure(std::initializer_list<const std::type_info*> expected, const Failure& found,
                      Location where) {
  failWith(fmt::format("\nExpected: ({})\nGot:\n{}", typeNames(expected, ", "), found.str()),
           where);
}

}  // namespace trial::detail
