// Has another name than its file, and what it writes is a protocol.
#include <trial/reporters.hpp>

namespace {

class Protocol final : public trial::TestResult {
 public:
  static constexpr bool ownsStream = true;
  Protocol(std::ostream& stream, const std::string&, bool, trial::LogPublisher*)
      : stream_(stream) {}
  void done() override { stream_ << "{\"tests\":" << testsRun() << "}\n"; }

 private:
  std::ostream& stream_;
};

}  // namespace

TRIAL_REPORTER(protocol, "a number in braces", Protocol)
