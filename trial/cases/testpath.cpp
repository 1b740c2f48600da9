#include <trial/cases/testpath.hpp>

namespace trial {

namespace {

constexpr auto npos = std::string_view::npos;

/// The names of a program's case, behind those that `path` has.
void addInside(std::vector<std::string>& path, std::string_view inside) {
  if (inside.find('/') == npos) {
    const auto dot = lastDot(inside);
    const bool native = dot != npos && lastDot(inside.substr(0, dot)) != npos &&
                        inside.substr(0, inside.find_first_of("<[")).find(' ') == npos;
    if (native) {
      path.emplace_back(inside.substr(0, dot));
      inside.remove_prefix(dot + 1);
    }
  }
  for (auto slash = inside.find('/'); slash != npos; slash = inside.find('/')) {
    path.emplace_back(inside.substr(0, slash));
    inside.remove_prefix(slash + 1);
  }
  path.emplace_back(inside);
}

}  // namespace

std::size_t lastDot(std::string_view id) noexcept {
  std::size_t last = npos;
  int depth = 0;
  for (std::size_t i = 0; i < id.size(); ++i) {
    switch (id[i]) {
      case '<': ++depth; break;
      case '>': depth -= depth > 0 ? 1 : 0; break;
      case '[':
        if (depth == 0) return last;  // the value is the last of an id and may hold anything
        break;
      case '.':
        if (depth == 0) last = i;
        break;
      default: break;
    }
  }
  return depth == 0 ? last : id.rfind('.');  // no brackets but a letter like others
}

std::vector<std::string> pathOfID(std::string_view id) {
  std::vector<std::string> path;
  if (const auto colons = id.find("::"); colons != npos) {
    path.emplace_back(id.substr(0, colons));
    // Nothing stands there if the program is one case.
    if (id.size() > colons + 2) addInside(path, id.substr(colons + 2));
    return path;
  }
  // What could not be loaded may have the name of a file.
  const auto name = id.substr(0, id.find_first_of("<["));
  if (name.starts_with('.') || name.find('/') != npos) return {std::string(id)};
  const auto method = lastDot(id);
  if (method == npos) return {std::string(id)};
  const auto above = id.substr(0, method);
  const auto testClass = lastDot(above);
  if (testClass != npos && testClass != 0) path.emplace_back(above.substr(0, testClass));
  const auto className = testClass == npos ? above : above.substr(testClass + 1);
  if (!className.empty()) path.emplace_back(className);
  path.emplace_back(id.substr(method + 1));
  return path;
}

}  // namespace trial
