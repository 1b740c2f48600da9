// Durations that are kept in a file from run to run.
#include <filesystem>
#include <fstream>
#include <iostream>
#include <memory>
#include <sstream>
#include <string>
#include <system_error>
#include <vector>

#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <boost/test/unit_test.hpp>

#include <trial/durations/durationfile.hpp>
#include <trial/durations/durationrecorder.hpp>
#include <trial/suite.hpp>

#include "recorder.hpp"
#include "texts.hpp"

using boost::unit_test::label;
using recording::ScratchFolder;
using texts::contentOf;
using trial::DurationFile;
using trial::DurationRecorder;
using trial::DurationTable;

namespace fs = std::filesystem;

namespace {

constexpr const char* heading = "# trial-dist durations 1\n";

DurationTable took(const std::string& id, double seconds) {
  DurationTable table;
  table.tookCase(id, seconds);
  return table;
}

/// The names in a folder: nothing else is left there.
std::size_t countIn(const fs::path& folder) {
  return static_cast<std::size_t>(
      std::distance(fs::directory_iterator(folder), fs::directory_iterator()));
}

/// Catches what is written to stderr while it lives.
class Errors final {
 public:
  Errors() : before_(std::cerr.rdbuf(text_.rdbuf())) {}
  ~Errors() { std::cerr.rdbuf(before_); }
  Errors(const Errors&) = delete;
  Errors& operator=(const Errors&) = delete;
  [[nodiscard]] std::string text() const { return text_.str(); }

 private:
  std::ostringstream text_;
  std::streambuf* before_;
};

trial::CaseReport report(const std::string& id, double seconds, trial::CaseResult result) {
  trial::CaseReport made;
  made.test = std::make_shared<trial::TestHolder>(id);
  made.seconds = seconds;
  made.results.push_back(std::move(result));
  return made;
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(DurationFileTests, ScratchFolder)

BOOST_AUTO_TEST_CASE(what_was_measured_is_added_to_what_the_file_holds, *label("DUR-02")) {
  const auto file = DurationFile::inFolder(path / "state" / "project");
  BOOST_TEST(file.read().empty());
  BOOST_TEST(!fs::exists(path / "state"));
  file.add(took("a", 1));
  file.add(took("b", 3));
  file.add(took("a", 2));
  BOOST_TEST(file.read().ofCase("a").value() == 1.5);
  BOOST_TEST(file.read().ofCase("b").value() == 3.0);
  BOOST_TEST(countIn(path / "state" / "project") == 1U);
}

BOOST_AUTO_TEST_CASE(a_damaged_file_of_the_state_folder_is_written_anew, *label("DUR-04")) {
  std::ofstream("durations") << "rubbish\ncase\tkept\t2\n";
  const auto file = DurationFile::inFolder(path);
  file.add(took("a", 1));
  BOOST_TEST(contentOf("durations") ==
             heading + std::string("case\ta\t1.000000\ncase\tkept\t2.000000\n"));
}

BOOST_AUTO_TEST_CASE(a_file_of_the_user_that_holds_something_else_is_not_touched,
                     *label("DUR-04")) {
  std::ofstream("notes") << "precious\n";
  const auto file = DurationFile::named(path / "notes");
  BOOST_CHECK_EXCEPTION((void)file.read(), trial::NoDurationFile, [this](const auto& error) {
    return error.what() == (path / "notes").string() + " holds something else than durations";
  });
  BOOST_CHECK_THROW(file.add(took("a", 1)), trial::NoDurationFile);
  BOOST_TEST(contentOf("notes") == "precious\n");
  BOOST_TEST(countIn(path) == 1U);
}

BOOST_AUTO_TEST_CASE(files_that_cannot_be_read_are_named, *label("DUR-04")) {
  fs::create_directory("folder");
  BOOST_TEST_REQUIRE(::mkfifo("fifo", 0666) == 0);
  fs::create_symlink("loop", "loop");
  for (const char* name : {"folder", "fifo", "loop"}) {
    const auto file = DurationFile::named(path / name);
    BOOST_CHECK_EXCEPTION((void)file.read(), std::system_error, [&](const auto& error) {
      return std::string(error.what()).starts_with("cannot read " + (path / name).string());
    });
  }
}

BOOST_AUTO_TEST_CASE(the_file_behind_a_link_is_replaced_and_keeps_its_rights, *label("DUR-02")) {
  std::ofstream("real") << heading;
  fs::permissions("real", fs::perms::owner_read | fs::perms::owner_write);
  fs::create_symlink("real", "link");
  DurationFile::named(path / "link").add(took("a", 1));
  BOOST_TEST(fs::is_symlink("link"));
  BOOST_TEST(contentOf("real") == heading + std::string("case\ta\t1.000000\n"));
  BOOST_TEST(
      (fs::status("real").permissions() == (fs::perms::owner_read | fs::perms::owner_write)));
  BOOST_TEST(countIn(path) == 2U);
}

BOOST_AUTO_TEST_CASE(processes_that_add_at_the_same_time_lose_nothing, *label("DUR-02")) {
  constexpr int many = 8;
  std::vector<pid_t> children;
  for (int i = 0; i < many; ++i) {
    children.push_back(::fork());
    if (children.back() != 0) continue;
    try {
      DurationFile::inFolder(path).add(took("case " + std::to_string(i), 1));
      ::_exit(0);
    } catch (...) {
      ::_exit(1);
    }
  }
  for (const pid_t child : children) {
    int status = 0;
    BOOST_TEST_REQUIRE(::waitpid(child, &status, 0) == child);
    BOOST_TEST(status == 0);
  }
  const auto table = DurationFile::inFolder(path).read();
  for (int i = 0; i < many; ++i) BOOST_TEST(table.ofCase("case " + std::to_string(i)).has_value());
  BOOST_TEST(countIn(path) == 1U);
}

BOOST_AUTO_TEST_CASE(a_reader_that_has_opened_the_file_sees_it_whole, *label("DUR-02")) {
  const auto file = DurationFile::inFolder(path);
  file.add(took("a", 1));
  std::ifstream before("durations");
  std::ofstream("durations.new") << "left by a process that was killed";
  file.add(took("a", 3));
  std::ostringstream text;
  text << before.rdbuf();
  BOOST_TEST(text.str() == heading + std::string("case\ta\t1.000000\n"));
  BOOST_TEST(file.read().ofCase("a").value() == 2.0);
  BOOST_TEST(countIn(path) == 1U);
}

BOOST_AUTO_TEST_CASE(a_recorder_keeps_the_durations_of_cases_that_came_to_their_end,
                     *label("DUR-05")) {
  DurationRecorder recorder(DurationFile::inFolder(path));
  recorder.caseOver(report("passed", 1, trial::successResult()));
  recorder.caseOver(report("failed", 2, trial::failureResult(reactor::Failure(1))));
  recorder.caseOver(report("skipped", 3, trial::skipResult("why")));
  recorder.caseOver(report("ended", 4, trial::errorResult(reactor::Failure(1))));
  recorder.programStarted("program", 0.5);
  BOOST_TEST(!fs::exists("durations"));
  recorder.save();
  BOOST_TEST(contentOf("durations") == heading + std::string("case\tfailed\t2.000000\n"
                                                             "case\tpassed\t1.000000\n"
                                                             "start\tprogram\t0.500000\n"));
  recorder.save();  // nothing has been noted since
  BOOST_TEST(countIn(path) == 1U);
}

BOOST_AUTO_TEST_CASE(only_a_file_of_the_user_that_cannot_be_written_is_told, *label("DUR-04")) {
  std::ofstream("file") << "";
  const auto record = [](DurationFile file) {
    const Errors errors;
    DurationRecorder recorder(std::move(file));
    recorder.caseOver(report("passed", 1, trial::successResult()));
    recorder.save();
    return errors.text();
  };
  BOOST_TEST(record(DurationFile::inFolder(path / "file")) == "");
  BOOST_TEST(
      record(DurationFile::named(path / "file" / "durations"))
          .starts_with("trial-dist: cannot write " + (path / "file" / "durations").string()));
  BOOST_TEST(
      record(DurationFile::named(path / "none" / "durations"))
          .starts_with("trial-dist: cannot write " + (path / "none" / "durations").string()));
}

BOOST_AUTO_TEST_SUITE_END()
