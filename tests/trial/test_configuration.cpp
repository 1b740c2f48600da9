// The configuration file: where it is found, and what is said of one that is wrong.
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include <sys/stat.h>
#include <unistd.h>

#include <boost/test/unit_test.hpp>

#include <trial/configuration/file.hpp>
#include <trial/programs/settings/configuration.hpp>

#include "describing.hpp"
#include "recorder.hpp"

using boost::unit_test::label;
using describing::described;
using recording::ScratchFolder;
namespace fs = std::filesystem;

namespace {

void write(const fs::path& file, const std::string& text) {
  fs::create_directories(file.parent_path());
  std::ofstream(file) << text;
}

/// The whole of a wrong file, and what is said of it behind the name of the file.
struct WrongFile {
  std::string text;
  std::string message;
};

/// A line of a description that is else right; it is the sixth.
WrongFile sixth(const std::string& line, const std::string& message) {
  return {describing::least(line + "\n"), message};
}

std::vector<WrongFile> wrongFiles() {
  const std::string start = "[[framework]]\nname = 'x'\nprograms = 'x'\n";
  const std::string cases = "list.arguments = '-l'\n";
  return {
      {"a", "1:2: "},
      {"a = 'x\n", "1:7: "},
      {"[framework\n", "1:11: "},
      {"name = 'x'\n", "1:1: unknown key 'name'; the nearest: 'framework'; allowed are: framework"},
      {"frameworks = 1\n",
       "1:1: unknown key 'frameworks'; the nearest: 'framework'; allowed are: framework"},
      {"framework = 1\n",
       "1:13: framework must be tables that begin with [[framework]], not a whole number"},
      {"[framework]\nname = 'x'\n",
       "1:1: framework must be tables that begin with [[framework]], not a table"},
      {"framework = [1]\n", "1:14: framework must be a table, not a whole number"},
      {"[[framework]]\nprograms = 'x'\n", "1:1: framework.name is missing"},
      {"[[framework]]\nname = 1\n", "2:8: framework.name must be a string, not a whole number"},
      {"[[framework]]\nname = \"a\\u0000\"\n", "2:8: framework.name has a byte 0"},
      {"[[framework]]\nname = 'x'\n", "1:1: framework.programs is missing"},
      {"[[framework]]\nname = 'x'\nprograms = []\n", "3:12: framework.programs is an empty list"},
      {"[[framework]]\nname = 'x'\nprograms = ['a', 1979-05-27]\n",
       "3:18: framework.programs must be a string, not a date"},
      {"[[framework]]\nname = 'x'\nprograms = true\n",
       "3:12: framework.programs must be a string or a list of strings, not a boolean"},
      {start, "1:1: framework.list is missing"},
      {start + "list = '-l'\n", "4:8: framework.list must be a table, not a string"},
      {start + "list.form = 'lines'\n", "4:1: framework.list.arguments is missing"},
      {start + "list.argumants = '-l'\n",
       "4:6: unknown key 'framework.list.argumants'; the nearest: 'arguments'; allowed are: "
       "arguments, from, form, case, ignore, statuses"},
      {start + "list.arguments = '{name}'\n",
       "4:18: framework.list.arguments: unknown placeholder '{name}'; allowed are: {report}"},
      {start + cases + "list.form = 'csv'\n",
       "5:13: framework.list.form must be one of lines, words, not 'csv'"},
      {start + cases + "list.from = 'stdin'\n",
       "5:13: framework.list.from must be one of stdout, stderr, report, not 'stdin'"},
      {start + cases + "list.case = '('\n", "5:13: framework.list.case: missing ): ("},
      {start + cases + "list.case = '.*'\n",
       "5:13: framework.list.case has no group (?P<name>...)"},
      {start + cases + "list.case = '(?P<name>.)(?P<nmae>.)'\n",
       "5:13: framework.list.case: unknown group 'nmae'; allowed are: suite, name, file, line, "
       "tags, disabled"},
      {start + cases + "list.ignore = '(?P<name>.)'\n",
       "5:15: framework.list.ignore: unknown group 'name'; none is allowed"},
      {start + cases + "list.statuses = 256\n",
       "5:17: framework.list.statuses must be from 0 to 255, not 256"},
      {start + cases + "list.statuses = [0, 'x']\n",
       "5:21: framework.list.statuses must be a whole number, not a string"},
      {start + cases + "list.statuses = 1.5\n",
       "5:17: framework.list.statuses must be a whole number, not a floating-point number"},
      {start + cases, "1:1: framework.run is missing"},
      {start + cases + "run.arguments = '-r'\n",
       "5:17: framework.run.arguments must say which cases run: {cases} for several, {file} for a "
       "file with one a line, or {id}, {suite} and {name} for one, and only one of the three"},
      {start + cases + "run.arguments = ['{cases}', '{id}']\n",
       "5:18: framework.run.arguments must say which cases run: {cases} for several, {file} for a "
       "file with one a line, or {id}, {suite} and {name} for one, and only one of the three"},
      {start + cases + "run.arguments = '--run={cases}'\n",
       "5:17: framework.run.arguments: {cases} must be an argument of its own, or "
       "framework.run.separator must say what stands between the cases"},
      {start + cases + "run.arguments = '{cases'\n",
       "5:17: framework.run.arguments: '{cases' has a '{' without its other one; for the letter "
       "itself write it twice"},
      sixth("run.case = ['-t', '{cases}']",
            "6:19: framework.run.case: unknown placeholder '{cases}'; allowed are: {id}, {name}"),
      sixth("run.case = '{suite}'",
            "6:12: framework.run.case: unknown placeholder '{suite}'; allowed are: {id}, {name}"),
      sixth("run.case = []", "6:12: framework.run.case is an empty list"),
      {start + cases + "run.arguments = '{file}'\nrun.separator = ','\n",
       "6:5: framework.run.separator is of no use with {file}"},
      {start + cases + "run.arguments = '{id}'\nrun.most = 3\n",
       "6:5: framework.run.most is of no use with one case in a process"},
      sixth("run.separator = ','\nrun.case = ['-t', '{id}']",
            "7:19: framework.run.case must be one text in a file, or with a separator"),
      sixth("run.most = 0", "6:12: framework.run.most must be from 1 to 1000000, not 0"),
      sixth("run.same-suite = 1",
            "6:18: framework.run.same-suite must be true or false, not a whole number"),
      sixth("id = '{suite}'",
            "6:6: framework.id must be made of the groups that list.case has: {name}"),
      sixth("progress.form = 'tap'",
            "6:17: framework.progress.form must be one of lines, TAP, not 'tap'"),
      sixth("progress.start = 'x'",
            "6:18: framework.progress.start must have the group (?P<name>...)"),
      sixth("progress.pass = '(?P<name>.)'", "6:1: framework.progress.fail is missing"),
      sixth("progress.start = '(?P<name>.+)'",
            "6:1: framework.progress.fail or framework.progress.failed-check is missing"),
      sixth("progress.start = '(?P<name>.+)'\nprogress.fail = 'x*'",
            "7:17: framework.progress.fail matches nothing at all, too"),
      sixth("progress = { form = 'TAP', pass = 'x' }",
            "6:28: framework.progress.pass cannot stand beside the form TAP"),
      {"[[framework]]\nname = ''\n", "2:8: framework.name is empty"},
      {"[[framework]]\nname = 'x'\nprograms = ['']\n",
       "3:13: framework.programs has an empty glob"},
      {start + cases + "list.case = '(?P<name>.)(?P<name>.)'\n",
       "5:13: framework.list.case: two groups have the name 'name'"},
      {start + cases + "list.case = \"(\\n\"\n", "5:13: framework.list.case: missing ): (\\n"},
      sixth("run.case = 'x'",
            "6:12: framework.run.case is the same for each case: it has neither {id} nor {name}"),
      sixth("run.separator = ''", "6:17: framework.run.separator is empty"),
      sixth("run.most = 3",
            "6:5: framework.run.most is of no use without progress, which means one case in a "
            "process"),
      sixth("run.same-suite = true\nprogress.form = 'TAP'",
            "6:5: framework.run.same-suite is of no use without the group suite in list.case"),
      sixth("progress.start = '(?P<suite>.)(?P<name>.+)'",
            "6:18: framework.progress.start has the group suite, which list.case does not have"),
      {start + cases + "list.case = '(?P<suite>.)(?P<name>.)'\nrun.arguments = '{cases}'\n" +
           "progress.start = '(?P<suite>.)(?P<name>.+)'\nprogress.fail = 'x (?P<name>.)'\n",
       "8:17: framework.progress.fail must have the groups (?P<suite>...) and (?P<name>...), as "
       "list.case"},
      sixth("progress.start = '(?P<name>.+)'\nprogress.failed-check = '(?P<message>.)'",
            "7:25: framework.progress.failed-check: unknown group 'message'; none is allowed"),
      sixth("progress.pass = 'p(?P<name>.)'\nprogress.fail = 'f(?P<name>.)'\n"
            "progress.failed-check = 'x'",
            "8:10: framework.progress.failed-check needs framework.progress.start"),
      sixth("exit.pass = []", "6:13: framework.exit.pass is an empty list: no run would pass"),
      sixth("exit = { pass = [0, 3], skip = [7, 3] }",
            "6:32: framework.exit.skip has the status 3, which is one of framework.exit.pass, too"),
      sixth("exit.pass = -1", "6:13: framework.exit.pass must be from 0 to 255, not -1"),
      sixth("progress.form = 'TAP'\nexit.skip = 3",
            "7:6: unknown key 'framework.exit.skip'; allowed are: pass"),
  };
}

}  // namespace

BOOST_AUTO_TEST_SUITE(ConfigurationTests)

BOOST_AUTO_TEST_CASE(the_file_is_looked_for_up_to_the_root_of_the_repository, *label("CONF-01")) {
  const ScratchFolder scratch;
  const auto root = scratch.path / "above" / "repository";
  const auto inner = root / "build" / "tests";
  fs::create_directories(inner);
  BOOST_TEST(!trial::findConfiguration(inner).has_value());
  write(root / "trial-dist.toml", "");
  // Without a repository no folder above is searched.
  BOOST_TEST(!trial::findConfiguration(inner).has_value());
  BOOST_TEST((trial::findConfiguration(root) == root / "trial-dist.toml"));
  fs::create_directory(root / ".git");
  BOOST_TEST((trial::findConfiguration(inner) == root / "trial-dist.toml"));
  // The nearest counts, and none above the repository.
  write(root / "build" / "trial-dist.toml", "");
  BOOST_TEST((trial::findConfiguration(inner) == root / "build" / "trial-dist.toml"));
  fs::remove(root / "build" / "trial-dist.toml");
  fs::remove(root / "trial-dist.toml");
  write(root.parent_path() / "trial-dist.toml", "");
  BOOST_TEST(!trial::findConfiguration(inner).has_value());
  // The folder of a worktree has a file of that name.
  fs::remove(root / ".git");
  write(root / ".git", "gitdir: elsewhere");
  write(root / "trial-dist.toml", "");
  BOOST_TEST((trial::findConfiguration(inner) == root / "trial-dist.toml"));
}

BOOST_AUTO_TEST_CASE(what_is_wrong_is_told_with_its_place_and_what_is_allowed, *label("CONF-02")) {
  for (const auto& [text, message] : wrongFiles()) {
    std::string said = "nothing";
    try {
      (void)described(text);
    } catch (const trial::ConfigurationError& error) {
      said = error.what();
      const std::string mark = "/trial-dist.toml:";
      BOOST_TEST_REQUIRE(said.find(mark) != std::string::npos, said);
      said.erase(0, said.find(mark) + mark.size());
    }
    // What toml++ says of the syntax is its own affair.
    if (message.ends_with(": ")) said = said.substr(0, message.size());
    BOOST_TEST(said == message, text << "\nsays:     " << said << "\nnot:      " << message);
  }
}

BOOST_AUTO_TEST_CASE(what_is_there_and_cannot_be_read_is_an_error, *label("CONF-03")) {
  const ScratchFolder scratch;
  const auto file = scratch.path / "trial-dist.toml";
  const auto errorOf = [&] {
    const auto found = trial::findConfiguration(scratch.path);
    BOOST_TEST_REQUIRE(found.has_value());
    try {
      (void)trial::readConfiguration(*found);
    } catch (const std::exception& error) {
      return std::string(error.what());
    }
    return std::string("nothing");
  };
  fs::create_directory(file);
  BOOST_TEST(errorOf() == file.string() + " must be a file, not a folder");
  fs::remove(file);
  fs::create_symlink("nowhere.toml", file);
  BOOST_TEST(errorOf() == file.string() + " is a link to nowhere.toml, which does not exist");
  fs::remove(file);
  fs::create_symlink("trial-dist.toml", file);
  BOOST_TEST(errorOf() == file.string() + ": Too many levels of symbolic links");
  fs::remove(file);
  BOOST_REQUIRE(::mkfifo(file.c_str(), 0600) == 0);
  BOOST_TEST(errorOf() == file.string() + " must be a file, not a device");
}

BOOST_AUTO_TEST_CASE(a_file_of_another_user_is_not_read, *label("CONF-01")) {
  if (::geteuid() != 0) return;  // only root can give files away
  constexpr uid_t nobody = 65534;
  constexpr uid_t somebody = 4711;
  const ScratchFolder scratch;
  fs::permissions(scratch.path, fs::perms(0755));
  const auto file = scratch.path / "trial-dist.toml";
  write(file, "");
  const auto errorAsNobody = [&file](uid_t owner) -> std::string {
    BOOST_TEST_REQUIRE(::chown(file.c_str(), owner, static_cast<gid_t>(-1)) == 0);
    BOOST_TEST_REQUIRE(::seteuid(nobody) == 0);
    std::string said = "nothing";
    try {
      (void)trial::readConfiguration(file);
    } catch (const trial::ConfigurationError& error) {
      said = error.what();
    }
    BOOST_TEST_REQUIRE(::seteuid(0) == 0);
    return said;
  };
  BOOST_TEST(errorAsNobody(somebody) ==
             file.string() +
                 " belongs to the user 4711, and says what is run: it is read only if it belongs "
                 "to you or to root");
  BOOST_CHECK_NO_THROW((void)trial::readConfiguration(file));  // root reads any
  BOOST_TEST(errorAsNobody(nobody) == "nothing");
  BOOST_TEST(errorAsNobody(0) == "nothing");
}

BOOST_AUTO_TEST_CASE(a_glob_of_programs_is_of_a_name_or_of_a_path, *label("DESC-01")) {
  const ScratchFolder scratch;
  write(scratch.path / "trial-dist.toml",
        "[[framework]]\nname = 'by name'\nprograms = ['check_?', 'other']\nlist.arguments = '-l'\n"
        "run.arguments = '{cases}'\n"
        "[[framework]]\nname = 'by path'\nprograms = ['build/*/unit', './here', '" +
            scratch.path.string() +
            "/absolute']\nlist.arguments = '-l'\nrun.arguments = '{cases}'\n");
  fs::create_directories(scratch.path / "build" / "debug");
  fs::create_directory_symlink("build", scratch.path / "link");
  const auto frameworkAt = [&scratch](const std::string& name) {
    const auto* framework =
        trial::frameworks::describedFrameworkOf(scratch.path / name, scratch.path);
    return framework == nullptr ? "none" : std::string(framework->name());
  };
  BOOST_TEST(frameworkAt("check_a") == "by name");
  BOOST_TEST(frameworkAt("deep/er/check_b") == "by name");
  BOOST_TEST(frameworkAt("other") == "by name");
  BOOST_TEST(frameworkAt("check_ab") == "none");
  BOOST_TEST(frameworkAt("build/debug/unit") == "by path");
  BOOST_TEST(frameworkAt("build/debug/../debug/unit") == "by path");
  BOOST_TEST(frameworkAt("link/debug/unit") == "by path");
  BOOST_TEST(frameworkAt("debug/unit") == "none");
  BOOST_TEST(frameworkAt("here") == "by path");
  BOOST_TEST(frameworkAt("build/here") == "none");
  BOOST_TEST(frameworkAt("absolute") == "by path");
}

BOOST_AUTO_TEST_CASE(overrides_are_of_programs_and_say_something,
                     *label("CONF-02") * label("DUR-10")) {
  const std::vector<WrongFile> wrong = {
      {"[[overrides]]\nisolation = 'process'\n", "1:1: overrides.programs is missing"},
      {"[[overrides]]\nprograms = ['a', '']\n", "2:18: overrides.programs has an empty glob"},
      {"[[overrides]]\nprograms = 'a'\n", "1:1: overrides.isolation is missing"},
      {"[[overrides]]\nprograms = 'a'\nisolation = 'none'\n",
       "3:13: overrides.isolation must be one of batch, process, program, not 'none'"},
      {"[[overrides]]\nprograms = 'a'\ntimeout = 3\n",
       "3:1: unknown key 'overrides.timeout'; allowed are: programs, isolation"},
      {"overrides.isolation = 'process'\n",
       "1:1: overrides must be tables that begin with [[overrides]], not a table"},
  };
  for (const auto& [text, message] : wrong) {
    const ScratchFolder scratch;
    const auto file = scratch.path / "trial-dist.toml";
    write(file, text);
    std::string said = "nothing";
    try {
      (void)trial::frameworks::programConfigurationFor(scratch.path);
    } catch (const trial::ConfigurationError& error) {
      said = error.what();
    }
    BOOST_TEST(said == file.string() + ":" + message, said);
  }
}

BOOST_AUTO_TEST_SUITE_END()
