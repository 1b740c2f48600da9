#include <bin/loading.hpp>

#include <iostream>
#include <memory>
#include <utility>
#include <vector>

#include <trial/commandline/orders.hpp>
#include <trial/programs/native/answering.hpp>
#include <trial/selecting/selection.hpp>
#include <trial/suite.hpp>

namespace bin {

trial::TestLoader _getLoader(const trial::Options& options, std::ostream& stream) {
  trial::TestLoader loader;
  if (options.order)
    loader.sorter = loader.programSorter = trial::findOrder(*options.order)->before;
  if (options.random) {
    loader.sorter = loader.programSorter = trial::shuffled(*options.random);
    stream << "Running tests shuffled with seed " << options.random->digits() << "\n\n";
  }
  loader.includeDisabled = options.includeDisabled;
  if (!options.untilFailure) {  // a test that ran is not needed again
    loader.suiteFactory = [](std::vector<trial::TestPtr> tests) {
      return std::make_shared<trial::DestructiveTestSuite>(std::move(tests));
    };
  }
  return loader;
}

trial::TestPtr _getSuite(const trial::Options& options, std::ostream& stream) {
  auto loader = _getLoader(options, stream);
  trial::TestPtr suite;
  if (options.namesTests) {
    suite = loader.loadByNames(options.tests, options.recurse);
  } else {
    suite = trial::loadOwnTests(loader);
  }
  if (options.select) suite = trial::keepSelected(std::move(suite), *options.select);
  return suite;
}

trial::TestLoader _getLoader(const trial::Options& options) {
  return _getLoader(options, std::cout);
}

trial::TestPtr _getSuite(const trial::Options& options) { return _getSuite(options, std::cout); }

}  // namespace bin
