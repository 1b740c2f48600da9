/// The functions that check the values of options and keep them. Each throws a UsageError with
/// trial's text if the value is wrong.
#pragma once

#include <array>
#include <string_view>
#include <utility>

#include <trial/detail/optionset.hpp>

namespace trial::optionvalues {

/// The names of the formats of tracebacks, and the detail of `Failure::getTraceback` that each
/// means. (trial's TBFORMAT_MAP)
inline constexpr std::array<std::pair<std::string_view, const char*>, 6> tbformatMap = {{
    {"plain", "default"},
    {"emacs", "brief"},
    {"cgitb", "verbose"},
    {"default", "default"},
    {"brief", "brief"},
    {"verbose", "verbose"},
}};

void setOrder(Options& options, const char* value);
void setRandom(Options& options, const char* value);
/// A missing file gives a line on stderr.
void addTestModule(Options& options, const char* value);
void addWithoutModules(Options& options, const char* value);
void setSelect(Options& options, const char* value);
/// No value, or `json`.
void setList(Options& options, const char* value);
/// A number, or `auto` for `processors()`.
void setJobs(Options& options, const char* value);
/// `batch`, `process` or `program`.
void setIsolation(Options& options, const char* value);
/// A number, or `auto`.
void setBatchSize(Options& options, const char* value);
/// `longest`.
void setSchedule(Options& options, const char* value);
/// A name that is not empty.
void setDurations(Options& options, const char* value);
void setRecursionLimit(Options& options, const char* value);
void setReactor(Options& options, const char* value);
void setTestTimeout(Options& options, const char* value);
void setListTimeout(Options& options, const char* value);
void addProgramArgument(Options& options, const char* value);
/// `NAME=VALUE`.
void addProgramVariable(Options& options, const char* value);
/// `program`, or `run`, the default.
void setProgramFolder(Options& options, const char* value);
void setGrace(Options& options, const char* value);
void setMaxMessage(Options& options, const char* value);
void setTracebackFormat(Options& options, const char* value);
/// `FORMAT=FILE`, of a format that is known.
void addReport(Options& options, const char* value);
/// An empty value is the default.
void setTempDirectory(Options& options, const char* value);

/// The number of processors that this process may use, at least 1.
[[nodiscard]] int processors();

}  // namespace trial::optionvalues
