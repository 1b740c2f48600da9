/// TRIAL_DIST_API: marks the symbols that the shared library exports.
#pragma once

#define TRIAL_DIST_API __attribute__((visibility("default")))
