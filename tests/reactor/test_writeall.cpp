// Real pipes.
#include <reactor/process/writeall.hpp>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstddef>
#include <string>
#include <thread>

#include <fcntl.h>
#include <pthread.h>
#include <unistd.h>

#include <boost/test/unit_test.hpp>

#include <reactor/process/uniquefd.hpp>

using boost::unit_test::timeout;
using reactor::UniqueFD;
using reactor::writeAll;

namespace {

struct PipeFixture {
  PipeFixture() {
    std::array<int, 2> ends{};
    BOOST_REQUIRE(::pipe2(ends.data(), O_CLOEXEC) == 0);
    reading = UniqueFD(ends[0]);
    writing = UniqueFD(ends[1]);
  }

  /// Everything that is written until the writing end is closed.
  [[nodiscard]] std::string readToEnd() const {
    std::string all;
    std::array<char, 4096> block{};
    for (;;) {
      const auto size = ::read(reading.get(), block.data(), block.size());
      if (size < 0 && errno == EINTR) continue;
      if (size <= 0) return all;
      all.append(block.data(), static_cast<std::size_t>(size));
    }
  }

  UniqueFD reading;
  UniqueFD writing;
};

/// Ignores SIGPIPE, and restores its action.
class BrokenPipesIgnored {
 public:
  BrokenPipesIgnored() {
    struct sigaction ignore = {};
    ignore.sa_handler = SIG_IGN;
    BOOST_REQUIRE(::sigaction(SIGPIPE, &ignore, &before_) == 0);
  }
  BrokenPipesIgnored(const BrokenPipesIgnored&) = delete;
  BrokenPipesIgnored& operator=(const BrokenPipesIgnored&) = delete;
  ~BrokenPipesIgnored() { ::sigaction(SIGPIPE, &before_, nullptr); }

 private:
  struct sigaction before_ = {};
};

/// Handles SIGUSR1, so that it interrupts a system call, and restores its action.
class Interrupting {
 public:
  Interrupting() {
    struct sigaction handle = {};
    handle.sa_handler = [](int) {};  // without SA_RESTART
    BOOST_REQUIRE(::sigaction(SIGUSR1, &handle, &before_) == 0);
  }
  Interrupting(const Interrupting&) = delete;
  Interrupting& operator=(const Interrupting&) = delete;
  ~Interrupting() { ::sigaction(SIGUSR1, &before_, nullptr); }

 private:
  struct sigaction before_ = {};
};

/// More than a pipe holds.
std::string muchText() {
  std::string text;
  while (text.size() < std::size_t{300} << 10) text += std::to_string(text.size()) + ' ';
  return text;
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(WriteAllTests, PipeFixture)

BOOST_AUTO_TEST_CASE(what_is_written_can_be_read) {
  BOOST_TEST(writeAll(writing.get(), "some "));
  BOOST_TEST(writeAll(writing.get(), std::string("text\0with a null", 16)));
  writing.reset();
  BOOST_TEST(readToEnd() == std::string("some text\0with a null", 21));
}

BOOST_AUTO_TEST_CASE(nothing_is_written_at_once) {
  BOOST_TEST(writeAll(writing.get(), ""));
  BOOST_TEST(writeAll(-1, ""));
  writing.reset();
  BOOST_TEST(readToEnd().empty());
}

BOOST_AUTO_TEST_CASE(more_than_the_pipe_holds_waits_for_the_reader, *timeout(60)) {
  const auto text = muchText();
  bool whole = false;
  std::thread writer([&] {
    whole = writeAll(writing.get(), text);
    writing.reset();
  });
  const auto received = readToEnd();
  writer.join();
  BOOST_TEST(whole);
  BOOST_TEST((received == text));
}

BOOST_AUTO_TEST_CASE(it_goes_on_after_a_signal, *timeout(60)) {
  const Interrupting handler;
  const auto text = muchText();
  bool whole = false;
  std::thread writer([&] {
    whole = writeAll(writing.get(), text);
    writing.reset();
  });
  std::string received;
  for (char byte = 0; ::read(reading.get(), &byte, 1) == 1;) {
    // Most of them find the writer waiting for room in the pipe.
    if (received.size() % 1024 == 0) ::pthread_kill(writer.native_handle(), SIGUSR1);
    received += byte;
  }
  writer.join();
  BOOST_TEST(whole);
  BOOST_TEST((received == text));
}

BOOST_AUTO_TEST_CASE(without_a_reader_it_is_EPIPE) {
  const BrokenPipesIgnored ignored;
  reading.reset();
  errno = 0;
  BOOST_TEST(!writeAll(writing.get(), "text"));
  BOOST_TEST(errno == EPIPE);
}

BOOST_AUTO_TEST_CASE(a_reader_that_goes_ends_it, *timeout(60)) {
  const BrokenPipesIgnored ignored;
  const auto text = muchText();
  bool whole = true;
  int error = 0;
  std::thread writer([&] {
    whole = writeAll(writing.get(), text);
    error = errno;
  });
  char byte = 0;
  BOOST_TEST(::read(reading.get(), &byte, 1) == 1);
  reading.reset();
  writer.join();
  BOOST_TEST(!whole);
  BOOST_TEST(error == EPIPE);
}

BOOST_AUTO_TEST_CASE(a_descriptor_that_is_not_open_is_EBADF) {
  const int closed = writing.get();
  writing.reset();
  errno = 0;
  BOOST_TEST(!writeAll(closed, "text"));
  BOOST_TEST(errno == EBADF);
}

BOOST_AUTO_TEST_CASE(a_full_pipe_that_does_not_block_is_EAGAIN) {
  BOOST_REQUIRE(::fcntl(writing.get(), F_SETFL, O_NONBLOCK) == 0);
  errno = 0;
  BOOST_TEST(!writeAll(writing.get(), muchText()));
  BOOST_TEST(errno == EAGAIN);
}

BOOST_AUTO_TEST_SUITE_END()
