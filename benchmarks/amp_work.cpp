// The work of benchmarks/amp: calls to another process over a pair of pipes.
//
//   amp_work calls COUNT OUTSTANDING   COUNT calls, of which OUTSTANDING wait at a time
//   amp_work large COUNT               calls with an argument of 1 MB, one at a time
//   amp_work serve                     the other process
//
// Prints the seconds that the calls took, and the memory of this process in KiB after a tenth of
// them and at the end.
#include <cerrno>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <unistd.h>

#include <protocols/amp.hpp>
#include <reactor/libevent.hpp>
#include <reactor/protocol.hpp>

namespace {

using namespace protocols;

struct Sum : Command {
  using Arguments = Args<Arg<"a", Integer>, Arg<"b", Integer>>;
  struct Response {
    std::int64_t total = 0;
    using Layout = Fields<Field<"total", Integer, &Response::total>>;
  };
};

struct Measure : Command {
  using Arguments = Args<Arg<"data", String>>;
  struct Response {
    std::int64_t size = 0;
    using Layout = Fields<Field<"size", Integer, &Response::size>>;
  };
};

/// The serving end: waits for its peer.
class BlockingTransport final : public reactor::ITransport {
 public:
  void write(std::string_view data) override {
    while (!data.empty()) {
      const auto size = ::write(STDOUT_FILENO, data.data(), data.size());
      if (size < 0 && errno != EINTR) std::exit(1);
      if (size > 0) data.remove_prefix(static_cast<std::size_t>(size));
    }
  }
  void loseConnection() override { std::exit(1); }
  [[nodiscard]] std::string getPeer() const override { return "client"; }
  [[nodiscard]] std::string getHost() const override { return "server"; }
};

void serve() {
  AMP amp;
  amp.responder<Sum>([](std::int64_t a, std::int64_t b) { return Sum::Response{a + b}; });
  amp.responder<Measure>([](const std::string& data) {
    return Measure::Response{static_cast<std::int64_t>(data.size())};
  });
  amp.makeConnection(std::make_shared<BlockingTransport>());
  std::vector<char> buffer(std::size_t{64} << 10);
  for (;;) {
    const auto size = ::read(STDIN_FILENO, buffer.data(), buffer.size());
    if (size <= 0) return;
    amp.dataReceived({buffer.data(), static_cast<std::size_t>(size)});
  }
}

class ChildTransport final : public reactor::ITransport {
 public:
  explicit ChildTransport(reactor::ProcessTransportPtr process) : process_(std::move(process)) {}
  void write(std::string_view data) override { process_->write(data); }
  void loseConnection() override { process_->closeStdin(); }
  [[nodiscard]] std::size_t unsent() const override { return process_->unsent(); }
  [[nodiscard]] std::string getPeer() const override { return process_->getPeer(); }
  [[nodiscard]] std::string getHost() const override { return process_->getHost(); }

 private:
  reactor::ProcessTransportPtr process_;
};

class Client final : public reactor::ProcessProtocol {
 public:
  AMP amp;
  std::function<void()> start;
  std::function<void()> end;

  void connectionMade() override {
    amp.makeConnection(std::make_shared<ChildTransport>(transport));
    start();
  }
  void outReceived(std::string_view data) override { amp.dataReceived(data); }
  void processEnded(reactor::Failure reason) override {
    amp.connectionLost(std::move(reason));
    end();
  }
};

long residentKiB() {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);) {
    if (line.starts_with("VmRSS:")) return std::stol(line.substr(6));
  }
  return 0;
}

struct Work {
  long count;
  long outstanding;
  bool large;
};

int drive(Work work) {
  const char* program = "/proc/self/exe";
  reactor::LibeventReactor reactor;
  const auto client = std::make_shared<Client>();
  const std::string data(1'000'000, 'x');
  long asked = 0;
  long answered = 0;
  long early = 0;
  std::chrono::steady_clock::time_point from;
  std::chrono::steady_clock::time_point to;
  std::function<void()> next;
  const auto done = [&] {
    ++answered;
    if (answered == work.count / 10) early = residentKiB();
    if (answered == work.count) {
      to = std::chrono::steady_clock::now();
      client->transport->closeStdin();
    } else {
      next();
    }
  };
  const auto check = [](bool right) {
    if (!right) std::abort();
  };
  next = [&] {
    if (asked == work.count) return;
    const auto number = asked++;
    if (work.large) {
      client->amp.callRemote<Measure>(data).addCallback([&](const Measure::Response& response) {
        check(response.size == 1'000'000);
        done();
      });
    } else {
      client->amp.callRemote<Sum>(number, 1).addCallback(
          [&, number](const Sum::Response& response) {
            check(response.total == number + 1);
            done();
          });
    }
  };
  client->start = [&] {
    from = std::chrono::steady_clock::now();
    const auto cork = client->amp.corked();
    for (long i = 0; i < work.outstanding; ++i) next();
  };
  client->end = [&] { reactor.stop(); };
  reactor.spawnProcess(client, program, {program, "serve"}, {}, {}, {}, {}, false,
                       {{0, 'w'}, {1, 'r'}, {2, STDERR_FILENO}});
  reactor.run();
  if (answered != work.count) return 1;
  std::printf("%.6f %ld %ld\n", std::chrono::duration<double>(to - from).count(), early,
              residentKiB());
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  const std::string_view what = argc > 1 ? argv[1] : "";
  if (what == "serve") {
    serve();
    return 0;
  }
  if (what == "calls" && argc == 4) return drive({std::atol(argv[2]), std::atol(argv[3]), false});
  if (what == "large" && argc == 3) return drive({std::atol(argv[2]), 1, true});
  std::fputs("usage: amp_work calls COUNT OUTSTANDING | large COUNT | serve\n", stderr);
  return 1;
}
