#include <trial/wait.hpp>

#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>

#include <reactor/libevent.hpp>
#include <trial/asserts.hpp>
#include <trial/cases/deprecatedreactor.hpp>
#include <trial/ending/runsignals.hpp>
#include <trial/ending/signalreader.hpp>
#include <trial/failing.hpp>

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

}  // namespace

reactor::Result<void> waitFor(reactor::Deferred<void> d) {
  return waitFor(std::move(d), [] { endLoop(); });
}

reactor::Result<void> waitFor(reactor::Deferred<void> d, std::function<void()> signalled) {
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
    auto& reactor = reactor::defaultReactor();
    const SignalReader signals(reactor, [&signalled](int) { signalled(); });
    reactor.run(false);
  }
  if (!wait->result) throw RunSignals::received() ? interruption() : KeyboardInterrupt();
  return std::move(*wait->result);
}

}  // namespace trial
