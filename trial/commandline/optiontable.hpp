/// The one table of the options: what is parsed, what the help, the manual page and the completion
/// of shells say.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <trial/options.hpp>

namespace trial {

enum class OptionGroup { which, how, output, debugging, texts };
/// The heading of a group, and its options follow in the order of the table.
[[nodiscard]] std::string_view titleOf(OptionGroup group) noexcept;

/// What a value is one of, for completion.
enum class Completes { nothing, order, reporter, tracebackFormat, reactor, file, folder, program };

struct OptionSpec {
  const char* name;
  /// 0: it has none.
  char letter;
  /// What its value is called; null: it has none.
  const char* value;
  OptionGroup group;
  /// A worker knows it too.
  bool basic;
  /// Twisted's trial has it.
  bool trials;
  /// A sentence without a capital and without an end, for the help.
  const char* help;
  /// Throws UsageError.
  void (*apply)(Options& options, const char* value);
  Completes completes = Completes::nothing;
  /// Given again it adds; of others the last one counts.
  bool collects = false;
};

[[nodiscard]] const std::vector<OptionSpec>& optionTable();

/// The names that `--tbformat` knows, trial's first.
[[nodiscard]] std::vector<std::string_view> tracebackFormats();

}  // namespace trial
