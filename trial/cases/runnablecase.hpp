/// RunnableCase: a test case as CaseRun sees it: options, stages, cleanups.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include <reactor/log.hpp>
#include <trial/detail/registry.hpp>
#include <trial/itrial.hpp>
#include <trial/logobserver.hpp>

namespace trial {

class RunnableCase {
 public:
  /// A place in a source file.
  struct Place {
    std::string file;
    int line = 0;
  };

  virtual ~RunnableCase() = default;

  [[nodiscard]] virtual std::optional<std::string> skip() const = 0;
  [[nodiscard]] virtual std::optional<Todo> todo() const = 0;
  /// True for a TestCase: it waits for Deferreds, and what it leaves in the reactor is an error.
  [[nodiscard]] virtual bool asynchronous() const = 0;
  /// Seconds for each stage.
  [[nodiscard]] virtual double timeLimit() const = 0;
  /// For messages: `<module.Class testMethod=method>`.
  [[nodiscard]] virtual std::string repr() const = 0;
  [[nodiscard]] virtual std::string methodName() const = 0;
  /// Where the test is registered; none for an object that was made by hand.
  [[nodiscard]] virtual std::optional<Place> registeredAt() const = 0;

  /// The stages throw if they fail at once, and return a Deferred if they are not over yet.
  virtual Waiting setUp() = 0;
  virtual Waiting test() = 0;
  virtual Waiting tearDown() = 0;
  /// Takes the cleanup that was added last; none if there are no more.
  virtual std::optional<std::function<Waiting()>> takeCleanup() = 0;

  /// Gives the test access to its logged errors and warnings; null when its stages are over.
  virtual void watch(LoggedErrors* logged, reactor::log::WarningCapture* warnings) = 0;
};

}  // namespace trial
