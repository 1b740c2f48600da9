/// Descriptions of frameworks as texts of a configuration file.
#pragma once

#include <filesystem>
#include <fstream>
#include <string>

#include <trial/configuration/file.hpp>
#include <trial/configuration/section.hpp>
#include <trial/programs/described/description.hpp>

#include "recorder.hpp"

namespace describing {

/// The first framework of a file with this text; throws what is wrong with it.
inline trial::frameworks::Description described(const std::string& text) {
  const recording::ScratchFolder folder;
  const auto file = folder.path / trial::configurationFileName;
  std::ofstream(file) << text;
  const auto content = trial::readConfiguration(file);
  const trial::ConfigurationSection whole(content, "", {"framework"});
  return trial::frameworks::readDescription(
      whole.sections("framework", trial::frameworks::frameworkKeys).at(0), folder.path);
}

/// All that a description must have, but for what is in `more`.
inline std::string least(const std::string& more) {
  return "[[framework]]\nname = 'x'\nprograms = 'x'\nlist.arguments = '-l'\n"
         "run.arguments = '{cases}'\n" +
         more;
}

}  // namespace describing
