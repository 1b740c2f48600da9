// Tells, by a failure, where and how it was started.
#define BOOST_TEST_MODULE where
#include <cstdlib>
#include <filesystem>
#include <string>

#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_CASE(tells) {
  std::string arguments;
  const auto& suite = boost::unit_test::framework::master_test_suite();
  for (int i = 1; i < suite.argc; ++i) arguments += std::string(" ") + suite.argv[i];
  const auto variable = [](const char* name) -> std::string {
    const char* value = std::getenv(name);
    return value != nullptr ? value : "not set";
  };
  BOOST_ERROR("folder " << std::filesystem::current_path().filename().string() << ", arguments"
                        << arguments << ", WHERE " << variable("WHERE") << ", GTEST_COLOR "
                        << variable("GTEST_COLOR") << ", TEST_SHARD_INDEX "
                        << variable("TEST_SHARD_INDEX") << ", TEST_DATA_DIR "
                        << variable("TEST_DATA_DIR") << ", worker " << variable("TRIAL_WORKER")
                        << " of " << variable("TRIAL_WORKERS"));
  const auto folder = variable("TMPDIR");
  BOOST_ERROR("TMPDIR " << folder << (std::filesystem::is_directory(folder) ? ", a folder" : ""));
}
