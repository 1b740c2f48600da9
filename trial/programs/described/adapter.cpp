#include <trial/programs/described/adapter.hpp>

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include <trial/programs/common/limits.hpp>
#include <trial/programs/described/casesfile.hpp>
#include <trial/programs/described/lines.hpp>
#include <trial/programs/described/list.hpp>
#include <trial/programs/described/tap.hpp>
#include <trial/programs/opaque/progress.hpp>

namespace trial::frameworks {

namespace {

class CommandMaker final {
 public:
  CommandMaker(const Description& description, const Callee& program)
      : description_(description), program_(program) {}

  /// Takes as many of the first cases as go together.
  std::size_t take(std::span<const std::string> cases) {
    const auto& run = description_.run;
    std::size_t bytes = 0;
    std::string suite;
    for (const auto& id : cases.first(std::min(cases.size(), run.most))) {
      auto values = partsOf(id, noteOn(id));
      const auto& itsSuite = values["suite"];
      if (!taken_.empty() && run.sameSuite && itsSuite != suite) break;
      suite = itsSuite;
      std::vector<std::string> each;
      for (const auto& one : run.each) each.push_back(one.filled(values));
      for (const auto& text : each) bytes += text.size() + sizeof(char*) + 1;
      // The program may run with a small stack, which limits all arguments together.
      if (!taken_.empty() && bytes > mostBytesInArgument && !run.inFile) break;
      taken_.push_back(std::move(values));
      each_.push_back(std::move(each));
    }
    return taken_.size();
  }

  /// `file`: the path of the file that the cases are in, if they are in one.
  void addArguments(std::vector<std::string>& args, const std::string& file) const {
    const auto& run = description_.run;
    auto values = taken_.front();  // the only one, if its parts are asked for
    values["report"] = reportPath;
    values["file"] = file;
    if (run.separator) values["cases"] = joined(*run.separator);
    for (const auto& argument : run.arguments) {
      if (!argument.is("cases") || run.separator) {
        args.push_back(argument.filled(values));
        continue;
      }
      for (const auto& each : each_) args.insert(args.end(), each.begin(), each.end());
    }
  }

  /// The cases with this between them.
  [[nodiscard]] std::string joined(std::string_view separator) const {
    std::string text;
    for (const auto& each : each_) {
      if (&each != &each_.front()) text += separator;
      for (const auto& part : each) text += part;
    }
    return text;
  }

 private:
  [[nodiscard]] std::string_view noteOn(const std::string& id) const {
    if (program_.notes == nullptr) return {};
    const auto note = program_.notes->find(id);
    return note == program_.notes->end() ? std::string_view() : std::string_view(note->second);
  }

  const Description& description_;
  const Callee& program_;
  std::vector<TemplateValues> taken_;
  std::vector<std::vector<std::string>> each_;
};

}  // namespace

std::optional<std::string> Described::recognise(const Executable& /*file*/) const {
  return std::nullopt;
}

std::string Described::origin() const {
  const auto& place = description_.place;
  return fmt::format("which {}:{} describes", place.file->string(), place.line);
}

Command Described::listCommand(const Callee& program, reactor::Environment env) const {
  Command command{{program.name}, std::move(env)};
  const TemplateValues values = {{"report", std::string(reportPath)}};
  for (const auto& argument : description_.list.arguments)
    command.args.push_back(argument.filled(values));
  return command;
}

Listing Described::parseList(const ProcessOutput& output) const {
  return readDescribedList(description_, output);
}

bool Described::needsNote(std::string_view /*id*/) const { return description_.run.needsParts; }

Command Described::runCommand(const Callee& program, std::span<const std::string> cases,
                              reactor::Environment env) const {
  Command command{{program.name}, std::move(env)};
  CommandMaker maker(description_, program);
  command.cases = maker.take(cases);
  if (!description_.run.inFile) {
    maker.addArguments(command.args, {});
    return command;
  }
  const auto file = std::make_shared<const CasesFile>(maker.joined("\n") + '\n');
  maker.addArguments(command.args, file->path());
  command.kept = file;
  return command;
}

std::unique_ptr<ProgressParser> Described::progress(const Callee& /*program*/,
                                                    std::span<const std::string> cases,
                                                    IProgress& listener) const {
  if (!description_.progress) {
    return std::make_unique<ExitStatusProgress>(cases.front(), description_.passStatuses,
                                                description_.skipStatuses, listener);
  }
  if (description_.progress->tap)
    return std::make_unique<TapProgress>(description_, cases, listener);
  return std::make_unique<LineProgress>(description_, cases, listener);
}

}  // namespace trial::frameworks
