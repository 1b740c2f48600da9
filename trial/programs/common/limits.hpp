/// How much adapters give to a program at once, and keep of what it says.
#pragma once

#include <cstddef>
#include <string>

namespace trial::frameworks {

/// Linux takes 128 KiB in one argument and, with the usual stack limit, 2 MiB in all of them and
/// the environment.
inline constexpr std::size_t mostBytesInArgument = std::size_t{96} << 10U;
inline constexpr std::size_t mostBytesInCommand = std::size_t{512} << 10U;
/// A framework that compares each name that it is given with each case of the program takes half a
/// microsecond for that without optimisation.
inline constexpr std::size_t mostComparedNames = 500;
/// Of the messages of one case, in bytes.
inline constexpr std::size_t mostDetails = std::size_t{1} << 20U;

/// Cuts a text that is longer than `most` bytes, and says so in it.
inline void cutAt(std::string& text, std::size_t most) {
  if (text.size() <= most) return;
  text.resize(most);
  text += "\n[...]";
}

}  // namespace trial::frameworks
