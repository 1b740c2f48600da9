/// RunSignals: records the signals that end or suspend a run. (cli.md, section 2)
#pragma once

#include <csignal>
#include <optional>
#include <string_view>
#include <vector>

#include <trial/failing.hpp>

namespace trial {

/// Records SIGINT, SIGTERM and SIGHUP as long as an object exists, and has SIGTSTP stop all
/// processes of the run. A signal that was ignored or handled stays so. Objects may be nested: the
/// outermost one counts. SIGXFSZ is ignored meanwhile: a file that is too large is an error of the
/// write, not the end of the run.
///
/// After a signal nothing more begins, and what runs has a grace to end; after a second one it is
/// ended at once. Signals that come five seconds after the second one do what they do without a
/// handler.
///
/// A timer, whose handler runs also while the program is blocked, looks after what would keep the
/// run from ending or from being suspended: when nobody reads stdout, stderr or a report for a
/// second after a signal, they become /dev/null (BlockedOutput); and when a loop does not obey
/// SIGTSTP, this process stops without it. A native case that does not come to its end is
/// CaseWatch's.
class RunSignals final {
 public:
  /// `grace`: in seconds. Throws `std::system_error` if no descriptor is left.
  explicit RunSignals(double grace);
  /// For what is still to be written when the run is over. If a signal came before, further ones
  /// count as in the run, and what nobody reads is given up; else signals do what they do without a
  /// handler. There is no `fileno` then.
  struct AfterRun {};
  explicit RunSignals(AfterRun);
  ~RunSignals();
  RunSignals(const RunSignals&) = delete;
  RunSignals& operator=(const RunSignals&) = delete;

  /// The first of SIGINT, SIGTERM and SIGHUP that came, if any; also after the objects are gone.
  [[nodiscard]] static std::optional<int> received() noexcept;
  /// It came twice: what still runs is to be ended now.
  [[nodiscard]] static bool urgent() noexcept;
  /// Seconds that a case has to end after a signal.
  [[nodiscard]] static double grace() noexcept;
  /// Whether stdout or stderr was given up because nobody read it.
  [[nodiscard]] static bool outputGivenUp() noexcept;
  /// Another descriptor that is given up as stdout is: that of a report.
  static void addOutput(int fd) noexcept;
  static void removeOutput(int fd) noexcept;
  [[nodiscard]] static bool outputGivenUp(int fd) noexcept;

  /// A descriptor that is readable while `next` has a signal; -1 if there is no object of a run.
  [[nodiscard]] static int fileno() noexcept;
  /// The number of the next signal that came, SIGTSTP too.
  [[nodiscard]] static std::optional<int> next() noexcept;

  /// For Suspension. From `deferSuspension` to as many calls of `suspendAtOnce`, the handler of
  /// SIGTSTP only notes the signal.
  static void deferSuspension() noexcept;
  static void suspendAtOnce() noexcept;
  /// Whether SIGTSTP was noted since the last `stopProcess`.
  [[nodiscard]] static bool suspensionAsked() noexcept;
  /// Stops this process, as SIGTSTP does without a handler, until it is continued.
  static void stopProcess() noexcept;

  /// The case of a serial run that runs: after the first signal stderr says that it is waited for.
  /// Empty when it is over.
  static void caseRuns(std::string_view id);
  /// Whether what runs has had its time to end, and half a second more for that: the grace after
  /// the first signal, none after the second.
  [[nodiscard]] static bool timeIsOver() noexcept;
  /// Records a signal that all other threads block. For a thread that blocks all signals itself.
  static void takeBlocked() noexcept;

 private:
  struct Before {
    int number;
    struct sigaction action;
  };
  /// False if the signal was handled or ignored before, and stays so.
  bool handle(int number, const struct sigaction& action);
  void begin();

  std::vector<Before> before_;
  bool counts_ = true;
};

/// "interrupted by SIGINT", or "interrupted" if no signal came.
[[nodiscard]] KeyboardInterrupt interruption();

}  // namespace trial
