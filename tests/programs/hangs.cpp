// Does nothing, and does not end.
#include <unistd.h>

int main() {
  for (;;) ::pause();
}
