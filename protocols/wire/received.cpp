#include <protocols/detail/received.hpp>

#include <algorithm>
#include <limits>
#include <msgpack.hpp>
#include <sstream>

#include <fmt/format.h>

#include <protocols/detail/boxwriter.hpp>
#include <protocols/error.hpp>

namespace protocols {

namespace {

/// A buffer with more values than this is freed before the next box is read.
constexpr std::size_t keptValues = 4096;

}  // namespace

std::string_view BoxValue::kindName() const noexcept {
  switch (kind) {
    case Kind::nil: return "nil";
    case Kind::boolean: return "a boolean";
    case Kind::negative:
    case Kind::positive: return "an integer";
    case Kind::real: return "a float";
    case Kind::text: return "a text";
    case Kind::bytes: return "bytes";
    case Kind::array: return "a list";
    case Kind::map: return "a map";
    case Kind::extension: return "an extension";
  }
  return "nothing";
}

void ValueReader::mismatch(const BoxValue& value, std::string_view wanted) const {
  throw InvalidSignature(
      fmt::format("{} of {} is {}, not {}", name_, command_, value.kindName(), wanted));
}

const BoxValue& ValueReader::expect(BoxValue::Kind kind, std::string_view wanted) {
  const auto& value = *next_;
  if (value.kind != kind) mismatch(value, wanted);
  ++next_;
  return value;
}

std::int64_t ValueReader::integer() {
  const auto& value = *next_;
  if (value.kind == BoxValue::Kind::negative) {
    ++next_;
    return value.negative;
  }
  constexpr auto most = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
  if (value.kind != BoxValue::Kind::positive || value.positive > most) {
    mismatch(value, "an integer of 64 bits with a sign");
  }
  ++next_;
  return static_cast<std::int64_t>(value.positive);
}

double ValueReader::real() { return expect(BoxValue::Kind::real, "a float").real; }

bool ValueReader::boolean() { return expect(BoxValue::Kind::boolean, "a boolean").boolean; }

std::string_view ValueReader::text() { return expect(BoxValue::Kind::text, "a text").view(); }

std::string_view ValueReader::bytes() { return expect(BoxValue::Kind::bytes, "bytes").view(); }

std::size_t ValueReader::array() { return expect(BoxValue::Kind::array, "a list").size; }

std::size_t ValueReader::map() { return expect(BoxValue::Kind::map, "a map").size; }

void ValueReader::nil() { (void)expect(BoxValue::Kind::nil, "nil"); }

const BoxValue* ValueReader::skip() noexcept {
  const auto* const first = next_;
  for (std::size_t left = 1; left > 0; --left, ++next_) {
    if (next_->kind == BoxValue::Kind::array) left += next_->size;
    if (next_->kind == BoxValue::Kind::map) left += std::size_t{2} * next_->size;
  }
  return first;
}

void ValueReader::refuse(std::string_view what) const {
  throw InvalidSignature(fmt::format("{} of {} {}", name_, command_, what));
}

void ReceivedMap::read(ValueReader& reader) {
  constexpr std::size_t most = 256;
  fields_.clear();
  const auto size = reader.map();
  if (size > most) reader.refuse("has a map of too many keys");
  for (std::size_t i = 0; i < size; ++i) {
    const auto key = reader.text();
    if (key.size() > mostKeyBytes) reader.refuse("has a map with a key that is too long");
    if (find(key) != nullptr) reader.refuse("has a map with a key that comes twice");
    fields_.push_back({key, reader.skip()});
  }
}

const BoxValue* ReceivedMap::find(std::string_view key) const noexcept {
  const auto found = std::find_if(fields_.begin(), fields_.end(),
                                  [key](const Field& field) { return field.key == key; });
  return found == fields_.end() ? nullptr : found->value;
}

/// Stores the values that the parser finds, and stops it at the first one that is not allowed.
struct ReceivedBox::Visitor : msgpack::null_visitor {
  using Kind = BoxValue::Kind;

  Visitor(ReceivedBox& box, const Limits& limits) : box_(box), limits_(limits) {}

  bool visit_nil() { return add(Kind::nil); }
  bool visit_boolean(bool v) {
    return add(Kind::boolean, 0, [v](BoxValue& value) { value.boolean = v; });
  }
  bool visit_positive_integer(std::uint64_t v) {
    return add(Kind::positive, 0, [v](BoxValue& value) { value.positive = v; });
  }
  bool visit_negative_integer(std::int64_t v) {
    // The parser calls this for all integers in a signed format, also for positive ones.
    if (v >= 0) return visit_positive_integer(static_cast<std::uint64_t>(v));
    return add(Kind::negative, 0, [v](BoxValue& value) { value.negative = v; });
  }
  bool visit_float32(float v) { return visit_float64(static_cast<double>(v)); }
  bool visit_float64(double v) {
    return add(Kind::real, 0, [v](BoxValue& value) { value.real = v; });
  }
  bool visit_str(const char* v, std::uint32_t size) {
    if (atKey_) return addKey(std::string_view(v, size));
    return add(Kind::text, size, [v](BoxValue& value) { value.data = v; });
  }
  bool visit_bin(const char* v, std::uint32_t size) {
    return add(Kind::bytes, size, [v](BoxValue& value) { value.data = v; });
  }
  bool visit_ext(const char* v, std::uint32_t size) {
    return add(Kind::extension, size, [v](BoxValue& value) { value.data = v; });
  }
  bool start_array(std::uint32_t size) { return add(Kind::array, size) && enter(); }
  bool start_map(std::uint32_t size) {
    if (depth_ > 0) return add(Kind::map, size) && enter();
    if (size > limits_.fields) return refuse("too many fields");
    return enter();
  }
  bool end_array() { return leave(); }
  bool end_map() { return leave(); }
  bool start_map_key() {
    atKey_ = depth_ == 1;
    return true;
  }
  bool end_map_key() {
    atKey_ = false;
    return true;
  }

  std::string_view problem;

 private:
  bool refuse(std::string_view what) {
    problem = what;
    return false;
  }
  bool enter() { return ++depth_ <= limits_.nesting || refuse("nested too deep"); }
  bool leave() {
    --depth_;
    return true;
  }
  bool addKey(std::string_view key) {
    if (key.size() > mostKeyBytes) return refuse("a key that is too long");
    for (const auto& field : box_.fields_) {
      if (field.key == key) return refuse("a key that comes twice");
    }
    box_.fields_.push_back({key, box_.values_.size()});
    return true;
  }
  bool add(Kind kind, std::uint32_t size = 0) {
    return add(kind, size, [](BoxValue&) {});
  }
  template <class F>
  bool add(Kind kind, std::uint32_t size, F fill) {
    if (depth_ == 0) return refuse("not a map");
    if (atKey_) return refuse("a key that is not a text");
    if (box_.values_.size() >= limits_.values) return refuse("too many values");
    auto& value = box_.values_.emplace_back();
    value.kind = kind;
    value.size = size;
    fill(value);
    return true;
  }

  ReceivedBox& box_;
  const Limits& limits_;
  std::size_t depth_ = 0;
  /// The next value is a key of the box itself. Keys of maps in it are checked by ReceivedMap.
  bool atKey_ = false;
};

std::string_view ReceivedBox::parse(std::string_view message, const Limits& limits) {
  fields_.clear();
  values_.clear();
  if (values_.capacity() > keptValues) values_.shrink_to_fit();
  Visitor visitor(*this, limits);
  std::size_t offset = 0;
  try {
    if (!msgpack::parse(message.data(), message.size(), offset, visitor)) {
      return visitor.problem.empty() ? "not msgpack, or cut short" : visitor.problem;
    }
  } catch (const msgpack::unpack_error&) {
    return "not msgpack";
  }
  if (offset != message.size()) return "bytes behind the map";
  return {};
}

const BoxValue* ReceivedBox::find(std::string_view key) const noexcept {
  for (const auto& field : fields_) {
    if (field.key == key) return &values_[field.value];
  }
  return nullptr;
}

std::string describeMessage(std::string_view message) {
  std::ostringstream text;
  try {
    text << msgpack::unpack(message.data(), message.size()).get();
  } catch (const std::exception& error) {
    text << message.size() << " bytes that are no msgpack: " << error.what();
  }
  return text.str();
}

}  // namespace protocols
