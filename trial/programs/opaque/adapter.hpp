/// The adapter for programs of no known framework: each is one case, and how it ends is the result.
#pragma once

#include <trial/programs/framework.hpp>

namespace trial::frameworks {

/// The one case of such a program has an empty name, so that its id is `path/to/program::`. It is
/// chosen by the user alone: any program might be one, a server as well.
class Opaque final : public Framework {
 public:
  [[nodiscard]] std::string_view name() const override;
  [[nodiscard]] std::optional<std::string> recognise(const Executable& file) const override;
  [[nodiscard]] std::optional<Listing> fixedList() const override;
  [[nodiscard]] Command listCommand(const Callee& program, reactor::Environment env) const override;
  [[nodiscard]] Listing parseList(const ProcessOutput& output) const override;
  [[nodiscard]] Command runCommand(const Callee& program, std::span<const std::string> cases,
                                   reactor::Environment env) const override;
  /// It has one case, and so one process.
  [[nodiscard]] bool mayBeWarm() const override { return false; }
  /// Status 0 passes, 77 is a skip, any other a failure; a signal is an error.
  [[nodiscard]] std::unique_ptr<ProgressParser> progress(const Callee& program,
                                                         std::span<const std::string> cases,
                                                         IProgress& listener) const override;
};

}  // namespace trial::frameworks
