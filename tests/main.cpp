// The main of every layer's tests. TEST_PROGRAM, its name, comes from meson.build;
// BOOST_TEST_MODULE would have to be defined for all of a program's sources, which share a
// precompiled header, and would give each a main.
#include <stdlib.h>

#include <boost/test/unit_test.hpp>

namespace {

bool nameProgram() {
  boost::unit_test::framework::master_test_suite().p_name.value = TEST_PROGRAM;
  return true;
}

}  // namespace

int main(int argc, char** argv) {
  // The runs of tests leave nothing in the state folder of the user.
  ::setenv("TRIAL_DIST_STATE", "/dev/null", 0);
  // They are not the run of a step of GitHub's Actions.
  ::unsetenv("GITHUB_ACTIONS");
  ::unsetenv("GITHUB_STEP_SUMMARY");
  return boost::unit_test::unit_test_main(&nameProgram, argc, argv);
}
