#include <trial/reports/formats/htmltimeline.hpp>

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <map>
#include <vector>

#include <fmt/format.h>

#include <trial/reports/excerpts.hpp>
#include <trial/reports/formats/htmloutcome.hpp>
#include <trial/reports/formats/xmltext.hpp>

namespace trial {

namespace {

/// Units of the width of the drawing.
constexpr double widthOfTimeline = 1000;
constexpr int rowOfRun = -1;  // what no worker has run
constexpr int rowOfStarts = 1'000'000;

/// A case, the start of a program, or several of them that are too short to be seen alone; times
/// are since the run began.
struct TimelineBar {
  double begin;
  double end;
  Outcome worst;
  const RecordedCase* shown = nullptr;    // the worst of the cases
  const RecordedMoment* start = nullptr;  // of a program, the first
  std::size_t count = 1;
};

class HtmlTimeline final {
 public:
  explicit HtmlTimeline(const RunRecord& run) : run_(run), last_(run.seconds()) {
    for (const auto& one : run.cases()) addCase(one);
    if (rows_.empty()) return;
    for (const auto& moment : run.moments()) addMoment(moment);
    if (last_ <= 0) last_ = 1;
    for (auto& [row, bars] : rows_) write(row, joined(std::move(bars)));
    text_ +=
        fmt::format("<div class=\"axis\"><span>0 s</span><span>{:.2f} s</span></div>\n", last_);
  }

  [[nodiscard]] std::string text() && { return std::move(text_); }

 private:
  void addCase(const RecordedCase& one) {
    if (!one.over || !one.report.began) return;
    const auto begin = std::max(0.0, *one.report.began - run_.began());
    const auto end = begin + std::max(0.0, one.report.seconds.value_or(0));
    last_ = std::max(last_, end);
    rows_[one.report.worker.value_or(rowOfRun)].push_back(
        {.begin = begin, .end = end, .worst = one.outcome(), .shown = &one});
  }

  void addMoment(const RecordedMoment& moment) {
    if (moment.kind == RecordedMoment::Kind::programStarted) {
      last_ = std::max(last_, moment.at);
      rows_[rowOfStarts].push_back({.begin = std::max(0.0, moment.at - moment.seconds),
                                    .end = moment.at,
                                    .worst = Outcome::passed,
                                    .start = &moment});
    } else if (moment.kind == RecordedMoment::Kind::workerLost && moment.worker) {
      lost_.push_back(&moment);
      rows_[*moment.worker];
    }
  }

  /// Joins bars that begin and end within one unit. The joined bar has the style of the worst case.
  [[nodiscard]] std::vector<TimelineBar> joined(std::vector<TimelineBar> bars) const {
    std::sort(bars.begin(), bars.end(),
              [](const auto& a, const auto& b) { return a.begin < b.begin; });
    std::vector<TimelineBar> together;
    for (const auto& bar : bars) {
      const bool fits =
          !together.empty() && bar.end - together.back().begin < last_ / widthOfTimeline;
      if (!fits) {
        together.push_back(bar);
        continue;
      }
      auto& into = together.back();
      if (bar.worst > into.worst) {
        into.worst = bar.worst;
        into.shown = bar.shown;
      }
      into.end = std::max(into.end, bar.end);
      ++into.count;
    }
    return together;
  }

  void write(int row, const std::vector<TimelineBar>& bars) {
    const auto name = row == rowOfRun      ? std::string("this process")
                      : row == rowOfStarts ? std::string("starts of programs")
                                           : fmt::format("worker {}", row);
    text_ += fmt::format(
        "<div class=\"row\"><span>{0}</span>"
        "<svg viewBox=\"0 0 {1} 20\" preserveAspectRatio=\"none\" "
        "role=\"img\" aria-label=\"{0}\">",
        name, widthOfTimeline);
    for (const auto& bar : bars) writeBar(bar);
    for (const auto* loss : lost_) {
      if (*loss->worker == row) writeLoss(*loss);
    }
    text_ += "</svg></div>\n";
  }

  static std::string titleOf(const TimelineBar& bar) {
    auto title =
        bar.start != nullptr
            ? fmt::format("{}, started in {:.3f} s", shortLine(bar.start->text), bar.start->seconds)
            : fmt::format("{}, {}, {:.3f} s", shortId(bar.shown->id), htmlOutcome(bar.worst).words,
                          bar.shown->report.seconds.value_or(0));
    if (bar.count > 1) title += fmt::format(", and {} more", bar.count - 1);
    return title;
  }

  void writeBar(const TimelineBar& bar) {
    const auto unit = last_ / widthOfTimeline;
    // Bars of failures are higher, so that nobody depends on the colour.
    const bool high = bar.worst >= Outcome::unexpectedSuccess;
    fmt::format_to(std::back_inserter(text_),
                   "<rect class=\"{}\" x=\"{:.2f}\" y=\"{}\" width=\"{:.2f}\" "
                   "height=\"{}\"><title>{}</title></rect>",
                   bar.start != nullptr ? "start" : htmlOutcome(bar.worst).style, bar.begin / unit,
                   high ? 0 : 5, std::max(0.8, (bar.end - bar.begin) / unit), high ? 20 : 10,
                   inHtml(titleOf(bar)));
  }

  void writeLoss(const RecordedMoment& loss) {
    fmt::format_to(std::back_inserter(text_),
                   "<rect class=\"lost\" x=\"{:.2f}\" y=\"0\" width=\"3\" "
                   "height=\"20\"><title>lost: {}</title></rect>",
                   loss.at * widthOfTimeline / last_, inHtml(shortLine(loss.text)));
  }

  const RunRecord& run_;
  std::map<int, std::vector<TimelineBar>> rows_;
  std::vector<const RecordedMoment*> lost_;
  double last_;
  std::string text_;
};

}  // namespace

std::string htmlTimeline(const RunRecord& run) { return HtmlTimeline(run).text(); }

}  // namespace trial
