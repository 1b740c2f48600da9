// One name for two reporters.
#include <trial/reporters.hpp>
#include <trial/textreporter.hpp>

TRIAL_REPORTER(twin, "one", trial::TextReporter)
TRIAL_REPORTER(twin, "another", trial::VerboseTextReporter)
