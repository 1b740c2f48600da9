// Cases of Catch2 as a list gives them, for the tests of its adapter.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include <trial/programs/catch2/names.hpp>
#include <trial/programs/framework.hpp>

namespace catch2cases {

[[nodiscard]] inline trial::frameworks::ListedCase named(std::string name, int line = 0,
                                                         bool hidden = false) {
  trial::frameworks::ListedCase listed;
  listed.id = std::move(name);
  listed.line = line;
  listed.hidden = hidden;
  return listed;
}

[[nodiscard]] inline trial::frameworks::CaseNotes notesOf(
    std::vector<trial::frameworks::ListedCase> cases) {
  trial::frameworks::catch2::nameCases(cases);
  trial::frameworks::CaseNotes notes;
  for (const auto& listed : cases) notes.emplace(listed.id, listed.note);
  return notes;
}

}  // namespace catch2cases
