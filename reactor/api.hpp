/// What of the library can be seen from outside it.
#pragma once

#define TRIAL_DIST_API __attribute__((visibility("default")))
