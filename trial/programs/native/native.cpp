#include <trial/programs/native/native.hpp>

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <unordered_set>
#include <utility>

#include <fmt/format.h>

#include <reactor/log.hpp>
#include <trial/programs/executable.hpp>
#include <trial/programs/native/nativerecord.hpp>
#include <trial/programs/said.hpp>

namespace trial::frameworks {

namespace {

// Linux takes, with the usual stack limit, 2 MiB in all arguments and the environment.
constexpr std::size_t mostBytesOfNames = 512 * 1024;

/// Takes records off the front of bytes that come in pieces.
class Records {
 public:
  void add(std::string_view data) {
    buffer_.erase(0, std::exchange(taken_, 0));
    buffer_ += data;
  }
  /// False if there is no whole one, or what comes is no record.
  bool next(std::string_view& kind, std::string_view& payload) {
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

 private:
  std::string buffer_;
  std::size_t taken_ = 0;
};

/// How bad an outcome is: of several in one test the worst is told.
int severity(Outcome outcome) {
  switch (outcome) {
    case Outcome::unclean: return 0;
    case Outcome::success: return 1;
    case Outcome::unexpectedSuccess: return 2;
    case Outcome::expectedFailure: return 3;
    case Outcome::skip: return 4;
    case Outcome::failure: return 5;
    case Outcome::error: return 6;
  }
  return 0;
}

std::optional<Outcome> outcomeOf(std::string_view kind) {
  if (kind == "success") return Outcome::success;
  if (kind == "failure") return Outcome::failure;
  if (kind == "error") return Outcome::error;
  if (kind == "skip") return Outcome::skip;
  if (kind == "expected") return Outcome::expectedFailure;
  if (kind == "surprise") return Outcome::unexpectedSuccess;
  return std::nullopt;
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
  [[nodiscard]] std::string detailsSoFar() const override { return result_.details; }
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
      result_ = {};
      told_ = false;
      if (asked_.contains(current_)) listener_.caseStarted(current_);
    } else if (kind == "todo") {
      result_.reason = payload;
    } else if (kind == "unclean") {
      result_.unclean = payload;
    } else if (kind == "warning") {
      warn(payload);
    } else if (kind == "stop") {
      stop(payload);
    } else if (const auto outcome = outcomeOf(kind)) {
      if (!told_ || severity(*outcome) > severity(result_.outcome)) result_.outcome = *outcome;
      told_ = true;
      if (!result_.details.empty() && !payload.empty()) result_.details += "\n";
      result_.details += payload;
    }
  }
  /// Here it is published again, for the reporters and logs of this process.
  static void warn(std::string_view payload) {
    reactor::log::Warning warning;
    std::string line;
    for (auto* field : {&warning.category, &warning.filename, &line}) {
      const auto end = std::min(payload.find('\n'), payload.size());
      *field = payload.substr(0, end);
      payload.remove_prefix(std::min(end + 1, payload.size()));
    }
    (void)std::from_chars(line.data(), line.data() + line.size(), warning.lineno);
    reactor::log::warn(std::string(payload), std::move(warning));
  }
  void stop(std::string_view seconds) {
    (void)std::from_chars(seconds.data(), seconds.data() + seconds.size(), result_.seconds);
    const auto id = std::exchange(current_, {});
    auto result = std::exchange(result_, {});
    if (!told_ && !result.unclean.empty()) result.outcome = Outcome::unclean;
    if (asked_.contains(id)) {
      listener_.caseFinished(id, std::move(result));
    } else if (result.outcome != Outcome::success) {
      listener_.outsideError({}, fmt::format("{}\n{}{}", id, result.details, result.unclean));
    }
  }

  std::unordered_set<std::string_view> asked_;
  IProgress& listener_;
  Records records_;
  std::string current_;
  CaseResult result_;
  bool told_ = false;  // an outcome of the current one
  bool begun_ = false;
  bool complete_ = false;
};

}  // namespace

std::string_view Native::name() const { return "trial-dist"; }

bool Native::recognises(const Executable& file) const {
  const auto& needed = file.needed();
  const bool linked = std::any_of(needed.begin(), needed.end(), [](const auto& library) {
    return library.starts_with("libtrial-dist.so");
  });
  // Put together here, so that this program is not taken for one.
  static const std::vector<std::string> classes = {
      fmt::format("_ZN5trial{}", "6detail13registerClass")};
  static const std::vector<std::string> methods = {
      fmt::format("_ZN5trial{}", "6detail15registerMethods")};
  return linked && (file.contains(classes) || file.contains(methods));
}

Command Native::listCommand(const std::string& program, reactor::Environment env) const {
  return {{program, std::string(programListArgument)}, std::move(env)};
}

Listing Native::parseList(const Said& said) const {
  Listing listing;
  Records records;
  records.add(said.report);
  std::string_view kind;
  std::string_view payload;
  while (records.next(kind, payload)) {
    if (kind == "end") return listing;
    if (kind == "case") listing.cases.push_back({std::string(payload)});
  }
  listing.cases.clear();
  listing.error = fmt::format("{} without listing its tests (its main function is trial_main?){}",
                              describe(said.end), excerpt(said.err.empty() ? said.out : said.err));
  return listing;
}

Command Native::runCommand(const std::string& program, std::span<const std::string> cases,
                           reactor::Environment env) const {
  Command command{
      {program, std::string(programRunArgument), std::filesystem::current_path().string()},
      std::move(env)};
  std::size_t bytes = 0;
  for (const auto& id : cases) {
    bytes += id.size() + sizeof(char*) + 1;
    if (command.cases != 0 && bytes > mostBytesOfNames) break;
    command.args.push_back(id);
    ++command.cases;
  }
  return command;
}

std::unique_ptr<ProgressParser> Native::progress(std::span<const std::string> cases,
                                                 IProgress& listener) const {
  return std::make_unique<NativeProgress>(cases, listener);
}

}  // namespace trial::frameworks
