/// The failures of cases of test programs, and results that are made of what such a program says.
#pragma once

#include <stdexcept>
#include <string>
#include <string_view>

#include <trial/casereport.hpp>

namespace trial {

/// Something that a case checked is not as it should be.
class ProgramFailure : public std::runtime_error {
 public:
  /// A null byte, at which the text of an exception ends, is written `\x00`.
  explicit ProgramFailure(const std::string& details);
};
/// A case could not be carried through: it crashed, threw, or its program did.
class ProgramError : public std::runtime_error {
 public:
  /// As of ProgramFailure.
  explicit ProgramError(const std::string& details);
};

/// A program ends badly whichever of its cases it runs. Of several workers, each says so.
class ProgramEndError : public ProgramError {
 public:
  using ProgramError::ProgramError;
};

namespace frameworks {

/// Whether it is one of these, or was in the process that told it. Compares names, because failures
/// of other processes have lost their type.
[[nodiscard]] bool isOfProgram(const Failure& failure);
/// `details` is for the user to read: places, messages, contexts, without a newline at the end.
[[nodiscard]] CaseResult programFailure(const std::string& details);
[[nodiscard]] CaseResult programError(const std::string& details);
[[nodiscard]] CaseReport reportOf(CaseResult result);

/// The text of its failure, or the reason of a skip; empty if it has none.
[[nodiscard]] std::string detailsOf(const CaseResult& result);
/// Adds `more` to `text`, on a line of its own.
void addLines(std::string& text, std::string_view more);
/// Makes the report one of an error that says `details` behind what it said before.
void addError(CaseReport& report, std::string_view details);
/// Adds a sentence for the user that is no result.
void addWarning(CaseReport& report, const std::string& program, std::string text);
/// Adds the end of what a case wrote to what it failed with.
void addOutput(CaseReport& report, std::string_view output);

}  // namespace frameworks

}  // namespace trial
