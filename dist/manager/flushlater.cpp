#include <dist/manager/flushlater.hpp>

#include <ostream>

#include <reactor/loop/cancelcall.hpp>
#include <trial/detail/safestream.hpp>

namespace dist {

namespace {

constexpr double delay = 0.1;

}  // namespace

FlushLater::FlushLater(std::ostream& stream, reactor::IReactorTime& clock)
    : stream_(stream), clock_(clock) {}

FlushLater::~FlushLater() { runOver(); }

void FlushLater::caseOver(const trial::CaseReport&) {
  if (pending_ && pending_->active()) return;
  pending_ = clock_.callLater(delay, [this] { trial::SafeStream(stream_).flush(); });
}

void FlushLater::runOver() { reactor::cancelCall(pending_); }

}  // namespace dist
