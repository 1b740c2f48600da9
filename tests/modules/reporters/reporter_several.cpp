// Reporters that functions make, none of them with the name of the module.
#include <trial/reporters.hpp>
#include <trial/textreporter.hpp>

namespace {

trial::ReporterPtr makeLetters(std::ostream& stream, const std::string& tbformat, bool realtime,
                               trial::LogPublisher* publisher) {
  return std::make_shared<trial::TextReporter>(stream, tbformat, realtime, publisher);
}

}  // namespace

TRIAL_REPORTER(letters, "of a function", makeLetters)
TRIAL_REPORTER(more_letters, "of a lambda",
               [](std::ostream& stream, const std::string& tbformat, bool realtime) {
                 return std::make_shared<trial::TextReporter>(stream, tbformat, realtime);
               })
