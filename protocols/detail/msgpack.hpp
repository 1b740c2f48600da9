/// The codec: a message is a 4-byte big-endian length and one msgpack map, the box (MP-01 to
/// MP-04). Boxes are written directly into an output buffer and read as views into the received
/// bytes; no std::map is made.
#pragma once

#include <protocols/detail/boxwriter.hpp>
#include <protocols/detail/received.hpp>
