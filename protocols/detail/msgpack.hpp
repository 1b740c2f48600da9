/// The codec: a message is a 4-byte big-endian length and one msgpack map, the box (MP-01 to
/// MP-04). It is written straight into an output buffer and read as views into the received bytes,
/// without a map in between.
#pragma once

#include <protocols/detail/boxwriter.hpp>
#include <protocols/detail/received.hpp>
