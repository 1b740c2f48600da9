#include <trial/programs/opaque/adapter.hpp>

#include <utility>

#include <trial/programs/opaque/progress.hpp>

namespace trial::frameworks {

namespace {

// As automake and Meson have it.
constexpr int skipStatus = 77;

}  // namespace

std::string_view Opaque::name() const { return "opaque"; }

std::optional<std::string> Opaque::recognise(const Executable& /*file*/) const {
  return std::nullopt;
}

std::optional<Listing> Opaque::fixedList() const { return Listing{{ListedCase{}}, {}}; }

Command Opaque::listCommand(const Callee& program, reactor::Environment env) const {
  return {{program.name}, std::move(env)};
}

Listing Opaque::parseList(const ProcessOutput& /*output*/) const { return *fixedList(); }

Command Opaque::runCommand(const Callee& program, std::span<const std::string> /*cases*/,
                           reactor::Environment env) const {
  return {{program.name}, std::move(env), 1};
}

std::unique_ptr<ProgressParser> Opaque::progress(const Callee& /*program*/,
                                                 std::span<const std::string> cases,
                                                 IProgress& listener) const {
  return std::make_unique<ExitStatusProgress>(cases.front(), std::vector<int>{0},
                                              std::vector<int>{skipStatus}, listener);
}

}  // namespace trial::frameworks
