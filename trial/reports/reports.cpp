#include <trial/reports/reports.hpp>

#include <algorithm>
#include <iostream>
#include <typeinfo>

#include <fmt/format.h>
#include <trial/detail/dirtyreactor.hpp>
#include <trial/detail/optionset.hpp>
#include <trial/reporters/textline.hpp>

namespace trial {

namespace {

bool isUnclean(const CaseResult& result) {
  static const auto unclean = reactor::qualifiedName(typeid(DirtyReactorAggregateError));
  return result.kind == CaseResult::Kind::error && result.failure->check({unclean});
}

/// Makes a warning of each error for what a test left in the reactor, as
/// UncleanWarningsReporterWrapper does.
CaseReport withUncleanWarnings(CaseReport report) {
  for (const auto& result : report.results) {
    if (!isUnclean(result)) continue;
    reactor::log::WarningRecord warning;
    warning.category = "UserWarning";
    warning.filename = idInOneLine(report.test->id());
    warning.message = result.failure->getErrorMessage();
    report.warnings.push_back(std::move(warning));
  }
  std::erase_if(report.results, isUnclean);
  return report;
}

}  // namespace

Reports::Reports(const std::vector<std::string>& orders, bool uncleanWarnings)
    : uncleanWarnings_(uncleanWarnings) {
  for (const auto& order : orders) {
    const auto equals = order.find('=');
    const auto name = order.substr(0, equals);
    const auto* format = findReportFormat(name);
    auto& file = files_.emplace_back(name, order.substr(equals + 1), format->kind);
    const auto same = std::count_if(files_.begin(), files_.end(), [&](const ReportFile& other) {
      return other.target() == file.target();
    });
    if (same > 1) {
      throw UsageError(fmt::format("You can't --write two reports to {}", file.target().string()));
    }
    if (format->listener != nullptr) {
      events_.add(format->listener(file));
      growing_.push_back({*format, file});
    } else {
      whole_.push_back({*format, file});
    }
  }
  if (whole_.empty()) return;
  record_ = std::make_shared<RunRecord>();
  events_.add(record_);
}

void Reports::runBegan(const std::vector<TestPtr>& cases) {
  for (const auto& report : whole_) report.file.discard();
  events_.runBegan(cases);
}

void Reports::runOver() {
  events_.runOver();
  for (const auto& [format, file] : whole_) {
    file.replace(format.text(*record_));
    if (format.notices != nullptr) std::cerr << format.notices(*record_) << std::flush;
  }
}

void Reports::caseOver(const CaseReport& report) {
  const bool changes =
      uncleanWarnings_ && std::any_of(report.results.begin(), report.results.end(), isUnclean);
  events_.caseOver(changes ? withUncleanWarnings(report) : report);
}

int Reports::end(int status) {
  const auto now = [&] { return status == 0 && failed() ? 1 : status; };
  for (const auto& [format, file] : growing_) {
    if (format.end != nullptr) file.append(format.end(now()));
  }
  return now();
}

bool Reports::failed() const {
  return std::any_of(files_.begin(), files_.end(),
                     [](const ReportFile& file) { return file.failed(); });
}

}  // namespace trial
