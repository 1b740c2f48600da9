/// Reporting that something could not be loaded.
#pragma once

#include <string>

#include <reactor/failure.hpp>
#include <trial/detail/loaderrors.hpp>
#include <trial/itrial.hpp>

namespace trial {

/// The exception being caught, with the traceback reduced to frames of the loaded code: without
/// those of this library and of the dynamic linker.
[[nodiscard]] reactor::Failure loadFailure();

/// The test that stands for `name` in a suite and reports `error` when it runs.
[[nodiscard]] TestPtr holderOf(const std::string& name, reactor::Failure error);

/// The error for a `name` of which some part does not exist.
[[nodiscard]] ObjectNotFound notFound(const std::string& name, const std::string& why);

}  // namespace trial
