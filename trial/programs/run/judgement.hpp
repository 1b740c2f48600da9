/// judge: whose fault it is that a process ended as it did. No process and no event loop is needed
/// to say so.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace trial::frameworks {

/// A process that is over, and all that is known of it.
struct EndedProcess {
  /// The program's name.
  std::string program;
  /// "exited with status 3".
  std::string how;
  /// Whether its framework began its run, and told that the run is over.
  bool begun = false;
  bool complete = false;
  /// Whether so many in a row have ended before their framework began that the program is to blame.
  bool failedAgain = false;
  /// It was ended because it took longer than the time limit.
  bool overdue = false;
  /// Its status is 0, or is explained by a failure that it has reported.
  bool explained = true;
  /// Whether anything failed, as its framework has said in the end beside its report; none if it
  /// has not.
  std::optional<bool> verdict = std::nullopt;
  /// It was ended by a signal.
  bool bySignal = false;
  /// The descriptor of its report that it had closed where it is now: in the case in progress, or
  /// outside of cases; none: it was not seen to do that.
  std::optional<int> closed = std::nullopt;
  /// The case that it was in the middle of. May be one that was not asked for.
  std::optional<std::string> inProgress = std::nullopt;
  /// The messages so far of that case, or of the suite.
  std::string details = {};
  /// The suite that it was in, empty for the whole program, and whether a case is inside of that.
  std::string place = {};
  std::function<bool(const std::string& id)> insidePlace = [](const std::string&) { return true; };
  /// The first of the cases whose ends count for nothing, because a child of it has written them,
  /// or may have. They are not finished.
  std::optional<std::string> takenBack = std::nullopt;
  /// The cases that it was started for, at least one, and those of them that are not finished.
  std::vector<std::string> asked;
  std::vector<std::string> unfinished = {};
  /// Cases for later processes.
  std::vector<std::string> later = {};
  /// Whether any of its cases began.
  bool anyStarted = false;
};

/// The consequences. Cases that are unfinished and have no error are to be run again.
struct Judgement {
  struct Error {
    std::string id;
    std::string details;
    friend bool operator==(const Error&, const Error&) = default;
  };
  /// The cases that are over by this.
  std::vector<Error> errors = {};
  /// The case of the error, if others had run before it in the process: alone it may do better.
  std::optional<std::string> inCompany = std::nullopt;
  /// A case that has passed, although its report ended in it, and a sentence that says so.
  std::optional<Error> passed = std::nullopt;
  /// An error at the end of the suite `place`, all of whose cases are finished.
  std::optional<std::string> outside = std::nullopt;
  /// A case that was not asked for, in which the process ended when all that were are finished, and
  /// a sentence that says so.
  std::optional<Error> uncalled = std::nullopt;
  /// What is wrong with the program itself, and no fault of a case that is known.
  std::optional<std::string> ofProgram = std::nullopt;
  /// The next process gets this case and no other: that tells whether it is the cause.
  std::optional<std::string> alone = std::nullopt;
  /// What is wrong with the program if none of the cases that run again fails: the process has
  /// ended as if something had, and nothing else follows from that.
  std::optional<std::string> unexplained = std::nullopt;
  friend bool operator==(const Judgement&, const Judgement&) = default;
};

[[nodiscard]] Judgement judge(const EndedProcess& process);

}  // namespace trial::frameworks
