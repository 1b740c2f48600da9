#include <protocols/box.hpp>

#include <functional>

#include <protocols/arguments.hpp>
#include <protocols/error.hpp>

namespace protocols {

namespace {

/// True for names that belong to the protocol.
bool isReserved(std::string_view name) { return name.starts_with('_'); }

/// Writes values. Refuses those that are nested deeper than a peer accepts by default (MP-08).
class ValueWriter {
 public:
  explicit ValueWriter(BoxWriter& box) : box_(box) {}

  void write(const Value& value) { std::visit(std::ref(*this), value.data); }

  void operator()(std::monostate) { box_.nil(); }
  void operator()(bool flag) { box_.boolean(flag); }
  void operator()(std::int64_t number) { box_.integer(number); }
  void operator()(double number) { box_.real(number); }
  void operator()(const std::string& text) { box_.text(text); }
  void operator()(const Bytes& bytes) { box_.bytes(bytes.data); }
  void operator()(const Value::List& list) {
    enter();
    box_.array(list.size());
    for (const auto& element : list) write(element);
    --depth_;
  }
  void operator()(const Value::Map& map) {
    enter();
    box_.map(map.size());
    for (const auto& [key, value] : map) {
      box_.text(key);
      write(value);
    }
    --depth_;
  }

 private:
  void enter() {
    if (++depth_ > Limits().nesting) throw InvalidSignature("a value of a box is nested too deep");
  }

  BoxWriter& box_;
  std::size_t depth_ = 1;  // the box itself
};

void writeField(BoxWriter& writer, const std::string& name, const Value& value) {
  writer.key(name);
  ValueWriter(writer).write(value);
}

Value readValue(ValueReader& reader) {
  using Kind = BoxValue::Kind;
  switch (reader.kind()) {
    case Kind::nil: reader.nil(); return {};
    case Kind::boolean: return reader.boolean();
    case Kind::negative:
    case Kind::positive: return reader.integer();
    case Kind::real: return reader.real();
    case Kind::text: return std::string(reader.text());
    case Kind::bytes: return Bytes{std::string(reader.bytes())};
    case Kind::array: {
      Value::List list(reader.array());
      for (auto& element : list) element = readValue(reader);
      return list;
    }
    case Kind::map: {
      Value::Map map;
      for (auto left = reader.map(); left > 0; --left) {
        std::string key(reader.text());
        if (!map.try_emplace(std::move(key), readValue(reader)).second) {
          reader.refuse("has a map with a key that comes twice");
        }
      }
      return map;
    }
    case Kind::extension: break;
  }
  reader.refuse("is of a type that boxes do not have");
}

}  // namespace

bool operator==(const Value& a, const Value& b) { return a.data == b.data; }

void Value::refuse() { throw InvalidSignature("a value of a box is of another type"); }

const Value& Box::at(std::string_view name) const {
  if (const auto* value = find(name)) return *value;
  throw InvalidSignature(std::string(name) + " is missing in a box");
}

const Value* Box::find(std::string_view name) const {
  const auto found = fields.find(name);
  return found == fields.end() ? nullptr : &found->second;
}

std::string Box::serialize(const Limits& limits) const {
  std::string message;
  BoxWriter writer(message, limits.messageSize, fields.size());
  for (const auto& [name, value] : fields) writeField(writer, name, value);
  writer.finish();
  return message;
}

void Box::Layout::write(BoxWriter& writer, const Box& box) {
  for (const auto& [name, value] : box.fields) {
    if (isReserved(name)) throw InvalidSignature(name + " is a name of the protocol's own");
    writeField(writer, name, value);
  }
}

Box Box::Layout::take(const ReceivedBox& received, std::string_view command) {
  Box box;
  for (std::size_t i = 0; i < received.size(); ++i) {
    const auto name = received.key(i);
    if (isReserved(name)) continue;
    ValueReader reader(received.value(i), command, name);
    box.fields.try_emplace(std::string(name), readValue(reader));
  }
  return box;
}

}  // namespace protocols
