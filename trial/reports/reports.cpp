#include <trial/reports/reports.hpp>

#include <algorithm>
#include <optional>
#include <system_error>
#include <typeinfo>

#include <fmt/format.h>
#include <trial/detail/dirtyreactor.hpp>
#include <trial/detail/optionset.hpp>
#include <trial/reporters/textline.hpp>

namespace trial {

namespace fs = std::filesystem;

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

bool isBelow(const fs::path& file, const fs::path& folder) {
  std::error_code unknown;
  const auto whole = fs::weakly_canonical(folder, unknown);
  const auto& top = unknown ? folder : whole;
  return std::mismatch(top.begin(), top.end(), file.begin(), file.end()).first == top.end();
}

/// By its name or, if it is there, by whatever name.
bool isTheFile(const ReportFile& file, const fs::path& target,
               const std::optional<FileIdentity>& identity) {
  return file.target() == target || (identity && file.identity() == identity);
}

/// Throws `UsageError` if `file`, which is a regular one, is `other`, which is called `what`.
void refuseSame(const ReportFile& file, const std::optional<FileIdentity>& other,
                const std::string& what) {
  if (!other || file.identity() != other) return;
  throw UsageError(
      fmt::format("You can't --write a report to {}, which is {}", file.target().string(), what));
}

}  // namespace

void Reports::check(const Reserved& reserved) const {
  for (auto file = files_.begin(); file != files_.end(); ++file) {
    const auto identity = file->identity();
    const bool same = std::any_of(files_.begin(), file, [&](const ReportFile& other) {
      return isTheFile(other, file->target(), identity);
    });
    if (same) {
      throw UsageError(fmt::format("You can't --write two reports to {}", file->target().string()));
    }
    for (const auto& read : reserved.read) refuseSame(*file, identityOf(read), "read");
    // Who names stderr wants the report among what is written there.
    const bool isStdout = file->target() == "/dev/fd/1";
    if (file->target() != "/dev/fd/2") {
      if (!isStdout) refuseSame(*file, identityOf("/dev/fd/1"), "stdout");
      refuseSame(*file, identityOf("/dev/fd/2"), isStdout ? "stdout, and stderr, too" : "stderr");
    }
    if (!reserved.replaced.empty() && isBelow(file->target(), reserved.replaced)) {
      throw UsageError(fmt::format("You can't --write a report to {}: the run replaces {}",
                                   file->target().string(), reserved.replaced.string()));
    }
  }
}

Reports::Reports(const std::vector<std::string>& orders, bool uncleanWarnings,
                 const Reserved& reserved)
    : uncleanWarnings_(uncleanWarnings) {
  for (const auto& order : orders) {
    const auto equals = order.find('=');
    const auto name = order.substr(0, equals);
    const auto* format = findReportFormat(name);
    auto& file = files_.emplace_back(name, order.substr(equals + 1), format->kind);
    if (format->listener != nullptr) {
      events_.add(format->listener(file));
      growing_.push_back({*format, file});
    } else {
      (format->addition != nullptr ? added_ : whole_).push_back({*format, file});
    }
  }
  check(reserved);
  for (auto& file : files_) file.begin();
  if (whole_.empty() && added_.empty()) return;
  record_ = std::make_shared<RunRecord>();
  events_.add(record_);
}

bool Reports::areWrittenTo(const fs::path& file) const {
  std::error_code unknown;
  const auto whole = fs::weakly_canonical(file, unknown);
  const auto identity = identityOf(file);
  return std::any_of(files_.begin(), files_.end(),
                     [&](const ReportFile& one) { return isTheFile(one, whole, identity); });
}

void Reports::runBegan(const std::vector<TestPtr>& cases) {
  hasRun_ = true;
  for (const auto& report : whole_) report.file.discard();
  events_.runBegan(cases);
}

void Reports::runOver() {
  events_.runOver();
  for (const auto& [format, file] : whole_) file.replace(format.text(*record_));
}

void Reports::caseOver(const CaseReport& report) {
  const bool changes =
      uncleanWarnings_ && std::any_of(report.results.begin(), report.results.end(), isUnclean);
  events_.caseOver(changes ? withUncleanWarnings(report) : report);
}

int Reports::end(int status) {
  const auto now = [&] { return status == 0 && failed() ? 1 : status; };
  for (const auto& [format, file] : added_) {
    if (hasRun_) {
      const auto text = format.addition(*record_, file.size());
      if (text.empty()) file.fail(format.noRoom);
      file.append(text);
    }
    file.end();
  }
  for (const auto& report : growing_) report.file.end();
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
