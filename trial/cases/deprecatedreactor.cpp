#include <trial/cases/deprecatedreactor.hpp>

#include <string_view>

#include <fmt/format.h>
#include <reactor/log.hpp>

namespace trial {

DeprecatedReactor::DeprecatedReactor(const std::string& filename, int lineno)
    : before_(reactor::watchControl([filename, lineno](std::string_view method) {
        reactor::log::warn(
            fmt::format("reactor.{0} cannot be used inside unit tests. In the future, using {0} "
                        "will fail the test and may crash or hang the test run.",
                        method),
            {"DeprecationWarning", filename, lineno});
      })) {}

}  // namespace trial
