// A program of its own whose process ends badly after its tests.
#include <bin/trialmain.hpp>

TRIAL_MAIN
