/// SpreadPrograms: finds programs whose cases fail when they run in several processes at once, and
/// pass in one.
#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include <reactor/defer.hpp>
#include <reactor/interfaces.hpp>
#include <trial/programs/program.hpp>
#include <trial/programs/run/causes/togetherrun.hpp>
#include <trial/runevents.hpp>

namespace dist {

/// Listens to a run, and when its cases are over and the workers have ended, runs those again that
/// failed. What comes of that is told as warnings and counts for nothing.
class SpreadPrograms final : public trial::IRunListener {
 public:
  /// `reactor` outlives it.
  explicit SpreadPrograms(reactor::IReactor& reactor) : reactor_(reactor), fresh_(reactor) {}
  ~SpreadPrograms() override;
  SpreadPrograms(const SpreadPrograms&) = delete;
  SpreadPrograms& operator=(const SpreadPrograms&) = delete;

  void runBegan(const std::vector<trial::TestPtr>& cases) override;
  void caseBegan(const trial::TestPtr& test, std::optional<int> worker) override;
  void caseOver(const trial::CaseReport& report) override;
  void workerLost(int worker, const std::string& /*why*/) override { ofWorkers_.erase(worker); }

  /// To be called once. Fires when all was tried, or the time for that is over: as long as the run
  /// took, but one second at least and five at most.
  [[nodiscard]] reactor::Deferred<void> look();
  /// Ends what runs; nothing more is tried.
  void giveUp();

 private:
  /// The program of a worker's case that began last, and when that was over.
  struct Had {
    const trial::frameworks::Program* program = nullptr;
    std::optional<double> over = std::nullopt;
  };
  struct Seen {
    trial::frameworks::ProgramPtr program;
    bool isSpread = false;                 // several workers had it at the same time
    std::vector<std::string> failed = {};  // the first of them
  };
  reactor::IReactor& reactor_;
  trial::frameworks::FreshProcesses fresh_;
  double began_ = 0;
  std::vector<Seen> seen_;  // in the order in which their cases began
  std::unordered_map<const trial::frameworks::Program*, std::size_t> places_;  // in it
  std::map<int, Had> ofWorkers_;
  std::shared_ptr<trial::frameworks::TogetherRun> together_;
  bool over_ = false;
};

}  // namespace dist
