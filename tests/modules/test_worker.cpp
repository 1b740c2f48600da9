// Cases that disturb the worker that runs them.
#include <cstdio>
#include <filesystem>

#include <unistd.h>

#include <reactor/log.hpp>
#include <trial/unittest.hpp>

class WorkerTests : public trial::TestCase {
 public:
  void test_changes_folder() { std::filesystem::current_path("/"); }
  void test_is_in_folder_0() {
    assertEqual(std::filesystem::current_path().filename().string(), std::string("0"));
  }
  void test_reads_standard_input() {
    char byte = 0;
    assertEqual(::read(0, &byte, 1), ssize_t{0});
  }
  void test_logs() { reactor::log::msg("words for the log"); }
  void test_prints() {
    std::puts("words for out.log");
    std::fputs("words for err.log", stderr);
  }
  void test_writes_to_descriptor_4() {
    constexpr char text[] = "\4\0\0";  // would be a part of a message
    assertEqual(::write(4, text, sizeof text), static_cast<ssize_t>(sizeof text));
  }
  void test_closes_descriptors_3_and_4() {
    for (const int fd : {3, 4}) assertEqual(::close(fd), 0);
  }
  void test_passes() {}
};
TRIAL_TESTS(WorkerTests, test_changes_folder, test_is_in_folder_0, test_reads_standard_input,
            test_logs, test_prints, test_writes_to_descriptor_4, test_closes_descriptors_3_and_4,
            test_passes)

class InterruptTests : public trial::TestCase {
 public:
  void test_1_passes() {}
  void test_2_interrupts() { throw trial::KeyboardInterrupt(); }
  void test_3_passes() {}
  void test_4_passes() {}
};
TRIAL_TESTS(InterruptTests, test_1_passes, test_2_interrupts, test_3_passes, test_4_passes)
