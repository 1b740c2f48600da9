#include <bin/trialmain.hpp>

TRIAL_MAIN
