#include <trial/wait.hpp>

#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>

#include <reactor/libevent.hpp>
#include <trial/asserts.hpp>
#include <trial/cases/deprecatedreactor.hpp>
#include <trial/running/runsignals.hpp>

namespace trial {

namespace {

struct Wait {
  std::optional<reactor::Result<void>> result;
  bool running = false;
};

bool waiting = false;

void endLoop() {
  const UndeprecatedReactor own;
  reactor::defaultReactor().crash();
}

/// Ends the loop when a signal arrives, if the run watches for signals.
class SignalReader final : public reactor::IReadDescriptor {
 public:
  SignalReader() : fd_(RunSignals::fileno()) {
    if (fd_ >= 0) reactor::defaultReactor().addReader(*this);
  }
  ~SignalReader() override {
    if (fd_ >= 0) reactor::defaultReactor().removeReader(*this);
  }
  SignalReader(const SignalReader&) = delete;
  SignalReader& operator=(const SignalReader&) = delete;

  [[nodiscard]] int fileno() const override { return fd_; }
  [[nodiscard]] std::string str() const override { return "the signals of the run"; }
  void connectionLost(reactor::Failure) override {}
  void doRead() override {
    RunSignals::drain();  // this signal must not end the next wait, too
    endLoop();
  }

 private:
  int fd_;
};

}  // namespace

reactor::Result<void> waitFor(reactor::Deferred<void> d) {
  if (waiting) throw std::logic_error("_wait is not reentrant");
  // Shared with the callback, which stays on the chain if a signal or another caller ends the loop.
  const auto wait = std::make_shared<Wait>();
  d.addBoth([wait](reactor::Result<void> result) {
    wait->result = std::move(result);
    if (wait->running) endLoop();
  });
  if (!wait->result) {
    struct Running {
      explicit Running(Wait& w) : wait(w) { waiting = wait.running = true; }
      ~Running() { waiting = wait.running = false; }
      Wait& wait;
    } running(*wait);
    const SignalReader signals;
    reactor::defaultReactor().run(false);
  }
  if (!wait->result) throw KeyboardInterrupt();
  return std::move(*wait->result);
}

}  // namespace trial
