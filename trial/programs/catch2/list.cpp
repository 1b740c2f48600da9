#include <trial/programs/catch2/list.hpp>

#include <cstddef>
#include <string>
#include <utility>

#include <fmt/format.h>

#include <trial/programs/common/numbers.hpp>
#include <trial/programs/xmldocuments.hpp>

namespace trial::frameworks::catch2 {

namespace {

using Cases = std::vector<ListedCase>;

/// `[a][b]`. What Catch2 adds to the tags of hidden cases becomes the mark of such a case.
void readTags(std::string_view tags, ListedCase& listed) {
  while (!tags.empty()) {
    const auto begin = tags.find('[');
    const auto end = tags.find(']', begin);
    if (end == std::string_view::npos) return;
    const auto tag = tags.substr(begin + 1, end - begin - 1);
    tags.remove_prefix(end + 1);
    if (tag == "." || tag == "!hide") {
      listed.hidden = true;
    } else {
      listed.tags.emplace_back(tag);
    }
  }
}

class DocumentReader final : public IXmlListener {
 public:
  void opened(const XmlElement& element) override {
    if (element.name == "TestCase") cases.emplace_back();
  }
  void closed(const XmlElement& element) override {
    if (element.name == "MatchingTests") complete = true;
    if (cases.empty()) return;
    auto& listed = cases.back();
    if (element.name == "Name") listed.id = element.text;
    if (element.name == "Tags") readTags(element.text, listed);
    if (element.name == "File") listed.file = element.text;
    if (element.name == "Line") listed.line = numberIn<int>(element.text).value_or(0);
  }
  Cases cases;
  bool complete = false;
};

// --- version 2 ---

/// A text without its blanks and hyphens, which Catch2 adds and leaves out where it breaks lines,
/// and where its bytes stand in the text.
struct Squeezed {
  explicit Squeezed(std::string_view text) {
    for (std::size_t i = 0; i < text.size(); ++i) {
      if (std::string_view(" \t\r\n-").find(text[i]) != std::string_view::npos) continue;
      bytes += text[i];
      places.push_back(i);
    }
    places.push_back(text.size());
  }
  std::string bytes;
  std::vector<std::size_t> places;
};

std::string withoutLineBreaks(std::string_view text) {
  std::string joined;
  while (!text.empty()) {
    const auto line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(text.size(), line.size() + 1));
    const auto first = line.find_first_not_of(' ');
    if (first != std::string_view::npos) joined += line.substr(first);
  }
  return joined;
}

/// The second list: `name<TAB>@file:line`, where a name may have newlines.
std::optional<Cases> readNames(std::string_view text) {
  Cases cases;
  std::size_t begin = 0;
  for (std::size_t from = 0; from < text.size();) {
    const auto end = text.find('\n', from);
    if (end == std::string_view::npos) return std::nullopt;
    const auto entry = text.substr(begin, end - begin);
    from = end + 1;
    const auto place = entry.rfind("\t@");
    const auto colon = entry.rfind(':');
    if (place == std::string_view::npos || colon == std::string_view::npos || colon < place)
      continue;
    const auto line = numberIn<int>(entry.substr(colon + 1));
    if (!line) continue;
    auto& listed = cases.emplace_back();
    listed.id = entry.substr(0, place);
    listed.file = entry.substr(place + 2, colon - place - 2);
    listed.line = *line;
    begin = from;
  }
  return begin == text.size() ? std::optional(std::move(cases)) : std::nullopt;
}

/// Adds the tags by the first list: each case's name, place, description and tags, broken into
/// lines. False if it is the list of others.
bool addTags(std::string_view text, Cases& cases) {
  const Squeezed all(text);
  std::size_t from = 0;
  ListedCase* before = nullptr;
  const auto endBefore = [&](std::size_t end) {
    const auto behindPlace = text.substr(all.places[from], all.places[end] - all.places[from]);
    const auto tags = behindPlace.find('[');
    if (before != nullptr && tags != std::string_view::npos)
      readTags(withoutLineBreaks(behindPlace.substr(tags)), *before);
  };
  for (auto& listed : cases) {
    const auto keyOf = [&listed](std::string_view name) {
      return Squeezed(fmt::format("{}{}:{}", name, listed.file, listed.line)).bytes;
    };
    auto key = keyOf(listed.id);
    auto at = all.bytes.find(key, from);
    // The second list has quotes around a name that begins with `#`. Whether they are a part of the
    // name is seen by what comes first: the other may be the end of a later name.
    if (listed.id.starts_with("\"#") && listed.id.ends_with('"')) {
      const auto inside = listed.id.substr(1, listed.id.size() - 2);
      const auto insideKey = keyOf(inside);
      if (const auto other = all.bytes.find(insideKey, from); other < at) {
        at = other;
        key = insideKey;
        listed.id = inside;
      }
    }
    if (at == std::string::npos || (before == nullptr && at != 0)) return false;
    endBefore(at);
    from = at + key.size();
    before = &listed;
  }
  endBefore(all.bytes.size());
  return true;
}

std::optional<Cases> readThreeListsAt(std::string_view written, std::size_t begin) {
  constexpr std::string_view end = "\nTags for matching test cases:\n";
  constexpr std::string_view count = " matching test case";
  // A name may look like the end of a list.
  for (auto at = written.find(count, begin); at != std::string_view::npos;
       at = written.find(count, at + 1)) {
    const auto line = written.rfind('\n', at) + 1;
    const auto number = numberIn<int>(written.substr(line, at - line));
    const auto names = written.find("\n\n", at);
    if (!number || names == std::string_view::npos || names > at + count.size() + 1) continue;
    for (auto tags = written.find(end, names + 1); tags != std::string_view::npos;
         tags = written.find(end, tags + 1)) {
      auto cases = readNames(written.substr(names + 2, tags + 1 - std::min(tags + 1, names + 2)));
      if (cases && cases->size() == static_cast<std::size_t>(*number) &&
          addTags(written.substr(begin, line - begin), *cases))
        return cases;
    }
  }
  return std::nullopt;
}

}  // namespace

std::optional<Cases> readDocument(std::string_view document) {
  DocumentReader reader;
  XmlDocuments documents(reader);
  documents.received(document);
  if (!documents.complete() || !reader.complete) return std::nullopt;
  return std::move(reader.cases);
}

std::optional<Cases> readThreeLists(std::string_view written) {
  constexpr std::string_view head = "Matching test cases:\n";
  for (auto at = written.find(head); at != std::string_view::npos;
       at = written.find(head, at + 1)) {
    if (auto cases = readThreeListsAt(written, at + head.size())) return cases;
  }
  return std::nullopt;
}

}  // namespace trial::frameworks::catch2
