#include <reactor/failure.hpp>

#include <atomic>
#include <fstream>
#include <memory>
#include <mutex>
#include <new>

#include <cxxabi.h>

#include <fmt/format.h>

#include <reactor/failure/symbols.hpp>
#include <reactor/failure/throwsite.hpp>

namespace reactor {

namespace {

void replaceAll(std::string& text, std::string_view from, std::string_view to) {
  for (auto at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size())) {
    text.replace(at, from.size(), to);
  }
}

/// The exception itself: an exception_ptr is one pointer, to it.
void* objectOf(const std::exception_ptr& value) noexcept {
  void* object = nullptr;
  static_assert(sizeof value == sizeof object);
  __builtin_memcpy(&object, &value, sizeof object);
  return object;
}

/// The base classes of a class, nearest first, each once.
void collectParents(const std::type_info& type, std::vector<std::string>& into) {
  const auto add = [&into](const std::type_info& base) {
    auto name = qualifiedName(base);
    for (const auto& known : into) {
      if (known == name) return;
    }
    into.push_back(std::move(name));
    collectParents(base, into);
  };
  if (const auto* single = dynamic_cast<const abi::__si_class_type_info*>(&type)) {
    add(*single->__base_type);
  } else if (const auto* several = dynamic_cast<const abi::__vmi_class_type_info*>(&type)) {
    for (unsigned i = 0; i < several->__base_count; ++i) add(*several->__base_info[i].__base_type);
  }
}

const char* textOf(const char* text) noexcept { return text == nullptr ? "" : text; }

struct Description {
  std::string message;
  std::vector<Frame> frames;
};

Description describe(const std::exception_ptr& value) noexcept {
  Description found;
  try {
    try {
      std::rethrow_exception(value);
    } catch (const Located& exception) {
      found.frames = exception.frames();
      if (const auto* standard = dynamic_cast<const std::exception*>(&exception)) {
        found.message = textOf(standard->what());
      }
    } catch (const std::exception& exception) {
      found.message = textOf(exception.what());
    } catch (const std::string& text) {
      found.message = text;
    } catch (const char* text) {
      found.message = textOf(text);
    } catch (int number) {
      found.message = std::to_string(number);
    }
  } catch (...) {  // anything else has no text, and building the text may fail: then there is none
  }
  return found;
}

std::string sourceLine(const Frame& frame) {
  std::ifstream in(frame.file);
  std::string line;
  for (int i = 0; i < frame.line; ++i) {
    if (!std::getline(in, line)) return {};
  }
  const auto first = line.find_first_not_of(" \t");
  if (first == std::string::npos) return {};
  return line.substr(first, line.find_last_not_of(" \t\r") + 1 - first);
}

}  // namespace

NoCurrentExceptionError::NoCurrentExceptionError()
    : std::logic_error("a Failure was made outside of an exception handler, without an exception") {
}

std::string qualifiedName(const std::type_info& type) {
  std::string name = detail::demangled(type.name());
  replaceAll(name, "std::__cxx11::", "std::");
  replaceAll(name, "(anonymous namespace)::", "");
  replaceAll(name, "::", ".");
  return name;
}

struct Failure::Data {
  std::exception_ptr value;
  std::string type;
  std::vector<std::string> parents;
  std::string message;
  detail::Addresses thrownFrom;
  mutable std::vector<Frame> frames;  // looked up when somebody wants to see them
  mutable std::once_flag lookedUp;
  mutable std::atomic<std::size_t> references{1};

  const std::vector<Frame>& lookUp() const noexcept {
    try {
      std::call_once(lookedUp, [this] {
        if (frames.empty()) {
          frames = detail::framesOf(thrownFrom);
        } else {
          detail::findSources(frames, thrownFrom);
        }
      });
    } catch (const std::bad_alloc&) {  // then there are none
    }
    return frames;
  }

  static std::unique_ptr<const Data> of(std::exception_ptr value);
  /// Never destroyed: other objects that are may need it then.
  static const Failure& ofNoMemory() {
    static const Failure& failure =
        *new Failure(TakeOver{}, of(std::make_exception_ptr(std::bad_alloc())).release());
    return failure;
  }
  static const bool ready;
};

// While there is memory.
const bool Failure::Data::ready = ofNoMemory().data_ != nullptr;

Failure::Failure(const Failure& other) noexcept : data_(other.data_) {
  if (data_ != nullptr) data_->references.fetch_add(1, std::memory_order_relaxed);
}

void Failure::release() noexcept {
  if (data_->references.fetch_sub(1, std::memory_order_acq_rel) == 1) delete data_;
}

Failure::Failure() : Failure(std::current_exception()) {}

Failure::Failure(std::exception_ptr value) : data_(nullptr) {
  if (value == nullptr) throw NoCurrentExceptionError();
  try {
    std::rethrow_exception(value);
  } catch (const Failure& inner) {  // one that was thrown is the same failure again (FA-10)
    *this = inner;
    return;
  } catch (...) {
  }
  try {
    data_ = Data::of(std::move(value)).release();
  } catch (const std::bad_alloc&) {
    *this = Data::ofNoMemory();
  }
}

std::unique_ptr<const Failure::Data> Failure::Data::of(std::exception_ptr value) {
  auto data = std::make_unique<Data>();
  const std::type_info& thrown = *value.__cxa_exception_type();
  data->type = qualifiedName(thrown);
  collectParents(thrown, data->parents);
  auto description = describe(value);
  data->message = std::move(description.message);
  data->frames = std::move(description.frames);
  data->thrownFrom = detail::thrownFrom(objectOf(value));
  data->value = std::move(value);
  return data;
}

Failure Failure::remote(std::string typeName, std::vector<std::string> parents, std::string message,
                        std::vector<Frame> frames, std::exception_ptr value) {
  auto data = std::make_unique<Data>();
  data->value = std::move(value);
  data->type = std::move(typeName);
  data->parents = std::move(parents);
  data->message = std::move(message);
  data->frames = std::move(frames);
  return Failure(TakeOver{}, data.release());
}

Failure Failure::withFrames(std::vector<Frame> frames) const {
  return remote(data_->type, data_->parents, data_->message, std::move(frames), data_->value);
}

const std::exception_ptr& Failure::value() const noexcept { return data_->value; }
const std::string& Failure::type() const noexcept { return data_->type; }
const std::vector<std::string>& Failure::parents() const noexcept { return data_->parents; }
const std::vector<Frame>& Failure::frames() const noexcept { return data_->lookUp(); }
const std::string& Failure::getErrorMessage() const noexcept { return data_->message; }

const void* Failure::find(const std::type_info& type) const noexcept {
  const std::exception_ptr& value = data_->value;
  if (value == nullptr) return nullptr;
  // The run-time library's own test of whether a handler for `type` catches it.
  void* object = objectOf(value);
  return type.__do_catch(value.__cxa_exception_type(), &object, 1) ? object : nullptr;
}

std::optional<std::string> Failure::check(const std::vector<std::string>& names) const {
  for (const auto& name : names) {
    if (name == data_->type) return name;
    for (const auto& parent : data_->parents) {
      if (name == parent) return name;
    }
  }
  return std::nullopt;
}

void Failure::raiseException() const {
  detail::rememberThrow(objectOf(data_->value), data_->thrownFrom);
  std::rethrow_exception(data_->value);
}

std::string Failure::getTraceback(std::string_view detail) const {
  const auto& type = this->type();
  const auto& message = getErrorMessage();
  const auto& frames = this->frames();
  if (detail == "brief") {
    std::string text =
        fmt::format("Traceback{}: <{}>: {}\n", frames.empty() ? " (failure with no frames)" : "",
                    type, message);
    for (const auto& f : frames) text += fmt::format("{}:{}:{}\n", f.file, f.line, f.function);
    return text;
  }
  if (detail == "verbose") {
    static std::atomic<unsigned> count{0};
    const unsigned number = ++count;
    std::string text = fmt::format("*--- Failure #{} ---\n", number);
    for (const auto& f : frames)
      text += fmt::format("{}:{}: {}(...)\n", f.file, f.line, f.function);
    text += " [Capture of Locals and Globals disabled (use captureVars=True)]\n";
    text += fmt::format("{}: {}\n*--- End of Failure #{} ---\n", type, message, number);
    return text;
  }
  std::string text = "Traceback (most recent call last):\n";
  for (const auto& f : frames) {
    text += fmt::format("  File \"{}\", line {}, in {}\n", f.file, f.line, f.function);
    text += fmt::format("    {}\n", sourceLine(f));
  }
  return text + fmt::format("{}{}: {}\n", frames.empty() ? "Failure: " : "", type, message);
}

std::string Failure::getBriefTraceback() const { return getTraceback("brief"); }

std::string Failure::str() const {
  auto brief = getBriefTraceback();
  brief.pop_back();
  return fmt::format("[Failure instance: {}]", brief);
}

std::string Failure::repr() const {
  return fmt::format("<reactor.Failure {}: {}>", data_->type, data_->message);
}

}  // namespace reactor
