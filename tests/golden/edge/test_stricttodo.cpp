// Unexpected success of a todo that names a type of exception.
#include <trial/unittest.hpp>

TRIAL_MODULE(edge.test_stricttodo)

namespace {

class StrictTests : public trial::TestCase {
 public:
  void test_todoPasses() {}
};
TRIAL_TESTS(StrictTests, (test_todoPasses, .todo = trial::makeTodo({"std.invalid_argument"},
                                                                   "expected an invalid_argument")))

}  // namespace
