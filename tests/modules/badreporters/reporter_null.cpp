// A factory that makes none.
#include <ostream>
#include <string>

#include <trial/reporters.hpp>

namespace {

trial::ReporterPtr makeNone(std::ostream&, const std::string&, bool) { return nullptr; }

}  // namespace

TRIAL_REPORTER(null, "made by nobody", makeNone)
