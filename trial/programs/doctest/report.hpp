/// DoctestReport: follows a run of a doctest program by its XML report.
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <trial/casereport.hpp>
#include <trial/programs/common/xmlreport.hpp>
#include <trial/programs/doctest/check.hpp>
#include <trial/programs/doctest/note.hpp>
#include <trial/programs/framework.hpp>
#include <trial/programs/xmlstream.hpp>

namespace trial::frameworks {

/// Every tag is written when it happens. A case that dies of a signal closes all elements of the
/// report, as if the run had come to its end: that is seen by the crash that it tells before. If
/// the report goes on behind its end, the crash was that of a child that the case had made.
class DoctestReport final : public XmlReport {
 public:
  /// `program` has notes on all of `cases`.
  DoctestReport(const Callee& program, std::span<const std::string> cases, IProgress& listener);

  void ended(const ProcessEnd& /*end*/) override {}
  [[nodiscard]] bool begun() const override { return documents_.begun() > 0; }
  [[nodiscard]] bool explains(const ProcessEnd& end) const override {
    return failed_ && end.signal == 0;
  }
  [[nodiscard]] const std::string* inProgress() const override {
    return case_ ? &case_->id : nullptr;
  }
  [[nodiscard]] std::string detailsSoFar() const override;

 private:
  /// The case in progress.
  struct Case {
    std::string id;
    bool asked = false;  // and not reported before
    XmlElement element;
    std::optional<XmlElement> result = std::nullopt;
    std::string details = {};
    std::string toldOf = {};    // the subcases that the last of the details is of
    std::string thrownIn = {};  // the subcases that an exception has left
    bool exception = false;
  };

  /// The case that ended last, and how it was before that end, which a child may have written.
  struct Left {
    Case ended;
    bool failed;  // as `failed_`
  };

  void opened(const XmlElement& element) override;
  void closed(const XmlElement& element) override;
  void resumed() override;
  [[nodiscard]] DoctestPlace placeOf(const XmlElement& testCase) const;
  [[nodiscard]] std::optional<std::string> take(const XmlElement& testCase);
  void begin(const XmlElement& element);
  void finish();
  void checked(const DoctestCheck& check);
  void thrown(const XmlElement& element);
  void keep(std::string_view text, const std::string& subcases);
  [[nodiscard]] std::string subcases() const;

  IProgress& listener_;
  /// Those that were asked for and have not begun; of those that look alike, in the program's
  /// order.
  std::map<DoctestPlace, std::map<unsigned, std::string>> waiting_;
  /// The cases that have begun, each with how many had ended before it began.
  std::map<DoctestPlace, std::size_t> begun_;
  bool oldVersion_ = false;
  std::string suite_;
  std::vector<std::string> subcases_;
  std::optional<Case> case_;
  std::optional<Left> left_;  // if no other case was asked for
  std::optional<DoctestCheck> check_;
  std::string crash_;
  bool failed_ = false;
};

}  // namespace trial::frameworks
