#include <trial/commandline/optionvalues.hpp>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <limits>
#include <string>
#include <system_error>

#include <sched.h>

#include <fmt/format.h>
#include <reactor/reactors.hpp>
#include <reactor/repr.hpp>
#include <trial/commandline/localvariables.hpp>
#include <trial/commandline/orders.hpp>
#include <trial/commandline/wholenumber.hpp>
#include <trial/detail/registry.hpp>
#include <trial/loading/runfolder.hpp>
#include <trial/loading/splitat.hpp>
#include <trial/modules.hpp>
#include <trial/reports/reportformats.hpp>
#include <trial/selecting/expression.hpp>

namespace trial::optionvalues {

namespace {

/// Reads a number of seconds above 0. One that is too large for a `double` is the largest.
double readSeconds(const char* value, std::string_view option) {
  const auto text = plainNumber(value).value_or("");
  double seconds = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seconds);
  const bool whole = end == text.data() + text.size();
  if (whole && error == std::errc::result_out_of_range && std::strtod(text.c_str(), nullptr) > 1) {
    return std::numeric_limits<double>::max();
  }
  if (!whole || error != std::errc() || !(seconds > 0) || std::isinf(seconds)) {
    throw UsageError(fmt::format("argument to --{} must be a positive number", option));
  }
  return seconds;
}

}  // namespace

void setOrder(Options& options, const char* value) {
  if (findOrder(value) == nullptr) {
    std::string known;
    for (const auto& order : orders()) {
      known += (known.empty() ? "" : ", ") + reactor::repr(order.name);
    }
    throw UsageError(
        fmt::format("--order must be one of: {}. See --help-orders for details", known));
  }
  options.order = value;
}

void setRandom(Options& options, const char* value) {
  auto number = readWholeNumber(value);
  if (!number || number->negative) {
    throw UsageError("Argument to --random must be a positive integer");
  }
  if (number->digits != "0") {
    options.random = Seed(std::move(number->digits));
    return;
  }
  constexpr int perSecond = 100;
  const std::chrono::duration<double> now = std::chrono::system_clock::now().time_since_epoch();
  options.random = static_cast<std::uint64_t>(now.count() * perSecond);
}

void addTestModule(Options& options, const char* value) {
  options.namesTests = true;
  std::error_code unreadable;
  if (!std::filesystem::is_regular_file(fromRunFolder(value), unreadable)) {
    std::cerr << fmt::format("File {} doesn't exist\n", reactor::repr(std::string_view(value)));
    return;
  }
  if (isTestFile(value)) {
    // A '/' makes it a path, even if a module has this name.
    options.tests.push_back((std::filesystem::path(value).has_parent_path() ? "" : "./") +
                            std::string(value));
    return;
  }
  for (auto& name : getTestModules(value)) options.tests.push_back(std::move(name));
}

void addWithoutModules(Options& options, const char* value) {
  for (auto& name : splitAt(value, ',')) {
    if (name.empty()) continue;
    if (Registry::instance().find(name) != nullptr) {
      std::cerr << fmt::format("Module {} already imported, disabling anyway.\n",
                               reactor::repr(name));
    }
    disableModule(name);
    options.withoutModules.push_back(std::move(name));
  }
}

void setSelect(Options& options, const char* value) {
  try {
    (void)Expression(value);
  } catch (const ExpressionError& error) {
    throw UsageError(fmt::format("argument to -k is no expression, {}: {}", error.what(), value));
  }
  options.select = value;
}

void setList(Options& options, const char* value) {
  if (value != nullptr && std::string_view(value) != "json") {
    throw UsageError(fmt::format("argument to --list must be json, got {}",
                                 reactor::repr(std::string_view(value))));
  }
  options.list = value == nullptr ? Options::ListForm::ids : Options::ListForm::json;
}

void setJobs(Options& options, const char* value) {
  if (std::string_view(value) == "auto") {
    options.jobs = processors();
    return;
  }
  const auto number = readWholeNumber(value);
  if (!number) {
    throw UsageError(fmt::format("Expecting integer argument to jobs, got {}",
                                 reactor::repr(std::string_view(value))));
  }
  const auto jobs = number->nearest();
  constexpr long long most = 1'000'000;
  if (jobs > most) throw UsageError(fmt::format("Argument to jobs must be at most {}", most));
  if (jobs < 1) throw UsageError("Argument to jobs must be a strictly positive integer or 'auto'");
  options.jobs = static_cast<int>(jobs);
}

int processors() {
  cpu_set_t usable;
  CPU_ZERO(&usable);
  if (::sched_getaffinity(0, sizeof usable, &usable) != 0) return 1;
  return std::max(1, CPU_COUNT(&usable));
}

void setRecursionLimit(Options& options, const char* value) {
  const auto number = readWholeNumber(value);
  if (!number || number->nearest() < 1) {
    throw UsageError("argument to recursionlimit must be an integer");
  }
  options.recursionLimit = number->nearest();
}

void setReactor(Options& options, const char* value) {
  constexpr auto seeList = "\nSee the list of available reactors with --help-reactors";
  try {
    reactor::checkReactor(value);
  } catch (const reactor::NoSuchReactor&) {
    throw UsageError(fmt::format("The specified reactor does not exist: {}.{}",
                                 reactor::repr(std::string_view(value)), seeList));
  } catch (const std::exception& error) {
    throw UsageError(fmt::format("The specified reactor cannot be used, failed with error: {}.{}",
                                 error.what(), seeList));
  }
  options.reactor = value;
}

void setTestTimeout(Options& options, const char* value) {
  options.testTimeout = readSeconds(value, "test-timeout");
}

void setListTimeout(Options& options, const char* value) {
  options.listTimeout = readSeconds(value, "list-timeout");
}

void addProgramArgument(Options& options, const char* value) {
  options.programArguments.emplace_back(value);
}

void addProgramVariable(Options& options, const char* value) {
  if (const auto at = std::string_view(value).find('='); at == 0 || at == std::string_view::npos) {
    throw UsageError(fmt::format("argument to --env must be NAME=VALUE, not {}",
                                 reactor::repr(std::string_view(value))));
  }
  options.programVariables.emplace_back(value);
}

void setProgramFolder(Options& options, const char* value) {
  const std::string_view folder = value;
  if (folder != "program" && folder != "run") {
    throw UsageError(
        fmt::format("argument to --cwd must be program or run, not {}", reactor::repr(folder)));
  }
  options.inProgramFolder = folder == "program";
}

void setIsolation(Options& options, const char* value) {
  options.isolation = isolationNamed(value);
  if (options.isolation) return;
  throw UsageError(fmt::format("argument to --isolation must be batch, process or program, not {}",
                               reactor::repr(std::string_view(value))));
}

void setBatchSize(Options& options, const char* value) {
  if (std::string_view(value) == "auto") {
    options.batchSize = 0;
    return;
  }
  const auto number = readWholeNumber(value);
  if (!number || number->nearest() < 1) {
    throw UsageError(
        fmt::format("argument to --batch-size must be a positive integer or auto, not {}",
                    reactor::repr(std::string_view(value))));
  }
  options.batchSize = static_cast<std::size_t>(number->nearest());
}

void setSchedule(Options& options, const char* value) {
  const std::string_view schedule = value;
  if (schedule != "longest") {
    throw UsageError(
        fmt::format("argument to --schedule must be longest, not {}", reactor::repr(schedule)));
  }
  options.nativeLongestFirst = true;
}

void setDurations(Options& options, const char* value) {
  if (std::string_view(value).empty()) throw UsageError("argument to --durations is empty");
  options.durationFile = value;
}

void setGrace(Options& options, const char* value) { options.grace = readSeconds(value, "grace"); }

void setMaxMessage(Options& options, const char* value) {
  constexpr long long least = 4096;
  constexpr long long most = 0xffffffff;  // the largest length that fits in front of a message
  const auto number = readWholeNumber(value);
  if (!number || number->nearest() < least) {
    throw UsageError(fmt::format("argument to --max-message must be at least {}", least));
  }
  if (number->nearest() > most) {
    throw UsageError(fmt::format("argument to --max-message must be at most {}", most));
  }
  options.maxMessage = static_cast<std::size_t>(number->nearest());
}

void setTracebackFormat(Options& options, const char* value) {
  const auto found = std::find_if(tbformatMap.begin(), tbformatMap.end(),
                                  [value](const auto& format) { return format.first == value; });
  if (found == tbformatMap.end()) {
    throw UsageError("tbformat must be 'plain', 'emacs', or 'cgitb'.");
  }
  options.tbformat = found->second;
}

void addReport(Options& options, const char* value) {
  const std::string_view order = value;
  const auto format = order.substr(0, order.find('='));
  if (format.size() + 1 >= order.size()) {
    throw UsageError(
        fmt::format("argument to --write must be FORMAT=FILE, not {}", reactor::repr(order)));
  }
  if (findReportFormat(format) == nullptr) {
    throw UsageError(fmt::format("--write knows no format {}, but {}", reactor::repr(format),
                                 reportFormatNames()));
  }
  options.reports.emplace_back(order);
}

void setTempDirectory(Options& options, const char* value) {
  options.tempDirectory = *value != '\0' ? value : RunSettings().tempDirectory;
}

}  // namespace trial::optionvalues
