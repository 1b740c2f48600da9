/// ExitStatusProgress: a process that runs one case, and reports by its exit status alone.
#pragma once

#include <string>
#include <vector>

#include <trial/programs/framework.hpp>

namespace trial::frameworks {

/// The case is in progress from the start of the process to its end. After a signal, or the time
/// limit, it stays in progress.
class ExitStatusProgress final : public ProgressParser {
 public:
  /// The exit statuses `pass` and `skip` mean that; any other is a failure.
  ExitStatusProgress(std::string id, std::vector<int> pass, std::vector<int> skip,
                     IProgress& listener);
  void received(int fd, std::string_view data) override;
  void ended(const ProcessEnd& end) override;
  [[nodiscard]] bool begun() const override { return true; }
  [[nodiscard]] bool complete() const override { return complete_; }
  /// The status is the result.
  [[nodiscard]] bool explains(const ProcessEnd& end) const override;
  [[nodiscard]] const std::string* inProgress() const override;
  [[nodiscard]] std::string detailsSoFar() const override { return {}; }
  [[nodiscard]] std::string place() const override { return {}; }
  [[nodiscard]] bool insidePlace(const std::string& id) const override;

 private:
  [[nodiscard]] CaseResult resultOf(const ProcessEnd& end) const;

  const std::string id_;
  const std::vector<int> pass_;
  const std::vector<int> skip_;
  IProgress& listener_;
  bool complete_ = false;
};

}  // namespace trial::frameworks
