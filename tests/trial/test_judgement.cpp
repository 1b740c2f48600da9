// Whose fault the end of a process is: a table of ends and what follows from them.
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <trial/programs/run/judgement.hpp>

using namespace trial::frameworks;

namespace {

using Errors = std::vector<Judgement::Error>;

const std::string died = "prog ended by signal 11 (SIGSEGV)";

/// A process that was started for A/one, A/two and B/three and died when it had begun.
EndedProcess process() {
  EndedProcess ended;
  ended.program = "prog";
  ended.how = "ended by signal 11 (SIGSEGV)";
  ended.begun = true;
  ended.asked = {"A/one", "A/two", "B/three"};
  ended.unfinished = ended.asked;
  ended.insidePlace = [](const std::string& id) { return id.starts_with("A/"); };
  ended.place = "A";
  return ended;
}

struct Row {
  const char* what;
  EndedProcess process;
  Judgement expected;
};

std::vector<Row> table() {
  std::vector<Row> rows;
  const auto add = [&rows](const char* what, EndedProcess ended, Judgement expected) {
    rows.push_back({what, std::move(ended), std::move(expected)});
  };
  auto ended = process();
  ended.begun = false;
  ended.unfinished = {"A/two", "B/three"};
  add("it never began: something else may have ended it, so it is started again", ended, {});
  ended.failedAgain = true;
  add("it never began for the second time: every case that is left has an error", ended,
      {Errors{{"A/two", died + " before its first case"},
              {"B/three", died + " before its first case"}}});

  ended = process();
  ended.inProgress = "A/two";
  ended.closed = 3;
  add("it closed its report in a case, and more may have run: the case is run alone", ended,
      {.alone = "A/two"});
  ended.unfinished = ended.asked = {"A/two"};
  add("it closed its report in its only case", ended,
      {Errors{{"A/two", died + ". Before that its report had ended in this case, and the program "
                               "went on: the case has closed descriptor 3, on which its framework "
                               "reports, so that it is not known what became of the case"}}});

  ended = process();
  ended.complete = true;
  ended.unfinished = {"B/three"};
  add("it left out a case but reported others: that case is run alone", ended,
      {.alone = "B/three"});
  ended.unfinished = ended.asked;
  add("it left out all of its cases, which are run alone", ended, {.alone = "A/one"});
  ended.unfinished = ended.asked = {"B/three"};
  add("it left out its only case", ended,
      {Errors{{"B/three", died + " without a word of the case B/three"}}});

  ended = process();
  ended.complete = ended.overdue = true;
  ended.unfinished.clear();
  ended.details = "the stacks";
  add("it did not end after its cases", ended,
      {.ofProgram = died + " after its last case:\nthe stacks"});

  ended = process();
  ended.complete = true;
  ended.unfinished.clear();
  add("it ended badly after its cases, as it should after a failure", ended, {});
  ended.explained = false;
  add("it ended badly after its cases, and nothing explains it", ended,
      {.ofProgram = died + " after its last case"});
  ended.unfinished = ended.asked = {"B/three"};
  add("it ended badly, and none of its cases has run", ended,
      {.errors = Errors{{"B/three", died + " without a word of the case B/three"}}});

  ended = process();
  ended.inProgress = "A/two";
  ended.unfinished = {"A/two", "B/three"};
  add("in the middle of a case behind another: the case is tried alone", ended,
      {.errors = Errors{{"A/two", died + " in the middle of the case A/two"}},
       .inCompany = "A/two"});
  ended.overdue = true;
  add("it took too long behind another: it is not given that time again", ended,
      {Errors{{"A/two", died + " in the middle of the case A/two"}}});
  ended.overdue = false;
  ended.unfinished = ended.asked;
  ended.inProgress = "A/one";
  add("in the middle of its first case", ended,
      {Errors{{"A/one", died + " in the middle of the case A/one"}}});
  ended.details = "check 1 failed";
  add("in the middle of a case of which something was reported", ended,
      {Errors{{"A/one", died + " in the middle of the case A/one:\ncheck 1 failed"}}});
  ended.inProgress = "A/two";
  ended.unfinished = {"A/two", "B/three"};

  ended.how = "exited with status 201";
  ended.verdict = true;
  add("its report ended in a case, and something failed: the case is run alone", ended,
      {.alone = "A/two"});
  ended.explained = false;
  add("the same, and no failure was reported", ended,
      {.alone = "A/two",
       .unexplained =
           "prog exited with status 201 in the middle of the case A/two:\ncheck 1 failed"});
  ended.explained = true;
  const std::string closed =
      "The report of prog ended in this case, and the program went on: the case has closed "
      "descriptor 3, or has changed what the framework logs, or where.";
  ended.asked = ended.unfinished = {"A/two"};
  add("its report ended in its only case, and something failed", ended,
      {Errors{{"A/two", "prog exited with status 201: this case has failed.\n" + closed +
                            ":\ncheck 1 failed"}}});
  ended.verdict = false;
  add("its report ended in a case, and nothing failed: the case has passed", ended,
      {.passed = Judgement::Error{"A/two", closed}});
  ended.how = "ended by signal 11 (SIGSEGV)";
  ended.bySignal = true;
  add("it died after its verdict, and its report had ended in a case", ended,
      {Errors{{"A/two", died + " in the middle of the case A/two:\ncheck 1 failed"}}});

  ended = process();
  ended.how = "exited with status 0";
  ended.begun = false;
  ended.verdict = false;
  ended.unfinished = {"B/three"};
  const std::string unreported =
      "prog exited with status 0 and ran to its end, but did not report this case on descriptor 3: "
      "it changes the stream, the format or the level of the framework's log itself, or closes the "
      "descriptor";
  add("it ran without a report", ended, {Errors{{"B/three", unreported}}});
  ended.begun = true;
  add("its report ended outside of a case: those that are left run alone", ended,
      {.alone = "B/three"});
  ended.asked = {"B/three"};
  add("its report ended outside of a case, with one case", ended,
      {Errors{{"B/three", unreported}}});
  ended.asked = {"A/one", "B/three"};
  ended.unfinished.clear();
  ended.verdict = true;
  ended.explained = false;
  ended.how = "exited with status 201";
  add("its report ended behind all cases, and something failed", ended,
      {.unexplained = "prog exited with status 201 outside of any case, in suite \"A\""});

  ended = process();
  add("in a set-up, with several cases: the first of the place is tried alone", ended,
      {.alone = "A/one"});
  ended.unfinished = {"A/two", "B/three"};
  add("in a set-up after another case was finished", ended, {.alone = "A/two"});
  ended.unfinished = {"B/three"};
  add("all cases of the place are finished: it is an error at the place's end", ended,
      {.outside = died + " outside of any case, in suite \"A\""});
  ended.place.clear();
  ended.unfinished.clear();
  add("at the end of the program", ended, {.outside = died + " outside of any case"});
  ended.closed = 3;
  ended.unfinished = ended.asked = {"B/three"};
  ended.details = "in a set-up";
  add("it had closed its report outside of cases", ended,
      {Errors{{"B/three",
               died +
                   " outside of any case. Before that it had closed descriptor 3 there, on which "
                   "its framework reports, so that it is not known what became of its "
                   "cases:\nin a set-up"}}});

  ended = process();
  ended.place = "C";
  ended.insidePlace = [](const std::string&) { return false; };
  add("in a place where none of the cases is: the first of all is tried alone", ended,
      {.alone = "A/one"});

  ended = process();
  ended.asked = ended.unfinished = {"A/one"};
  ended.later = {"A/two", "B/three"};
  add("in a set-up, with one case: it costs all cases of the place", ended,
      {Errors{{"A/one", died + " outside of any case, in suite \"A\""},
              {"A/two", died + " outside of any case, in suite \"A\""}}});
  ended.anyStarted = true;
  ended.details = "no database";
  add("behind the start of its only case: it costs that case", ended,
      {Errors{{"A/one", died + " outside of any case, in suite \"A\":\nno database"}}});

  ended = process();
  ended.inProgress = "needed";
  add("in a case that was not asked for: any of the others may need it", ended, {.alone = "A/one"});
  ended.unfinished = {};
  ended.details = "no database";
  add("in a case that was not asked for, when all others are finished", ended,
      {.uncalled =
           Judgement::Error{"needed", died + " in the middle of the case needed:\nno database"}});
  ended.explained = false;
  add("in one such, with a status that nothing explains", ended,
      {.uncalled =
           Judgement::Error{"needed", died + " in the middle of the case needed:\nno database"}});
  ended.details = {};
  ended.explained = true;
  ended.inProgress = "A/two";
  add("in a case that was over and has begun again", ended,
      {.outside = died + " in the middle of A/two, which another case needs"});
  ended.inProgress = "needed";
  ended.asked = ended.unfinished = {"B/three"};
  ended.later = {"A/two"};
  add("in a case that the only one needs", ended,
      {Errors{{"B/three", died + " in the middle of needed, which another case needs"}}});
  return rows;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(JudgementTests)

BOOST_AUTO_TEST_CASE(every_end_has_its_consequence, *boost::unit_test::label("PROG-466")) {
  for (const auto& [what, ended, expected] : table()) {
    BOOST_TEST_CONTEXT(what) {
      const auto judgement = judge(ended);
      BOOST_TEST(judgement.errors.size() == expected.errors.size());
      for (std::size_t i = 0; i < std::min(judgement.errors.size(), expected.errors.size()); ++i) {
        BOOST_TEST(judgement.errors[i].id == expected.errors[i].id);
        BOOST_TEST(judgement.errors[i].details == expected.errors[i].details);
      }
      BOOST_TEST(judgement.inCompany.value_or("none") == expected.inCompany.value_or("none"));
      BOOST_CHECK((judgement.passed == expected.passed));
      BOOST_CHECK((judgement.uncalled == expected.uncalled));
      BOOST_TEST(judgement.outside.value_or("none") == expected.outside.value_or("none"));
      BOOST_TEST(judgement.ofProgram.value_or("none") == expected.ofProgram.value_or("none"));
      BOOST_TEST(judgement.alone.value_or("none") == expected.alone.value_or("none"));
      BOOST_TEST(judgement.unexplained.value_or("none") == expected.unexplained.value_or("none"));
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
