/// XmlReport: the base of parsers of reports in XML, with which a child of the process may go on.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include <trial/programs/common/exitremark.hpp>
#include <trial/programs/common/takeover.hpp>
#include <trial/programs/framework.hpp>
#include <trial/programs/xmldocuments.hpp>

namespace trial::frameworks {

/// Reads from `reportFD` reports that have one element for each case and do not say which process
/// has written it.
class XmlReport : public ProgressParser, protected IXmlListener {
 public:
  void received(int fd, std::string_view data) final {
    if (fd == reportFD) documents_.received(data);
  }
  [[nodiscard]] bool complete() const final { return documents_.complete(); }
  [[nodiscard]] bool tellsChildren() const final { return true; }
  void mayBeOfChild(bool may) final { takeover_.mayBeOfChild(may); }
  [[nodiscard]] std::size_t steps() const final { return takeover_.steps(); }
  [[nodiscard]] bool goesOnFromEnds() const final { return takeover_.goesOnFromEnds(); }
  [[nodiscard]] std::string takenOverIn() const final {
    return alone_ ? std::string() : takeover_.forked();
  }
  [[nodiscard]] std::string remark(const ProcessEnd& end) const final {
    if (inProgress() == nullptr || end.signal != 0 || end.overdue) return {};
    return exitRemark("descriptor 3", framework_);
  }
  /// Nothing runs between cases but what belongs to the whole program.
  [[nodiscard]] std::string place() const final { return {}; }
  [[nodiscard]] bool insidePlace(const std::string&) const final { return true; }

 protected:
  /// `framework` is its name for the user. `cases`: how many were asked for.
  XmlReport(std::string_view framework, std::size_t cases)
      : alone_(cases == 1), framework_(framework) {}

  XmlDocuments documents_{*this};
  Takeover takeover_;
  const bool alone_;

 private:
  const std::string framework_;
};

}  // namespace trial::frameworks
