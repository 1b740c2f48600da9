#include <trial/programs/native/records.hpp>

#include <algorithm>
#include <charconv>
#include <typeinfo>
#include <utility>

#include <fmt/format.h>

#include <trial/programs/failures.hpp>
#include <trial/reporter.hpp>
#include <trial/util.hpp>

namespace trial::frameworks {

using Kind = CaseResult::Kind;

namespace {

/// For the user to read: places, then what happened.
std::string textOf(const Failure& failure) {
  const auto trimmed = _trimFrames(failure);
  std::string text;
  for (const auto& frame : trimmed.frames()) {
    text += fmt::format("{}:{}: in {}\n", frame.file, frame.line, frame.function);
  }
  return text + fmt::format("{}: {}", trimmed.type(), trimmed.getErrorMessage());
}

const std::string& uncleanType() {
  static const auto name = reactor::qualifiedName(typeid(DirtyReactorAggregateError));
  return name;
}

/// As if the test had been in this process: it may be made a warning.
Failure dirtyReactor(const std::string& text) {
  return Failure::remote(uncleanType(), {"std.exception"}, text, {},
                         std::make_exception_ptr(ProgramError(text)));
}

}  // namespace

// --- records ---

void appendRecord(std::string& out, std::string_view kind, std::string_view payload) {
  out.append(kind).append(" ").append(std::to_string(payload.size())).append("\n").append(payload);
}

void RecordReader::add(std::string_view data) {
  buffer_.erase(0, std::exchange(taken_, 0));
  buffer_ += data;
}

bool RecordReader::next(std::string_view& kind, std::string_view& payload) {
  constexpr std::size_t longestHeader = 64;
  const auto rest = std::string_view(buffer_).substr(taken_);
  const auto line = rest.substr(0, rest.substr(0, longestHeader).find('\n'));
  const auto blank = line.find(' ');
  if (line.size() == rest.size() || blank == std::string_view::npos) return false;
  std::size_t size = 0;
  const auto* end = line.data() + line.size();
  const auto [read, error] = std::from_chars(line.data() + blank + 1, end, size);
  if (error != std::errc() || read != end || rest.size() - line.size() - 1 < size) return false;
  kind = line.substr(0, blank);
  payload = rest.substr(line.size() + 1, size);
  taken_ += line.size() + 1 + size;
  return true;
}

// --- results ---

bool isUnclean(const CaseResult& result) {
  return result.kind == Kind::error && result.failure->check({uncleanType()}).has_value();
}

void appendResult(std::string& out, const CaseResult& result) {
  const auto appendTodo = [&] {
    appendRecord(out, "todo", result.todo ? std::string_view(result.todo->reason) : "");
  };
  switch (result.kind) {
    case Kind::success: return appendRecord(out, "success");
    case Kind::failure: return appendRecord(out, "failure", textOf(*result.failure));
    case Kind::skip: return appendRecord(out, "skip", result.reason);
    case Kind::error:
      if (isUnclean(result)) return appendRecord(out, "unclean", result.failure->getErrorMessage());
      return appendRecord(out, "error", textOf(*result.failure));
    case Kind::expectedFailure:
      appendTodo();
      return appendRecord(out, "expected", textOf(*result.failure));
    case Kind::unexpectedSuccess: appendTodo(); return appendRecord(out, "surprise");
  }
}

bool ResultReader::take(std::string_view kind, std::string_view payload) {
  const std::string text(payload);
  if (kind == "todo") {
    reason_ = text;
  } else if (kind == "success") {
    result_ = successResult();
  } else if (kind == "failure") {
    result_ = programFailure(text);
  } else if (kind == "error") {
    result_ = programError(text);
  } else if (kind == "unclean") {
    result_ = errorResult(dirtyReactor(text));
  } else if (kind == "skip") {
    result_ = skipResult(text);
  } else if (kind == "expected") {
    result_ = expectedFailureResult(Failure(ProgramFailure(text)), makeTodo(reason_));
  } else if (kind == "surprise") {
    result_ = unexpectedSuccessResult(makeTodo(reason_));
  } else {
    return false;
  }
  return true;
}

std::optional<CaseResult> ResultReader::result() { return std::exchange(result_, std::nullopt); }

// --- warnings ---

void appendWarning(std::string& out, const reactor::log::Warning& warning, std::string_view text) {
  const auto& [category, file, line] = warning;
  appendRecord(out, "warning", fmt::format("{}\n{}\n{}\n{}", category, file, line, text));
}

ReadWarning readWarning(std::string_view payload) {
  ReadWarning read;
  std::string line;
  for (auto* field : {&read.warning.category, &read.warning.filename, &line}) {
    const auto end = std::min(payload.find('\n'), payload.size());
    *field = payload.substr(0, end);
    payload.remove_prefix(std::min(end + 1, payload.size()));
  }
  (void)std::from_chars(line.data(), line.data() + line.size(), read.warning.lineno);
  read.text = payload;
  return read;
}

}  // namespace trial::frameworks
