// What the real reactor does with descriptors, signals and forks. What it has in common with
// others: test_base.
#include <reactor/libevent.hpp>

#include <chrono>
#include <csignal>
#include <ctime>
#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <system_error>
#include <vector>

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <boost/test/unit_test.hpp>

#include <reactor/failure.hpp>

#include "defersupport.hpp"

using boost::unit_test::label;
using boost::unit_test::timeout;
using namespace reactor;

namespace {

/// A pipe whose reading end calls what the test says.
class Receiver final : public IReadDescriptor {
 public:
  Receiver() { BOOST_REQUIRE(::pipe2(ends_, O_CLOEXEC | O_NONBLOCK) == 0); }
  Receiver(const Receiver&) = delete;
  Receiver& operator=(const Receiver&) = delete;
  ~Receiver() override {
    ::close(ends_[0]);
    ::close(ends_[1]);
  }

  [[nodiscard]] int fileno() const override { return ends_[0]; }
  void doRead() override {
    char byte = 0;
    BOOST_TEST(::read(ends_[0], &byte, 1) == 1);
    ++reads;
    if (onRead) onRead();
  }
  void connectionLost(Failure reason) override { lost = std::move(reason); }
  [[nodiscard]] std::string str() const override { return "receiver"; }

  void send() const { BOOST_TEST(::write(ends_[1], "x", 1) == 1); }

  int reads = 0;
  std::function<void()> onRead;
  std::optional<Failure> lost;

 private:
  int ends_[2] = {};
};

class Sender final : public IWriteDescriptor {
 public:
  explicit Sender(int fd) : fd_(fd) {}
  [[nodiscard]] int fileno() const override { return fd_; }
  void doWrite() override { onWrite(); }
  void connectionLost(Failure) override {}
  [[nodiscard]] std::string str() const override { return "sender"; }
  std::function<void()> onWrite;

 private:
  int fd_;
};

void (*actionOf(int number))(int) {
  struct sigaction action = {};
  BOOST_REQUIRE(::sigaction(number, nullptr, &action) == 0);
  return action.sa_handler;
}

/// The action of a signal is as before when it goes.
class SigactionKept {
 public:
  SigactionKept(int number, void (*handler)(int)) : number_(number) {
    struct sigaction action = {};
    action.sa_handler = handler;
    BOOST_REQUIRE(::sigaction(number_, &action, &before_) == 0);
  }
  SigactionKept(const SigactionKept&) = delete;
  SigactionKept& operator=(const SigactionKept&) = delete;
  ~SigactionKept() { (void)::sigaction(number_, &before_, nullptr); }

 private:
  int number_;
  struct sigaction before_ = {};
};

void ownHandler(int) {}

struct ReactorFixture {
  LibeventReactor reactor;
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(LibeventReactorTests, ReactorFixture, *timeout(120))

BOOST_AUTO_TEST_CASE(a_reader_is_called_when_there_is_something_to_read, *label("REA-12")) {
  Receiver receiver;
  reactor.addReader(receiver);
  reactor.iterate(0);
  BOOST_TEST(receiver.reads == 0);
  receiver.send();
  reactor.iterate(0);
  BOOST_TEST(receiver.reads == 1);
  receiver.send();
  reactor.removeReader(receiver);
  reactor.iterate(0);
  BOOST_TEST(receiver.reads == 1);
}

BOOST_AUTO_TEST_CASE(a_writer_is_called_as_long_as_it_is_watched) {
  int ends[2] = {};
  BOOST_REQUIRE(::pipe2(ends, O_CLOEXEC) == 0);
  Sender sender(ends[1]);
  int writes = 0;
  sender.onWrite = [&] {
    if (++writes < 3) return;
    reactor.removeWriter(sender);
    reactor.crash();
  };
  reactor.addWriter(sender);
  reactor.run();
  BOOST_TEST(writes == 3);
  BOOST_TEST(reactor.getWriters().empty());
  ::close(ends[0]);
  ::close(ends[1]);
}

BOOST_AUTO_TEST_CASE(one_that_is_ready_may_be_removed_and_destroyed_by_another) {
  auto first = std::make_unique<Receiver>();
  auto second = std::make_unique<Receiver>();
  int reads = 0;
  first->onRead = [&] {
    ++reads;
    reactor.removeReader(*second);
    second.reset();
  };
  second->onRead = [&] {
    ++reads;
    reactor.removeReader(*first);
    first.reset();
  };
  reactor.addReader(*first);
  reactor.addReader(*second);
  first->send();
  second->send();
  reactor.iterate(0);
  BOOST_TEST(reads == 1);
  const auto& left = first ? first : second;
  BOOST_REQUIRE(left != nullptr);
  reactor.removeReader(*left);
}

BOOST_AUTO_TEST_CASE(a_reader_may_turn_the_loop_which_serves_the_others_once) {
  Receiver first;
  Receiver second;
  const auto turn = [&] { reactor.iterate(0); };
  first.onRead = turn;
  second.onRead = turn;
  reactor.addReader(first);
  reactor.addReader(second);
  first.send();
  second.send();
  reactor.iterate(0);
  BOOST_TEST(first.reads == 1);
  BOOST_TEST(second.reads == 1);
  reactor.removeAll();
}

BOOST_AUTO_TEST_CASE(a_reader_that_throws_is_logged_removed_and_told) {
  const support::Log logged;
  Receiver receiver;
  receiver.onRead = [] { throw std::runtime_error("cannot read"); };
  reactor.addReader(receiver);
  receiver.send();
  reactor.iterate(0);
  BOOST_TEST(reactor.getReaders().empty());
  BOOST_REQUIRE(receiver.lost.has_value());
  BOOST_TEST(receiver.lost->getErrorMessage() == "cannot read");
  BOOST_REQUIRE(logged.events.size() == 1U);
  BOOST_TEST(logged.events[0].failure->getErrorMessage() == "cannot read");
}

BOOST_AUTO_TEST_CASE(a_descriptor_that_cannot_be_watched_is_refused_by_name) {
  Sender bad(-1);
  BOOST_CHECK_EXCEPTION(reactor.addWriter(bad), std::system_error,
                        [](const std::system_error& error) {
                          return std::string(error.what()).find("sender") != std::string::npos;
                        });
  BOOST_TEST(reactor.getWriters().empty());
}

BOOST_AUTO_TEST_CASE(each_method_of_the_system_works) {
  for (const char* method : {"epoll", "poll", "select"}) {
    BOOST_TEST_CONTEXT(method) {
      LibeventReactor other(method);
      Receiver receiver;
      receiver.onRead = [&] { other.crash(); };
      other.addReader(receiver);
      receiver.send();
      other.run();
      BOOST_TEST(receiver.reads == 1);
      other.removeReader(receiver);
    }
  }
  BOOST_CHECK_THROW(LibeventReactor("telepathy"), std::invalid_argument);
}

BOOST_AUTO_TEST_CASE(waiting_takes_no_processor_time) {
  Receiver receiver;
  reactor.addReader(receiver);
  const auto before = std::clock();
  const double start = reactor.seconds();
  reactor.callLater(0.2, [&] { reactor.crash(); });
  reactor.run();
  BOOST_TEST(reactor.seconds() - start >= 0.2);
  BOOST_TEST(static_cast<double>(std::clock() - before) / CLOCKS_PER_SEC < 0.1);
  reactor.removeReader(receiver);
}

BOOST_AUTO_TEST_CASE(a_loop_with_nothing_at_all_waits_for_a_signal, *label("REA-14")) {
  const pid_t parent = ::getpid();
  pid_t child = -1;
  reactor.callWhenRunning([&] {
    child = ::fork();
    if (child == 0) {
      (void)::kill(parent, SIGTERM);
      ::_exit(0);
    }
  });
  reactor.run();
  BOOST_TEST(reactor._exitSignal().value() == SIGTERM);
  BOOST_TEST(::waitpid(child, nullptr, 0) == child);
}

BOOST_AUTO_TEST_CASE(signals_are_taken_during_startup_after_the_before_phase,
                     *label("REA-04") * label("REA-20")) {
  const SigactionKept interrupt(SIGINT, SIG_DFL);
  const SigactionKept terminate(SIGTERM, ownHandler);
  reactor.addSystemEventTrigger(Phase::before, "startup", [] {
    BOOST_TEST((actionOf(SIGINT) == SIG_DFL));
    BOOST_TEST((actionOf(SIGTERM) == ownHandler));
  });
  reactor.addSystemEventTrigger(Phase::during, "startup", [] {
    BOOST_TEST((actionOf(SIGINT) != SIG_DFL));
    BOOST_TEST((actionOf(SIGTERM) != ownHandler));
  });
  reactor.callWhenRunning([&] { reactor.crash(); });
  reactor.run();
  BOOST_TEST((actionOf(SIGINT) == SIG_DFL));
  BOOST_TEST((actionOf(SIGTERM) == ownHandler));
}

BOOST_AUTO_TEST_CASE(an_interrupt_that_somebody_handles_stays_theirs, *label("REA-20")) {
  const SigactionKept interrupt(SIGINT, ownHandler);
  const SigactionKept terminate(SIGTERM, SIG_DFL);
  reactor.callWhenRunning([&] {
    BOOST_TEST((actionOf(SIGINT) == ownHandler));
    reactor.crash();
  });
  reactor.run();
  reactor.callWhenRunning([&] {
    BOOST_TEST((actionOf(SIGTERM) == SIG_DFL));
    reactor.crash();
  });
  reactor.run(false);
}

BOOST_AUTO_TEST_CASE(signals_stop_it_from_the_loop, *label("REA-14")) {
  const SigactionKept interrupt(SIGINT, SIG_DFL);
  for (const auto& [number, name] :
       std::vector<std::pair<int, std::string>>{{SIGINT, "SIGINT"}, {SIGTERM, "SIGTERM"}}) {
    BOOST_TEST_CONTEXT(name) {
      LibeventReactor other;
      const support::Log logged;
      bool stopped = false;
      other.addSystemEventTrigger(Phase::before, "shutdown", [&] { stopped = true; });
      other.callWhenRunning([&, number = number] {
        BOOST_TEST(!other._exitSignal().has_value());
        (void)::raise(number);
        BOOST_TEST(!stopped);
      });
      other.run();
      BOOST_TEST(stopped);
      BOOST_TEST(other._exitSignal().value() == number);
      BOOST_REQUIRE(!logged.events.empty());
      BOOST_TEST(logged.events[0].message == "Received " + name + ", shutting down.");
    }
  }
}

BOOST_AUTO_TEST_CASE(a_forked_child_does_not_disturb_what_its_parent_watches) {
  Receiver receiver;
  receiver.onRead = [&] { reactor.crash(); };
  reactor.addReader(receiver);
  const pid_t child = ::fork();
  BOOST_REQUIRE(child >= 0);
  if (child == 0) {
    reactor.removeReader(receiver);
    Receiver own;
    own.onRead = [&] { reactor.crash(); };
    reactor.addReader(own);
    own.send();
    reactor.run();
    ::_exit(own.reads);
  }
  int status = 0;
  BOOST_TEST(::waitpid(child, &status, 0) == child);
  BOOST_TEST(WEXITSTATUS(status) == 1);
  receiver.send();
  reactor.run();
  BOOST_TEST(receiver.reads == 1);
  reactor.removeReader(receiver);
}

BOOST_AUTO_TEST_CASE(the_default_reactor_is_one) {
  BOOST_TEST(&defaultReactor() == &defaultReactor());
}

BOOST_AUTO_TEST_SUITE_END()
