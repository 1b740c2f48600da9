#include "goldenrecordings.hpp"

#include <string>

namespace golden {

const std::map<std::string, std::string>& better() {
  const std::string expectedFailures =
      "REP-27: an expected failure shows its class and where it was made";
  const std::string order = "WR-10: results come in the order in which they were made";
  static const std::map<std::string, std::string> reasons = {
      {"plain/strict-todo-surprise-breaks-summary",
       "FIX-15: an unexpected success of a todo that lists errors has its summary"},
      {"plain/interrupt", "FIX-05: what was not run is listed"},
      {"plain/sync-async-differences",
       "FIX-16, FIX-17: what a setUp logs is its own test's; a test whose cleanup fails is no "
       "success"},
      {"plain/timeouts", "FIX-18: tearDown runs also when the chain of the test's Deferred waits"},
      {"plain/reporter-subunit",
       "FIX-14: a second outcome of a test begins anew, for readers drop it otherwise; a failure "
       "that knows where it was made shows it, and one that does not has no traceback"},
      {"errors/debugger-unknown", "cli.md, section 2: one line, no traceback"},
      {"errors/temp-directory-busy", "cli.md, section 2: one line, no traceback"},
      {"errors/j1-temp-directory-busy", "cli.md, section 2: one line, no traceback"},
      {"errors/temp-directory-not-trials", "cli.md, section 2: one line, no traceback"},
      {"errors/j1-temp-directory-not-trials", "cli.md, section 2: one line, no traceback"},
      {"errors/temp-directory-missing-parent", "DIR-08: the parent is made"},
      {"errors/j1-temp-directory-missing-parent", "DIR-08: the parent is made"},
      {"errors/jobs-exitfirst", "CLI-03: --exitfirst goes with --jobs"},
      {"errors/jobs-and-dry-run-and-exitfirst", "CLI-03: --exitfirst goes with --jobs"},
      {"errors/jobs-auto", "CLI-04: auto is a number of jobs"},
      {"errors/jobs-negative", "CLI-04: auto is a number of jobs"},
      {"errors/jobs-zero", "CLI-04: auto is a number of jobs"},
      {"errors/option-after-name", "cli.md, section 1: options may stand anywhere"},

      {"jobs/j1-reporter-bwverbose", expectedFailures},
      {"jobs/j1-reporter-text", expectedFailures},
      {"jobs/j1-reporter-timing", expectedFailures},
      {"jobs/j1-reporter-verbose", expectedFailures},
      {"jobs/j1-rterrors-text", expectedFailures},
      {"jobs/j1-rterrors-verbose", expectedFailures},
      {"jobs/j1-tbformat-cgitb", expectedFailures},
      {"jobs/j1-tbformat-emacs", expectedFailures},
      {"jobs/j1-timeouts", expectedFailures},
      {"jobs/j1-unclean-warnings", "FIX-28: a warning stands in the report of its test"},
      {"jobs/j1-until-failure", "FIX-20: each pass has its counts, and its header first"},
      {"jobs/j2-default-tree", expectedFailures + "; DIR-10, FIX-22: one log of the run"},
      {"jobs/j2-reporter-bwverbose", expectedFailures},
      {"jobs/j2-reporter-text", expectedFailures},
      {"jobs/j2-reporter-timing", expectedFailures},
      {"jobs/j2-reporter-verbose", expectedFailures},
      {"jobs/j2-rterrors-verbose", expectedFailures},
      {"jobs/j2-until-failure", "FIX-20: each pass has its counts, and its header first"},
      {"jobs/j9-more-workers-than-tests", "DIR-10, FIX-22: one log of the run"},

      {"v24.7/j1-big-log-line-fails-test", "FIX-04: a long line of the log is no error"},
      {"v24.7/j1-big-skip", "FIX-04: a long reason of a skip is no error"},
      {"v24.7/j1-closed-descriptors",
       "FIX-26: a test that closes descriptors 3 and 4 disturbs nobody"},
      {"v24.7/j1-empty-until-failure-repeats-for-ever", "FIX-09: a run without tests ends"},
      {"v24.7/j1-interrupt-loses-later-tests", "FIX-05: what was not run is listed"},
      {"v24.7/j1-killed-worker-errors-for-innocent-tests",
       "FIX-01: only the case that ended its worker is in error"},
      {"v24.7/j1-local-exception-class-lost",
       "FIX-13: the class, the text and the frames of any exception are shown"},
      {"v24.7/j1-reporter-bwverbose", order + "; " + expectedFailures},
      {"v24.7/j1-reporter-text", order + "; " + expectedFailures},
      {"v24.7/j1-reporter-timing", order + "; " + expectedFailures},
      {"v24.7/j1-reporter-verbose", order + "; " + expectedFailures},
      {"v24.7/j1-stdin-hangs", "FIX-06: a test that reads its stdin is at the end of it"},
      {"v24.7/j1-subunit", "FIX-14: nothing but subunit, and all outcomes"},
      {"v24.7/j1-temp-directory-busy", "FIX-10: one line, and the run ends"},
      {"v24.7/j1-temp-directory-not-trials", "FIX-10: one line, and the run ends"},
      {"v24.7/j1-unexpected-success-traceback", "FIX-02: the summary lists unexpected successes"},
      {"v24.7/j2-default-tree", order + "; " + expectedFailures},
      {"v24.7/j2-duplicate-ids-collide", "FIX-11: two tests of one id are both reported"},
      {"v24.7/j2-empty-suite-hangs", "FIX-09: a run without tests ends"},
      {"v24.7/j2-killed-worker-errors-for-innocent-tests",
       "FIX-01: the error names the worker and the case, and the run ends without complaints"},
      {"v24.7/j2-sigint-to-group",
       "FIX-07: what runs is finished, what was not run is listed, the status names the signal"},
      {"v24.7/j2-sigint-to-manager-misattributes",
       "FIX-07, FIX-12: each result is its own test's, what was not run is listed"},
      {"v24.7/plain-strict-todo-surprise-breaks-summary",
       "FIX-15: an unexpected success of a todo that lists errors has its summary"},
  };
  return reasons;
}

}  // namespace golden
