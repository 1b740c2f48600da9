/// The texts of --help, --help-orders, --help-reporters and --help-reactors.
#pragma once

#include <string>
#include <string_view>

namespace trial {

/// `program` is the name by which the program was called. Lines have at most 79 columns.
[[nodiscard]] std::string helpText(std::string_view program);
[[nodiscard]] std::string helpOrders();
/// Includes the reporters that are found on TRIAL_PATH.
[[nodiscard]] std::string helpReporters();
[[nodiscard]] std::string helpReactors();

/// Breaks `text` into lines of at most `width` columns, and indents all but the first by `indent`.
[[nodiscard]] std::string wrapped(std::string_view text, std::size_t width, std::size_t indent);

}  // namespace trial
