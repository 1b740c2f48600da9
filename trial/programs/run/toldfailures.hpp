/// ToldFailures: whether any of the cases that a program has told of has failed.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include <trial/programs/framework.hpp>
#include <trial/programs/program.hpp>

namespace trial::frameworks {

class ToldFailures final {
 public:
  void add(const std::string& id, const ReportedCase& reported);
  /// Something has failed that is no case. It belongs to the case that was told last, if any was.
  void addOther();
  /// The program itself is wrong, which is not taken back.
  void addProgramError() noexcept { other_ = true; }
  /// This case is not over: what was told of it and since counts for nothing.
  void takeBack(const std::string& id);
  /// Whether any has failed, whatever the listing says.
  [[nodiscard]] bool certain() const noexcept { return other_ || certain_; }
  /// Whether any has failed. One that depends on the listing has if that says so, or is not known.
  [[nodiscard]] bool any(const Program& program) const;

 private:
  /// A case that has failed unless the listing says something else.
  struct Unsettled {
    std::size_t place;
    ReportedCase reported;
  };

  std::vector<std::string> told_;       // the cases, in order
  std::optional<std::size_t> certain_;  // the place there of the first that has failed for certain
  std::vector<Unsettled> unsettled_;
  bool other_ = false;  // something that belongs to no case
};

}  // namespace trial::frameworks
