#include <trial/registration.hpp>

#include <utility>

namespace trial::detail {

bool registerClass(TestClass testClass, std::initializer_list<MethodSpec> methods) {
  auto& registry = Registry::instance();
  const std::string file = testClass.file;
  for (const auto& method : methods) {
    if (testClass.add({method.name, method.run, method.options, method.line})) continue;
    registry.moduleOf(file.c_str())
        .problems.push_back(testClass.name + "." + method.name + " is registered twice in " + file +
                            ":" + std::to_string(testClass.line));
  }
  registry.addClass(file.c_str(), std::move(testClass));
  return true;
}

bool registerClassOptions(const char* file, const char* name, TestOptions options) {
  Registry::instance().setClassOptions(file, name, std::move(options));
  return true;
}

bool registerModule(const char* file, const char* name, TestOptions options) {
  auto& module = Registry::instance().moduleOf(file);
  module.name = name;
  module.named = true;
  module.options = std::move(options);
  return true;
}

bool registerSuite(const char* file, std::function<std::shared_ptr<TestSuite>()> make) {
  Registry::instance().moduleOf(file).testSuite = std::move(make);
  return true;
}

}  // namespace trial::detail
