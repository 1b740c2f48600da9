/// The adapters for programs written with Catch2: its version 2 (read and tried: 2.13.10), and its
/// version 3 (read and tried: 3.7.1).
#pragma once

#include <trial/programs/framework.hpp>

namespace trial::frameworks {

/// What the versions have in common: they select by names, in the order of declaration, and report
/// in XML.
class Catch2 : public Framework {
 public:
  /// The name of such a case stands for others, too.
  [[nodiscard]] bool needsNote(std::string_view id) const final;
  [[nodiscard]] Command listCommand(const Callee& program, reactor::Environment env) const final;
  [[nodiscard]] Listing parseList(const ProcessOutput& output) const final;
  [[nodiscard]] Command runCommand(const Callee& program, std::span<const std::string> cases,
                                   reactor::Environment env) const final;
  [[nodiscard]] std::unique_ptr<ProgressParser> progress(const Callee& program,
                                                         std::span<const std::string> cases,
                                                         IProgress& listener) const final;

 protected:
  [[nodiscard]] virtual std::vector<std::string> listArguments() const = 0;
  /// The cases that were listed, with their names as ids; none if there is no whole list.
  [[nodiscard]] virtual std::optional<std::vector<ListedCase>> casesIn(
      const ProcessOutput& output) const = 0;
  /// Whether a case can be asked for by its position.
  [[nodiscard]] virtual bool hasPositions() const = 0;
};

/// A case that cannot be told from others by its name runs together with these; only its own result
/// counts.
class Catch2Version2 final : public Catch2 {
 public:
  [[nodiscard]] std::string_view name() const override;
  [[nodiscard]] std::optional<std::string> recognise(const Executable& file) const override;
  [[nodiscard]] std::vector<std::string> marks() const override;

 private:
  [[nodiscard]] std::vector<std::string> listArguments() const override;
  [[nodiscard]] std::optional<std::vector<ListedCase>> casesIn(
      const ProcessOutput& output) const override;
  [[nodiscard]] bool hasPositions() const override { return false; }
};

/// A case that cannot be told by its name runs alone, by its position.
class Catch2Version3 final : public Catch2 {
 public:
  [[nodiscard]] std::string_view name() const override;
  [[nodiscard]] std::optional<std::string> recognise(const Executable& file) const override;
  [[nodiscard]] std::vector<std::string> marks() const override;

 private:
  [[nodiscard]] std::vector<std::string> listArguments() const override;
  [[nodiscard]] std::optional<std::vector<ListedCase>> casesIn(
      const ProcessOutput& output) const override;
  [[nodiscard]] bool hasPositions() const override { return true; }
};

}  // namespace trial::frameworks
