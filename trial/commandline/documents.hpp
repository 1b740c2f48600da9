/// Writes the tables of options and of reporters in the formats of the manual page and of the
/// shells' completion, and fills them into templates.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>

namespace trial {

/// The options for man(7): each group under its title, each option with its value and its help.
[[nodiscard]] std::string manualOptions();
/// The registered reporters for man(7), each with its description.
[[nodiscard]] std::string manualReporters();
/// Escapes `text` for man(7), so that it is printed as it stands.
[[nodiscard]] std::string manualText(std::string_view text);

/// The options as words for bash: both forms of each, with a `=` behind a long one that takes a
/// value. One whose value may be left out stands there with its value, too.
[[nodiscard]] std::string bashOptions();
/// Branches of a shell's `case`, one for each option that needs a value; each prints the kind of
/// the value (`kindOf`).
[[nodiscard]] std::string bashKinds();
/// The specifications for zsh's `_arguments`, one on each line, in single quotes. They complete a
/// value of a kind with the function `_trial_dist_KIND`.
[[nodiscard]] std::string zshOptions();

using Writers = std::map<std::string, std::function<std::string()>, std::less<>>;
/// Replaces each `@NAME@` in `text` (NAME: capitals and underscores) by the text of its writer. If
/// that ends with a newline, a newline behind `@NAME@` is dropped. `std::invalid_argument` for a
/// name that has no writer.
[[nodiscard]] std::string filled(std::string_view text, const Writers& writers);

}  // namespace trial
