#include <trial/wait.hpp>

#include <memory>
#include <optional>
#include <stdexcept>
#include <utility>

#include <reactor/libevent.hpp>
#include <trial/asserts.hpp>
#include <trial/deprecatedreactor.hpp>

namespace trial {

namespace {

struct Wait {
  std::optional<reactor::Result<void>> result;
  bool running = false;
};

bool waiting = false;

}  // namespace

reactor::Result<void> waitFor(reactor::Deferred<void> d) {
  if (waiting) throw std::logic_error("_wait is not reentrant");
  // Shared with the callback: it stays on the chain when the loop was ended by somebody else.
  const auto wait = std::make_shared<Wait>();
  d.addBoth([wait](reactor::Result<void> result) {
    wait->result = std::move(result);
    if (!wait->running) return;
    const UndeprecatedReactor own;
    reactor::defaultReactor().crash();
  });
  if (!wait->result) {
    struct Running {
      explicit Running(Wait& w) : wait(w) { waiting = wait.running = true; }
      ~Running() { waiting = wait.running = false; }
      Wait& wait;
    } running(*wait);
    reactor::defaultReactor().run(false);
  }
  if (!wait->result) throw KeyboardInterrupt();
  return std::move(*wait->result);
}

}  // namespace trial
