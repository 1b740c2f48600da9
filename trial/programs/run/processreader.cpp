#include <trial/programs/run/processreader.hpp>

#include <csignal>
#include <exception>

namespace trial::frameworks {

namespace {

// Seconds between two looks at what the program reports.
constexpr double reportEvery = 0.001;

}  // namespace

ProcessReader::ProcessReader(reactor::IReactorTime& clock, std::weak_ptr<IProcessListener> listener,
                             SilenceLimit limit)
    : clock_(clock), listener_(std::move(listener)), limit_(limit) {}

ProcessReader::~ProcessReader() { stopReading(); }

void ProcessReader::begin(const Framework& framework, std::vector<std::string> cases) {
  cases_ = std::move(cases);
  parser_ = framework.progress(cases_, *this);
  heard();
}

void ProcessReader::abandon() noexcept {
  listener_.reset();
  stopReading();
  termination_.cancel();
  signalGroup(transport, SIGKILL);
}

// --- bytes ---

void ProcessReader::childDataReceived(int childFD, std::string_view data) {
  const auto listener = listener_.lock();
  if (!listener || !parser_) return;
  const auto self = shared_from_this();
  if (parser_->reads(childFD)) return reportCame(childFD, data);
  output_.add(childFD, data);
  listener->output(childFD, data);
  listener->wasRead();
}

void ProcessReader::reportCame(int fd, std::string_view data) {
  heard();
  if (!report_.empty() && report_.back().first == fd) {
    report_.back().second += data;
  } else {
    report_.emplace_back(fd, data);
  }
  // Nothing more is taken from this pipe until this was read, and what is ready on the others is
  // read first.
  if (transport) transport->pauseProducing(fd);
  if (reading_ && reading_->active()) return;
  output_.reportCame();
  const auto weak = weak_from_this();
  reading_ = clock_.callLater(reportEvery, [weak] {
    if (const auto self = weak.lock()) self->readReport();
  });
}

void ProcessReader::readReport() {
  stopReading();
  const auto report = std::exchange(report_, {});
  if (transport) {
    for (const auto& [fd, data] : report) transport->resumeProducing(fd);
  }
  const auto listener = listener_.lock();
  if (!listener) return;
  for (const auto& [fd, data] : report) parser_->received(fd, data);
  listener->wasRead();
}

void ProcessReader::stopReading() {
  if (reading_ && reading_->active()) reading_->cancel();
  reading_.reset();
}

void ProcessReader::processEnded(reactor::Failure reason) {
  const auto self = shared_from_this();
  termination_.cancel();
  transport.reset();
  readReport();
  const auto listener = listener_.lock();
  if (!listener) return;
  const auto end = processEnd(reason);
  parser_->ended(end);
  listener->processOver(end);
}

/// The process has said something, so it may be silent for the whole limit again.
void ProcessReader::heard() {
  if (limit_.timeout <= 0 || timedOut_) return;
  termination_ =
      reactor::Termination(clock_, limit_.timeout, limit_.grace, [this](std::string_view signal) {
        timedOut_ = true;
        try {
          if (transport) transport->signalProcess(signal);
        } catch (const std::exception&) {
          // It ended first: nothing is left to signal.
        }
      });
}

// --- what the parser makes of them ---

void ProcessReader::caseStarted(const std::string& id) {
  anyStarted_ = true;
  output_.caseBegan();
  if (const auto listener = listener_.lock()) listener->caseStarted(id);
}

void ProcessReader::caseFinished(const std::string& id, ReportedCase&& reported) {
  if (const auto listener = listener_.lock())
    listener->caseFinished(id, std::move(reported), output_.ofCase());
}

void ProcessReader::outsideError(const std::string& place, std::string details) {
  if (const auto listener = listener_.lock())
    listener->outsideError(place, std::move(details), output_.ofCase());
}

void ProcessReader::output(int fd, std::string_view data) {
  output_.addInReport(fd, data);
  if (const auto listener = listener_.lock()) listener->output(fd, data);
}

}  // namespace trial::frameworks
