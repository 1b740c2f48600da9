#include <reactor/process/processend.hpp>

#include <csignal>
#include <cstring>
#include <optional>
#include <stdexcept>

#include <sys/wait.h>

#include <fmt/format.h>

#include <reactor/error.hpp>

namespace reactor {

int signalNumber(std::string_view name) {
  const auto bare = name.substr(0, 3) == "SIG" ? name.substr(3) : name;
  for (int number = 1; number < NSIG; ++number) {
    const char* abbreviation = ::sigabbrev_np(number);
    if (abbreviation != nullptr && bare == abbreviation) return number;
  }
  throw std::invalid_argument(fmt::format("signalProcess: no signal '{}'", name));
}

int waitStatus(const siginfo_t& info) {
  if (info.si_code == CLD_EXITED) return W_EXITCODE(info.si_status, 0);
  return W_EXITCODE(0, info.si_status) | (info.si_code == CLD_DUMPED ? WCOREFLAG : 0);
}

Failure endOfProcess(int status) {
  if (WIFSIGNALED(status)) {
    return Failure(ProcessTerminated(std::nullopt, WTERMSIG(status), status));
  }
  const int code = WEXITSTATUS(status);
  if (code != 0) return Failure(ProcessTerminated(code, std::nullopt, status));
  return Failure(ProcessDone(status));
}

}  // namespace reactor
