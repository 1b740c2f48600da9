#include <trial/programs/run/judgement.hpp>

#include <algorithm>
#include <string_view>

#include <fmt/format.h>

namespace trial::frameworks {

namespace {

std::string behindColon(const std::string& details) {
  return details.empty() ? std::string() : ":\n" + details;
}

/// The case of a program that has only one may have no name.
std::string inTheMiddle(const EndedProcess& process) {
  const auto& id = *process.inProgress;
  if (!id.empty()) return fmt::format("{} in the middle of the case {}", process.how, id);
  std::string_view how = process.how;
  if (how.ends_with(',')) how.remove_suffix(1);
  return std::string(how);
}

/// The end of a process whose framework has come to its end, but whose report has not: it ended in
/// the case that was in progress.
Judgement judgeClosed(const EndedProcess& process) {
  const auto& id = *process.inProgress;
  const auto closed = fmt::format(
      "The report of {} ended in this case, and the program went on: the case has closed "
      "descriptor 3, or has changed what the framework logs, or where.",
      process.program);
  Judgement judgement;
  if (!*process.verdict) {
    judgement.passed = {id, closed};
  } else if (process.asked.size() == 1) {
    judgement.errors.push_back(
        {id, fmt::format("{} {}: this case has failed.\n{}{}", process.program, process.how, closed,
                         behindColon(process.details))});
  } else {
    judgement.alone = id;  // it, or one behind it, has failed
  }
  return judgement;
}

/// The end of a process that had closed its report in the case that was in progress, and does not
/// say in any other way what became of that.
Judgement judgeClosedUnknown(const EndedProcess& process) {
  const auto& id = *process.inProgress;
  Judgement judgement;
  if (process.asked.size() > 1) {
    judgement.alone = id;
    return judgement;
  }
  judgement.errors.push_back(
      {id,
       fmt::format("{} {}. Before that its report had ended in this case, and the program went "
                   "on: the case has closed descriptor {}, on which its framework reports, so "
                   "that it is not known what became of the case{}",
                   process.program, process.how, *process.closed, behindColon(process.details))});
  return judgement;
}

/// The same as `judgeClosed`, but the report ended outside of a case, or never began.
Judgement judgeUnreported(const EndedProcess& process) {
  Judgement judgement;
  if (process.begun && process.asked.size() > 1 && !process.unfinished.empty()) {
    judgement.alone = process.unfinished.front();
    return judgement;
  }
  for (const auto& id : process.unfinished) {
    judgement.errors.push_back(
        {id, fmt::format("{} {} and ran to its end, but did not report this case on descriptor 3: "
                         "it changes the stream, the format or the level of the framework's log "
                         "itself, or closes the descriptor",
                         process.program, process.how)});
  }
  return judgement;
}

/// Where it died, when that was in none of the cases that it was to run.
std::string placeOf(const EndedProcess& process) {
  if (process.inProgress) {
    return fmt::format("in the middle of {}, which another case needs", *process.inProgress);
  }
  if (process.place.empty()) return "outside of any case";
  return fmt::format("outside of any case, in suite \"{}\"", process.place);
}

std::string whereItEnded(const EndedProcess& process) {
  if (process.complete) return "after its last case";
  if (process.inProgress) return fmt::format("in the middle of the case {}", *process.inProgress);
  return placeOf(process);
}

Judgement judgeOutside(const EndedProcess& process) {
  const auto closed =
      process.closed
          ? fmt::format(
                ". Before that it had closed descriptor {} there, on which its framework "
                "reports, so that it is not known what became of its cases",
                *process.closed)
          : std::string();
  const auto what = fmt::format("{} {} {}{}{}", process.program, process.how, placeOf(process),
                                closed, behindColon(process.details));
  const auto suspect =
      std::find_if(process.unfinished.begin(), process.unfinished.end(),
                   [&](const auto& id) { return process.inProgress || process.insidePlace(id); });
  const bool anySuspect = suspect != process.unfinished.end();
  const bool anyFinished = process.unfinished.size() < process.asked.size();
  Judgement judgement;
  const bool isUncalled =
      process.inProgress && std::find(process.asked.begin(), process.asked.end(),
                                      *process.inProgress) == process.asked.end();
  if (!anySuspect && anyFinished && isUncalled) {
    judgement.uncalled = {*process.inProgress,
                          fmt::format("{} {}{}{}", process.program, inTheMiddle(process), closed,
                                      behindColon(process.details))};
  } else if (!anySuspect && anyFinished) {
    // All cases of this place are finished, so it was the place's end.
    judgement.outside = what;
  } else if (process.asked.size() == 1) {
    judgement.errors.push_back({process.asked.front(), what});
    if (process.anyStarted || process.inProgress) return judgement;
    // It dies in the place's set-up, with this case alone as with others: so it will for all cases
    // in there.
    for (const auto& id : process.later) {
      if (process.insidePlace(id)) judgement.errors.push_back({id, what});
    }
  } else {
    // Only a process with one of them can say which it is.
    judgement.alone = anySuspect ? *suspect : process.unfinished.front();
  }
  return judgement;
}

Judgement judgeEnd(const EndedProcess& process) {
  Judgement judgement;
  const bool ranToItsEnd = process.verdict && !process.bySignal && !process.overdue;
  if (ranToItsEnd && !process.complete && !process.inProgress) return judgeUnreported(process);
  if (!process.begun) {
    // Something from outside may have ended it, so it gets another start before it is blamed.
    if (!process.failedAgain) return judgement;
    for (const auto& id : process.unfinished) {
      judgement.errors.push_back({id, fmt::format("{} {} before its first case{}", process.program,
                                                  process.how, behindColon(process.details))});
    }
    return judgement;
  }
  if (process.complete) {
    const bool anyFinished = process.unfinished.size() < process.asked.size();
    if (process.overdue || (!process.explained && anyFinished)) {
      judgement.ofProgram = fmt::format("{} {} after its last case{}", process.program, process.how,
                                        behindColon(process.details));
    }
    // It has gone through its run, and left some out: each of them gets a process of its own.
    if (process.unfinished.empty()) return judgement;
    const auto& id = process.unfinished.front();
    if (process.asked.size() > 1) {
      judgement.alone = id;
    } else {
      judgement.errors.push_back(
          {id, fmt::format("{} {} without a word of the case {}{}", process.program, process.how,
                           id, behindColon(process.details))});
    }
    return judgement;
  }
  const auto& running = process.inProgress;
  const auto& rest = process.unfinished;
  if (running && std::find(rest.begin(), rest.end(), *running) != rest.end()) {
    if (ranToItsEnd) return judgeClosed(process);
    if (process.closed && !process.overdue) return judgeClosedUnknown(process);
    judgement.errors.push_back(
        {*running, fmt::format("{} {}{}", process.program, inTheMiddle(process),
                               behindColon(process.details))});
    const bool isFirst = process.unfinished.size() == process.asked.size();
    if (!isFirst && !process.overdue) judgement.inCompany = *running;
    return judgement;
  }
  return judgeOutside(process);
}

}  // namespace

Judgement judge(const EndedProcess& process) {
  // Alone it shows what it does itself, and what its child does.
  auto judgement = process.takenBack ? Judgement{.alone = process.takenBack} : judgeEnd(process);
  const bool isTold = !judgement.errors.empty() || judgement.passed || judgement.outside ||
                      judgement.uncalled || judgement.ofProgram;
  if (process.begun && !process.explained && !isTold) {
    judgement.unexplained = fmt::format("{} {} {}{}", process.program, process.how,
                                        whereItEnded(process), behindColon(process.details));
  }
  return judgement;
}

}  // namespace trial::frameworks
