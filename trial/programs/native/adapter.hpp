/// The adapter for programs that native tests are linked into, with trial_main as their main
/// function.
#pragma once

#include <trial/programs/framework.hpp>

namespace trial::frameworks {

class Native final : public Framework {
 public:
  [[nodiscard]] std::string_view name() const override;
  /// By the library that it needs and the functions of it that registration calls.
  [[nodiscard]] std::optional<std::string> recognise(const Executable& file) const override;
  [[nodiscard]] std::vector<std::string> marks() const override;
  [[nodiscard]] Command listCommand(const Callee& program, reactor::Environment env) const override;
  [[nodiscard]] Listing parseList(const ProcessOutput& output) const override;
  /// Modules and what they are in, and classes: all that stands before a dot.
  [[nodiscard]] std::vector<std::string> suiteNames(const ListedCase& listed) const override;
  /// Its tests run in the current folder of the process that asks.
  [[nodiscard]] Command runCommand(const Callee& program, std::span<const std::string> cases,
                                   reactor::Environment env) const override;
  [[nodiscard]] bool takesArguments() const override { return false; }
  [[nodiscard]] bool mayBeWarm() const override { return false; }
  [[nodiscard]] std::unique_ptr<ProgressParser> progress(const Callee& program,
                                                         std::span<const std::string> cases,
                                                         IProgress& listener) const override;
};

}  // namespace trial::frameworks
