// documents TEMPLATE: fills a template of bin/documents and writes it to stdout. Only the build
// runs it.
#include <exception>
#include <fstream>
#include <iostream>
#include <iterator>
#include <string>

#include <trial/commandline/documents.hpp>

int main(int argc, char** argv) {
  if (argc != 2) {
    std::cerr << "usage: documents TEMPLATE\n";
    return 1;
  }
  try {
    std::ifstream file(argv[1]);
    if (!file) throw std::runtime_error("cannot be read");
    const std::string text(std::istreambuf_iterator<char>(file), {});
    std::cout << trial::filled(text, {{"BASH_KINDS", trial::bashKinds},
                                      {"BASH_OPTIONS", trial::bashOptions},
                                      {"MANUAL_OPTIONS", trial::manualOptions},
                                      {"MANUAL_REPORTERS", trial::manualReporters},
                                      {"VERSION", [] { return TRIAL_DIST_VERSION; }},
                                      {"ZSH_OPTIONS", trial::zshOptions}});
    return std::cout.flush() ? 0 : 1;
  } catch (const std::exception& error) {
    std::cerr << argv[1] << ": " << error.what() << '\n';
    return 1;
  }
}
