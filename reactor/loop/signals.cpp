#include <reactor/loop/signals.hpp>

#include <array>
#include <atomic>
#include <cerrno>
#include <system_error>

#include <fcntl.h>
#include <unistd.h>

namespace reactor {

namespace {

/// The descriptor that the handler writes to; -1 if there is none.
std::atomic<int> signalTarget = -1;
static_assert(std::atomic<int>::is_always_lock_free);

void noteSignal(int number) {
  const int error = errno;
  const auto byte = static_cast<unsigned char>(number);
  const auto written = ::write(signalTarget.load(), &byte, 1);
  (void)written;  // if the pipe is full, the reactor has signals to read anyway
  errno = error;
}

}  // namespace

SignalAction::SignalAction(int number, void (*handler)(int)) : number_(number), before_() {
  struct sigaction action = {};
  action.sa_handler = handler;
  action.sa_flags = SA_RESTART;
  (void)::sigaction(number_, &action, &before_);
}

SignalAction::~SignalAction() { (void)::sigaction(number_, &before_, nullptr); }

void (*signalHandler(int number))(int) {
  struct sigaction action = {};
  (void)::sigaction(number, nullptr, &action);
  return action.sa_handler;
}

SigpipeIgnored::SigpipeIgnored() {
  if (signalHandler(SIGPIPE) == SIG_DFL) action_.emplace(SIGPIPE, SIG_IGN);
}

SignalPipe::SignalPipe() {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC | O_NONBLOCK) != 0) {
    throw std::system_error(errno, std::system_category(), "cannot make a pipe for signals");
  }
  read_ = UniqueFD(ends[0]);
  write_ = UniqueFD(ends[1]);
}

SignalPipe::~SignalPipe() { stop(); }

void SignalPipe::start() {
  if (started_) return;
  started_ = true;
  before_ = signalTarget.exchange(write_.get());
  if (signalHandler(SIGINT) == SIG_DFL) interrupt_.emplace(SIGINT, noteSignal);
  terminate_.emplace(SIGTERM, noteSignal);
}

void SignalPipe::stop() {
  if (!started_) return;
  started_ = false;
  interrupt_.reset();
  terminate_.reset();
  signalTarget.store(before_);
}

std::optional<int> SignalPipe::next() {
  unsigned char number = 0;
  if (::read(read_.get(), &number, 1) == 1) return number;
  return std::nullopt;
}

}  // namespace reactor
