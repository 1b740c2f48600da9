// Two thousand cases, and a static object that fails when it is destroyed if it is told so.
#define CATCH_CONFIG_RUNNER
#if __has_include(<catch2/catch_all.hpp>)
#include <catch2/catch_all.hpp>
#else
#include <catch2/catch.hpp>
#endif

#include <cstdlib>
#include <string>

#include <unistd.h>

namespace {

void passes() { CHECK(true); }

}  // namespace

int main(int argc, char** argv) {
  for (int i = 0; i < 2000; ++i) REGISTER_TEST_CASE(passes, "case " + std::to_string(i), "[many]");
  const int result = Catch::Session().run(argc, argv);
  return std::getenv("CATCH2_MANY_STATUS") != nullptr ? 23 : result;
}
