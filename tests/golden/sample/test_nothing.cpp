// A module without any test.
#include <trial/unittest.hpp>

TRIAL_MODULE(sample.test_nothing)
