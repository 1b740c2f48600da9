// A module that cannot be initialised.
#include <stdexcept>

namespace {

int configure() { throw std::runtime_error("no\nconfiguration"); }

[[maybe_unused]] const int configured = configure();

}  // namespace
