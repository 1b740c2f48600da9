/// UnlistedFramework: the base of frameworks of tests whose programs are not recognised or listed.
#pragma once

#include <optional>
#include <string>

#include <trial/programs/framework.hpp>

class UnlistedFramework : public trial::frameworks::Framework {
 public:
  [[nodiscard]] std::optional<std::string> recognise(
      const trial::frameworks::Executable&) const override {
    return std::nullopt;
  }
  [[nodiscard]] trial::frameworks::Command listCommand(const trial::frameworks::Callee&,
                                                       reactor::Environment) const override {
    return {};
  }
  [[nodiscard]] trial::frameworks::Listing parseList(
      const trial::frameworks::ProcessOutput&) const override {
    return {};
  }
};
