/// Report: follows a run of a program with Catch2 by its report in XML.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include <trial/programs/catch2/checks.hpp>
#include <trial/programs/common/xmlreport.hpp>
#include <trial/programs/framework.hpp>
#include <trial/programs/xmlstream.hpp>

namespace trial::frameworks::catch2 {

/// The element of a case is open while the case runs, and each check is told when it was made. What
/// a case wrote to `std::cout`, `std::cerr` and `std::clog` comes with its end.
class Report final : public XmlReport {
 public:
  /// What runs with the cases that were asked for.
  enum class Others {
    none,
    twins,  // all whose names Catch2 takes for theirs
  };
  /// `notes` may be null; it and the others outlive this.
  Report(const CaseNotes* notes, std::span<const std::string> cases, IProgress& listener,
         Others others = Others::none);

  void ended(const ProcessEnd& end) override;
  [[nodiscard]] bool begun() const override { return begun_; }
  [[nodiscard]] bool explains(const ProcessEnd& end) const override;
  [[nodiscard]] const std::string* inProgress() const override;
  [[nodiscard]] std::string detailsSoFar() const override;

 private:
  /// A case that is expected.
  struct Expected {
    const std::string* id;
    bool isAsked = true;
    std::string name;
    std::string line;  // empty if it is not known
    std::size_t position = 0;
    bool started = false;
    std::size_t document = 0;  // in which it started
    std::size_t behind = 0;    // so many cases had ended before
  };
  void expect(const std::string& id, const CaseNotes* notes);
  void expectTwins(const CaseNotes& notes);
  /// The case in progress.
  struct Running {
    std::string name;
    Expected* asked;  // null if it was not asked for
    std::string tags;
    Checks checks = {};
    bool failed = false;
    bool skipped = false;
    std::optional<double> seconds = std::nullopt;
    std::string out = {};
    std::string err = {};
  };

  /// The case that ended last, and how it was before that end, which a child may have written.
  struct Left {
    Running running;
    bool failed;      // as `failed_`
    bool allSkipped;  // as `allSkipped_`
  };

  void opened(const XmlElement& element) override;
  void closed(const XmlElement& element) override;
  void resumed() override;
  void caseOpened(const XmlElement& element);
  void caseClosed();
  [[nodiscard]] Expected* find(const XmlElement& element);
  [[nodiscard]] const Expected* findStarted(const XmlElement& element) const;
  [[nodiscard]] CaseResult resultOf(const Running& running);

  IProgress& listener_;
  std::vector<Expected> expected_;
  std::size_t next_ = 0;  // all before it have started
  std::optional<Running> running_;
  std::optional<Left> left_;  // if no other case was asked for
  bool begun_ = false;
  bool unreported_ = false;  // ended by a signal that the framework catches
  bool failed_ = false;
  bool allSkipped_ = true;
};

}  // namespace trial::frameworks::catch2
