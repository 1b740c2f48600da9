// A module that says its name itself, and has nothing else.
#include <trial/unittest.hpp>

TRIAL_MODULE(other.name)
