/// Recognises that a module was built with a sanitizer that the process which opens it lacks.
#pragma once

#include <string>
#include <string_view>

namespace trial {

/// `said` is what the dynamic linker or the runtime of a sanitizer says of the module in `file`. If
/// it says that the process lacks a sanitizer, what to do stands before it (LOAD-04).
[[nodiscard]] std::string withSanitizerAdvice(std::string_view file, std::string_view said);

}  // namespace trial
