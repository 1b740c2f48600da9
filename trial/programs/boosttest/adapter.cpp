#include <trial/programs/boosttest/adapter.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

#include <fmt/format.h>

#include <trial/programs/boosttest/list.hpp>
#include <trial/programs/boosttest/log.hpp>
#include <trial/programs/boosttest/names.hpp>
#include <trial/programs/common/limits.hpp>
#include <trial/programs/excerpt.hpp>
#include <trial/programs/executable.hpp>
#include <trial/programs/failures.hpp>

namespace trial::frameworks {

namespace {

// The framework compares every name of a filter with every case of the program.
constexpr std::size_t mostCasesInCommand = 2000;

/// The filters for the first `taken` of the cases, as many as a command takes. Cases of one suite
/// that follow each other share a filter: `Suite/one,two`. A case without a name has a command of
/// its own, because others are left out there.
std::vector<std::string> filtersFor(std::span<const std::string> cases, std::size_t& taken) {
  if (boosttest::isNameless(cases.front())) {
    taken = 1;
    return boosttest::filtersForNameless(cases.front());
  }
  std::vector<std::string> filters;
  std::size_t bytes = 0;
  std::string_view current;
  for (const auto& id : cases.subspan(0, std::min(cases.size(), mostCasesInCommand))) {
    const auto suites = boosttest::suitesOf(id);
    const auto leaf = boosttest::filterFor(std::string_view(id).substr(suites.size()));
    const bool tooMany = bytes + leaf.size() + suites.size() + 32 > mostBytesInCommand;
    if (taken != 0 && (tooMany || boosttest::isNameless(id))) break;
    if (filters.empty() || suites != current ||
        filters.back().size() + leaf.size() > mostBytesInArgument) {
      current = suites;
      filters.push_back(boosttest::filterForSuites(suites) + leaf);
      bytes += filters.back().size() + 32;
    } else {
      filters.back() += ',';
      filters.back() += leaf;
      bytes += leaf.size() + 1;
    }
    ++taken;
  }
  return filters;
}

std::vector<std::string> arguments(const std::string& program) {
  return {program, "--color_output=no", "--build_info=no"};
}

}  // namespace

std::string_view BoostTest::name() const { return "Boost.Test"; }

std::optional<std::string> BoostTest::recognise(const Executable& file) const {
  for (const auto& library : file.needed()) {
    if (library.starts_with("libboost_unit_test_framework")) return std::string();
  }
  return file.contains(marks()) ? std::optional(std::string()) : std::nullopt;
}

/// The names of two of the framework's exceptions, which its main function catches, and the text
/// that it prints then. They are put together here, so that this program is not taken for a test
/// program itself.
std::vector<std::string> BoostTest::marks() const {
  const std::string scope = fmt::format("N5boost{}", "9unit_test9framework");
  return {scope + "15nothing_to_testE", scope + "11setup_errorE",
          fmt::format("Boost.Test {}", "framework internal error: ")};
}

Command BoostTest::listCommand(const Callee& program, reactor::Environment env) const {
  Command command{arguments(program.name), std::move(env)};
  command.args.insert(command.args.end(),
                      {"--list_content=DOT", fmt::format("--report_sink={}", reportPath)});
  return command;
}

Listing BoostTest::parseList(const ProcessOutput& output) const {
  Listing listing;
  // A program that sets the stream of reports itself lists on stderr, the default.
  for (const auto* text : {&output.report, &output.err}) {
    const auto begin = text->find("digraph G {");
    if (begin == std::string::npos) continue;
    const auto firstLine = text->find('\n', begin);
    if (firstLine != std::string::npos &&
        boosttest::readList(std::string_view(*text).substr(firstLine + 1), listing.cases)) {
      return listing;
    }
    listing.cases.clear();
    listing.error = fmt::format("{}; its list of cases is cut off", describe(output));
  }
  if (listing.error.empty())
    listing.error = fmt::format("{} without listing its cases", describe(output));
  listing.error += excerpt(output.err.empty() ? output.out : output.err);
  return listing;
}

Command BoostTest::runCommand(const Callee& program, std::span<const std::string> cases,
                              reactor::Environment env) const {
  Command command{arguments(program.name), std::move(env)};
  // The human-readable log is the only one that is flushed after every event: the XML one loses its
  // last 8 KiB when the program dies. It goes to a descriptor of its own, so that cases may do what
  // they like with 1 and 2. Each case is reported when it begins and ends (level test_suite). The
  // verdict on the whole run stands on stderr: a case may have closed that descriptor. In XML it
  // has an end, and no other program writes it by chance.
  command.args.insert(
      command.args.end(),
      {"--log_format=HRF", "--log_level=test_suite", fmt::format("--log_sink={}", reportPath),
       "--report_format=XML", "--report_level=confirm", "--result_code=yes"});
  // Left to itself the framework catches SIGSEGV and the like, jumps out of the handler and carries
  // on with a heap that may be locked or broken; it never says which signal it was, and sanitizers
  // cannot report. So signals end the process, unless the user has asked for it.
  if (!command.env.contains("BOOST_TEST_CATCH_SYSTEM_ERRORS")) {
    command.args.emplace_back("--catch_system_errors=no");
  }

  for (const auto& filter : filtersFor(cases, command.cases))
    // Two equals signs would be an error.
    if (filter.starts_with('=')) {
      command.args.insert(command.args.end(), {"-t", filter});
    } else {
      command.args.push_back(fmt::format("--run_test={}", filter));
    }
  return command;
}

std::unique_ptr<ProgressParser> BoostTest::progress(const Callee&,
                                                    std::span<const std::string> cases,
                                                    IProgress& listener) const {
  return std::make_unique<BoostTestLog>(cases, listener);
}

void BoostTest::settle(ReportedCase& reported, std::string_view note) const {
  const auto number = [](std::string_view text) {
    unsigned value = 0;
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
  };
  if (number(reported.unsettled) <= number(note)) reported.report.results = {successResult()};
}

}  // namespace trial::frameworks
