#include <trial/programs/run/programrun.hpp>

#include <utility>

#include <trial/programs/run/programruncore.hpp>

namespace trial::frameworks {

ProgramRun::ProgramRun(reactor::IReactorProcess& spawner, reactor::IReactorTime& clock,
                       ProgramPtr program, std::vector<std::string> cases,
                       IProgramListener& listener, CaseLimit limit)
    : core_(std::make_shared<ProgramRunCore>(spawner, clock, std::move(program), std::move(cases),
                                             listener, std::move(limit))) {}

ProgramRun::~ProgramRun() { core_->abandon(); }

reactor::Deferred<void> ProgramRun::start() { return core_->start(); }

void ProgramRun::endSearch() { core_->endSearch(); }

void ProgramRun::tellAtOnce() { core_->tellAtOnce(); }

bool ProgramRun::lookedAgain() const noexcept { return core_->lookedAgain(); }

}  // namespace trial::frameworks
