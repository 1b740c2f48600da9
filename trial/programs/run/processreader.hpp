/// ProcessReader: reads what one process of a program reports and writes.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <reactor/defer.hpp>
#include <reactor/interfaces.hpp>
#include <reactor/process/termination.hpp>
#include <reactor/protocol.hpp>
#include <trial/limits/timelimit.hpp>
#include <trial/programs/framework.hpp>
#include <trial/programs/program.hpp>
#include <trial/programs/run/caseoutput.hpp>
#include <trial/programs/run/childrenwatch.hpp>
#include <trial/programs/run/toldfailures.hpp>

namespace trial::frameworks {

/// Hears what a process does. All but `wasRead` and `processOver` may be called while the
/// framework's parser is at work, and must not destroy it.
class IProcessListener {
 public:
  virtual ~IProcessListener() = default;
  virtual void caseStarted(const std::string& id) = 0;
  virtual void caseFinished(const std::string& id, ReportedCase&& reported,
                            CaseOutput&& output) = 0;
  /// `output` is that of the case which began last, as far as it is known now.
  virtual void outsideError(const std::string& place, std::string details, CaseOutput output) = 0;
  virtual void programError(std::string details) = 0;
  virtual void output(int fd, std::string_view data) = 0;
  /// See IProgress.
  virtual void uncalledFailed(const std::string& /*id*/, const std::string& /*details*/) {}
  virtual void caseResumed(const std::string& /*id*/) {}
  /// More of the report is read.
  virtual void reading() {}
  /// What was told of cases two readings before was told by the process itself, not by a child of
  /// it.
  virtual void endsConfirmed() {}
  /// The parser has gone through all that came.
  virtual void wasRead() = 0;
  /// The process is reaped and all that it wrote was read.
  virtual void processOver(const ProcessEnd& end) = 0;
};

/// How long each case of a program may take, and the program before, between and after its cases.
struct CaseLimit {
  /// Seconds after which the process is ended; none: there is no limit.
  std::optional<double> timeout = std::nullopt;
  /// Seconds between TERM and KILL then.
  double grace = 5;
  /// Takes the stacks of a process before it gets TERM, as lines for the user. In place of an empty
  /// one a ProgramRun takes `limits::stacksOf`.
  std::function<reactor::Deferred<std::string>(pid_t pid)> stacks = {};
};

/// The protocol of the process, which owns it together with the run. What a case wrote is read
/// before its end, though the two come by different pipes; and a program that goes through many
/// short cases wakes us once a millisecond, not for each of them.
class ProcessReader final : public reactor::ProcessProtocol,
                            public std::enable_shared_from_this<ProcessReader>,
                            private IProgress {
 public:
  /// `clock` outlives it. When the listener is gone, nothing is read any more.
  ProcessReader(reactor::IReactorTime& clock, std::weak_ptr<IProcessListener> listener,
                CaseLimit limit);
  ~ProcessReader() override;

  /// Keeps what the process needs until it has ended.
  void keep(std::shared_ptr<const void> needed) noexcept { kept_ = std::move(needed); }
  /// The process is a copy of a warm one, and failures of its cases may be due to that.
  void setCopy(bool doubtful) noexcept {
    copy_ = true;
    doubtful_ = doubtful;
  }
  [[nodiscard]] bool isCopy() const noexcept { return copy_; }
  [[nodiscard]] bool doubtful() const noexcept { return doubtful_; }
  /// When the process is over: a child has written, or may have, that this case is over and what
  /// was told since. Whether that explains the end of the process is not asked any more.
  void takeBack(const std::string& id);
  /// Once the process of `program` was started, for these cases.
  void begin(ProgramPtr program, std::vector<std::string> cases);
  /// Ends the process group at once, if it still runs. The listener hears nothing more.
  void abandon() noexcept;

  [[nodiscard]] const ProgressParser& parser() const { return *parser_; }
  [[nodiscard]] const std::vector<std::string>& cases() const noexcept { return cases_; }
  [[nodiscard]] bool anyStarted() const noexcept { return anyStarted_; }
  /// Whether it ended well, or as it has to after the failures that it reported.
  [[nodiscard]] bool explains(const ProcessEnd& end) const;
  /// Whether anything has failed, as the program says in the end; none if it does not, or if its
  /// end does not fit that. Whoever has the same stderr may have written it.
  [[nodiscard]] std::optional<bool> verdict(const ProcessEnd& end) const;
  /// Whether it is certain that nothing has failed in the process itself, whatever a child has told
  /// of its cases. If one verdict says so and another one that something has, it is not known which
  /// of them is the child's.
  [[nodiscard]] bool nothingFailed(const ProcessEnd& end) const;
  /// The limit, in seconds, that it went beyond, for which it was ended; none: it was not. What it
  /// reported after it got TERM is not read.
  [[nodiscard]] const std::optional<double>& overdue() const noexcept { return overdue_; }
  /// The stacks of a process that was ended for that, taken before, as lines for the user.
  [[nodiscard]] const std::string& stacks() const noexcept { return stacks_; }
  /// Whether it was seen to have children not long before it ended.
  [[nodiscard]] bool sawChildren() const noexcept { return children_.seen(); }
  /// The descriptor that tells of cases and that the process closed in the case in progress, or, if
  /// there is none, outside of cases; as far as that was seen before the process ended.
  [[nodiscard]] std::optional<int> closed() const;
  /// The output of the case that began last.
  [[nodiscard]] CaseOutput outputOfCase() const { return output_.ofCase(); }

  void childDataReceived(int childFD, std::string_view data) override;
  void childConnectionLost(int childFD) override;
  void processEnded(reactor::Failure reason) override;

 private:
  // Called by the parser.
  void caseStarted(const std::string& id) override;
  void caseFinished(const std::string& id, ReportedCase&& reported) override;
  void stageBegan(std::optional<double> limit) override;
  void outsideError(const std::string& place, std::string details) override;
  void uncalledFailed(const std::string& id, const std::string& details) override;
  void caseResumed(const std::string& id) override;
  void programError(std::string details) override;
  void output(int fd, std::string_view data) override;

  void lookForLeaks(std::string_view err);
  void reportCame(int fd, std::string_view data);
  void readReport();
  void written(int fd, std::string_view data);
  [[nodiscard]] bool anyToldFailed() const;
  [[nodiscard]] bool parserExplains(const ProcessEnd& end) const;
  void stopReading();
  [[nodiscard]] bool stageIsShorter() const;
  [[nodiscard]] std::optional<double> limit() const;
  void lookLater();
  void look();
  void endOverdue(std::uint64_t part, const std::string& stacks);
  void stopLooking() noexcept;
  [[nodiscard]] std::string nameOfCase() const;

  reactor::IReactorTime& clock_;
  std::shared_ptr<const void> kept_;
  std::weak_ptr<IProcessListener> listener_;
  const CaseLimit limit_;
  std::vector<std::string> cases_;
  std::unique_ptr<ProgressParser> parser_;
  std::vector<std::pair<int, std::string>> report_;  // for the parser, not read yet
  reactor::DelayedCallPtr reading_;
  OutputTail output_;
  reactor::Termination termination_;
  bool anyStarted_ = false;
  ToldFailures failures_;
  ProgramPtr program_;
  std::string begunVerdict_;  // the end of its stderr, if that may be the beginning of a verdict
  ChildrenWatch children_;
  bool maybeOfChild_ = false;  // what is parsed now
  bool resumed_ = false;       // in what is parsed now
  bool takenBack_ = false;
  bool copy_ = false;
  bool doubtful_ = false;
  std::string leakMark_;  // by which a sanitizer tells of leaks; empty: it is not known
  bool leaks_ = false;    // it has told of some
  std::string errTail_;   // of what was searched for that
  // Counts the starts and ends of cases, and the stages that were told of.
  std::uint64_t part_ = 0;
  bool inCase_ = false;
  std::optional<double> stageLimit_;  // as the program told it
  limits::TimeLimit timeLimit_;
  reactor::DelayedCallPtr looking_;
  reactor::Deferred<std::string> takingStacks_{nullptr};
  std::string stacks_;
  std::optional<double> overdue_;
  struct Closed {
    int fd = 0;
    std::string in;  // the case in progress then; empty if there was none
  };
  std::optional<Closed> closed_;  // the last case in which it closed some, and the first of these
};

}  // namespace trial::frameworks
