#include <trial/programs/failures.hpp>

#include <typeinfo>
#include <utility>

#include <trial/programs/excerpt.hpp>

namespace trial {

namespace {

std::string withoutNulls(const std::string& text) {
  std::string visible;
  visible.reserve(text.size());
  for (const char c : text) {
    if (c == '\0') {
      visible += "\\x00";
    } else {
      visible += c;
    }
  }
  return visible;
}

}  // namespace

ProgramFailure::ProgramFailure(const std::string& details)
    : std::runtime_error(withoutNulls(details)) {}
ProgramError::ProgramError(const std::string& details)
    : std::runtime_error(withoutNulls(details)) {}

namespace frameworks {

namespace {

/// By its name: a failure that another process told may hold a ProgramError without being one.
template <class E>
bool isOf(const Failure& failure) {
  static const auto name = reactor::qualifiedName(typeid(E));
  return failure.type() == name;
}
template <class E>
bool isOf(const CaseResult& result) {
  return result.failure && isOf<E>(*result.failure);
}

}  // namespace

bool isOfProgram(const Failure& failure) {
  return isOf<ProgramFailure>(failure) || isOf<ProgramError>(failure) ||
         isOf<ProgramEndError>(failure);
}

CaseResult programFailure(const std::string& details) {
  return failureResult(Failure(ProgramFailure(details)));
}

CaseResult programError(const std::string& details) {
  return errorResult(Failure(ProgramError(details)));
}

CaseReport reportOf(CaseResult result) {
  CaseReport report;
  report.results.push_back(std::move(result));
  return report;
}

std::string detailsOf(const CaseResult& result) {
  return result.failure ? result.failure->getErrorMessage() : result.reason;
}

void addLines(std::string& text, std::string_view more) {
  if (!text.empty() && !more.empty()) text += '\n';
  text += more;
}

void addError(CaseReport& report, std::string_view details) {
  auto& results = report.results;
  // The first result is of the case itself, unless all that is told is what it left behind.
  const bool hasOwn =
      !results.empty() && (!results.front().failure || isOf<ProgramFailure>(results.front()) ||
                           isOf<ProgramError>(results.front()));
  if (!hasOwn) results.insert(results.begin(), successResult());
  auto text = detailsOf(results.front());
  addLines(text, details);
  results.front() = programError(text);
}

void addWarning(CaseReport& report, const std::string& program, std::string text) {
  report.warnings.push_back({{"ProgramWarning", program}, std::move(text)});
}

void addOutput(CaseReport& report, std::string_view output) {
  const auto end = excerpt(output);
  if (end.empty()) return;
  for (auto& result : report.results) {
    const auto text = [&] { return detailsOf(result) + "\nIts output" + end; };
    if (isOf<ProgramFailure>(result)) {
      result.failure = Failure(ProgramFailure(text()));
    } else if (isOf<ProgramError>(result)) {
      result.failure = Failure(ProgramError(text()));
    }
  }
}

}  // namespace frameworks

}  // namespace trial
