#include "goldenblocks.hpp"

#include <algorithm>
#include <cstddef>
#include <regex>
#include <utility>

#include "goldentext.hpp"

namespace golden {

namespace {

bool isRule(const std::string& line, char of) {
  return line.size() > 40 && line.find_first_not_of(of) == std::string::npos;
}

class Blocks final {
 public:
  void take(const std::string& line) {
    if (line.starts_with("Test Pass ")) {
      end();
      pass_ = line + ": ";
      emit(line);
    } else if (isRule(line, '=')) {
      end();
      where_ = Where::results;
    } else if (isRule(line, '-')) {
      end();
      where_ = Where::summary;
    } else if (where_ == Where::cases) {
      takeOfCases(line);
    } else {
      block_ += line + "\n";
      if (where_ == Where::summary && endsSummary(line)) end();
    }
  }
  std::vector<std::string> sorted() {
    end();
    std::sort(blocks_.begin(), blocks_.end());
    return std::move(blocks_);
  }

 private:
  enum class Where { cases, results, summary };
  /// A module or a class above cases of the tree.
  struct Header {
    std::string name;
    bool used = false;
  };

  static bool endsSummary(const std::string& line) {
    return line.starts_with("PASSED") || line.starts_with("FAILED") || line.starts_with("<secs> ");
  }

  void takeOfCases(const std::string& line) {
    static const std::regex header(R"(( *)([\w.]+))");
    static const std::regex ofCase(R"(( *)(\S+)( \.\.\. .*))");
    static const std::regex letters(R"([.EFST!]+)");
    std::smatch match;
    if (line.empty()) {
      end();
      emit(line);
    } else if (std::regex_match(line, letters)) {
      end();
      auto sorted = line;
      std::sort(sorted.begin(), sorted.end());
      emit(sorted);
    } else if (std::regex_match(line, match, ofCase) && isLevel(match[1].length())) {
      endBlock();
      cutHeaders(levelOf(match[1].length()));
      for (auto& above : headers_) {
        block_ += above.name + ".";
        above.used = true;
      }
      block_ += match[2].str() + match[3].str() + "\n";
    } else if (std::regex_match(line, match, header) && isLevel(match[1].length())) {
      endBlock();
      cutHeaders(levelOf(match[1].length()));
      headers_.push_back({match[2]});
    } else if (!block_.empty()) {
      block_ += line + "\n";  // of the case
    } else {
      emit(line);
    }
  }

  static std::size_t levelOf(std::ptrdiff_t indent) { return static_cast<std::size_t>(indent) / 2; }
  [[nodiscard]] bool isLevel(std::ptrdiff_t indent) const {
    return indent % 2 == 0 && levelOf(indent) <= headers_.size();
  }
  /// A header without a case under it is a line like others.
  void cutHeaders(std::size_t level) {
    for (; headers_.size() > level; headers_.pop_back()) {
      if (!headers_.back().used) emit(headers_.back().name);
    }
  }
  void emit(const std::string& block) { blocks_.push_back(pass_ + block); }
  void endBlock() {
    auto block = std::exchange(block_, {});
    if (block.empty()) return;
    if (where_ == Where::results) {
      auto lines = linesOf(block);
      const auto tests = std::find(lines.rbegin(), lines.rend(), std::string()).base();
      std::sort(tests, lines.end());
      block.clear();
      for (const auto& line : lines) block += line + "\n";
    }
    emit(block);
  }
  void end() {
    endBlock();
    cutHeaders(0);
    where_ = Where::cases;
  }

  std::vector<std::string> blocks_;
  std::string block_;  // the one that is being read
  std::vector<Header> headers_;
  std::string pass_;
  Where where_ = Where::cases;
};

}  // namespace

std::vector<std::string> blocksOf(const std::string& text) {
  Blocks blocks;
  for (const auto& line : linesOf(text)) blocks.take(line);
  return blocks.sorted();
}

std::vector<std::string> sortedLines(const std::string& text) {
  auto lines = linesOf(text);
  std::sort(lines.begin(), lines.end());
  return lines;
}

}  // namespace golden
