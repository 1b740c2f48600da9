/// What is fuzzed. Each takes any input, and aborts if something about it is wrong.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace fuzz {

/// One message without its length: it is refused or read, and what was read can be sent again.
void decoder(std::string_view input);

/// Both ends of a connection: the input says who calls whom, what is answered when, where the bytes
/// are cut, what is put between them and when the connection breaks. Every call comes to an end,
/// and nothing grows over its limit.
void connection(std::string_view input);

}  // namespace fuzz

/// In a fuzzer, what libFuzzer calls; nothing in the tests, which have several targets.
#ifdef LIBFUZZER
#define FUZZ_ENTRY(target)                                                            \
  extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) { \
    fuzz::target({reinterpret_cast<const char*>(data), size});                        \
    return 0;                                                                         \
  }
#else
#define FUZZ_ENTRY(target)
#endif
