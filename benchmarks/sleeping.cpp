// GoogleTest cases that sleep. SLEEPS has the milliseconds of each, with commas between; START
// those that the program takes before its main begins.
#include <chrono>
#include <cstdlib>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

namespace {

std::string variable(const char* name) {
  const char* value = std::getenv(name);
  return value ? value : "0";
}

void sleep(int milliseconds) {
  std::this_thread::sleep_for(std::chrono::milliseconds(milliseconds));
}

std::vector<int> sleeps() {
  std::vector<int> all;
  std::istringstream numbers(variable("SLEEPS"));
  for (std::string number; std::getline(numbers, number, ',');) all.push_back(std::stoi(number));
  return all;
}

[[maybe_unused]] const bool started = (sleep(std::stoi(variable("START"))), true);

class Sleeping : public testing::TestWithParam<int> {};

TEST_P(Sleeping, Case) { sleep(GetParam()); }

INSTANTIATE_TEST_SUITE_P(All, Sleeping, testing::ValuesIn(sleeps()));

}  // namespace
