#include <dist/manager/drive.hpp>

#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <utility>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <dist/iworker.hpp>
#include <dist/localworkeramp.hpp>
#include <dist/schedule/schedule.hpp>
#include <dist/testing.hpp>
#include <protocols/error.hpp>
#include <protocols/testing.hpp>
#include <reactor/task.hpp>

#include "support.hpp"

namespace {

using boost::unit_test::label;
using dist::SharedTestQueue;
using dist::testing::namedCase;
using dist::testing::namedCases;
using reactor::Failure;
using support::Texts;

/// Takes one item of each task when it is told to: no clock, no reactor.
class StepwiseCooperate final {
 public:
  reactor::Cooperate function() {
    return [this](reactor::WorkIterator iterator) {
      return cooperator_.cooperate(std::move(iterator));
    };
  }
  /// Turns as long as there is something to turn for.
  void settle() {
    while (pending_) std::exchange(pending_, nullptr)();
  }

 private:
  struct Call final : reactor::IDelayedCall {
    explicit Call(std::function<void()>& call) : pending(call) {}
    [[nodiscard]] double getTime() const override { return 0; }
    void cancel() override { pending = nullptr; }
    void reset(double) override {}
    void delay(double) override {}
    [[nodiscard]] bool active() const override { return pending != nullptr; }
    [[nodiscard]] std::string str() const override { return "call"; }
    std::function<void()>& pending;
  };
  std::function<void()> pending_;
  reactor::Cooperator cooperator_{[] { return [] { return true; }; },
                                  [this](std::function<void()> tick) -> reactor::DelayedCallPtr {
                                    pending_ = std::move(tick);
                                    return std::make_shared<Call>(pending_);
                                  }};
};

/// A worker that a test wrote: `onRun` is all that it does.
class WrittenWorker final : public dist::IWorker {
 public:
  using Response = dist::workercommands::Run::Response;
  reactor::Deferred<Response> run(const trial::TestPtr& testCase,
                                  const trial::ReporterPtr& result) override {
    return onRun(testCase, result);
  }
  std::function<reactor::Deferred<Response>(const trial::TestPtr&, const trial::ReporterPtr&)>
      onRun;
};

/// A manager's end, a scripted worker at the other, and a drive between queue and manager's end.
struct Driven {
  std::shared_ptr<dist::LocalWorkerAMP> amp = std::make_shared<dist::LocalWorkerAMP>();
  dist::testing::ScriptedWorker worker;
  protocols::testing::ConnectedPair pair{*amp, worker};
  std::optional<reactor::Result<void>> end;

  void drive(const std::shared_ptr<dist::DistReporter>& result, SharedTestQueue& queue,
             const reactor::Cooperate& cooperate) {
    const auto drive = std::make_shared<dist::Drive>(amp, result, queue);
    cooperate([drive] { return drive->next(); })
        ->whenDone()
        .addBoth([this](reactor::Result<void> r) { end = r; });
  }
  [[nodiscard]] std::size_t given() const { return worker.asked.size(); }
  [[nodiscard]] bool failed() const { return end && end->index() == 1; }
};

struct Driving {
  std::shared_ptr<dist::testing::RecordingReporter> original =
      std::make_shared<dist::testing::RecordingReporter>();
  std::shared_ptr<dist::DistReporter> result = std::make_shared<dist::DistReporter>(original);
  std::unique_ptr<SharedTestQueue> queue;
  StepwiseCooperate cooperate;
  Driven a;
  Driven b;

  void hold(std::vector<trial::TestPtr> tests) {
    queue = std::make_unique<SharedTestQueue>(std::move(tests));
  }
  void start(Driven& one) { one.drive(result, *queue, cooperate.function()); }
  void settle() {
    for (int quiet = 0; quiet < 2; ++quiet) {
      cooperate.settle();
      if (a.pair.pump() || b.pair.pump()) quiet = -1;
    }
  }
  void lose(Driven& one) {
    one.pair.lose(Failure(std::runtime_error("died")));
    settle();
  }
  ~Driving() {
    queue.reset();
    lose(a);
    lose(b);
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(DriveTests, Driving)

BOOST_AUTO_TEST_CASE(it_ends_when_the_queue_is_empty_and_all_cases_are_over, *label("DR-13")) {
  hold(namedCases("t.", 3));
  start(a);
  BOOST_TEST(a.given() == 0U);  // nothing before the cooperator's turn
  settle();
  BOOST_TEST(a.given() == 1U);  // less than half of what is left, at least one
  for (std::size_t i = 0; i < 3; ++i) {
    BOOST_TEST(!a.end.has_value());
    a.worker.pass(i);
    settle();
  }
  BOOST_REQUIRE(a.end.has_value());
  BOOST_TEST(!a.failed());
  BOOST_TEST(a.worker.names() == (Texts{"t.0", "t.1", "t.2"}));
  BOOST_TEST(original->successes == 3);
}

BOOST_AUTO_TEST_CASE(a_batch_is_given_at_one_go, *label("DUR-08")) {
  hold(namedCases("p::", 16));
  start(a);
  start(b);
  settle();
  BOOST_TEST(a.worker.names() == (Texts{"p::0", "p::1"}));
  BOOST_TEST(b.worker.names() == (Texts{"p::2", "p::3"}));
}

BOOST_AUTO_TEST_CASE(what_a_listener_throws_of_the_start_of_a_program_ends_the_run,
                     *label("DR-21")) {
  struct Thrower final : trial::IRunListener {
    void programStarted(const std::string&, double) override { throw std::runtime_error("no"); }
  };
  result->listeners.add(std::make_shared<Thrower>());
  hold(namedCases("p::", 16));
  start(a);
  start(b);
  settle();
  a.worker.pass(0);
  a.worker.begin(1);
  a.worker.addSuccess(1);
  a.worker.answer(1, true, 0.1, 0.5);
  settle();
  BOOST_TEST(a.failed());
  BOOST_TEST(result->thrown().has_value());
  BOOST_TEST(queue->closed());
}

BOOST_AUTO_TEST_CASE(an_empty_queue_ends_it_at_once) {
  hold({});
  start(a);
  settle();
  BOOST_TEST(a.end.has_value());
  BOOST_TEST(!a.failed());
}

BOOST_AUTO_TEST_CASE(a_free_worker_takes_the_next_case, *label("DR-12")) {
  hold(namedCases("t.", 12));
  start(a);
  start(b);
  settle();
  BOOST_TEST(a.given() == 2U);
  BOOST_TEST(b.given() == 2U);
  // a is slow: b takes all that is left, in the order of the suite.
  for (std::size_t i = 0; i < b.given(); ++i) {
    b.worker.pass(i);
    settle();
  }
  BOOST_TEST(queue->empty());
  BOOST_TEST(a.worker.names() == (Texts{"t.0", "t.2"}));
  BOOST_TEST(b.worker.names() ==
             (Texts{"t.1", "t.3", "t.4", "t.5", "t.6", "t.7", "t.8", "t.9", "t.10", "t.11"}));
}

BOOST_AUTO_TEST_CASE(the_cases_of_a_turn_go_in_one_write) {
  hold(namedCases("t.", 100));
  start(a);
  cooperate.settle();
  BOOST_TEST(a.pair.clientTransport->writes == 1U);
  settle();
  BOOST_TEST(a.given() == 4U);
}

BOOST_AUTO_TEST_CASE(short_cases_widen_the_window) {
  hold(namedCases("t.", 1000));
  start(a);
  settle();
  BOOST_TEST(a.given() == 4U);
  for (std::size_t i = 0; i < 4; ++i) a.worker.pass(i, 0.0001);
  settle();
  BOOST_TEST(a.given() == 204U);  // 20 ms more
}

BOOST_AUTO_TEST_CASE(a_batch_of_a_program_is_over_before_the_next_is_given) {
  hold(namedCases("p::", 16));
  start(a);
  start(b);
  settle();
  BOOST_TEST(a.given() == 2U);
  BOOST_TEST(b.given() == 2U);
  a.worker.pass(0);
  settle();
  BOOST_TEST(a.given() == 2U);
  a.worker.pass(1);
  settle();
  BOOST_TEST(a.given() > 2U);
}

BOOST_AUTO_TEST_CASE(a_program_that_starts_slowly_gets_large_batches) {
  hold(namedCases("p::", 100));
  start(a);
  settle();
  BOOST_TEST(a.given() == 2U);
  a.worker.pass(0, 0.01);
  a.worker.begin(1);
  a.worker.addSuccess(1);
  a.worker.answer(1, true, 0.01, 1.0);
  settle();
  BOOST_TEST(a.given() == 100U);  // all are expected to take less than ten starts
}

BOOST_AUTO_TEST_CASE(cases_of_another_program_wait_for_the_end_of_the_batch) {
  hold({namedCase("p::a"), namedCase("q::b"), namedCase("t.c")});
  start(a);
  settle();
  BOOST_TEST(a.worker.names() == (Texts{"p::a"}));
  a.worker.pass(0);
  settle();
  BOOST_TEST(a.worker.names() == (Texts{"p::a", "q::b"}));
  a.worker.pass(1);
  settle();
  BOOST_TEST(a.worker.names() == (Texts{"p::a", "q::b", "t.c"}));
}

BOOST_AUTO_TEST_CASE(a_worker_without_work_takes_back_what_another_has_not_begun) {
  hold(namedCases("t.", 8));
  start(a);
  settle();
  BOOST_TEST(a.given() == 3U);
  a.worker.begin(0);
  settle();
  start(b);
  settle();
  for (std::size_t i = 0; i < b.given(); ++i) {
    b.worker.pass(i);
    settle();
  }
  // The queue is empty, a still has two that wait; b has asked one of them back.
  BOOST_TEST(a.worker.withdrawn == (std::vector<std::int64_t>{3}));
  BOOST_TEST(!b.end.has_value());
  const auto before = b.given();
  a.worker.answer(2, false);
  settle();
  BOOST_TEST(b.worker.names().at(before) == "t.2");
  for (std::size_t i = before; i < b.given(); ++i) {
    b.worker.pass(i);
    settle();
  }
  a.worker.addSuccess(0);
  a.worker.answer(0);
  for (std::size_t i = 1; i < a.given(); ++i) {
    if (!a.worker.asked[i].answer.called()) a.worker.pass(i);
    settle();
  }
  for (std::size_t i = 0; i < b.given(); ++i) {
    if (!b.worker.asked[i].answer.called()) b.worker.pass(i);
    settle();
  }
  BOOST_TEST(a.end.has_value());
  BOOST_TEST(b.end.has_value());
  BOOST_TEST(original->successes == 8);
  BOOST_TEST(original->errors.empty());
}

BOOST_AUTO_TEST_CASE(a_lost_worker_gives_back_what_had_not_begun_in_order, *label("FIX-01")) {
  hold(namedCases("t.", 8));
  start(a);
  settle();
  a.worker.pass(0);
  a.worker.begin(1);
  settle();
  const auto left = queue->size();
  lose(a);
  BOOST_TEST(a.failed());
  BOOST_TEST(std::get<1>(*a.end).is<dist::WorkerLost>());
  BOOST_TEST(queue->size() > left);
  BOOST_TEST(queue->front()->id() == "t.2");
  BOOST_TEST(original->errors.size() == 1U);
  start(b);
  settle();
  for (std::size_t i = 0; i < b.given(); ++i) {
    b.worker.pass(i);
    settle();
  }
  BOOST_TEST(original->successes == 7);
  BOOST_TEST(b.end.has_value());
}

BOOST_AUTO_TEST_CASE(a_worker_lost_before_a_case_begins_costs_no_case, *label("FIX-01")) {
  hold(namedCases("t.", 4));
  start(a);
  settle();
  lose(a);
  BOOST_TEST(std::get<1>(*a.end).is<dist::NotBegun>());
  BOOST_TEST(queue->size() == 4U);
  BOOST_TEST(queue->front()->id() == "t.0");
  BOOST_TEST(original->events.empty());
}

BOOST_AUTO_TEST_CASE(a_worker_lost_while_idle_gives_back_what_it_is_given_next) {
  hold(namedCases("t.", 8));
  start(a);
  settle();
  a.worker.begin(0);
  settle();
  start(b);
  settle();
  for (std::size_t i = 0; i < b.given(); ++i) {
    b.worker.pass(i);
    settle();
  }
  BOOST_TEST(!b.end.has_value());  // waits for what a has not begun
  b.pair.lose(Failure(std::runtime_error("died")));
  settle();
  BOOST_TEST(!b.end.has_value());
  a.worker.answer(2, false);
  settle();
  BOOST_TEST(b.failed());
  for (std::size_t i = 0; i < a.given(); ++i) {
    if (!a.worker.asked[i].answer.called()) a.worker.pass(i);
    settle();
  }
  BOOST_TEST(a.end.has_value());
  BOOST_TEST(original->successes == 8);
  BOOST_TEST(original->errors.empty());
}

BOOST_AUTO_TEST_CASE(one_that_waits_for_a_lost_worker_s_cases_goes_on, *label("FIX-01")) {
  hold(namedCases("t.", 4));
  start(a);
  settle();
  a.worker.begin(0);
  settle();
  start(b);
  settle();
  for (std::size_t i = 0; i < b.given(); ++i) {
    b.worker.pass(i);
    settle();
  }
  BOOST_TEST(!b.end.has_value());
  lose(a);
  for (std::size_t i = 0; i < b.given(); ++i) {
    if (!b.worker.asked[i].answer.called()) b.worker.pass(i);
    settle();
  }
  BOOST_TEST(b.end.has_value());
  BOOST_TEST(original->successes == 3);
  BOOST_TEST(original->errors.size() == 1U);
}

BOOST_AUTO_TEST_CASE(a_run_that_fails_is_an_error_and_the_worker_goes_on, *label("DR-15")) {
  hold(namedCases("t.", 3));
  start(a);
  settle();
  a.worker.asked[0].answer.errback(protocols::RemoteAmpError("NO", "cannot"));
  settle();
  for (std::size_t i = 1; i < 3; ++i) {
    a.worker.pass(i);
    settle();
  }
  BOOST_TEST(a.end.has_value());
  BOOST_TEST(!a.failed());
  BOOST_TEST(original->errors.size() == 1U);
  BOOST_TEST(original->errors.at(0).first->id() == "t.0");
  BOOST_TEST(original->successes == 2);
}

BOOST_AUTO_TEST_CASE(a_written_worker_that_fails_or_throws_costs_that_case, *label("DR-15")) {
  const auto worker = std::make_shared<WrittenWorker>();
  worker->onRun = [](const trial::TestPtr& test, const trial::ReporterPtr& told) {
    const auto id = test->id();
    if (id == "t.0") return reactor::fail<WrittenWorker::Response>(std::runtime_error("failed"));
    if (id == "t.1") throw std::domain_error("thrown");
    if (id == "t.2") throw protocols::InvalidSignature("an error of AMP");
    if (id == "t.3") throw dist::NotRun(0, id);
    if (id == "t.4") {  // says success, then fails
      told->startTest(test);
      told->addSuccess(test);
      throw std::runtime_error("afterwards");
    }
    if (id == "t.5") {  // the case is over
      test->run(*told);
      throw std::runtime_error("behind it");
    }
    if (id == "t.6") return reactor::succeed(WrittenWorker::Response{false});
    test->run(*told);
    return reactor::succeed(WrittenWorker::Response{true});
  };
  hold(namedCases("t.", 8));
  dist::Drive drive(worker, result, *queue);
  while (const auto item = drive.next()) BOOST_REQUIRE(!*item);
  BOOST_TEST(original->events == (Texts{"startTest t.0",
                                        "addError t.0: failed",
                                        "stopTest t.0",
                                        "startTest t.1",
                                        "addError t.1: thrown",
                                        "stopTest t.1",
                                        "startTest t.2",
                                        "addError t.2: an error of AMP",
                                        "stopTest t.2",
                                        "startTest t.3",
                                        "addError t.3: worker 0 did not run t.3",
                                        "stopTest t.3",
                                        "startTest t.4",
                                        "addError t.4: afterwards",
                                        "stopTest t.4",
                                        "startTest t.5",
                                        "addSuccess t.5",
                                        "stopTest t.5",
                                        "addError t.5: behind it",
                                        "startTest t.6",
                                        "addError t.6: the worker did not run t.6",
                                        "stopTest t.6",
                                        "startTest t.7",
                                        "addSuccess t.7",
                                        "stopTest t.7"}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_written_worker_that_is_lost_costs_the_case_and_ends, *label("FIX-01")) {
  const auto worker = std::make_shared<WrittenWorker>();
  worker->onRun = [](const trial::TestPtr& test, const trial::ReporterPtr&) {
    const Failure why(std::runtime_error("gone"));
    return reactor::fail<WrittenWorker::Response>(dist::WorkerLost(4, test->id(), why));
  };
  hold(namedCases("t.", 2));
  dist::Drive drive(worker, result, *queue);
  BOOST_TEST(drive.next().has_value());
  BOOST_CHECK_THROW((void)drive.next(), dist::WorkerLost);
  BOOST_TEST(original->errors.size() == 1U);
  BOOST_TEST(queue->size() == 1U);
}

BOOST_AUTO_TEST_CASE(a_written_worker_that_begins_nothing_ends_and_its_case_comes_back,
                     *label("FIX-01")) {
  const auto worker = std::make_shared<WrittenWorker>();  // which does not say that it is lost
  worker->onRun = [](const trial::TestPtr& test, const trial::ReporterPtr&) {
    return reactor::fail<WrittenWorker::Response>(dist::NotBegun(4, test->id(), "gone"));
  };
  hold(namedCases("t.", 2));
  dist::Drive drive(worker, result, *queue);
  BOOST_TEST(drive.next().has_value());
  BOOST_CHECK_THROW((void)drive.next(), dist::NotBegun);
  BOOST_TEST(original->events.empty());
  BOOST_TEST(queue->size() == 2U);
  BOOST_TEST(queue->front()->id() == "t.0");
}

BOOST_AUTO_TEST_CASE(the_worker_knows_before_how_many_cases_share_a_process, *label("DUR-09")) {
  struct Worker final : dist::IWorker {
    using Response = dist::workercommands::Run::Response;
    reactor::Deferred<Response> run(const trial::TestPtr& test,
                                    const trial::ReporterPtr&) override {
      told.push_back(test->id());
      return runs.emplace_back();
    }
    void keepTogether(std::size_t count) override { told.push_back(std::to_string(count)); }
    Texts told;
    std::vector<reactor::Deferred<Response>> runs;
  };
  auto cases = namedCases("p::", 1500);
  const auto native = namedCases("t.", 3);
  cases.insert(cases.end(), native.begin(), native.end());
  dist::ScheduleOptions options;
  options.isolationOf = [](std::string_view) { return trial::Isolation::program; };
  queue = std::make_unique<SharedTestQueue>(std::move(cases), options);
  const auto lost = std::make_shared<Worker>();
  const auto other = std::make_shared<Worker>();
  {
    dist::Drive drive(lost, result, *queue);
    BOOST_TEST(drive.next().has_value());
    BOOST_TEST(lost->told.size() == 1501U);
    BOOST_TEST(lost->told[0] == "1500");
    BOOST_TEST(lost->told[1500] == "p::1499");
    for (std::size_t i = 0; i < 1500; ++i) {
      const auto run = lost->runs[i];
      if (i < 2) run.callback({true});
      if (i >= 2) run.errback(dist::NotBegun(0, "p::" + std::to_string(i), "gone"));
    }
    BOOST_CHECK_THROW((void)drive.next(), dist::NotBegun);
  }
  dist::Drive drive(other, result, *queue);
  (void)drive.next();
  BOOST_TEST(other->told.size() == 1499U);
  BOOST_TEST(other->told[0] == "1498");
  BOOST_TEST(other->told[1] == "p::2");
  for (std::size_t i = 0; i < 1498; ++i) other->runs[i].callback({true});
  (void)drive.next();
  BOOST_TEST(other->told.size() > 1499U);
  BOOST_TEST(other->told[1499] == "t.0");  // of which nothing is told
  queue.reset();
}

BOOST_AUTO_TEST_CASE(of_a_batch_the_worker_is_told_only_what_comes, *label("DUR-11")) {
  struct Worker final : dist::IWorker {
    using Response = dist::workercommands::Run::Response;
    reactor::Deferred<Response> run(const trial::TestPtr& test,
                                    const trial::ReporterPtr&) override {
      told.push_back(test->id());
      if (test->id() == fails)
        return reactor::fail<Response>(dist::NotBegun(4, test->id(), "gone"));
      if (test->id() == tooLong) return reactor::fail<Response>(std::runtime_error("too long"));
      return running.emplace_back();
    }
    void answer() {
      for (const auto& one : std::exchange(running, {})) one.callback({true});
    }
    void keepTogether(std::size_t count) override { told.push_back(std::to_string(count)); }
    Texts told;
    std::string fails;
    std::string tooLong;
    std::vector<reactor::Deferred<Response>> running;
  };
  std::vector<trial::TestPtr> cases;
  for (const char* id :
       {"r::0", "r::1", "r::2", "p::0", "p::1", "p::2", "q::0", "p::3", "q::1", "p::4", "p::5"})
    cases.push_back(dist::testing::namedCase(id));
  dist::ScheduleOptions options;
  options.isolationOf = [](std::string_view) { return trial::Isolation::batch; };
  queue = std::make_unique<SharedTestQueue>(std::move(cases), options);
  for (const auto& id : {"p::", "q::", "r::"}) {
    const auto test = dist::testing::namedCase(id);
    queue->tookToStart(*test, 10);
    queue->took(*test, 0.001);
  }
  const auto worker = std::make_shared<Worker>();
  worker->tooLong = "r::1";
  dist::Drive drive(worker, result, *queue);
  (void)drive.next();
  BOOST_TEST(worker->told == (Texts{"3", "r::0", "r::1", "r::2", "0"}));
  worker->told.clear();
  for (int i = 0; i < 4; ++i) {
    worker->answer();
    (void)drive.next();
  }
  BOOST_TEST(worker->told == (Texts{"3", "p::0", "p::1", "p::2", "q::0", "p::3", "q::1"}));
  worker->answer();
  worker->fails = "p::4";
  (void)drive.next();
  BOOST_TEST(worker->told.back() == "p::4");
  BOOST_CHECK_THROW((void)drive.next(), dist::NotBegun);
  BOOST_TEST(queue->size() == 2U);
  BOOST_TEST(queue->front()->id() == "p::4");
}

BOOST_AUTO_TEST_CASE(one_without_work_waits_for_the_only_case_of_another, *label("FIX-01")) {
  hold(namedCases("t.", 2));
  start(a);
  settle();
  start(b);
  settle();
  BOOST_REQUIRE(a.worker.names() == (Texts{"t.0"}));
  b.worker.pass(0);
  settle();
  BOOST_TEST(!b.end.has_value());
  lose(a);  // before its case has begun
  BOOST_TEST(std::get<1>(*a.end).is<dist::NotBegun>());
  BOOST_REQUIRE(b.worker.names() == (Texts{"t.1", "t.0"}));
  b.worker.pass(1);
  settle();
  BOOST_TEST(b.end.has_value());
  BOOST_TEST(original->successes == 2);
}

BOOST_AUTO_TEST_CASE(a_reporter_that_throws_at_the_error_of_a_worker_ends_it, *label("DR-21")) {
  const auto worker = std::make_shared<WrittenWorker>();
  worker->onRun = [](const trial::TestPtr&,
                     const trial::ReporterPtr&) -> reactor::Deferred<WrittenWorker::Response> {
    throw std::runtime_error("failed");
  };
  original->onEvent = [](const std::string&) { throw std::domain_error("disk full"); };
  hold(namedCases("t.", 4));
  dist::Drive drive(worker, result, *queue);
  BOOST_TEST(drive.next().has_value());
  BOOST_CHECK_THROW((void)drive.next(), std::domain_error);
  BOOST_TEST(queue->notRun().size() == 3U);
}

BOOST_AUTO_TEST_CASE(a_case_that_the_worker_did_not_run_is_an_error_and_it_goes_on) {
  hold(namedCases("t.", 2));
  start(a);
  settle();
  a.worker.answer(0, false);  // nobody had asked it back
  settle();
  a.worker.pass(1);
  settle();
  BOOST_TEST(a.end.has_value());
  BOOST_TEST(!a.failed());
  BOOST_TEST(original->errors.size() == 1U);
  BOOST_TEST(original->successes == 1);
}

BOOST_AUTO_TEST_CASE(what_stops_the_run_in_the_middle_of_a_batch_asks_the_rest_back,
                     *label("FIX-05")) {
  hold(namedCases("p::", 8));
  start(a);
  settle();
  BOOST_REQUIRE(a.given() == 2U);
  original->stop();
  a.worker.pass(0);
  settle();
  BOOST_TEST(a.worker.withdrawn == std::vector<std::int64_t>{2});
  a.worker.answer(1, false);
  settle();
  BOOST_TEST(a.end.has_value());
  BOOST_TEST(!a.failed());
  BOOST_TEST(queue->notRun().size() == 7U);
}

BOOST_AUTO_TEST_CASE(nobody_takes_back_the_cases_of_a_batch) {
  hold(namedCases("p::", 4));
  start(a);
  settle();
  BOOST_REQUIRE(a.given() == 2U);
  start(b);
  settle();
  for (std::size_t i = 0; i < 2; ++i) {
    b.worker.pass(i);
    settle();
  }
  BOOST_TEST(a.worker.withdrawn.empty());
  BOOST_TEST(!b.end.has_value());  // if a is lost, its cases come back
}

BOOST_AUTO_TEST_CASE(a_closed_queue_asks_back_what_has_not_begun, *label("FIX-07")) {
  hold(namedCases("t.", 8));
  start(a);
  settle();
  a.worker.begin(0);
  settle();
  queue->close();
  settle();
  BOOST_TEST(a.worker.withdrawn.size() == a.given());  // also what runs hears that the run ends
  for (std::size_t i = a.given() - 1; i > 0; --i) a.worker.answer(i, false);
  a.worker.addSuccess(0);
  a.worker.answer(0);
  settle();
  BOOST_TEST(a.end.has_value());
  BOOST_TEST(!a.failed());
  BOOST_TEST(original->successes == 1);
  BOOST_TEST(queue->notRun().size() == 7U);
  BOOST_TEST(queue->notRun().front()->id() == "t.1");
}

BOOST_AUTO_TEST_CASE(a_result_that_says_stop_closes_the_queue, *label("FIX-05")) {
  hold(namedCases("t.", 8));
  start(a);
  settle();
  result->stop();
  for (std::size_t i = 0; i < a.given(); ++i) {
    a.worker.pass(i);
    settle();
  }
  BOOST_TEST(a.end.has_value());
  BOOST_TEST(a.given() == 3U);
  BOOST_TEST(queue->notRun().size() == 5U);
}

BOOST_AUTO_TEST_CASE(what_the_reporter_throws_ends_it_when_all_in_hand_is_over, *label("DR-21")) {
  original->onEvent = [](const std::string& event) {
    if (event == "addSuccess t.0") throw std::domain_error("disk full");
  };
  hold(namedCases("t.", 8));
  start(a);
  start(b);
  settle();
  a.worker.pass(0);
  settle();
  BOOST_TEST(!a.end.has_value());
  BOOST_TEST(queue->empty());
  for (std::size_t i = 1; i < a.given(); ++i) a.worker.answer(i, false);
  settle();
  BOOST_TEST(std::get<1>(*a.end).is<std::domain_error>());
  for (std::size_t i = 0; i < b.given(); ++i) b.worker.answer(i, false);
  settle();
  BOOST_TEST(b.end.has_value());
  BOOST_TEST(!b.failed());
}

BOOST_AUTO_TEST_CASE(one_that_goes_wakes_those_who_wait_for_its_cases) {
  hold(namedCases("t.", 4));
  {
    dist::Drive held(a.amp, result, *queue);
    for (int i = 0; i < 4; ++i) (void)held.next();
    settle();
    start(b);
    settle();
    for (std::size_t i = 0; i < b.given(); ++i) {
      b.worker.pass(i);
      settle();
    }
    BOOST_TEST(!b.end.has_value());
  }
  settle();
  BOOST_TEST(b.end.has_value());
}

BOOST_AUTO_TEST_CASE(a_queue_that_goes_leaves_nobody_behind) {
  hold(namedCases("t.", 8));
  start(a);
  start(b);
  settle();
  queue.reset();
  a.worker.pass(0);
  settle();  // the answer finds nobody
  hold({});
  dist::Drive outlives(a.amp, result, *queue);
  queue.reset();
  BOOST_TEST(!outlives.next().has_value());
}

BOOST_AUTO_TEST_SUITE_END()
