// clang-format off
// Wrong registrations, reporters and callbacks, and what a compiler says of each. messages.py compiles every part by
// itself: the text behind `//= name:` is a regular expression that its first error must match. A number in brackets is that
// of the lines that suffice where a compiler adds notes of its own.

//= a_right_one:
class RightTests : public trial::TestCase {
 public:
  void test_a() {}
  reactor::Deferred<int> test_b() { return reactor::succeed(1); }
  void takes(int) {}
};
TRIAL_TESTS(RightTests, test_a, (test_b, .todo = "why", .timeout = 3))
TRIAL_VALUES(RightTests, takes, 1, 2)
TRIAL_CLASS(RightTests, .skip = "why")
class RightReporter : public trial::Reporter {
 public:
  using Reporter::Reporter;
};
TRIAL_REPORTER(right, "right", RightReporter)
void use(const reactor::Deferred<int>& d) {
  d.addCallback([](int n) { return n; }).addErrback([](const reactor::Failure&) { return 1; });
}

//= a_misspelt_test: .test_sm. is not a member of .LedgerTests.|no member named 'test_sm' in 'LedgerTests'; did you mean
class LedgerTests : public trial::TestCase {
 public:
  void test_sum() {}
};
TRIAL_TESTS(LedgerTests, test_sm)

//= a_misspelt_test_with_options: .test_sm. is not a member of .LedgerTests.|no member named 'test_sm' in 'LedgerTests'
class LedgerTests : public trial::TestCase {
 public:
  void test_sum() {}
};
TRIAL_TESTS(LedgerTests, (test_sm, .todo = "later"))

//= a_private_test: test_sum.* is private|'test_sum' is a private member of 'LedgerTests'
class LedgerTests : public trial::TestCase {
  void test_sum() {}
};
TRIAL_TESTS(LedgerTests, test_sum)

//= a_test_with_a_parameter: a test takes no arguments
class LedgerTests : public trial::TestCase {
 public:
  void test_sum(int) {}
};
TRIAL_TESTS(LedgerTests, test_sum)

//= a_test_that_is_a_variable: a test is a method
class LedgerTests : public trial::TestCase {
 public:
  int test_sum = 0;
};
TRIAL_TESTS(LedgerTests, test_sum)

//= a_test_that_returns_a_value: a test or fixture returns nothing or a Deferred
class LedgerTests : public trial::TestCase {
 public:
  int test_sum() { return 1; }
};
TRIAL_TESTS(LedgerTests, test_sum)

//= a_synchronous_test_with_a_deferred: a SynchronousTestCase does not wait for Deferreds
class LedgerTests : public trial::SynchronousTestCase {
 public:
  reactor::Deferred<void> test_sum() { return reactor::succeed(); }
};
TRIAL_TESTS(LedgerTests, test_sum)

//= a_private_fixture: setUp of a test class is public and takes no arguments
class LedgerTests : public trial::TestCase {
  void setUp() {}

 public:
  void test_sum() {}
};
TRIAL_TESTS(LedgerTests, test_sum)

//= a_fixture_with_a_parameter: setUp of a test class is public and takes no arguments
class LedgerTests : public trial::TestCase {
 public:
  void setUp(int) {}
  void test_sum() {}
};
TRIAL_TESTS(LedgerTests, test_sum)

//= a_class_that_is_no_test_case: a test class derives, publicly, from trial::TestCase or trial::SynchronousTestCase
class LedgerTests {
 public:
  void test_sum() {}
};
TRIAL_TESTS(LedgerTests, test_sum)

//= a_class_with_a_private_base: a test class derives, publicly, from trial::TestCase or trial::SynchronousTestCase
class LedgerTests : trial::TestCase {
 public:
  void test_sum() {}
};
TRIAL_TESTS(LedgerTests, test_sum)

//= a_class_that_needs_arguments: a test class is made without arguments
class LedgerTests : public trial::TestCase {
 public:
  explicit LedgerTests(int) {}
  void test_sum() {}
};
TRIAL_TESTS(LedgerTests, test_sum)

//= an_unknown_option_of_a_test: trial::TestOptions. has no non-static data member named .skp.|designator 'skp' does not refer to any field in type '(::)?trial::TestOptions'
class LedgerTests : public trial::TestCase {
 public:
  void test_sum() {}
};
TRIAL_TESTS(LedgerTests, (test_sum, .skp = "why"))

//= an_option_of_the_wrong_type (60): convert .*const char|no viable conversion from 'const char\[4\]' to 'std::optional<double>'
class LedgerTests : public trial::TestCase {
 public:
  void test_sum() {}
};
TRIAL_TESTS(LedgerTests, (test_sum, .timeout = "why"))

//= an_unknown_option_of_a_class: trial::TestOptions. has no non-static data member named .limit.|designator 'limit' does not refer to any field in type '(::)?trial::TestOptions'
class LedgerTests : public trial::TestCase {
 public:
  void test_sum() {}
};
TRIAL_TESTS(LedgerTests, test_sum)
TRIAL_CLASS(LedgerTests, .limit = 3)

//= an_unknown_option_of_a_module: trial::TestOptions. has no non-static data member named .limit.|designator 'limit' does not refer to any field in type '(::)?trial::TestOptions'
TRIAL_MODULE(test_ledger, .limit = 3)

//= a_misspelt_test_of_types (32): .test_sm. is not a member of .*QueueTests<int>|no member named 'test_sm' in 'QueueTests<int>'
template <class T>
class QueueTests : public trial::TestCase {
 public:
  void test_sum() {}
};
TRIAL_TYPED_TESTS(QueueTests, (int), test_sm)

//= a_value_of_the_wrong_type: the values of TRIAL_VALUES have the type that the test takes
class LedgerTests : public trial::TestCase {
 public:
  void test_sum(int) {}
};
TRIAL_VALUES(LedgerTests, test_sum, "one", "two")

//= values_for_a_test_without_a_parameter: a test of TRIAL_VALUES is a method that takes one value
class LedgerTests : public trial::TestCase {
 public:
  void test_sum() {}
};
TRIAL_VALUES(LedgerTests, test_sum, 1, 2)

//= a_private_test_of_values: test_sum.* is private|'test_sum' is a private member of 'LedgerTests'
class LedgerTests : public trial::TestCase {
  void test_sum(int) {}
};
TRIAL_VALUES(LedgerTests, test_sum, 1, 2)

//= a_suite_that_is_none: the function of TRIAL_TEST_SUITE takes nothing and returns a SuitePtr
int makeNumber() { return 1; }
TRIAL_TEST_SUITE(makeNumber)

//= a_reporter_with_another_constructor: a reporter is constructed from .std::ostream
class TapReporter : public trial::TestResult {
 public:
  explicit TapReporter(int) {}
};
TRIAL_REPORTER(tap, "Test Anything Protocol", TapReporter)

//= a_reporter_with_a_private_constructor: a reporter is constructed from .std::ostream
class TapReporter : public trial::Reporter {
  TapReporter(std::ostream& out, const std::string&, bool) : Reporter(out) {}
};
TRIAL_REPORTER(tap, "Test Anything Protocol", TapReporter)

//= a_reporter_that_is_none: a reporter derives from trial::IReporter, publicly
class TapReporter {
 public:
  TapReporter(std::ostream&, const std::string&, bool) {}
};
TRIAL_REPORTER(tap, "Test Anything Protocol", TapReporter)

//= a_reporter_with_missing_functions: a reporter overrides all pure functions of trial::IReporter
class TapReporter : public trial::IReporter {
 public:
  TapReporter(std::ostream&, const std::string&, bool) {}
};
TRIAL_REPORTER(tap, "Test Anything Protocol", TapReporter)

//= a_function_that_makes_no_reporter: a function that makes reporters is called with .std::ostream
int makeTap(std::ostream&) { return 1; }
TRIAL_REPORTER(tap, "Test Anything Protocol", makeTap)

//= a_factory_of_other_parameters: a function that makes reporters is called with .std::ostream
trial::ReporterFactory factory = [](int) { return std::make_shared<trial::TestResult>(); };

//= a_callback_of_the_wrong_parameter: a callback of a Deferred<T> takes a T
void f(const reactor::Deferred<int>& d) {
  d.addCallback([](const std::string& text) { return text.size(); });
}

//= a_callback_without_a_parameter: a callback of a Deferred<T> takes a T
void f(const reactor::Deferred<int>& d) {
  d.addCallback([] {});
}

//= a_callback_with_a_missing_argument: a callback of a Deferred<T> takes a T
void f(const reactor::Deferred<int>& d) {
  d.addCallback([](int n, int m) { return n + m; });
}

//= an_errback_of_the_wrong_parameter: an errback takes a reactor::Failure
void f(const reactor::Deferred<int>& d) {
  d.addErrback([](int n) { return n; });
}

//= an_errback_that_returns_nothing: an errback of a Deferred<T> returns a T
void f(const reactor::Deferred<int>& d) {
  d.addErrback([](const reactor::Failure&) {});
}

//= an_errback_that_returns_another_type: an errback of a Deferred<T> returns a T
void f(const reactor::Deferred<int>& d) {
  d.addErrback([](const reactor::Failure& failure) { return failure.getErrorMessage(); });
}

//= an_errback_of_no_value_that_returns_one: an errback of a Deferred<T> returns a T
void f(const reactor::Deferred<void>& d) {
  d.addErrback([](const reactor::Failure&) { return 1; });
}

//= wrong_callbacks: an errback of a Deferred<T> returns a T
void f(const reactor::Deferred<int>& d) {
  d.addCallbacks([](int n) { return n; }, [](const reactor::Failure&) { return std::string(); });
}

//= a_function_for_both_of_the_wrong_parameter: the function of addBoth takes a reactor::Result<T>
void f(const reactor::Deferred<int>& d) {
  d.addBoth([](int n) { return n; });
}

//= a_value_of_another_type: a Deferred<T> is fired with a T
void f(const reactor::Deferred<int>& d) {
  d.callback("one");
}

//= a_function_with_other_arguments: the function of maybeDeferred takes the arguments that follow it
auto d = reactor::maybeDeferred([](int n) { return n; }, "one");

//= a_cleanup_with_other_arguments: the function of addCleanup takes the arguments that follow it
class LedgerTests : public trial::TestCase {
 public:
  void test_sum() {
    addCleanup([](int) {}, "one");
  }
};

//= an_assertion_on_a_function_with_a_parameter: assertRaises<E>\(f\) calls f without arguments
class LedgerTests : public trial::TestCase {
 public:
  void test_sum() {
    assertRaises<std::runtime_error>([](int) {});
  }
};

//= what_cannot_be_equal: these two types cannot be compared
struct Point {
  int x;
};
class LedgerTests : public trial::TestCase {
 public:
  void test_sum() { assertEqual(Point{1}, Point{2}); }
};

//= what_cannot_be_less: these two types cannot be compared
struct Point {
  int x;
};
class LedgerTests : public trial::TestCase {
 public:
  void test_sum() { assertLess(Point{1}, 2); }
};

//= what_cannot_contain: a container has keys or items, or is a text
class LedgerTests : public trial::TestCase {
 public:
  void test_sum() { assertIn(1, 2); }
};

//= a_value_for_a_deferred_of_none: a Deferred<T> is fired with a T
void f(const reactor::Deferred<void>& d) {
  d.callback(1);
}
