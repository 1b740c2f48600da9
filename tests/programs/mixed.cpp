// A program that has the marks of two frameworks, and lists its cases as one of the two, as both,
// or as neither, as it is built. No case may run while it is asked for its list: the case of
// GoogleTest leaves a file behind.
#define DOCTEST_CONFIG_IMPLEMENT
#include <cstdlib>
#include <fstream>

#include <doctest/doctest.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace {

class Account {
 public:
  virtual ~Account() = default;
  virtual void open() = 0;
};
class MockAccount final : public Account {
 public:
  MOCK_METHOD(void, open, (), (override));
};

TEST_CASE("of doctest") { CHECK(1 + 1 == 2); }

TEST(OfGoogleTest, runs) {
  MockAccount account;
  EXPECT_CALL(account, open());
  account.open();
  if (const char* file = std::getenv("TRIAL_RAN")) std::ofstream(file) << "ran\n";
}

}  // namespace

int main(int argc, char** argv) {
#if defined(OF_DOCTEST)
  testing::InitGoogleMock(&argc, argv);
  return doctest::Context(argc, argv).run();
#elif defined(OF_GOOGLETEST)
  const doctest::Context unused(argc, argv);
  testing::InitGoogleTest(&argc, argv);
  return RUN_ALL_TESTS();
#elif defined(OF_BOTH)
  testing::InitGoogleTest(&argc, argv);
  const int failed = RUN_ALL_TESTS();
  return failed + doctest::Context(argc, argv).run();
#else
  if (argc == 0) return doctest::Context(argc, argv).run() + RUN_ALL_TESTS();
  return 3;
#endif
}
