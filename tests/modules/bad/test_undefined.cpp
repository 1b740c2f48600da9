// Cannot be opened: nobody defines what it needs.
void nobodyDefinesThis();

extern const bool called = (nobodyDefinesThis(), true);
