#include <trial/running/runsignals.hpp>

#include <array>
#include <cerrno>
#include <system_error>

#include <fcntl.h>
#include <unistd.h>

namespace trial {

namespace {

volatile std::sig_atomic_t signalled = 0;
/// The pipe of the living RunSignals; -1 if there is none.
std::array<int, 2> ends = {-1, -1};

void note(int number) {
  signalled = number;
  const int before = errno;
  if (::write(ends[1], "s", 1) < 0) errno = before;  // the pipe is full, so it is readable already
}

}  // namespace

RunSignals::RunSignals() : interrupt_{SIGINT, {}}, terminate_{SIGTERM, {}} {
  if (::pipe2(ends.data(), O_CLOEXEC | O_NONBLOCK) != 0) {
    throw std::system_error(errno, std::generic_category(), "a pipe for signals");
  }
  signalled = 0;
  struct sigaction action = {};
  action.sa_handler = note;
  // SA_RESETHAND: a second signal is handled as before. SA_RESTART: system calls of tests do not
  // fail with EINTR.
  action.sa_flags = static_cast<int>(SA_RESETHAND) | SA_RESTART;
  for (auto* before : {&interrupt_, &terminate_}) {
    ::sigaction(before->number, nullptr, &before->action);
    if (before->action.sa_handler == SIG_DFL) ::sigaction(before->number, &action, nullptr);
  }
}

RunSignals::~RunSignals() {
  for (const auto* before : {&interrupt_, &terminate_}) {
    ::sigaction(before->number, &before->action, nullptr);
  }
  for (int& end : ends) {
    ::close(end);
    end = -1;
  }
}

std::optional<int> RunSignals::received() noexcept {
  return signalled != 0 ? std::optional<int>(signalled) : std::nullopt;
}

int RunSignals::fileno() noexcept { return ends[0]; }

void RunSignals::drain() noexcept {
  std::array<char, 16> bytes{};
  while (::read(ends[0], bytes.data(), bytes.size()) > 0) {
  }
}

void StopAtSignal::stopTest(const TestPtr& test) {
  TestResultDecorator::stopTest(test);
  if (RunSignals::received()) stop();
}

}  // namespace trial
