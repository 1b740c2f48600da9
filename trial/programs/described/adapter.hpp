/// The adapter for a framework that the configuration file describes.
#pragma once

#include <trial/programs/described/description.hpp>
#include <trial/programs/framework.hpp>

namespace trial::frameworks {

/// Its programs are known by their paths, not by what is in their files.
class Described final : public Framework {
 public:
  explicit Described(Description description) : description_(std::move(description)) {}

  [[nodiscard]] const Description& description() const noexcept { return description_; }
  [[nodiscard]] std::string_view name() const override { return description_.name; }
  [[nodiscard]] std::string origin() const override;
  [[nodiscard]] std::optional<std::string> recognise(const Executable& file) const override;
  [[nodiscard]] Command listCommand(const Callee& program, reactor::Environment env) const override;
  [[nodiscard]] Listing parseList(const ProcessOutput& output) const override;
  [[nodiscard]] bool needsNote(std::string_view id) const override;
  [[nodiscard]] Command runCommand(const Callee& program, std::span<const std::string> cases,
                                   reactor::Environment env) const override;
  [[nodiscard]] std::unique_ptr<ProgressParser> progress(const Callee& program,
                                                         std::span<const std::string> cases,
                                                         IProgress& listener) const override;

 private:
  Description description_;
};

}  // namespace trial::frameworks
