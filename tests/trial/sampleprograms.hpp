// The test programs of tests/programs, and a loop to list and run them in.
#pragma once

#include <stdexcept>
#include <string>

#include <boost/test/unit_test.hpp>

#include <reactor/defer.hpp>
#include <reactor/libevent.hpp>
#include <trial/programs/program.hpp>

namespace sampleprograms {

inline trial::frameworks::ProgramPtr sample(const std::string& name) {
  auto program = trial::frameworks::openProgram(name, TRIAL_TEST_PROGRAMS);
  BOOST_TEST_REQUIRE(program != nullptr, "no test program: " << name);
  return program;
}

/// A reactor that runs until something has happened; the time limit is only a net.
struct Loop {
  template <class T>
  void until(const reactor::Deferred<T>& d) {
    const auto net = loop.callLater(60, [] { throw std::runtime_error("nothing happened"); });
    while (!d.called() && net->active()) loop.iterate(1);
    BOOST_TEST_REQUIRE(d.called());
    if (net->active()) net->cancel();
  }
  reactor::LibeventReactor loop;
};

}  // namespace sampleprograms
