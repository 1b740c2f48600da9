#include <trial/registration.hpp>

#include <utility>

namespace trial::detail {

bool registerClass(TestClass testClass, std::initializer_list<MethodSpec> methods) {
  for (const auto& method : methods) {
    testClass.methods.push_back({method.name, method.run, method.options, method.line});
  }
  const std::string file = testClass.file;
  Registry::instance().addClass(file.c_str(), std::move(testClass));
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
