/// The table of the options in the languages of the manual page and of the shells' completion, for
/// the templates that these are made from.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>

namespace trial {

/// For man(7): each group under its title, each option with what it takes and does.
[[nodiscard]] std::string manualOptions();
/// `text` as it is written in man(7), so that nothing in it is a request or another character.
[[nodiscard]] std::string manualText(std::string_view text);

/// The words that may be completed to: both forms of each option, a `=` behind the long ones that
/// take a value.
[[nodiscard]] std::string bashOptions();
/// Branches of a `case` over an option that takes a value; each prints the value's kind (`kindOf`).
[[nodiscard]] std::string bashKinds();
/// The specifications for `_arguments`, each in single quotes on a line of its own. A value of a
/// kind is completed by the function `_trial_dist_KIND`.
[[nodiscard]] std::string zshOptions();

using Writers = std::map<std::string, std::function<std::string()>, std::less<>>;
/// `text` with each `@NAME@`, NAME of capitals and underscores, replaced by what its writer gives.
/// A newline behind one that ends with a newline is dropped. `std::invalid_argument` for a name
/// that has no writer.
[[nodiscard]] std::string filled(std::string_view text, const Writers& writers);

}  // namespace trial
