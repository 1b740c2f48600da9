// Registers nothing.
extern const int registersNoReporter = 1;
