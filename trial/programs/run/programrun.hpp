/// ProgramRun: runs cases of one test program and says what became of each, whatever the program
/// does.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include <reactor/defer.hpp>
#include <reactor/interfaces.hpp>
#include <trial/programs/program.hpp>
#include <trial/programs/run/processreader.hpp>
#include <trial/programs/run/programlistener.hpp>

namespace trial::frameworks {

class ProgramRunCore;

/// The cases share a process as long as it lives. When it dies in the middle of a case, that case
/// gets an error which says how, the finished ones are kept, and the rest is run in a fresh
/// process; so it is when the process dies in the set-up of a suite, of which the cases then get
/// the error. A case that takes longer than its limit is ended by ending the process. An error at
/// the end of a suite or of the program, for which there is no case, is added to the last case that
/// ran. Every case is finished exactly once: each process finishes at least one, or there is an
/// error for it.
///
/// A process that ends badly after its cases is an error of the program, for which CulpritSearch
/// tries the cases alone.
///
/// ICaseHost starts the processes, ProcessReader reads one of them, `judge` says what follows from
/// its end, Teller tells the listener.
class ProgramRun final {
 public:
  /// `cases` are names of the framework's, each once, also disabled ones: what is asked for
  /// runs. All references outlive the run.
  ProgramRun(reactor::IReactorProcess& spawner, reactor::IReactorTime& clock, ProgramPtr program,
             std::vector<std::string> cases, IProgramListener& listener, CaseLimit limit = {});
  /// Ends the process if it still runs; the listener hears nothing more, and the Deferred of
  /// `start` does not fire.
  ~ProgramRun();
  ProgramRun(const ProgramRun&) = delete;
  ProgramRun& operator=(const ProgramRun&) = delete;

  /// To be called once. Fires when all cases are finished and the last process is over. Fails with
  /// what the listener throws: it is told nothing more then, and the process group is ended; so it
  /// is when this is cancelled.
  [[nodiscard]] reactor::Deferred<void> start();
  /// All cases are finished and the run is to end: no more cases are tried to find the one that
  /// makes the program end badly. What is known is told.
  void endSearch();
  /// What waits until it is known whether a child of the process has written it, is told now, as it
  /// is.
  void tellAtOnce();
  /// Whether a case has run again that had failed in a copy of a warm process.
  [[nodiscard]] bool lookedAgain() const noexcept;

 private:
  std::shared_ptr<ProgramRunCore> core_;
};

}  // namespace trial::frameworks
