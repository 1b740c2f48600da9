// Cases that close descriptors which they did not open: those of the report, or all. One crashes
// behind them.
#include <csignal>

#include <gtest/gtest.h>

#include "forking.hpp"

TEST(Closing, first) {}
TEST(Closing, from_three) { forking::closeFrom(3); }
TEST(Closing, fails) { EXPECT_EQ(1, 2); }
TEST(Closing, crashes) { (void)std::raise(SIGSEGV); }
TEST(Closing, all) { forking::closeFrom(0); }
TEST(Closing, last) {}
