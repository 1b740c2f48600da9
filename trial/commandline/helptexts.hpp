/// What the options that print a text print.
#pragma once

#include <string>
#include <string_view>

namespace trial {

/// `program` is how it was called. Lines of at most 79 columns.
[[nodiscard]] std::string helpText(std::string_view program);
[[nodiscard]] std::string helpOrders();
/// Also those that are found on TRIAL_PATH.
[[nodiscard]] std::string helpReporters();
[[nodiscard]] std::string helpReactors();

/// `text` in lines of at most `width` columns, the later ones indented by `indent`.
[[nodiscard]] std::string wrapped(std::string_view text, std::size_t width, std::size_t indent);

}  // namespace trial
