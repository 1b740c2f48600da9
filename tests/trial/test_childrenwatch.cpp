// ChildrenWatch, with children of this process.
#include <csignal>
#include <optional>

#include <sys/wait.h>
#include <unistd.h>

#include <boost/test/unit_test.hpp>

#include <trial/programs/run/childrenwatch.hpp>

using trial::frameworks::ChildrenWatch;

BOOST_AUTO_TEST_SUITE(ChildrenWatchTests)

namespace {

/// A process without children, which makes one, waits for it, and ends, each when it is told to.
class Forking {
 public:
  Forking() {
    BOOST_TEST_REQUIRE(::pipe(told_) == 0);
    BOOST_TEST_REQUIRE(::pipe(done_) == 0);
    pid_ = ::fork();
    if (pid_ == 0) run();
  }
  ~Forking() {
    for (const int fd : {told_[0], told_[1], done_[0], done_[1]}) ::close(fd);
    ::waitpid(pid_, nullptr, 0);
  }
  Forking(const Forking&) = delete;
  Forking& operator=(const Forking&) = delete;

  void step() {
    char byte = 0;
    BOOST_TEST_REQUIRE(::write(told_[1], &byte, 1) == 1);
    BOOST_TEST_REQUIRE(::read(done_[0], &byte, 1) == 1);
  }
  [[nodiscard]] pid_t pid() const { return pid_; }

 private:
  [[noreturn]] void run() {
    ::close(told_[1]);
    char byte = 0;
    pid_t child = 0;
    while (::read(told_[0], &byte, 1) == 1) {
      if (child == 0) {
        child = ::fork();
        if (child == 0) {
          ::pause();
          ::_exit(0);
        }
      } else {
        ::kill(child, SIGKILL);
        ::waitpid(child, nullptr, 0);
        child = 0;
      }
      if (::write(done_[1], &byte, 1) != 1) break;
    }
    if (child != 0) ::kill(child, SIGKILL);
    ::_exit(0);
  }

  int told_[2];
  int done_[2];
  pid_t pid_ = 0;
};

}  // namespace

BOOST_AUTO_TEST_CASE(a_child_is_seen_while_it_runs_and_once_behind_that) {
  Forking process;
  ChildrenWatch watch;
  const auto any = [&] {
    watch.look(process.pid());
    return watch.any();
  };
  BOOST_TEST(!any());
  process.step();
  BOOST_TEST(any());
  BOOST_TEST(watch.live());
  process.step();
  BOOST_TEST(any(), "it may have done something before it ended");
  BOOST_TEST(watch.live());
  BOOST_TEST(any(), "what it did may be read now");
  BOOST_TEST(!watch.live());
  BOOST_TEST(!any());
  process.step();
  process.step();
  BOOST_TEST(any(), "it began and ended between two looks");
  BOOST_TEST(!watch.live());
  BOOST_TEST(any());
  BOOST_TEST(!any());
}

BOOST_AUTO_TEST_CASE(the_children_of_an_ended_process_are_not_known) {
  ChildrenWatch watch;
  BOOST_TEST(!watch.any());
  watch.look(std::nullopt);
  BOOST_TEST(watch.any());
  BOOST_TEST(watch.live());
}

BOOST_AUTO_TEST_SUITE_END()
