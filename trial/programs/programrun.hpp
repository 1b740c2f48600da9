/// ProgramRun: runs cases of one test program and says what became of each, whatever the program
/// does.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <reactor/defer.hpp>
#include <reactor/interfaces.hpp>
#include <trial/programs/framework.hpp>
#include <trial/programs/program.hpp>

namespace trial::frameworks {

/// Hears what becomes of the cases, one at a time: `caseStarted` of the next follows `caseFinished`
/// of the one before. A case that never began is finished without having started. May destroy the
/// run from inside a call. What it throws ends the run.
class IProgramListener {
 public:
  virtual ~IProgramListener() = default;
  virtual void caseStarted(const std::string& id) = 0;
  /// `result.failedChecks` is settled: the outcome is what counts. `result.output` is the case's,
  /// as far as the program has not held it back (stdio does, when it does not write to a terminal);
  /// beside that of a case of a millisecond or two may stand what the cases next to it wrote.
  virtual void caseFinished(const std::string& id, const CaseResult& result) = 0;
  /// What the program writes to descriptor 1 or 2, as it comes, which may be before the start of
  /// the case that wrote it is told.
  virtual void output(int fd, std::string_view data) = 0;
};

struct ProgramRunOptions {
  /// Seconds without any progress after which the process is ended; 0 for no limit.
  double timeout = 0;
  /// Seconds between TERM and KILL then.
  double grace = 5;
};

/// The cases share a process as long as it lives. When it dies in the middle of a case, that case
/// gets an error which says how, the finished ones are kept, and the rest is run in a fresh
/// process; so it is when the process dies in the set-up of a suite, of which the cases then get
/// the error. An error at the end of a suite or of the program, for which there is no case, is
/// added to the last case that ran. Every case is finished exactly once: each process finishes at
/// least one, or there is an error for it.
class ProgramRun final {
 public:
  /// `cases` are names of the framework's, each once, none of them disabled (a framework runs what
  /// it is asked for by name). All references outlive the run.
  ProgramRun(reactor::IReactorProcess& spawner, reactor::IReactorTime& clock, ProgramPtr program,
             std::vector<std::string> cases, IProgramListener& listener,
             ProgramRunOptions options = {});
  /// Ends the process if it still runs; the listener hears nothing more, and the Deferred of
  /// `start` does not fire.
  ~ProgramRun();
  ProgramRun(const ProgramRun&) = delete;
  ProgramRun& operator=(const ProgramRun&) = delete;

  /// To be called once. Fires when all cases are finished and the last process is over. Fails with
  /// what the listener throws: it is told nothing more then, and the process group is ended; so it
  /// is when this is cancelled.
  [[nodiscard]] reactor::Deferred<void> start();

 private:
  class Core;
  std::shared_ptr<Core> core_;
};

}  // namespace trial::frameworks
