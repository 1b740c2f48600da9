#include <trial/programs/run/judgement.hpp>

#include <algorithm>

#include <fmt/format.h>

namespace trial::frameworks {

namespace {

std::string behindColon(const std::string& details) {
  return details.empty() ? std::string() : ":\n" + details;
}

/// The case of a program that has only one may have no name.
std::string inTheMiddleOf(const std::string& id) {
  return id.empty() ? std::string() : fmt::format(" in the middle of the case {}", id);
}

/// Where it died, when that was in none of the cases that it was to run.
std::string placeOf(const EndedProcess& process) {
  if (process.inProgress) {
    return fmt::format("in the middle of {}, which another case needs", *process.inProgress);
  }
  if (process.place.empty()) return "outside of any case";
  return fmt::format("outside of any case, in suite \"{}\"", process.place);
}

Judgement judgeOutside(const EndedProcess& process) {
  const auto what = fmt::format("{} {} {}{}", process.program, process.how, placeOf(process),
                                behindColon(process.details));
  const auto suspect =
      std::find_if(process.unfinished.begin(), process.unfinished.end(),
                   [&](const auto& id) { return process.inProgress || process.insidePlace(id); });
  const bool anySuspect = suspect != process.unfinished.end();
  const bool anyFinished = process.unfinished.size() < process.asked.size();
  Judgement judgement;
  if (!anySuspect && anyFinished) {
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

}  // namespace

Judgement judge(const EndedProcess& process) {
  Judgement judgement;
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
    // It has gone through its run, and left some out. If it reported others, something may have
    // made it stop early: those that are left get a process of their own.
    if (anyFinished) return judgement;
    for (const auto& id : process.unfinished) {
      judgement.errors.push_back({id, fmt::format("{} {} without a word of the case {}",
                                                  process.program, process.how, id)});
    }
    return judgement;
  }
  const auto& running = process.inProgress;
  const auto& rest = process.unfinished;
  if (running && std::find(rest.begin(), rest.end(), *running) != rest.end()) {
    judgement.errors.push_back(
        {*running, fmt::format("{} {}{}{}", process.program, process.how, inTheMiddleOf(*running),
                               behindColon(process.details))});
    return judgement;
  }
  return judgeOutside(process);
}

}  // namespace trial::frameworks
