/// The exit statuses of the program.
#pragma once

namespace bin {

inline constexpr int exitSuccess = 0;
/// A test failed or had an error, the options are wrong, or the run could not be carried through.
inline constexpr int exitFailure = 1;
/// A signal ended the run: this number plus that of the signal.
inline constexpr int exitSignal = 128;

}  // namespace bin
