/// TRIAL_DIST_API: marks the symbols that the shared library exports.
#pragma once

#define TRIAL_DIST_API __attribute__((visibility("default")))
/// For a class in an exported one that is defined in a source.
#define TRIAL_DIST_LOCAL __attribute__((visibility("hidden")))
