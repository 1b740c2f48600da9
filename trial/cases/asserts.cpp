#include <trial/asserts.hpp>

// With sanitizers, GCC 12 warns of uninitialised values in its own <regex>.
#if !defined(__clang__)
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"
#endif

#include <regex>

#include <fmt/format.h>
#include <trial/reporter.hpp>
#include <trial/running/debugger.hpp>

namespace trial {

FailTest::FailTest(const std::string& message, Location where)
    : AssertionError(message), frames_{{where.function, where.file, where.line}} {
  detail::aboutToFail();
}

namespace detail {

void failWith(const std::string& message, Location where) { throw FailTest(message, where); }

void failInstead(std::string_view own, const std::string& text, Location where) {
  failWith(own.empty() ? text : std::string(own), where);
}

void failAdding(std::string_view own, std::string text, Location where) {
  if (!own.empty()) text.append(" : ").append(own);
  failWith(text, where);
}

void failNotRaised(const std::type_info& expected, const std::string& returned, Location where) {
  failWith(fmt::format("{} not raised ({} returned)", reactor::qualifiedName(expected), returned),
           where);
}

void failOtherRaised(const std::type_info& expected, const Failure& raised, Location where) {
  failWith(fmt::format("{} raised instead of {}:\n {}", raised.type(),
                       reactor::qualifiedName(expected), _trimFrames(raised).getTraceback()),
           where);
}

std::string typeNames(std::initializer_list<const std::type_info*> types,
                      std::string_view delimiter) {
  std::string names;
  for (const auto* type : types) {
    if (!names.empty()) names += delimiter;
    names += reactor::qualifiedName(*type);
  }
  return names;
}

std::string instanceText(std::string object, std::string_view relation,
                         std::initializer_list<const std::type_info*> types, std::string_view own) {
  const auto names = typeNames(types, ", ");
  object.append(relation).append(types.size() == 1 ? names : "(" + names + ")");
  if (!own.empty()) object.append(": ").append(own);
  return object;
}

bool matchesRegex(const std::string& text, const std::string& pattern) {
  return std::regex_search(text, std::regex(pattern));
}

}  // namespace detail

}  // namespace trial
