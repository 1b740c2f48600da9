#include <trial/selecting/glob.hpp>

#include <fnmatch.h>

namespace trial {

bool isGlob(std::string_view text) { return text.find_first_of("*?[") != std::string_view::npos; }

bool matchesGlob(const std::string& glob, const std::string& text) {
  return ::fnmatch(glob.c_str(), text.c_str(), 0) == 0;
}

}  // namespace trial
