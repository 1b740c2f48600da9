#include <trial/programs/run/causes/rerun.hpp>

#include <exception>
#include <utility>
#include <vector>

#include <reactor/loop/cancelcall.hpp>

namespace trial::frameworks {

Rerun::Rerun(ICaseHost& host, reactor::IReactorTime& clock, ProgramPtr program, CaseLimit limit,
             double seconds)
    : host_(host),
      clock_(clock),
      program_(std::move(program)),
      limit_(std::move(limit)),
      seconds_(seconds) {}

Rerun::~Rerun() { reactor::cancelCall(tooLong_); }

reactor::Deferred<std::string> Rerun::start() {
  done_ = reactor::Deferred<std::string>();
  const auto done = done_;
  const auto weak = weak_from_this();
  tooLong_ = clock_.callLater(seconds_, [weak] {
    if (const auto self = weak.lock()) self->giveUp();
  });
  begin();
  return done;
}

void Rerun::giveUp() {
  const auto self = shared_from_this();
  if (const auto process = std::exchange(process_, nullptr)) process->abandon();
  over(foundInTime());
}

void Rerun::abandon() noexcept {
  reactor::cancelCall(tooLong_);
  done_ = reactor::Deferred<std::string>(nullptr);
  if (const auto process = std::exchange(process_, nullptr)) process->abandon();
}

void Rerun::processOver(const ProcessEnd& end) {
  const auto self = shared_from_this();
  const auto process = std::exchange(process_, nullptr);
  ended(*process, end);
}

std::size_t Rerun::run(ICaseHost& host, std::span<const std::string> cases) {
  const auto process = std::make_shared<ProcessReader>(clock_, weak_from_this(), limit_);
  std::size_t taken = 0;
  try {
    taken = host.start(*program_, cases, process);
  } catch (const std::exception&) {
    return 0;  // the program was startable a moment ago: this is no place to say so
  }
  process_ = process;
  const auto first = cases.first(taken);
  process->begin(program_, {first.begin(), first.end()});
  return taken;
}

void Rerun::over(std::string sentence) {
  reactor::cancelCall(tooLong_);
  const auto done = std::exchange(done_, reactor::Deferred<std::string>(nullptr));
  if (done) done.callback(std::move(sentence));
}

}  // namespace trial::frameworks
