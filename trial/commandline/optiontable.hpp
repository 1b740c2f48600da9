/// The table of all options. The parser, the arguments of workers, the help, the manual page and
/// the completion of shells are made from it.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <trial/detail/optionset.hpp>

namespace trial {

enum class OptionGroup { which, how, output, debugging, texts };
/// The heading of a group; its options follow in the order of the table.
[[nodiscard]] std::string_view titleOf(OptionGroup group) noexcept;

/// The kind of an option's value, for completion.
enum class Completes { nothing, order, reporter, tracebackFormat, reactor, file, folder, program };

/// Whether worker processes have the option too.
struct InWorker {
  /// A worker's command line may contain it.
  bool accepted = false;
  /// It is passed on to workers when it is given. The number is its place among their arguments;
  /// options of one place stand in the order of the table.
  std::optional<int> place = std::nullopt;
};
/// A worker refuses the option.
inline constexpr InWorker notInWorker = {};
/// A worker accepts the option, as trial's does, but is not passed it.
inline constexpr InWorker acceptedInWorker = {true};
/// A worker is passed the option. Trial's own ones have places, so that they stand in trial's
/// order.
constexpr InWorker passedToWorker(int place = 100) { return {true, place}; }

/// Connects an option with the member of Options that holds its value.
struct OptionBinding {
  /// Checks and keeps the value; it is null for an option that has none. Throws UsageError.
  void (*apply)(Options& options, const char* value);
  /// The values as `apply` reads them, one after another, an empty one for an option that has none;
  /// none if the member has its default. A null pointer if there is no such member: then the option
  /// cannot be passed on.
  std::vector<std::string> (*texts)(const Options& options) = nullptr;
};

struct OptionSpec {
  const char* name;
  /// The short form; 0: it has none.
  char letter;
  /// The name of its value in the help; null: it takes none.
  const char* value;
  OptionGroup group;
  InWorker inWorker;
  /// Twisted's trial has it.
  bool trials;
  /// The text for the help: no capital at its beginning, no full stop at its end.
  const char* help;
  OptionBinding binding;
  Completes completes = Completes::nothing;
  /// Each use adds a value; of other options the last use counts.
  bool collects = false;
  /// `value` is the only value that it takes, behind a `=`, and it may be left out.
  bool valueOptional = false;
};

[[nodiscard]] const std::vector<OptionSpec>& optionTable();

/// The names that `--tbformat` knows, trial's first.
[[nodiscard]] std::vector<std::string_view> tracebackFormats();

}  // namespace trial
