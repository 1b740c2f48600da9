#include <trial/programs/doctest/list.hpp>

#include <algorithm>
#include <cctype>
#include <map>
#include <tuple>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include <trial/programs/common/alike.hpp>
#include <trial/programs/common/numbers.hpp>
#include <trial/programs/doctest/note.hpp>
#include <trial/programs/excerpt.hpp>
#include <trial/programs/xmldocuments.hpp>

namespace trial::frameworks {

namespace {

struct Listed {
  DoctestNote note;
  bool disabled = false;
};

/// Of one document after another.
class DoctestListReader final : public IXmlListener {
 public:
  void read(std::string_view text) { documents_.received(text); }
  [[nodiscard]] bool anyDocument() const { return documents_.begun() > 0 && anyList_; }
  [[nodiscard]] bool complete() const { return documents_.complete(); }
  [[nodiscard]] std::string error() const { return documents_.error(); }
  [[nodiscard]] std::vector<Listed>& cases() { return cases_; }

  void opened(const XmlElement& element) override {
    if (element.name == "doctest") {
      anyList_ = true;
      all_ = enabled_ = 0;
    } else if (element.name == "Options") {
      shuffled_ = element.attribute("order_by") == "rand";
    } else if (element.name == "TestCase") {
      add(element);
    }
  }
  void closed(const XmlElement&) override {}

 private:
  void add(const XmlElement& element) {
    const auto skipped = element.attribute("skipped");
    Listed listed;
    listed.disabled = skipped == "true";
    auto& note = listed.note;
    note.place = {documents_.begun(), element.attribute("testsuite"), element.attribute("name"),
                  element.attribute("filename"), wholeNumber(element.attribute("line"))};
    note.maybeSkipped = skipped.empty();
    note.shuffled = shuffled_;
    note.position = ++all_;
    if (!listed.disabled && !note.maybeSkipped) note.positionOfEnabled = ++enabled_;
    cases_.push_back(std::move(listed));
  }

  XmlDocuments documents_{*this};
  std::vector<Listed> cases_;
  bool anyList_ = false;
  bool shuffled_ = false;
  unsigned all_ = 0;
  unsigned enabled_ = 0;
};

/// In a filter a comma separates, a backslash escapes (since 2.4.7), and the others stand for any
/// text; in XML a backslash may be one that stands for a byte. An empty filter is none.
bool canBeFilter(std::string_view name) {
  constexpr std::size_t longest = 4096;
  return !name.empty() && name.size() <= longest &&
         name.find_first_of(",\\*?") == std::string_view::npos;
}

/// Filters do not tell capitals.
std::string withoutCapitals(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return text;
}

void findNameable(std::vector<Listed>& cases) {
  std::map<std::pair<std::size_t, std::string>, int> count;
  const auto key = [](const Listed& one) {
    return std::pair(one.note.place.document, withoutCapitals(one.note.place.name));
  };
  for (const auto& one : cases) ++count[key(one)];
  for (auto& one : cases)
    one.note.nameable = canBeFilter(one.note.place.name) && count[key(one)] == 1;
}

/// A name as it stands in an id: on one line, and not empty.
std::string shown(const std::string& name) {
  if (name.empty()) return "(no name)";
  std::string text;
  for (const char c : name) {
    switch (c) {
      case '\n': text += "\\n"; break;
      case '\r': text += "\\r"; break;
      case '\t': text += "\\t"; break;
      default: text += c;
    }
  }
  return text;
}

ListedCase listedCase(const Listed& one) {
  const auto& place = one.note.place;
  ListedCase listed;
  if (!place.suite.empty()) listed.path.push_back(shown(place.suite));
  listed.path.push_back(shown(place.name));
  listed.id = fmt::format("{}", fmt::join(listed.path, "/"));
  listed.disabled = one.disabled;
  listed.note = textOf(one.note);
  listed.file = place.file;
  listed.line = place.line;
  return listed;
}

/// Those that are alike are numbered by their place in the sources: a program may list them in
/// another order each time.
std::vector<ListedCase> withIds(const std::vector<Listed>& cases) {
  std::vector<ListedCase> result;
  std::vector<std::size_t> order;
  for (const auto& one : cases) {
    order.push_back(order.size());
    result.push_back(listedCase(one));
  }
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    const auto key = [](const DoctestPlace& place) {
      return std::tie(place.document, place.file, place.line);
    };
    return key(cases[a].note.place) < key(cases[b].note.place);
  });
  numberAlike(
      result, [](const ListedCase& listed) { return listed.id; }, std::move(order));
  return result;
}

}  // namespace

Listing readDoctestList(const ProcessOutput& output) {
  DoctestListReader reader;
  reader.read(output.report);
  Listing listing;
  if (reader.anyDocument() && reader.complete()) {
    findNameable(reader.cases());
    listing.cases = withIds(reader.cases());
    return listing;
  }
  if (!reader.anyDocument()) {
    listing.error = fmt::format("{} without listing its cases", describe(output));
  } else if (!reader.error().empty()) {
    listing.error =
        fmt::format("{}; its list of cases cannot be read: {}", describe(output), reader.error());
  } else {
    listing.error = fmt::format("{}; its list of cases is cut off", describe(output));
  }
  listing.error += excerpt(output.err.empty() ? output.out : output.err);
  return listing;
}

}  // namespace trial::frameworks
