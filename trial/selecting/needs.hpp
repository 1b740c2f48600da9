/// Cases of programs that come along because others depend on them.
#pragma once

#include <span>

namespace trial::frameworks {
struct ListedCase;
struct Program;
}  // namespace trial::frameworks

namespace trial {

/// A case that may be taken. `program` and `listed` outlive it.
struct Selectable {
  const frameworks::Program* program;
  const frameworks::ListedCase* listed;
  bool taken = false;
  /// False if it would be told as skipped without a run: then it needs nothing.
  bool runs = true;
};

/// Takes also what those that are taken need, and so on.
void takeNeeded(std::span<Selectable> cases);

}  // namespace trial
