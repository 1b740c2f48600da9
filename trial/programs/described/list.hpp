/// The list of the cases of a described program.
#pragma once

#include <string_view>

#include <trial/programs/described/description.hpp>
#include <trial/programs/described/template.hpp>
#include <trial/programs/framework.hpp>

namespace trial::frameworks {

/// What is neither a case nor to be ignored is an error: no case is lost by an expression that is
/// not quite right. Cases have notes if their parts are needed to run them.
[[nodiscard]] Listing readDescribedList(const Description& description,
                                        const ProcessOutput& output);

/// The placeholders of a case: its id, and the parts that the note on it has.
[[nodiscard]] TemplateValues partsOf(std::string_view id, std::string_view note);

}  // namespace trial::frameworks
