# Builds the same with nothing but g++ and pkg-config: build.sh FOLDER.
source=$(dirname "$0")
g++ -std=c++20 -fPIC -shared "$source/test_fresh.cpp" -o "$1/test_fresh.so" $(pkg-config --cflags --libs trial-dist) &&
  g++ -std=c++20 "$source/fresh_tests.cpp" -o "$1/fresh_tests" $(pkg-config --cflags --libs trial-dist)
