/// The list of the cases of a doctest program.
#pragma once

#include <trial/programs/framework.hpp>

namespace trial::frameworks {

/// Reads the documents that `--list-test-cases` writes with the reporter "xml". Each case has a
/// DoctestNote.
[[nodiscard]] Listing readDoctestList(const ProcessOutput& output);

}  // namespace trial::frameworks
