/// Meanwhile: gives a variable another value for a while.
#pragma once

#include <utility>

namespace dist {

/// The variable, which outlives it, has `value` while it lives, and then none.
template <class T>
class Meanwhile final {
 public:
  Meanwhile(T& variable, T value) : variable_(variable) { variable_ = std::move(value); }
  Meanwhile(const Meanwhile&) = delete;
  Meanwhile& operator=(const Meanwhile&) = delete;
  ~Meanwhile() { variable_ = T(); }

 private:
  T& variable_;
};

}  // namespace dist
