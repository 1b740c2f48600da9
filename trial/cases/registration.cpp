#include <trial/registration.hpp>

#include <algorithm>
#include <unordered_map>
#include <utility>

#include <fmt/format.h>
#include <trial/cases/utf8.hpp>

namespace trial::detail {

bool registerClass(TestClass testClass, std::initializer_list<MethodSpec> specs) {
  std::vector<TestMethod> methods;
  methods.reserve(specs.size());
  for (const auto& spec : specs) methods.push_back({spec.name, spec.run, spec.options, spec.line});
  const std::string file = testClass.file;
  Registry::instance().addClass(file.c_str(), std::move(testClass), std::move(methods));
  return true;
}

std::string nameWithValue(const char* name, const std::string& value) {
  constexpr std::size_t most = 60;  // bytes, to keep ids readable
  std::string shown = value.substr(0, validUtf8Prefix(std::string_view(value).substr(0, most)));
  if (shown.size() < value.size()) shown += "...";
  // A `/` would make the id a path, and `::` the id of a case in a program.
  std::replace(shown.begin(), shown.end(), '/', '|');
  return fmt::format("{}[{}]", name, dotted(std::move(shown)));
}

bool registerMethods(TestClass testClass, std::vector<TestMethod> methods) {
  std::unordered_map<std::string, int> seen;
  for (auto& method : methods) {
    const int number = ++seen[method.name];
    if (number > 1) method.name += fmt::format("#{}", number);
  }
  const std::string file = testClass.file;
  Registry::instance().addClass(file.c_str(), std::move(testClass), std::move(methods));
  return true;
}

std::vector<std::string> namesOfTypes(std::string_view list) {
  if (list.starts_with('(') && list.ends_with(')')) list = list.substr(1, list.size() - 2);
  std::vector<std::string> names;
  std::string name;
  const auto finish = [&] {
    while (name.ends_with(' ')) name.pop_back();
    names.push_back(std::exchange(name, {}));
  };
  // The open brackets, innermost last. Within ( [ { the characters < and > are operators.
  std::string open;
  for (const char c : list) {
    const bool inAngles = open.empty() || open.back() == '<';
    if (c == '(' || c == '[' || c == '{' || (c == '<' && inAngles)) {
      open += c;
    } else if (c == ')' || c == ']' || c == '}' || (c == '>' && inAngles)) {
      if (!open.empty()) open.pop_back();
    }
    if (c == ',' && open.empty()) {
      finish();
    } else if (c != ' ' || !name.empty()) {
      name += c;
    }
  }
  finish();
  return names;
}

bool registerClassOptions(const char* file, const char* name, TestOptions options) {
  Registry::instance().setClassOptions(file, name, std::move(options));
  return true;
}

bool registerModule(const char* file, const char* name, TestOptions options) {
  Registry::instance().setModule(file, name, std::move(options));
  return true;
}

bool registerSuite(const char* file, std::function<std::shared_ptr<TestSuite>()> make) {
  Registry::instance().moduleOf(file).testSuite = std::move(make);
  return true;
}

}  // namespace trial::detail
