/// The adapter for programs written with doctest (2.4 and later; read and tried: 2.4.0, 2.4.6,
/// 2.4.9, 2.5.2).
#pragma once

#include <trial/programs/framework.hpp>

namespace trial::frameworks {

/// Cases are asked for by their position in the program's list, or by names if all of them can be
/// named: many can in no way be asked for by name, and of names alone it cannot be said whether
/// another case has them, too.
class Doctest final : public Framework {
 public:
  [[nodiscard]] std::string_view name() const override;
  /// By texts of the framework inside the program, or by what a program needs of it that has it in
  /// a shared library. What it learns is how the options begin.
  [[nodiscard]] std::optional<std::string> recognise(const Executable& file) const override;
  [[nodiscard]] std::vector<std::string> marks() const override;
  [[nodiscard]] Command listCommand(const Callee& program, reactor::Environment env) const override;
  [[nodiscard]] Listing parseList(const ProcessOutput& output) const override;
  [[nodiscard]] bool needsNote(std::string_view id) const override;
  [[nodiscard]] Command runCommand(const Callee& program, std::span<const std::string> cases,
                                   reactor::Environment env) const override;
  [[nodiscard]] std::unique_ptr<ProgressParser> progress(const Callee& program,
                                                         std::span<const std::string> cases,
                                                         IProgress& listener) const override;
};

}  // namespace trial::frameworks
