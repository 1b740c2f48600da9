// Registers nothing.
extern const int registersNothing = 1;
