/* One person's way through a set of questions: tries, points, time, and the table of results for a teacher. */
#include "question-private.h"
#include "numbers.h"
#include "text.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

static void
explain (char **explanation, char *text)
{
  if (explanation != NULL)
    *explanation = text;
  else
    g_free (text);
}

/* What became of one question */
typedef struct
{
  int tries;
  gboolean shown;
  ConvoVerdict first, last;
  char *typed, *reason;
  double seconds;
  GDateTime *time;               /* of the last try, or when it was shown; NULL before */
} Record;

struct _ConvoQuiz
{
  const ConvoQuestionSet *set;
  char *person;
  Record *records;
};

/**
 * convo_quiz_new:
 * @set: must outlive the quiz
 * @person: a name for the table of results
 *
 * Returns: (transfer full): nothing answered yet
 */
ConvoQuiz *
convo_quiz_new (const ConvoQuestionSet *set, const char *person)
{
  ConvoQuiz *quiz = g_new0 (ConvoQuiz, 1);

  quiz->set = set;
  quiz->person = g_strdup (person);
  quiz->records = g_new0 (Record, set->questions->len);
  return quiz;
}

void
convo_quiz_free (ConvoQuiz *quiz)
{
  for (guint i = 0; i < quiz->set->questions->len; i++)
    {
      g_free (quiz->records[i].typed);
      g_free (quiz->records[i].reason);
      g_clear_pointer (&quiz->records[i].time, g_date_time_unref);
    }
  g_free (quiz->records);
  g_free (quiz->person);
  g_free (quiz);
}

/** convo_quiz_set_person: @person: who answers, from now on, for the table of results */
void
convo_quiz_set_person (ConvoQuiz *quiz, const char *person)
{
  g_free (quiz->person);
  quiz->person = g_strdup (person);
}

/** convo_quiz_spend: @seconds: spent on question @index, besides those that were told before */
void
convo_quiz_spend (ConvoQuiz *quiz, int index, double seconds)
{
  g_return_if_fail (index >= 0 && index < (int) quiz->set->questions->len);
  quiz->records[index].seconds += MAX (seconds, 0);
}

static void
stamp (Record *record)
{
  g_clear_pointer (&record->time, g_date_time_unref);
  record->time = g_date_time_new_now_local ();
}

/** convo_quiz_answer: checks and records; what cannot be read does not count as a try */
ConvoVerdict
convo_quiz_answer (ConvoQuiz *quiz, int index, const char *typed, char **explanation)
{
  g_autofree char *reason = NULL;
  ConvoVerdict verdict;
  Record *record;

  g_return_val_if_fail (index >= 0 && index < (int) quiz->set->questions->len, CONVO_VERDICT_UNREAD);
  record = &quiz->records[index];
  verdict = convo_question_check (quiz->set->questions->pdata[index], typed, &reason);
  if (verdict != CONVO_VERDICT_UNREAD)
    {
      if (record->tries++ == 0)
        record->first = verdict;
      record->last = verdict;
      g_free (record->typed);
      record->typed = g_strdup (typed);
      g_free (record->reason);
      record->reason = g_strdup (reason);
      stamp (record);
    }
  explain (explanation, g_steal_pointer (&reason));
  return verdict;
}

/** convo_quiz_show: the answer was shown: it counts as helped and gives no points */
void
convo_quiz_show (ConvoQuiz *quiz, int index)
{
  g_return_if_fail (index >= 0 && index < (int) quiz->set->questions->len);
  quiz->records[index].shown = TRUE;
  stamp (&quiz->records[index]);
}

/* Right at once 1; half right, or right later ½; helped 0 */
static double
points_of (const Record *record)
{
  if (record->tries == 0 || record->shown)
    return 0;
  if (record->first == CONVO_VERDICT_RIGHT)
    return 1;
  return record->last == CONVO_VERDICT_RIGHT || record->last == CONVO_VERDICT_CONVENTION ? 0.5 : 0;
}

/** convo_quiz_score: @points: (out): of the answered ones; @answered: (out): how many were tried; @all: (out): how many there are */
void
convo_quiz_score (const ConvoQuiz *quiz, double *points, int *answered, int *all)
{
  *points = *answered = 0;
  *all = quiz->set->questions->len;
  for (int i = 0; i < *all; i++)
    {
      *points += points_of (&quiz->records[i]);
      *answered += quiz->records[i].tries > 0;
    }
}

/* ---- the table ---- */

/* A table program takes what begins so for a formula, unless it is a number */
static gboolean
is_formula (const char *text)
{
  char *end;

  if (*text == '\0' || strchr ("=+-@\t\r", *text) == NULL)
    return FALSE;
  g_ascii_strtod (text, &end);
  return *end != '\0' || end == text;
}

/* Quoted, on one line, and no formula */
static void
append_field (GString *csv, const char *text, gboolean last)
{
  g_autofree char *whole = g_strdup (text != NULL ? text : "");
  g_auto(GStrv) parts = g_strsplit (whole, "\"", -1);
  g_autofree char *quoted = g_strjoinv ("\"\"", parts);

  g_strdelimit (quoted, "\r\n", ' ');
  g_string_append_printf (csv, "\"%s%s\"%s", is_formula (whole) ? "'" : "", quoted, last ? "\r\n" : C_("between the columns of a table", ","));
}

/**
 * convo_quiz_csv_head:
 *
 * UTF-8 with a mark, so that any table program reads it; between columns stands what such programs expect in the language in
 * use, and numbers have its decimal sign.
 *
 * Returns: (transfer full): the titles of the columns
 */
GString *
convo_quiz_csv_head (void)
{
  static const char *const titles[] = {
    NC_("column", "person"), NC_("column", "set"), NC_("column", "seed"), NC_("column", "question"), NC_("column", "time"),
    NC_("column", "seconds"), NC_("column", "tries"), NC_("column", "first"), NC_("column", "last"), NC_("column", "shown"),
    NC_("column", "points"), NC_("column", "typed"), NC_("column", "answer"), NC_("column", "slip"), NC_("column", "text"),
  };
  GString *csv = g_string_new ("\xef\xbb\xbf");

  for (gsize i = 0; i < G_N_ELEMENTS (titles); i++)
    append_field (csv, C_("column", titles[i]), i + 1 == G_N_ELEMENTS (titles));
  return csv;
}

static const char *
verdict_name (ConvoVerdict verdict)
{
  static const char *const verdicts[] = {
    "", NC_("verdict", "right"), NC_("verdict", "convention"), NC_("verdict", "slip"), NC_("verdict", "wrong"),
  };

  return *verdicts[verdict] != '\0' ? C_("verdict", verdicts[verdict]) : "";
}

/** convo_quiz_csv_lines: appends a line a question; see convo_quiz_csv() */
void
convo_quiz_csv_lines (const ConvoQuiz *quiz, GString *csv)
{
  g_autofree char *seed = quiz->set->seeded ? g_strdup_printf ("%" PRIu64, (uint64_t) quiz->set->seed) : g_strdup ("");

  for (guint i = 0; i < quiz->set->questions->len; i++)
    {
      const ConvoQuestion *question = quiz->set->questions->pdata[i];
      const Record *record = &quiz->records[i];
      const double points = points_of (record);
      g_autofree char *answer = convo_question_answer_text (question), *tries = g_strdup_printf ("%d", record->tries);
      g_autofree char *score = convo_number_real (points, points == 0.5), *seconds = convo_number_real (round (record->seconds), 0);
      g_autofree char *time = record->time != NULL ? g_date_time_format (record->time, "%Y-%m-%d %H:%M:%S") : g_strdup ("");
      const char *fields[] = {
        quiz->person, quiz->set->name, seed, question->id, time, record->time != NULL ? seconds : "", tries,
        verdict_name (record->first), verdict_name (record->last), record->shown ? C_("column", "yes") : C_("column", "no"), score,
        record->typed, answer, record->reason, question->text,
      };

      for (gsize k = 0; k < G_N_ELEMENTS (fields); k++)
        append_field (csv, fields[k], k + 1 == G_N_ELEMENTS (fields));
    }
}

/**
 * convo_quiz_csv:
 *
 * Returns: (transfer full): a table with a line a question: person, set, its seed, question, date and time of the last try
 * (ISO 8601), seconds, tries, first and last verdict (right, convention, slip, wrong), whether the answer was shown, points,
 * what was typed last, the right answer, the likely slip, and the question in words
 */
char *
convo_quiz_csv (const ConvoQuiz *quiz)
{
  GString *csv = convo_quiz_csv_head ();

  convo_quiz_csv_lines (quiz, csv);
  return g_string_free (csv, FALSE);
}
