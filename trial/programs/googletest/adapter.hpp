/// The adapter for programs written with GoogleTest (1.10 and later; tried: 1.10, 1.12.1, 1.18).
#pragma once

#include <trial/programs/framework.hpp>

namespace trial::frameworks {

/// A case's id is `Suite.name`; a value or a type that it is instantiated with is no part of it. Of
/// equal names each has a number, `Suite.name#1`.
class GoogleTest final : public Framework {
 public:
  [[nodiscard]] std::string_view name() const override;
  /// By the shared library that it needs, or by the library's own texts inside it. The dialect is
  /// how the names of the framework's options begin (`gtest_`), which a build of it can change.
  [[nodiscard]] std::optional<std::string> recognise(const Executable& file) const override;
  [[nodiscard]] std::vector<std::string> marks() const override;
  [[nodiscard]] Command listCommand(const Callee& program, reactor::Environment env) const override;
  [[nodiscard]] Listing parseList(const ProcessOutput& output) const override;
  /// Whether the program runs disabled cases by itself, because its main function says so: which of
  /// them are in one of two shards depends on that.
  [[nodiscard]] std::optional<Command> secondListCommand(const Callee& program,
                                                         const Listing& listing,
                                                         reactor::Environment env) const override;
  void completeList(Listing& listing, const ProcessOutput& output) const override;
  [[nodiscard]] reactor::Environment runningNothing(const Callee& program,
                                                    reactor::Environment env) const override;
  [[nodiscard]] std::optional<std::vector<std::string>> listBesides(
      const Callee& program, const ProcessOutput& output) const override;
  [[nodiscard]] std::vector<ListedCase> casesBesides(const ProcessOutput& output) const override;
  [[nodiscard]] bool needsNote(std::string_view id) const override;
  [[nodiscard]] Command runCommand(const Callee& program, std::span<const std::string> cases,
                                   reactor::Environment env) const override;
  [[nodiscard]] std::unique_ptr<ProgressParser> progress(const Callee& program,
                                                         std::span<const std::string> cases,
                                                         IProgress& listener) const override;
};

}  // namespace trial::frameworks
