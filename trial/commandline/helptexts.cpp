#include <trial/commandline/helptexts.hpp>

#include <algorithm>
#include <optional>

#include <fmt/format.h>
#include <reactor/reactors.hpp>
#include <trial/commandline/optiontable.hpp>
#include <trial/commandline/orders.hpp>
#include <trial/reporters.hpp>

namespace trial {

namespace {

constexpr std::size_t width = 79;

std::string entry(std::string_view name, std::string_view description) {
  return fmt::format("    {} \t {}\n", name, description);
}

}  // namespace

std::string wrapped(std::string_view text, std::size_t lineWidth, std::size_t indent) {
  std::string out;
  std::size_t column = 0;
  while (!text.empty()) {
    const auto end = std::min(text.find(' '), text.size());
    if (column > 0 && column + 1 + end > lineWidth) {
      out += "\n" + std::string(indent, ' ');
      column = 0;
    } else if (column > 0) {
      out += ' ';
      ++column;
    }
    out += text.substr(0, end);
    column += end;
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return out;
}

std::string helpText(std::string_view program) {
  constexpr std::size_t column = 27;
  std::string text =
      fmt::format("{} [options] [[file|package|module|TestCase|testmethod]...]\n", program);
  std::optional<OptionGroup> group;
  for (const auto& option : optionTable()) {
    if (group != option.group) {
      group = option.group;
      text += fmt::format("\n{}:\n", titleOf(*group));
    }
    const auto letter =
        option.letter != 0 ? fmt::format("-{}, ", option.letter) : std::string(4, ' ');
    const auto name = fmt::format("  {}--{}{}", letter, option.name,
                                  option.valueOptional ? fmt::format("[={}]", option.value)
                                  : option.value       ? "="
                                                       : "");
    text += fmt::format("{:<{}}{}\n", name, column, wrapped(option.help, width - column, column));
  }
  text += "\n";
  text += wrapped(
      "A name is a test module, a class or a test in it (test_math.MathTests.test_addition), a "
      "package, the path of one of these, or the path of a test program of another framework; what "
      "follows :: after a program is a suite, a case or a glob of them. With nothing behind :: an "
      "executable of no known framework is run as one case.",
      width, 0);
  text += "\n";
  return text;
}

std::string helpOrders() {
  auto text =
      wrapped("Classes, tests and modules can be run in these orders, --order=NAME:", width, 0) +
      "\n\n";
  for (const auto& order : orders()) text += entry(order.name, order.description);
  return text;
}

std::string helpReporters() {
  auto text =
      wrapped(
          "A run can be told by these reporters, --reporter=NAME. Others are modules named "
          "reporter_NAME.so in the current folder or in one of TRIAL_PATH, or given by path.",
          width, 0) +
      "\n\n";
  for (const auto& reporter : availableReporters()) {
    text += entry(reporter.name, reporter.problem.empty() ? reporter.description
                                                          : "cannot be used: " + reporter.problem);
  }
  return text;
}

std::string helpReactors() {
  auto text = wrapped("Tests can be run in these event loops, --reactor=NAME:", width, 0) + "\n\n";
  for (const auto& type : reactor::getReactorTypes()) {
    text += fmt::format("    {:<4}\t{}\n", type.shortName, type.description);
  }
  return text;
}

}  // namespace trial
