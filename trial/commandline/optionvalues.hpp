/// What the options of the table do with their values: each checks one and keeps it, or throws
/// UsageError with trial's text.
#pragma once

#include <array>
#include <string_view>
#include <utility>

#include <trial/options.hpp>

namespace trial::optionvalues {

/// The names of a format, and which detail of `Failure::getTraceback` it is. (TBFORMAT_MAP)
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
/// A missing file is told on stderr.
void addTestModule(Options& options, const char* value);
void addWithoutModules(Options& options, const char* value);
void setJobs(Options& options, const char* value);
void setRecursionLimit(Options& options, const char* value);
void setReactor(Options& options, const char* value);
void setTestTimeout(Options& options, const char* value);
void setGrace(Options& options, const char* value);
void setMaxMessage(Options& options, const char* value);
void setTracebackFormat(Options& options, const char* value);
void setTempDirectory(Options& options, const char* value);

}  // namespace trial::optionvalues
