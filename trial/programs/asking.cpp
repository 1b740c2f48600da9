#include <trial/programs/asking.hpp>

#include <algorithm>
#include <csignal>
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
constexpr std::size_t mostOutput = std::size_t{1} << 20U;

/// Reads what the process writes.
class AnswerProtocol final : public reactor::ProcessProtocol {
 public:
  explicit AnswerProtocol(Deferred<Answer> answered) : answered_(std::move(answered)) {}

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
    if (text.size() > 2 * mostOutput) text.erase(0, text.size() - mostOutput);
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
    if (!answered.called()) answered.callback(std::move(answer_));
  }

 private:
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
  const auto protocol = std::make_shared<AnswerProtocol>(answered);
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
        running_(questions_.size(), Deferred<Answer>(nullptr)) {}

  void fill() {
    if (filling_) return;  // one that could not be started ended inside the loop
    filling_ = true;
    while (next_ < questions_.size() && busy_ < atOnce_) {
      if (!askNext()) break;
    }
    filling_ = false;
    if (busy_ == 0 && next_ == questions_.size() && !done_.called())
      done_.callback(std::move(answers_));
  }

  void cancel() {
    next_ = questions_.size();
    // Each removes itself from the list as it goes.
    const auto running = running_;
    for (const auto& answered : running) {
      if (answered && !answered.called()) answered.cancel();
    }
  }

 private:
  /// False if it has to wait until another process has ended.
  bool askNext() {
    const auto index = next_;
    Deferred<Answer> answered(nullptr);
    try {
      answered = begin(clock_, questions_[index]);
    } catch (const std::exception& why) {
      if (busy_ > 0 && isShortage(why)) {
        atOnce_ = busy_;
        return false;
      }
      answers_[index] = notStarted(why);
      ++next_;
      return true;
    }
    ++next_;
    ++busy_;
    running_[index] = answered;
    answered.addBoth([self = shared_from_this(), index](reactor::Result<Answer> result) {
      if (auto* answer = std::get_if<Answer>(&result)) self->answers_[index] = std::move(*answer);
      self->running_[index] = Deferred<Answer>(nullptr);
      --self->busy_;
      self->fill();
    });
    return true;
  }

  reactor::IReactorTime& clock_;
  std::vector<Question> questions_;
  std::size_t atOnce_;
  Deferred<std::vector<Answer>> done_;
  std::vector<Answer> answers_;
  std::vector<Deferred<Answer>> running_;
  std::size_t next_ = 0;
  std::size_t busy_ = 0;
  bool filling_ = false;
};

}  // namespace

Deferred<Answer> ask(reactor::IReactorTime& clock, const Question& question) {
  try {
    return begin(clock, question);
  } catch (const std::exception& why) {
    Deferred<Answer> answered;
    answered.callback(notStarted(why));
    return answered;
  }
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
