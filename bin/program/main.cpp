#include <bin/trialmain.hpp>

int main(int argc, char** argv) { return bin::trial_main(argc, argv); }
