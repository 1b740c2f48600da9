/// The fuzz targets. Each takes any input and aborts if it detects an error.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace fuzz {

/// Decodes a message without its length. It is refused or read, and a box that was read can be
/// sent.
void decoder(std::string_view input);

/// Runs both ends of a connection. The input says which side calls, which call is answered when,
/// where the bytes are split, which bytes are inserted and when the connection is lost. Checks that
/// every call ends and that nothing exceeds its limit.
void connection(std::string_view input);

}  // namespace fuzz

/// Defines the function that libFuzzer calls. Nothing in the tests, which have several targets.
#ifdef LIBFUZZER
#define FUZZ_ENTRY(target)                                                            \
  extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) { \
    fuzz::target({reinterpret_cast<const char*>(data), size});                        \
    return 0;                                                                         \
  }
#else
#define FUZZ_ENTRY(target)
#endif
