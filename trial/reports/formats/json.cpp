#include <trial/reports/formats/json.hpp>

#include <cmath>
#include <cstddef>
#include <memory>
#include <optional>
#include <unordered_map>
#include <utility>

#include <trial/reporters/reporttime.hpp>
#include <trial/reports/jsonvalues.hpp>

namespace trial {

namespace {

/// To the microsecond.
double rounded(double seconds) {
  constexpr double perSecond = 1e6;
  return std::round(seconds * perSecond) / perSecond;
}

/// Leaves out what is no time: the clock may have been set back, or a program have reported it.
void addSeconds(Json& event, const std::optional<double>& seconds) {
  if (seconds && std::isfinite(*seconds) && *seconds >= 0) event["seconds"] = rounded(*seconds);
}

class JsonReport final : public IRunListener {
 public:
  explicit JsonReport(ReportFile& file) : file_(file) {}

  void runBegan(const std::vector<TestPtr>& cases) override {
    began_ = ReportTime::now();
    successful_ = true;
    numbers_.clear();
    auto tests = Json::array();
    for (const auto& test : cases) {
      numbers_.try_emplace(test.get(), Known{test, tests.size()});
      tests.push_back(jsonOf(*test));
    }
    write({{"event", "runBegan"},
           {"version", logVersion},
           {"pass", ++pass_},
           {"time", rounded(ReportTime::date())},
           {"cases", std::move(tests)}});
  }
  void caseBegan(const TestPtr& test, std::optional<int> worker) override {
    auto event = now("caseBegan");
    addTest(event, test);
    if (worker) event["worker"] = *worker;
    write(event);
  }
  void caseOver(const CaseReport& report) override {
    if (report.test == nullptr) return;
    successful_ = successful_ && report.successful();
    auto event = now("caseOver");
    addTest(event, report.test);
    if (report.began && std::isfinite(*report.began))
      event["began"] = rounded(*report.began - began_);
    addSeconds(event, report.seconds);
    addReport(event, report);
    write(event);
  }
  void programStarted(const std::string& program, double seconds) override {
    auto event = now("programStarted");
    event["program"] = jsonText(program);
    event["seconds"] = 0;
    addSeconds(event, seconds);
    write(event);
  }
  void workerLost(int worker, const std::string& why) override {
    auto event = now("workerLost");
    event["worker"] = worker;
    event["why"] = jsonText(why);
    write(event);
  }
  void workerReplaced(int worker) override {
    auto event = now("workerReplaced");
    event["worker"] = worker;
    write(event);
  }
  void endedEarly(const EarlyEnd& end) override {
    successful_ = false;
    auto event = now("endedEarly");
    event["interrupted"] = end.interrupted;
    if (end.signal != 0) event["signal"] = end.signal;
    event["notRun"] = end.notRun;
    write(event);
  }
  void runOver() override {
    auto event = now("runOver");
    event["successful"] = successful_;
    write(event);
  }

 private:
  /// A test of the list; another one may come to its address when it is gone.
  struct Known {
    std::weak_ptr<const ITestCase> test;
    std::size_t number;
  };

  [[nodiscard]] Json now(const char* event) const {
    return {{"event", event}, {"at", rounded(ReportTime::now() - began_)}};
  }
  void addTest(Json& event, const TestPtr& test) const {
    const auto at = numbers_.find(test.get());
    if (at != numbers_.end() && at->second.test.lock() == test) {
      event["case"] = at->second.number;
      event["id"] = jsonText(test->id());
    } else {
      event["test"] = jsonOf(*test);
    }
  }
  void write(const Json& event) { file_.append(event.dump() + '\n'); }

  ReportFile& file_;
  int pass_ = 0;
  double began_ = 0;
  bool successful_ = true;
  std::unordered_map<const ITestCase*, Known> numbers_;
};

}  // namespace

std::string jsonEnd(int status) { return Json{{"event", "end"}, {"status", status}}.dump() + '\n'; }

RunListenerPtr jsonReport(ReportFile& file) { return std::make_shared<JsonReport>(file); }

}  // namespace trial
