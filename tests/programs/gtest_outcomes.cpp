// Every outcome that a case of GoogleTest can have.
#include <cstdio>
#include <cstdlib>
#include <ostream>
#include <stdexcept>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace {

TEST(Plain, passes) { EXPECT_EQ(1, 1); }
TEST(Plain, fails) {
  std::printf("before the check\n");
  EXPECT_EQ(1, 2) << "a message\nof two lines";
  EXPECT_TRUE(false);
}
TEST(Plain, stops_at_an_assertion) {
  ASSERT_TRUE(false);
  std::abort();
}
TEST(Plain, throws) { throw std::runtime_error("thrown"); }
TEST(Plain, throws_an_int) { throw 7; }
TEST(Plain, fails_and_throws) {
  EXPECT_TRUE(false);
  throw std::runtime_error("thrown");
}
TEST(Plain, is_skipped) { GTEST_SKIP() << "not today"; }
TEST(Plain, is_skipped_without_a_reason) { GTEST_SKIP(); }
TEST(Plain, fails_and_is_skipped) {
  EXPECT_TRUE(false);
  GTEST_SKIP() << "after a failure";
}
TEST(Plain, DISABLED_is_disabled) { FAIL(); }
TEST(DISABLED_All, of_it) { FAIL(); }
TEST(Plain, checks_nothing) {}
TEST(Plain, records) { RecordProperty("size", 7); }
TEST(Plain, läuft) { EXPECT_EQ("ü", "ü"); }

TEST(Traced, fails_in_a_scope) {
  SCOPED_TRACE("while counting");
  EXPECT_EQ(1, 2);
}
TEST(Traced, fails_outside_of_a_file) {
  GTEST_MESSAGE_AT_(nullptr, -1, "somewhere", testing::TestPartResult::kNonFatalFailure);
}
TEST(Traced, succeeds) { SUCCEED() << "of course"; }

TEST(Writing, writes_no_newline) { std::printf("no newline"); }
TEST(Writing, writes_and_fails) {
  std::printf("no newline");
  std::fflush(stdout);
  EXPECT_TRUE(false);
  std::printf("no newline at the end");
}
TEST(Writing, writes_to_both) {
  std::printf("to stdout\n");
  std::fprintf(stderr, "to stderr\n");
  EXPECT_TRUE(false);
}
TEST(Writing, quotes_the_framework) {
  std::printf(
      "[       OK ] Writing.quotes_the_framework (0 ms)\n[ RUN      ] Plain.passes\n[  FAILED  ] "
      "Plain.passes (0 ms)\na.cpp:3: Failure\n[==========] 3 tests ran.\n");
  EXPECT_TRUE(false);
}
TEST(Writing, quotes_a_failure_and_passes) {
  std::printf("a.cpp:3: Failure\nFailed\n\x1b[0;31m[  FAILED  ] \x1b[mOther.case (0 ms)\n");
}
TEST(Writing, quotes_a_coloured_run) {
  std::printf(
      "\x1b[0;32m[==========] \x1b[mRunning 1 test from 1 test suite.\n"
      "\x1b[0;32m[ RUN      ] \x1b[mInner.case\n\x1b[0;31m[  FAILED  ] \x1b[mInner.case (0 ms)\n"
      "\x1b[0;32m[==========] \x1b[m1 test from 1 test suite ran. (0 ms total)\n");
}

class Fixture : public testing::Test {
 protected:
  void SetUp() override { EXPECT_TRUE(true); }
};
TEST_F(Fixture, one) {}

class SetUpFails : public testing::Test {
 protected:
  void SetUp() override { FAIL() << "in SetUp"; }
};
TEST_F(SetUpFails, never_runs) { std::abort(); }

class SetUpThrows : public testing::Test {
 protected:
  void SetUp() override { throw std::runtime_error("in SetUp"); }
};
TEST_F(SetUpThrows, never_runs) { std::abort(); }

class SkipsInSetUp : public testing::Test {
 protected:
  void SetUp() override { GTEST_SKIP() << "in SetUp"; }
};
TEST_F(SkipsInSetUp, never_runs) { std::abort(); }

class TearDownFails : public testing::Test {
 protected:
  void TearDown() override { ADD_FAILURE() << "in TearDown"; }
};
TEST_F(TearDownFails, fails_at_the_end) {}

class SuiteFails : public testing::Test {
 protected:
  static void SetUpTestSuite() { FAIL() << "the suite cannot be set up"; }
};
TEST_F(SuiteFails, one) {}
TEST_F(SuiteFails, two) {}

class SuiteThrows : public testing::Test {
 protected:
  static void SetUpTestSuite() { throw std::runtime_error("the suite throws"); }
};
TEST_F(SuiteThrows, one) {}

class SuiteSkips : public testing::Test {
 protected:
  static void SetUpTestSuite() { GTEST_SKIP() << "the suite is not for here"; }
};
TEST_F(SuiteSkips, one) {}

struct Point {
  int x;
};
void PrintTo(const Point& point, std::ostream* out) { *out << "Point\n(" << point.x << " ms)"; }

class Points : public testing::TestWithParam<Point> {};
TEST_P(Points, is_small) { EXPECT_LT(GetParam().x, 2); }
INSTANTIATE_TEST_SUITE_P(Some, Points, testing::Values(Point{1}, Point{2}));
INSTANTIATE_TEST_SUITE_P(DISABLED_Other, Points, testing::Values(Point{3}));

class Texts : public testing::TestWithParam<std::string> {};
TEST_P(Texts, is_short) { EXPECT_LT(GetParam().size(), 4U); }
TEST_P(Texts, DISABLED_is_long) { FAIL(); }
INSTANTIATE_TEST_SUITE_P(Named, Texts, testing::Values("one", "three"),
                         [](const auto& value) { return value.param; });

class Bytes : public testing::TestWithParam<const char*> {};
TEST_P(Bytes, fails) { FAIL(); }
INSTANTIATE_TEST_SUITE_P(Odd, Bytes, testing::Values("\xff\xc3", "a \"quote\"\n\\"));

template <class T>
class Typed : public testing::Test {};
struct TypeNames {
  template <class T>
  static std::string GetName(int) {
    return sizeof(T) == 1 ? "char:1" : "std::int-*";
  }
};
using Types = testing::Types<int, char>;
TYPED_TEST_SUITE(Typed, Types);
TYPED_TEST(Typed, is_wide) { EXPECT_GT(sizeof(TypeParam), 1U); }

template <class T>
class Named : public testing::Test {};
TYPED_TEST_SUITE(Named, Types, TypeNames);
TYPED_TEST(Named, is_wide) { EXPECT_GT(sizeof(TypeParam), 1U); }

template <class T>
class Later : public testing::Test {};
TYPED_TEST_SUITE_P(Later);
TYPED_TEST_P(Later, is_wide) { EXPECT_GT(sizeof(TypeParam), 1U); }
REGISTER_TYPED_TEST_SUITE_P(Later, is_wide);
INSTANTIATE_TYPED_TEST_SUITE_P(Mine, Later, Types);

class Door {
 public:
  virtual ~Door() = default;
  virtual int open(int force) = 0;
};
class MockDoor : public Door {
 public:
  MOCK_METHOD(int, open, (int force), (override));
};
TEST(Mocked, is_called) {
  MockDoor door;
  EXPECT_CALL(door, open(3)).WillOnce(testing::Return(1));
  EXPECT_EQ(door.open(3), 1);
}
TEST(Mocked, is_not_called) {
  MockDoor door;
  EXPECT_CALL(door, open(3)).WillOnce(testing::Return(1));
}
TEST(Mocked, is_called_too_often) {
  MockDoor door;
  EXPECT_CALL(door, open(3)).Times(1);
  door.open(3);
  door.open(3);
}
TEST(Mocked, is_called_otherwise) {
  MockDoor door;
  EXPECT_CALL(door, open(3)).Times(0);
  door.open(4);
}
TEST(Mocked, is_not_interesting) {
  MockDoor door;
  door.open(1);
}
TEST(Mocked, is_strict) {
  testing::StrictMock<MockDoor> door;
  door.open(1);
}

TEST(DyingDeathTest, dies) { EXPECT_DEATH(std::abort(), ""); }
TEST(DyingDeathTest, lives) { EXPECT_DEATH((void)0, ""); }
TEST(DyingDeathTest, fails_in_the_child) {
  EXPECT_EXIT(
      {
        EXPECT_TRUE(false);
        std::exit(0);
      },
      testing::ExitedWithCode(0), "");
}
TEST(DyingDeathTest, dies_threadsafe) {
  testing::FLAGS_gtest_death_test_style = "threadsafe";
  EXPECT_EXIT(std::exit(3), testing::ExitedWithCode(3), "");
}
TEST(DyingDeathTest, lives_threadsafe) {
  testing::FLAGS_gtest_death_test_style = "threadsafe";
  EXPECT_DEATH((void)0, "");
}

}  // namespace
