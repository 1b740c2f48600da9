#include <trial/programs/asking.hpp>

#include <algorithm>
#include <csignal>
#include <deque>
#include <string_view>
#include <utility>
#include <variant>

#include <fmt/format.h>

#include <reactor/loop/cancelcall.hpp>
#include <reactor/process/trysignal.hpp>
#include <trial/programs/program.hpp>

namespace trial::frameworks {

namespace {

using reactor::Deferred;

// The longest list, in bytes; a million cases with long names stay below.
constexpr std::size_t mostReport = std::size_t{256} << 20U;
constexpr std::size_t mostOutput = std::size_t{32} << 20U;

/// Reads what the process writes.
class AnswerProtocol final : public reactor::ProcessProtocol {
 public:
  AnswerProtocol(reactor::IReactorTime& clock, Deferred<Answer> answered)
      : clock_(clock), answered_(std::move(answered)) {}

  void watch(reactor::DelayedCallPtr limit) { limit_ = std::move(limit); }

  void childDataReceived(int childFD, std::string_view data) override {
    auto& output = answer_.output;
    if (childFD == reportFD) {
      if (output.report.size() + data.size() > mostReport) {
        giveUp("its list is endless");
      } else {
        output.report += data;
      }
      return;
    }
    auto& text = childFD == 1 ? output.out : output.err;
    text += data;
    // Only the end of other output is kept: it says most.
    if (text.size() <= 2 * mostOutput) return;
    text.erase(0, text.size() - mostOutput);
    output.cut = true;
  }

  void giveUp(std::string why) {
    if (answer_.problem.empty()) answer_.problem = std::move(why);
    reactor::trySignal(transport, SIGKILL);
  }

  void processEnded(reactor::Failure reason) override {
    transport.reset();
    reactor::cancelCall(limit_);
    answer_.output.end = processEnd(reason);
    const auto answered = std::exchange(answered_, Deferred<Answer>(nullptr));
    if (answered.called()) return;  // cancelled: the clock may be gone
    answer_.seconds = clock_.seconds() - begin_;
    answered.callback(std::move(answer_));
  }

 private:
  reactor::IReactorTime& clock_;
  const double begin_ = clock_.seconds();
  Deferred<Answer> answered_;
  Answer answer_;
  reactor::DelayedCallPtr limit_;
};

/// Throws if the process cannot be started.
Deferred<Answer> begin(reactor::IReactorTime& clock, const Question& question) {
  const auto process = std::make_shared<std::weak_ptr<AnswerProtocol>>();
  Deferred<Answer> answered([process](const Deferred<Answer>&) {
    if (const auto protocol = process->lock()) protocol->giveUp("cancelled");
  });
  const auto protocol = std::make_shared<AnswerProtocol>(clock, answered);
  *process = protocol;
  question.start(protocol);
  const std::weak_ptr<AnswerProtocol> weak = protocol;
  protocol->watch(
      clock.callLater(question.timeout,
                      [weak, late = fmt::format("{} in {} s", question.overdue, question.timeout)] {
                        if (const auto slow = weak.lock()) slow->giveUp(late);
                      }));
  return answered;
}

Answer notStarted(const std::exception& why) {
  Answer answer;
  answer.problem = fmt::format("cannot be started: {}", why.what());
  return answer;
}

class AskAll final : public std::enable_shared_from_this<AskAll> {
 public:
  AskAll(reactor::IReactorTime& clock, std::vector<Question> questions, std::size_t atOnce,
         Deferred<std::vector<Answer>> done)
      : clock_(clock),
        questions_(std::move(questions)),
        atOnce_(std::max<std::size_t>(1, atOnce)),
        done_(std::move(done)),
        answers_(questions_.size()),
        running_(questions_.size(), Deferred<Answer>(nullptr)) {
    for (std::size_t i = 0; i < questions_.size(); ++i) waiting_.push_back(i);
  }

  void fill() {
    if (filling_ || paused_) return;  // one that could not be started ended inside the loop
    filling_ = true;
    while (!waiting_.empty() && busy_ < atOnce_) {
      if (!askNext()) break;
    }
    filling_ = false;
    if (busy_ == 0 && waiting_.empty() && !cancelled_ && !done_.called())
      done_.callback(std::move(answers_));
  }

  void cancel() {
    cancelled_ = true;
    waiting_.clear();
    auto retry = retry_.lock();
    reactor::cancelCall(retry);
    // Each removes itself from the list as it goes.
    const auto running = running_;
    for (const auto& answered : running) {
      if (answered && !answered.called()) answered.cancel();
    }
  }

 private:
  /// False if it has to wait until another process has ended, or until later.
  bool askNext() {
    const auto index = waiting_.front();
    Deferred<Answer> answered(nullptr);
    try {
      answered = begin(clock_, questions_[index]);
    } catch (const std::exception& why) {
      if (busy_ > 0 && isShortage(why)) {
        atOnce_ = busy_;
        return false;
      }
      if (const auto pause = pauseAfter(why, refused_)) {
        ++refused_;
        waitFor(*pause);
        return false;
      }
      answers_[index] = notStarted(why);
      waiting_.pop_front();
      return true;
    }
    refused_ = 0;
    waiting_.pop_front();
    ++busy_;
    running_[index] = answered;
    answered.addBoth([self = shared_from_this(), index](reactor::Result<Answer> result) {
      if (auto* answer = std::get_if<Answer>(&result)) self->take(index, std::move(*answer));
      self->running_[index] = Deferred<Answer>(nullptr);
      --self->busy_;
      self->fill();
    });
    return true;
  }

  void take(std::size_t index, Answer answer) {
    auto& before = answers_[index].output;
    answer.output.secondStart = before.end.signal != 0;
    const bool again = answer.problem.empty() && answer.output.end.signal != 0 &&
                       !answer.output.secondStart && !cancelled_;
    answers_[index] = std::move(answer);
    if (again) waiting_.push_front(index);
  }

  void waitFor(double pause) {
    paused_ = true;
    // The clock owns the call, and the call this object.
    retry_ = clock_.callLater(pause, [self = shared_from_this()] {
      self->paused_ = false;
      self->fill();
    });
  }

  reactor::IReactorTime& clock_;
  std::vector<Question> questions_;
  std::size_t atOnce_;
  Deferred<std::vector<Answer>> done_;
  std::vector<Answer> answers_;
  std::vector<Deferred<Answer>> running_;
  std::deque<std::size_t> waiting_;  // indices of questions
  std::size_t busy_ = 0;
  int refused_ = 0;  // starts in a row that are tried again later
  std::weak_ptr<reactor::IDelayedCall> retry_;
  bool paused_ = false;
  bool filling_ = false;
  bool cancelled_ = false;
};

}  // namespace

Deferred<Answer> ask(reactor::IReactorTime& clock, const Question& question) {
  return askAll(clock, {question}, 1).addCallback([](std::vector<Answer> answers) {
    return std::move(answers.front());
  });
}

Deferred<std::vector<Answer>> askAll(reactor::IReactorTime& clock, std::vector<Question> questions,
                                     std::size_t atOnce) {
  const auto all = std::make_shared<std::weak_ptr<AskAll>>();
  Deferred<std::vector<Answer>> done([all](const Deferred<std::vector<Answer>>&) {
    if (const auto asked = all->lock()) asked->cancel();
  });
  const auto asked = std::make_shared<AskAll>(clock, std::move(questions), atOnce, done);
  *all = asked;
  asked->fill();
  return done;
}

}  // namespace trial::frameworks
