#include <trial/reports/formats/subunit.hpp>

#include <cmath>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include <trial/reporters/reporttime.hpp>
#include <trial/reporters/textline.hpp>
#include <trial/reports/excerpts.hpp>
#include <trial/reports/formats/subunitpacket.hpp>
#include <trial/reports/jsontext.hpp>
#include <trial/reports/runrecord.hpp>

namespace trial {

namespace {

using Status = SubunitPacket::Status;

Status subunitStatus(Outcome outcome) {
  switch (outcome) {
    case Outcome::passed: break;
    case Outcome::expectedFailure: return Status::xfail;
    case Outcome::skipped:
    case Outcome::notRun: return Status::skip;
    case Outcome::unexpectedSuccess: return Status::uxsuccess;
    case Outcome::failed:
    case Outcome::error: return Status::fail;
  }
  return Status::success;
}

std::string idInPacket(const std::string& id) {
  constexpr std::size_t most = std::size_t{64} << 10U;
  return idInOneLine(cutLine(id, most));
}

std::vector<std::string> tagsOf(std::optional<int> worker) {
  if (!worker) return {};
  return {fmt::format("worker-{}", *worker)};
}

/// When the case was over, in seconds since 1970, as its duration says.
double endOfCase(const CaseReport& report) {
  const double now = ReportTime::date();
  if (!report.began || !report.seconds) return now;
  const double end = now - ReportTime::now() + *report.began + *report.seconds;
  return std::isfinite(end) && end > 0 ? end : now;
}

class SubunitReport final : public IRunListener {
 public:
  explicit SubunitReport(ReportFile& file) : file_(file) {}

  void runBegan(const std::vector<TestPtr>& cases) override {
    cases_.clear();
    numbers_.clear();
    end_.reset();
    for (const auto& test : cases) {
      numbers_.try_emplace(test.get(), cases_.size());
      cases_.push_back({.test = test, .id = idInPacket(test->id())});
    }
  }
  void caseBegan(const TestPtr& test, std::optional<int> worker) override {
    file_.append(SubunitPacket{.id = idInPacket(test->id()),
                               .status = Status::inprogress,
                               .time = ReportTime::date(),
                               .tags = tagsOf(worker)}
                     .bytes());
  }
  void caseOver(const CaseReport& report) override {
    if (report.test == nullptr) return;
    setOver(report.test);
    RecordedCase one;
    one.report = report;
    one.over = true;
    const auto id = idInPacket(report.test->id());
    const auto outcome = one.outcome();
    addFile(id, outcome == Outcome::skipped ? "reason" : "traceback", one.details());
    addFile(id, "stdout", report.out);
    addFile(id, "stderr", report.err);
    addEnd(id, subunitStatus(outcome), endOfCase(report), tagsOf(report.worker));
  }
  void endedEarly(const EarlyEnd& end) override { end_ = end; }
  void runOver() override {
    for (const auto& one : cases_) {
      if (one.over) continue;
      addFile(one.id, "reason", "not run");
      addEnd(one.id, Status::skip, ReportTime::date());
    }
    if (!end_) return;
    constexpr std::string_view id = "the run";
    addFile(id, "traceback", problemOf(*end_));
    addEnd(id, Status::fail, ReportTime::date());
  }

 private:
  struct Case {
    std::weak_ptr<const ITestCase> test;  // another one may come to its address
    std::string id;
    bool over = false;
  };

  void setOver(const TestPtr& test) {
    const auto at = numbers_.find(test.get());
    if (at == numbers_.end()) return;
    if (auto& one = cases_[at->second]; one.test.lock() == test) one.over = true;
  }
  /// In pieces, because readers refuse a packet of 4 MiB.
  void addFile(std::string_view id, std::string_view name, std::string_view text) {
    constexpr std::size_t mostOfPiece = std::size_t{1} << 20U;
    const auto content = inUtf8(text);
    std::string_view rest = content;
    while (!rest.empty()) {
      const auto piece = rest.substr(0, mostOfPiece);
      rest.remove_prefix(piece.size());
      file_.append(SubunitPacket{.id = id,
                                 .file = name,
                                 .mime = "text/plain;charset=utf8",
                                 .content = piece,
                                 .isLastPiece = rest.empty()}
                       .bytes());
    }
  }
  void addEnd(std::string_view id, Status status, double time, std::vector<std::string> tags = {}) {
    file_.append(
        SubunitPacket{.id = id, .status = status, .time = time, .tags = std::move(tags)}.bytes());
  }

  ReportFile& file_;
  std::vector<Case> cases_;
  std::unordered_map<const ITestCase*, std::size_t> numbers_;
  std::optional<EarlyEnd> end_;
};

}  // namespace

RunListenerPtr subunitReport(ReportFile& file) { return std::make_shared<SubunitReport>(file); }

}  // namespace trial
