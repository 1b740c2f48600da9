/// What a program with native tests and the adapter for such programs say to each other: hidden
/// first arguments, and records on `reportFD`.
#pragma once

#include <string>
#include <string_view>

namespace trial::frameworks {

/// `PROGRAM --program-list`: a `case` record for each test, then `end`.
inline constexpr std::string_view programListArgument = "--program-list";
/// `PROGRAM --program-run FOLDER ID...`: runs these tests, in this order, with FOLDER as the
/// current folder. `begin`; for each test `start` with its id, its outcomes, `stop` with its
/// seconds; `end`.
inline constexpr std::string_view programRunArgument = "--program-run";

/// `KIND LENGTH`, a newline, so many bytes. Kinds of outcomes are success, failure, error, skip,
/// expected, surprise; before the last two stands `todo` with the reason. Beside them come
/// `unclean` with what a test left in the reactor, and `warning`: category, file and line, a line
/// each, then the text.
inline void appendRecord(std::string& out, std::string_view kind, std::string_view payload = {}) {
  out.append(kind).append(" ").append(std::to_string(payload.size())).append("\n").append(payload);
}

}  // namespace trial::frameworks
