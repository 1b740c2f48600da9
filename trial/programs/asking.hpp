/// Asking processes: each is started, and all that it writes is read until it ends, within limits.
/// One that is ended by a signal which we have not sent may have been hit by something from
/// outside: it is started once more before its end is the answer.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include <reactor/defer.hpp>
#include <reactor/interfaces.hpp>
#include <reactor/protocol.hpp>
#include <trial/programs/framework.hpp>

namespace trial::frameworks {

struct Question {
  /// Starts the process with the protocol. Throws if it cannot be started.
  std::function<void(std::shared_ptr<reactor::ProcessProtocol>)> start;
  /// Seconds that the process may take.
  double timeout = 0;
  /// What it did not do if it takes longer, for the message: "did not list its cases".
  std::string overdue;
};

struct Answer {
  /// All that the process wrote, as far as it was read, and how it ended.
  ProcessOutput output;
  /// Why it is not an answer: the process could not be started, took too long or wrote without end.
  /// Empty if it was started and ended by itself.
  std::string problem;
  /// How long the process ran.
  double seconds = 0;
};

/// Fires when the process has ended; fails only if it is cancelled, which ends the process. `clock`
/// outlives the Deferred.
[[nodiscard]] reactor::Deferred<Answer> ask(reactor::IReactorTime& clock, const Question& question);

/// Asks so many at a time, and fewer while the system refuses to start more: it has no descriptors,
/// processes or memory left for them. If it starts none, that is tried again for some seconds.
/// Fires with the answers in the order of the questions; fails only if it is cancelled, which ends
/// the processes.
[[nodiscard]] reactor::Deferred<std::vector<Answer>> askAll(reactor::IReactorTime& clock,
                                                            std::vector<Question> questions,
                                                            std::size_t atOnce);

}  // namespace trial::frameworks
