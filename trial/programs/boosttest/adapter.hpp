/// The adapter for programs written with Boost.Test (1.59 and later; read and tried: 1.74).
#pragma once

#include <trial/programs/framework.hpp>

namespace trial::frameworks {

class BoostTest final : public Framework {
 public:
  [[nodiscard]] std::string_view name() const override;
  /// By the shared library that it needs, or by the library's own texts inside it when it was
  /// linked statically or the framework was included.
  [[nodiscard]] std::optional<std::string> recognise(const Executable& file) const override;
  [[nodiscard]] std::vector<std::string> marks() const override;
  [[nodiscard]] Command listCommand(const Callee& program, reactor::Environment env) const override;
  [[nodiscard]] Listing parseList(const ProcessOutput& output) const override;
  [[nodiscard]] Command runCommand(const Callee& program, std::span<const std::string> cases,
                                   reactor::Environment env) const override;
  [[nodiscard]] std::unique_ptr<ProgressParser> progress(const Callee& program,
                                                         std::span<const std::string> cases,
                                                         IProgress& listener) const override;
  /// A case that did nothing wrong but fail some checks is a success if that many were expected.
  void settle(ReportedCase& reported, std::string_view note) const override;
};

}  // namespace trial::frameworks
