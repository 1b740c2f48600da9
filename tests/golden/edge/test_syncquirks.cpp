// Where synchronous and asynchronous test cases differ.
#include <iostream>
#include <stdexcept>

#include <reactor/log.hpp>
#include <trial/unittest.hpp>

TRIAL_MODULE(edge.test_syncquirks)

namespace {

template <class Base>
class SetUpFails : public Base {
 public:
  void setUp() { Base::fail("assertion in setUp"); }
  void test_never() {}
};
template <class Base>
class TearDownFails : public Base {
 public:
  void tearDown() { Base::fail("assertion in tearDown"); }
  void test_passes() {}
};
template <class Base>
class TearDownSkips : public Base {
 public:
  void tearDown() { throw trial::SkipTest("skip from tearDown"); }
  void test_passes() {}
};
template <class Base>
class CleanupFails : public Base {
 public:
  void test_passes() {
    Base::addCleanup([] { Base::fail("assertion in cleanup"); });
  }
};
template <class Base>
class TodoTearDownFails : public Base {
 public:
  void tearDown() { throw std::runtime_error("boom in tearDown"); }
  void test_passes() {}
};

class AsyncASetUp : public SetUpFails<trial::TestCase> {};
class AsyncBTearDown : public TearDownFails<trial::TestCase> {};
class AsyncCTearDownSkip : public TearDownSkips<trial::TestCase> {};
class AsyncDCleanup : public CleanupFails<trial::TestCase> {};
class AsyncETodoTearDown : public TodoTearDownFails<trial::TestCase> {};
TRIAL_TESTS(AsyncASetUp, test_never)
TRIAL_TESTS(AsyncBTearDown, test_passes)
TRIAL_TESTS(AsyncCTearDownSkip, test_passes)
TRIAL_TESTS(AsyncDCleanup, test_passes)
TRIAL_TESTS(AsyncETodoTearDown, (test_passes, .todo = "todo"))

class SyncASetUp : public SetUpFails<trial::SynchronousTestCase> {};
class SyncBTearDown : public TearDownFails<trial::SynchronousTestCase> {};
class SyncCTearDownSkip : public TearDownSkips<trial::SynchronousTestCase> {};
class SyncDCleanup : public CleanupFails<trial::SynchronousTestCase> {};
class SyncETodoTearDown : public TodoTearDownFails<trial::SynchronousTestCase> {};
TRIAL_TESTS(SyncASetUp, test_never)
TRIAL_TESTS(SyncBTearDown, test_passes)
TRIAL_TESTS(SyncCTearDownSkip, test_passes)
TRIAL_TESTS(SyncDCleanup, test_passes)
TRIAL_TESTS(SyncETodoTearDown, (test_passes, .todo = "todo"))

class SyncFSetUpLogs : public trial::SynchronousTestCase {
 public:
  void setUp() {
    reactor::log::err(trial::Failure(std::runtime_error("logged in a setUp that fails")));
    throw std::runtime_error("boom in setUp");
  }
  void test_never() {}
};
TRIAL_TESTS(SyncFSetUpLogs, test_never)

class SyncGInnocent : public trial::SynchronousTestCase {
 public:
  void test_innocent() {}
};
TRIAL_TESTS(SyncGInnocent, test_innocent)

class SyncHSkipsLate : public trial::SynchronousTestCase {
 public:
  void tearDown() { std::cout << "tearDown ran after skip\n"; }
  void test_skips() { throw trial::SkipTest("skipped"); }
};
TRIAL_TESTS(SyncHSkipsLate, test_skips)

}  // namespace
