#include <trial/programs/run/caseoutput.hpp>

#include <algorithm>
#include <utility>

namespace trial::frameworks {

void OutputTail::reportCame() noexcept { cameBefore_ = std::exchange(came_, text_.size()); }

void OutputTail::caseBegan() noexcept {
  // The report did not tell of this start when it was read before, so what had come by then is not
  // of this case.
  case_ = std::max(case_, cameBefore_);
  exactCase_ = text_.size();
}

void OutputTail::append(int fd, std::string_view data, bool inReport) {
  if (data.empty()) return;
  text_ += data;
  if (!pieces_.empty() && pieces_.back().fd == fd && pieces_.back().inReport == inReport) {
    pieces_.back().end = text_.size();
  } else {
    pieces_.push_back({fd, inReport, text_.size()});
  }
  if (text_.size() > 2 * kept) forget(text_.size() - kept);
}

void OutputTail::forget(std::size_t size) {
  text_.erase(0, size);
  for (auto* mark : {&came_, &cameBefore_, &case_, &exactCase_}) *mark -= std::min(*mark, size);
  while (!pieces_.empty() && pieces_.front().end <= size) pieces_.pop_front();
  for (auto& piece : pieces_) piece.end -= size;
}

CaseOutput OutputTail::ofCase() const {
  CaseOutput output;
  std::size_t begin = 0;
  for (const auto& piece : pieces_) {
    const auto from = std::max(begin, piece.inReport ? exactCase_ : case_);
    if (from < piece.end) {
      const auto text = std::string_view(text_).substr(from, piece.end - from);
      output.both += text;
      (piece.fd == 1 ? output.out : output.err) += text;
    }
    begin = piece.end;
  }
  return output;
}

}  // namespace trial::frameworks
