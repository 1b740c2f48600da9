/// ToldFailures: whether any of the cases that a program has told of has failed.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include <trial/programs/framework.hpp>
#include <trial/programs/program.hpp>

namespace trial::frameworks {

class ToldFailures final {
 public:
  void add(const std::string& id, const ReportedCase& reported);
  /// Something has failed that is no case.
  void addOther() noexcept { certain_ = true; }
  /// Whether any has failed, whatever the listing says.
  [[nodiscard]] bool certain() const noexcept { return certain_; }
  /// Whether any has failed. One that depends on the listing has if that says so, or is not known.
  [[nodiscard]] bool any(const Program& program) const;
  /// Whether the listing may change what `any` says.
  [[nodiscard]] bool dependsOnListing() const noexcept { return !certain_ && !unsettled_.empty(); }

 private:
  bool certain_ = false;
  /// Cases that have failed unless the listing says something else.
  std::vector<std::pair<std::string, ReportedCase>> unsettled_;
};

}  // namespace trial::frameworks
