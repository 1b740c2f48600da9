#include <trial/programs/framework.hpp>

#include <algorithm>
#include <cstring>

#include <fmt/format.h>

#include <trial/selecting/glob.hpp>

namespace trial::frameworks {

std::string describe(const ProcessEnd& end) {
  if (end.signal == 0) return fmt::format("exited with status {}", end.status);
  if (const char* abbreviation = ::sigabbrev_np(end.signal)) {
    return fmt::format("ended by signal {} (SIG{})", end.signal, abbreviation);
  }
  return fmt::format("ended by signal {}", end.signal);
}

std::optional<std::vector<std::string>> Framework::listBesides(const Callee& /*program*/,
                                                               const ProcessOutput&) const {
  return std::nullopt;
}

std::vector<ListedCase> Framework::casesBesides(const ProcessOutput& /*output*/) const {
  return {};
}

bool exitedWith(const ProcessEnd& end, std::span<const int> statuses) {
  return end.signal == 0 &&
         std::find(statuses.begin(), statuses.end(), end.status) != statuses.end();
}

std::string describe(const ProcessOutput& output) {
  const bool twice = output.secondStart && output.end.signal != 0;
  return (twice ? "was started twice and " : "") + describe(output.end);
}

std::vector<std::string> Framework::suiteNames(const ListedCase& listed) const {
  std::vector<std::string> names;
  std::size_t end = 0;
  for (std::size_t i = 0; i + 1 < listed.path.size(); ++i) {
    const auto at = listed.id.find(listed.path[i], end);
    if (at == std::string::npos) break;
    end = at + listed.path[i].size();
    names.push_back(listed.id.substr(0, end));
  }
  return names;
}

std::optional<Command> Framework::secondListCommand(const Callee&, const Listing&,
                                                    reactor::Environment) const {
  return std::nullopt;
}

void Framework::completeList(Listing&, const ProcessOutput&) const {}

reactor::Environment Framework::runningNothing(const Callee&, reactor::Environment env) const {
  return env;
}

bool Framework::needsNote(std::string_view) const { return false; }

void Framework::settle(ReportedCase& reported, std::string_view) const {
  reported.unsettled.clear();
}

bool namesCase(const std::string& pattern, const std::string& id,
               std::span<const std::string> suites) {
  if (pattern == id || std::find(suites.begin(), suites.end(), pattern) != suites.end())
    return true;
  if (!isGlob(pattern)) return false;
  return matchesGlob(pattern, id) ||
         std::any_of(suites.begin(), suites.end(),
                     [&pattern](const auto& suite) { return matchesGlob(pattern, suite); });
}

}  // namespace trial::frameworks
