#include <trial/stopatsignal.hpp>

#include <utility>

namespace trial {

namespace {

volatile std::sig_atomic_t signalled = 0;

void note(int number) { signalled = number; }

}  // namespace

StopAtSignal::StopAtSignal(ReporterPtr original)
    : TestResultDecorator(std::move(original)), interrupt_{SIGINT, {}}, terminate_{SIGTERM, {}} {
  signalled = 0;
  struct sigaction action = {};
  action.sa_handler = note;
  // The second one finds what was there before. What a test does is not to fail with EINTR.
  action.sa_flags = static_cast<int>(SA_RESETHAND) | SA_RESTART;
  for (auto* before : {&interrupt_, &terminate_}) {
    ::sigaction(before->number, nullptr, &before->action);
    if (before->action.sa_handler == SIG_DFL) ::sigaction(before->number, &action, nullptr);
  }
}

StopAtSignal::~StopAtSignal() {
  for (const auto* before : {&interrupt_, &terminate_}) {
    ::sigaction(before->number, &before->action, nullptr);
  }
}

void StopAtSignal::stopTest(const TestPtr& test) {
  TestResultDecorator::stopTest(test);
  if (signalled != 0) stop();
}

std::optional<int> StopAtSignal::received() noexcept {
  return signalled != 0 ? std::optional<int>(signalled) : std::nullopt;
}

}  // namespace trial
