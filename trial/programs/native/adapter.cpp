#include <trial/programs/native/adapter.hpp>

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <optional>
#include <string_view>
#include <system_error>
#include <unordered_set>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include <reactor/log.hpp>
#include <trial/cases/testpath.hpp>
#include <trial/programs/common/limits.hpp>
#include <trial/programs/excerpt.hpp>
#include <trial/programs/executable.hpp>
#include <trial/programs/failures.hpp>
#include <trial/programs/native/records.hpp>

namespace trial::frameworks {

namespace {

/// How bad a result is: of several of one test the worst is told.
int severity(const CaseResult& result) {
  switch (result.kind) {
    case CaseResult::Kind::success: return 1;
    case CaseResult::Kind::unexpectedSuccess: return 2;
    case CaseResult::Kind::expectedFailure: return 3;
    case CaseResult::Kind::skip: return 4;
    case CaseResult::Kind::failure: return 5;
    case CaseResult::Kind::error: return 6;
  }
  return 0;
}

/// The same result, with the details of all that were reported.
CaseResult withDetails(const CaseResult& result, const std::string& details,
                       const std::optional<Todo>& todo) {
  switch (result.kind) {
    case CaseResult::Kind::success: break;
    case CaseResult::Kind::unexpectedSuccess: return unexpectedSuccessResult(todo);
    case CaseResult::Kind::expectedFailure:
      return expectedFailureResult(Failure(ProgramFailure(details)), todo);
    case CaseResult::Kind::skip: return skipResult(details);
    case CaseResult::Kind::failure: return programFailure(details);
    case CaseResult::Kind::error: return programError(details);
  }
  return successResult();
}

/// Collects the results of one test.
class Results final {
 public:
  void add(CaseResult result) {
    if (isUnclean(result)) {
      unclean_ = std::move(result);
      return;
    }
    if (result.todo) todo_ = result.todo;
    addLines(details_, detailsOf(result));
    if (!worst_ || severity(result) > severity(*worst_)) worst_ = std::move(result);
  }
  [[nodiscard]] const std::string& details() const noexcept { return details_; }
  /// It is a success and left nothing behind.
  [[nodiscard]] bool good() const {
    return !unclean_ && (!worst_ || worst_->kind == CaseResult::Kind::success);
  }
  /// All that a user is to know of it, for an error that belongs to no case.
  [[nodiscard]] std::string text() const {
    return unclean_ ? details_ + detailsOf(*unclean_) : details_;
  }
  /// The worst with the details of all, then what the test left in the reactor.
  [[nodiscard]] std::vector<CaseResult> told() const {
    std::vector<CaseResult> told;
    if (worst_) {
      told.push_back(withDetails(*worst_, details_, todo_));
    } else if (!unclean_) {
      told.push_back(successResult());
    }
    if (unclean_) told.push_back(*unclean_);
    return told;
  }

 private:
  std::optional<CaseResult> worst_;
  std::optional<CaseResult> unclean_;
  std::optional<Todo> todo_;
  std::string details_;
};

/// None if the payload is empty, or no number.
std::optional<double> limitIn(std::string_view payload) {
  double limit = 0;
  const auto read = std::from_chars(payload.data(), payload.data() + payload.size(), limit);
  return read.ec == std::errc() ? std::optional<double>(limit) : std::nullopt;
}

class NativeProgress final : public ProgressParser {
 public:
  NativeProgress(std::span<const std::string> cases, IProgress& listener)
      : asked_(cases.begin(), cases.end()), listener_(listener) {}

  void received(int fd, std::string_view data) override {
    if (fd != reportFD) return;
    records_.add(data);
    std::string_view kind;
    std::string_view payload;
    while (records_.next(kind, payload)) take(kind, payload);
  }
  void ended(const ProcessEnd&) override {}
  [[nodiscard]] bool begun() const override { return begun_; }
  [[nodiscard]] bool complete() const override { return complete_; }
  [[nodiscard]] const std::string* inProgress() const override {
    return current_.empty() ? nullptr : &current_;
  }
  [[nodiscard]] std::string detailsSoFar() const override {
    auto details = results_.details();
    for (const auto& warning : warnings_) {
      addLines(details,
               fmt::format("{}: {}: {}", warning.place(), warning.category, warning.message));
    }
    return details;
  }
  [[nodiscard]] std::string place() const override { return {}; }
  [[nodiscard]] bool insidePlace(const std::string&) const override { return true; }

 private:
  void take(std::string_view kind, std::string_view payload) {
    if (kind == "begin") {
      begun_ = true;
    } else if (kind == "end") {
      complete_ = true;
    } else if (kind == "start") {
      current_ = payload;
      results_ = {};
      if (asked_.contains(current_)) listener_.caseStarted(current_);
    } else if (kind == "stage") {
      if (asked_.contains(current_)) listener_.stageBegan(limitIn(payload));
    } else if (kind == "stop") {
      stop(payload);
    } else if (kind == "warning") {
      auto read = readWarning(payload);
      warnings_.push_back({{std::move(read.warning)}, std::move(read.text)});
      if (current_.empty()) giveWarnings();
    } else if (reader_.take(kind, payload)) {
      if (auto result = reader_.result()) results_.add(*std::move(result));
    }
  }
  void stop(std::string_view seconds) {
    double took = 0;
    (void)std::from_chars(seconds.data(), seconds.data() + seconds.size(), took);
    const auto id = std::exchange(current_, {});
    const auto results = std::exchange(results_, {});
    if (asked_.contains(id)) {
      CaseReport report;
      report.results = results.told();
      report.seconds = took;
      report.warnings = std::exchange(warnings_, {});
      listener_.caseFinished(id, {std::move(report)});
      return;
    }
    giveWarnings();
    if (!results.good()) {
      listener_.outsideError({}, fmt::format("{}\n{}", id, results.text()));
    }
  }
  /// Those of no test that was asked for.
  void giveWarnings() {
    for (auto& warning : std::exchange(warnings_, {}))
      reactor::log::warn(std::move(warning.message), std::move(warning));
  }

  std::unordered_set<std::string_view> asked_;
  IProgress& listener_;
  RecordReader records_;
  ResultReader reader_;
  std::string current_;
  Results results_;                                    // of the current one
  std::vector<reactor::log::WarningRecord> warnings_;  // likewise
  bool begun_ = false;
  bool complete_ = false;
};

/// `module.Class`, then the method. An id without such a name is one part.
std::vector<std::string> pathOf(const std::string& id) {
  const auto dot = lastDot(id);
  if (dot == std::string::npos || lastDot(std::string_view(id).substr(0, dot)) == std::string::npos)
    return {id};
  return {id.substr(0, dot), id.substr(dot + 1)};
}

}  // namespace

std::string_view Native::name() const { return "trial-dist"; }

std::optional<std::string> Native::recognise(const Executable& file) const {
  const auto& needed = file.needed();
  const bool linked = std::any_of(needed.begin(), needed.end(), [](const auto& library) {
    return library.starts_with("libtrial-dist.so");
  });
  if (!linked) return std::nullopt;
  for (const auto& mark : marks()) {
    if (file.contains({mark})) return std::string();
  }
  return std::nullopt;
}

/// One of them is enough. Put together here, so that this program is not taken for one.
std::vector<std::string> Native::marks() const {
  return {fmt::format("_ZN5trial{}", "6detail13registerClass"),
          fmt::format("_ZN5trial{}", "6detail15registerMethods")};
}

Command Native::listCommand(const Callee& program, reactor::Environment env) const {
  return {{program.name, std::string(programListArgument)}, std::move(env)};
}

Listing Native::parseList(const ProcessOutput& output) const {
  Listing listing;
  RecordReader records;
  records.add(output.report);
  std::string_view kind;
  std::string_view payload;
  while (records.next(kind, payload)) {
    if (kind == "end") return listing;
    if (kind == "case") {
      const std::string id(payload);
      listing.cases.push_back({id, pathOf(id)});
    } else if (kind == "place" && !listing.cases.empty()) {
      auto& listed = listing.cases.back();
      const auto newline = std::min(payload.find('\n'), payload.size());
      std::from_chars(payload.data(), payload.data() + newline, listed.line);
      listed.file = payload.substr(std::min(newline + 1, payload.size()));
    }
  }
  listing.cases.clear();
  listing.error =
      fmt::format("{} without listing its tests (its main function is trial_main?){}",
                  describe(output), excerpt(output.err.empty() ? output.out : output.err));
  return listing;
}

std::vector<std::string> Native::suiteNames(const ListedCase& listed) const {
  std::vector<std::string> names;
  const std::string_view id = listed.id;
  for (auto dot = lastDot(id); dot != std::string::npos; dot = lastDot(id.substr(0, dot)))
    names.emplace_back(id.substr(0, dot));
  std::reverse(names.begin(), names.end());
  return names;
}

Command Native::runCommand(const Callee& program, std::span<const std::string> cases,
                           reactor::Environment env) const {
  Command command{
      {program.name, std::string(programRunArgument), std::filesystem::current_path().string()},
      std::move(env)};
  std::size_t bytes = 0;
  for (const auto& id : cases) {
    bytes += id.size() + sizeof(char*) + 1;
    if (command.cases != 0 && bytes > mostBytesInCommand) break;
    command.args.push_back(id);
    ++command.cases;
  }
  return command;
}

std::unique_ptr<ProgressParser> Native::progress(const Callee&, std::span<const std::string> cases,
                                                 IProgress& listener) const {
  return std::make_unique<NativeProgress>(cases, listener);
}

}  // namespace trial::frameworks
