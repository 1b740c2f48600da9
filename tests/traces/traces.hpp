// What two files of a module have in common.
#pragma once

struct Broken {
  int number;
};

int first(int n);
int second(int n);

// Both files have a copy of this function; the linker keeps one.
inline int below(int limit, int n) {
  throw Broken{n - limit};  // frame: below
}
