// A program that does something before its main function: what the variable WARM names. Its cases
// look whether they find what that leaves to a process which was started anew. What is written of
// the process goes to the file that RAN names.
#include <atomic>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <fstream>
#include <string>
#include <thread>
#include <vector>

#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include <gtest/gtest.h>

namespace {

std::string variable(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

const std::string kind = variable("WARM");
/// The number of this process, by a way that the library does not see.
pid_t number() { return static_cast<pid_t>(::syscall(SYS_getpid)); }

const pid_t startedAs = number();

std::FILE* file = nullptr;
int sockets[2] = {-1, -1};
timer_t timer = {};
pid_t child = 0;
int* shared = nullptr;
int seed = 0;
int copies = 0;
pthread_t thread = {};

std::atomic<pid_t> threadNumber = 0;

void* waitForEver(void*) {
  threadNumber = ::gettid();
  for (;;) ::pause();
}

void startAgain(char** arguments) {
  if (!variable("AGAIN").empty()) return;
  ::setenv("AGAIN", "1", 1);
  ::execv("/proc/self/exe", arguments);
}

__attribute__((constructor(200))) void before(int, char** arguments, char**) {
  const std::string asked = variable("WARM");
  if (asked == "thread") {
    ::pthread_create(&thread, nullptr, waitForEver, nullptr);
    while (threadNumber == 0) ::sched_yield();
  } else if (asked == "ended_thread") {
    std::thread([] {}).join();
  } else if (asked == "offset") {
    file = std::fopen(variable("LINES").c_str(), "r");
  } else if (asked == "socket") {
    if (::socketpair(AF_UNIX, SOCK_STREAM, 0, sockets) == 0) (void)::send(sockets[0], "x", 1, 0);
  } else if (asked == "timer") {
    const itimerval hour = {{0, 0}, {3600, 0}};
    ::setitimer(ITIMER_REAL, &hour, nullptr);
  } else if (asked == "posix_timer") {
    ::timer_create(CLOCK_MONOTONIC, nullptr, &timer);
  } else if (asked == "child") {
    child = ::fork();
    if (child == 0) {
      ::close_range(0, ~0U, 0);
      ::prctl(PR_SET_PDEATHSIG, SIGKILL);
      waitForEver(nullptr);
    }
  } else if (asked == "shared") {
    shared = static_cast<int*>(
        ::mmap(nullptr, sizeof(int), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0));
  } else if (asked == "output") {
    std::puts("said before main");
  } else if (asked == "signal") {
    sigset_t one;
    sigemptyset(&one);
    sigaddset(&one, SIGUSR1);
    ::sigprocmask(SIG_BLOCK, &one, nullptr);
    ::raise(SIGUSR1);
  } else if (asked == "descriptor") {
    const int null = ::open("/dev/null", O_RDWR);
    ::dup2(null, 0);
    ::close(null);
    ::close(0);
  } else if (asked == "again") {
    startAgain(arguments);
  } else if (asked == "ends") {
    const auto once = variable("RAN");
    if (std::string(arguments[1]) == "--gtest_list_tests" || ::access(once.c_str(), F_OK) == 0)
      return;
    std::ofstream(once).close();
    ::_exit(9);
  } else if (asked == "seed") {
    seed = static_cast<int>(::time(nullptr));
  } else if (asked == "number") {
    seed = ::getpid();
  } else if (asked == "atfork") {
    ::pthread_atfork(nullptr, nullptr, [] { ++copies; });
  }
}

bool isCopy() { return number() != startedAs; }

void write(const std::string& what) {
  if (!variable("RAN").empty()) std::ofstream(variable("RAN"), std::ios::app) << what << '\n';
}

/// Those that the process has which runs the cases.
std::vector<pid_t> warmProcesses() {
  std::vector<pid_t> found;
  const auto parent = std::to_string(::getppid());
  std::ifstream children("/proc/" + parent + "/task/" + parent + "/children");
  for (pid_t pid = 0; children >> pid;) {
    std::string name;
    std::getline(std::ifstream("/proc/" + std::to_string(pid) + "/comm"), name);
    if (name == "trial-warm") found.push_back(pid);
  }
  return found;
}

TEST(Warm, passes) { write(isCopy() ? "copy" : "started"); }

TEST(Warm, fails) { EXPECT_EQ(1, 2) << "it fails"; }

TEST(Warm, skips) { GTEST_SKIP() << "it is skipped"; }

TEST(Warm, finds_what_was_done_before_main) {
  write(isCopy() ? "copy" : "started");
  char letter = 0;
  if (kind == "thread") {
    EXPECT_EQ(::pthread_kill(thread, 0), 0);
    EXPECT_EQ(::access(("/proc/self/task/" + std::to_string(threadNumber)).c_str(), F_OK), 0);
  } else if (kind == "offset") {
    char line[16] = {};
    EXPECT_STREQ(std::fgets(line, sizeof line, file), "first\n");
    ::lseek(::fileno(file), 0, SEEK_END);
  } else if (kind == "socket") {
    EXPECT_EQ(::recv(sockets[1], &letter, 1, MSG_DONTWAIT), 1);
  } else if (kind == "timer") {
    itimerval left = {};
    EXPECT_EQ(::getitimer(ITIMER_REAL, &left), 0);
    EXPECT_GT(left.it_value.tv_sec, 0);
  } else if (kind == "posix_timer") {
    itimerspec left = {};
    EXPECT_EQ(::timer_gettime(timer, &left), 0);
  } else if (kind == "child") {
    EXPECT_EQ(::waitpid(child, nullptr, WNOHANG), 0);
    ::kill(child, SIGKILL);
  } else if (kind == "shared") {
    EXPECT_EQ(++*shared, 1);
  } else if (kind == "signal") {
    sigset_t waiting;
    ::sigpending(&waiting);
    EXPECT_EQ(sigismember(&waiting, SIGUSR1), 1);
  } else if (kind == "descriptor") {
    EXPECT_EQ(::fcntl(0, F_GETFD), -1);
  } else if (kind == "number") {
    EXPECT_EQ(seed, ::getpid());
  } else if (kind == "atfork") {
    EXPECT_EQ(copies, isCopy() ? 2 : 0);  // the warm process is a copy, too
  }
}

TEST(Warm, has_the_same_after_it) {
  if (kind == "shared") {
    EXPECT_EQ(++*shared, 1);
  } else if (kind == "offset") {
    EXPECT_EQ(::lseek(::fileno(file), 0, SEEK_CUR), 0);
  } else if (kind == "socket") {
    char letter = 0;
    EXPECT_EQ(::recv(sockets[1], &letter, 1, MSG_DONTWAIT), 1);
  } else if (kind == "kills") {
    for (const pid_t pid : warmProcesses()) ::kill(pid, SIGKILL);
  }
}

TEST(Warm, dies) { std::abort(); }

TEST(Warm, hangs) {
  if (kind != "hangs") return;
  write("hangs");
  waitForEver(nullptr);
}

TEST(Warm, counts) { write(std::to_string(warmProcesses().size()) + " warm"); }

TEST(Warm, is_a_process_like_others) {
  EXPECT_EQ(::getpgrp(), ::getpid());
  EXPECT_EQ(::gettid(), ::getpid());
  EXPECT_EQ(variable("LD_PRELOAD"), variable("PRELOADED"));
  EXPECT_EQ(variable("TRIAL_DIST_WARM"), "");
  for (int fd = 0; fd < 4; ++fd) EXPECT_GE(::fcntl(fd, F_GETFD), 0) << fd;
  EXPECT_EQ(::open("/dev/null", O_RDONLY), 4);
  rlimit limit = {};
  ::getrlimit(RLIMIT_NOFILE, &limit);
  for (int fd = 5; fd < 1024 && fd < static_cast<int>(limit.rlim_cur); ++fd)
    EXPECT_EQ(::fcntl(fd, F_GETFD), -1) << fd;
  sigset_t blocked;
  ::sigprocmask(SIG_BLOCK, nullptr, &blocked);
  EXPECT_EQ(sigismember(&blocked, SIGTERM), 0);
  char name[16] = {};
  std::ifstream("/proc/self/comm").getline(name, sizeof name);
  EXPECT_STREQ(name, std::string("gtest_warm").substr(0, 15).c_str());
}

TEST(Warm, has_a_folder) {
  const auto folder = variable("TMPDIR");
  write((isCopy() ? "copy in " : "started in ") + folder);
  if (kind == "folder") std::ofstream(folder + "/left").put('x');
}

TEST(Warm, has_children) {
  const pid_t forked = ::fork();
  if (forked == 0) ::_exit(7);
  int status = 0;
  EXPECT_EQ(::waitpid(forked, &status, 0), forked);
  EXPECT_EQ(WEXITSTATUS(status), 7);
}

TEST(Warm, has_threads) {
  int ran = 0;
  for (int i = 0; i < 4; ++i) std::thread([&ran] { ++ran; }).join();
  EXPECT_EQ(ran, 4);
}

TEST(Warm, dies_as_it_should) {
  ::testing::FLAGS_gtest_death_test_style = "threadsafe";
  EXPECT_EXIT(std::_Exit(variable("LD_PRELOAD") == variable("PRELOADED") ? 3 : 4),
              ::testing::ExitedWithCode(3), "");
}

}  // namespace
