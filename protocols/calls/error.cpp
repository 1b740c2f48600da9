#include <protocols/error.hpp>

#include <utility>

#include <fmt/format.h>

namespace protocols {

namespace {

std::string tooLongText(bool isKey, bool isLocal, std::size_t length, const std::string& keyName) {
  auto what = keyName.empty() ? std::string("message")
                              : fmt::format("{} '{}'", isKey ? "key" : "value", keyName);
  return fmt::format("{} {} too long: {}", isLocal ? "local" : "remote", what, length);
}

std::string remoteErrorText(const std::string& errorCode, const std::string& description,
                            const std::optional<reactor::Failure>& local) {
  std::string text = "Code<";
  for (const char c : errorCode) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x80) {
      text += c;
    } else {
      fmt::format_to(std::back_inserter(text), "\\x{:02x}", byte);
    }
  }
  text += local ? "> (local): " : ">: ";
  text += description;
  if (local) {
    text += '\n';
    text += local->getBriefTraceback();
  }
  return text;
}

}  // namespace

NoEmptyBoxes::NoEmptyBoxes() : AmpError("a box without _command, _answer and _error") {}

TooLong::TooLong(bool key, bool local, std::size_t bytes, std::string name)
    : AmpError(tooLongText(key, local, bytes, name)),
      isKey(key),
      isLocal(local),
      length(bytes),
      keyName(std::move(name)) {}

BadLocalReturn::BadLocalReturn(const std::string& message, reactor::Failure cause)
    : AmpError(message + " " + cause.getBriefTraceback()), enclosed(std::move(cause)) {}

RemoteAmpError::RemoteAmpError(std::string code, std::string text, bool isFatal,
                               std::optional<reactor::Failure> cause)
    : AmpError(remoteErrorText(code, text, cause)),
      errorCode(std::move(code)),
      description(std::move(text)),
      fatal(isFatal),
      local(std::move(cause)) {}

UnknownRemoteError::UnknownRemoteError(std::string text)
    : RemoteAmpError(std::string(unknownErrorCode), std::move(text)) {}

}  // namespace protocols
