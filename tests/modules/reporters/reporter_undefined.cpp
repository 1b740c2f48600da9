// Cannot be opened: nobody defines what it needs.
void nobodyDefinesThisReporter();

extern const bool calledByReporter = (nobodyDefinesThisReporter(), true);
