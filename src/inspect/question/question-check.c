/* Checking what somebody typed. */
#include "question-private.h"
#include "text.h"
#include "trace.h"

#include <math.h>
#include <string.h>

/* Signs that stand between digits of one number, or between numbers */
static gboolean
is_space (gunichar c)
{
  return c == ' ' || c == 0xa0 || c == 0x202f || c == 0x2009 || c == '_' || c == '\'';
}

static gboolean
is_divider (gunichar c)
{
  return c == 'x' || c == 'X' || c == 0xd7 || c == '*' || c == ';' || c == 0x445 || c == 0x425 || c == '(' || c == ')' ||
         c == '[' || c == ']' || c == '/';
}

/* A comma before exactly three digits stands between thousands, any other is a decimal sign (@list: stands between numbers) */
static gboolean
groups_thousands (const char *comma)
{
  int digits = 0;

  while (g_ascii_isdigit (comma[1 + digits]))
    digits++;
  return digits == 3;
}

/* Digits of all numbers with one blank between numbers and '.' as decimal sign; FALSE for any other sign */
static gboolean
normalise (const char *typed, gboolean list, GString *text)
{
  for (const char *c = typed; *c != '\0'; c = g_utf8_next_char (c))
    {
      gunichar u = g_utf8_get_char (c);

      if (g_unichar_isdigit (u) && u < 128)
        g_string_append_c (text, u);
      else if (u == '-' || u == 0x2212)
        g_string_append_c (text, '-');
      else if (u == '.')
        g_string_append_c (text, '.');
      else if (u == ',' && !groups_thousands (c))
        g_string_append_c (text, list ? ' ' : '.');
      else if (is_divider (u) || (is_space (u) && list))
        g_string_append_c (text, ' ');
      else if (!is_space (u) && u != ',')
        return FALSE;
    }
  return TRUE;
}

/* Returns: how many numbers; −1 if it cannot be read */
static int
read_numbers (const char *typed, int wanted, double *numbers)
{
  g_autoptr(GString) text = g_string_new (NULL);
  g_auto(GStrv) parts = NULL;
  int n = 0;

  if (!g_utf8_validate (typed, -1, NULL) || !normalise (typed, wanted > 1, text))
    return -1;
  parts = g_strsplit (text->str, " ", -1);
  for (int i = 0; parts[i] != NULL; i++)
    {
      char *end;

      if (*parts[i] == '\0')
        continue;
      if (n == CONVO_QUESTION_MAX_ANSWERS)
        return -1;
      numbers[n++] = g_ascii_strtod (parts[i], &end);
      if (*end != '\0')
        return -1;
    }
  return n;
}

/* Equal; a rounded answer is equal to as many digits as the right one has */
static gboolean
equal (const double *a, const double *right, int n)
{
  for (int i = 0; i < n; i++)
    if (fabs (a[i] - right[i]) > (right[i] == floor (right[i]) ? 0 : 0.005 * fabs (right[i])))
      return FALSE;
  return TRUE;
}

/* Channels last, where somebody wrote them first */
static void
turn (const double *a, int n, double *turned)
{
  memcpy (turned, a + 1, (n - 1) * sizeof *a);
  turned[n - 1] = a[0];
}

/* Of a shape: channels first or last */
static gboolean
equal_shape (const ConvoQuestion *question, const double *a, const double *wanted, int n)
{
  double turned[CONVO_QUESTION_MAX_ANSWERS];

  if (n != question->n_answers)
    return FALSE;
  if (equal (a, wanted, n))
    return TRUE;
  if (question->ask != CONVO_ASK_SHAPE)
    return FALSE;
  turn (a, n, turned);
  return equal (turned, wanted, n);
}

/** convo_question_is_right: Returns: whether the @n numbers are the answer, as it is checked: rounded, or channels first */
gboolean
convo_question_is_right (const ConvoQuestion *question, const double *numbers, int n)
{
  return equal_shape (question, numbers, question->answer, n);
}

/** convo_question_answer_text: Returns: (transfer full): the right answer: "55×55×96" */
char *
convo_question_answer_text (const ConvoQuestion *question)
{
  GString *text = g_string_new (NULL);

  if (question->ask == CONVO_ASK_CHOICE)
    g_string_append (text, question->choices->pdata[(int) question->answer[0]]);
  for (int i = 0; question->ask != CONVO_ASK_CHOICE && i < question->n_answers; i++)
    {
      g_autofree char *number = convo_trace_number (question->answer[i]);

      g_string_append_printf (text, "%s%s", i == 0 ? "" : question->ask == CONVO_ASK_SHAPE ? "×" : "; ", number);
    }
  return g_string_free (text, FALSE);
}

static void
explain (char **explanation, char *text)
{
  if (explanation != NULL)
    *explanation = text;
  else
    g_free (text);
}

static const char *
part_name (const ConvoQuestion *question, int i)
{
  if (question->ask != CONVO_ASK_SHAPE || question->n_answers < 2 || question->n_answers > 3)
    return NULL;
  if (i == question->n_answers - 1)
    return _("the number of channels");
  return i == question->n_answers - 2 ? _("the width") : _("the height");
}

static int
n_equal (const double *a, const double *b, int n)
{
  int equals = 0;

  for (int i = 0; i < n; i++)
    equals += equal (&a[i], &b[i], 1);
  return equals;
}

/* Around the first number that is wrong, at no fixed place in the middle: it must not be guessed from its ends */
static char *
range_of (const ConvoQuestion *question, const double *numbers, int n)
{
  double turned[CONVO_QUESTION_MAX_ANSWERS];
  int wrong = 0;

  if (question->ask == CONVO_ASK_SHAPE && n > 1)
    {
      turn (numbers, n, turned);
      if (n_equal (turned, question->answer, n) > n_equal (numbers, question->answer, n))
        numbers = turned;
    }
  while (wrong < n - 1 && equal (&numbers[wrong], &question->answer[wrong], 1))
    wrong++;
  {
    const double right = question->answer[wrong], shift = 0.1 * (g_str_hash (question->id) % 5) - 0.2;
    const double low = floor (right * (0.7 + shift)), high = ceil (right * (1.3 + shift));
    g_autofree char *from = convo_trace_number (low), *to = convo_trace_number (MAX (high, right + 1));
    const char *part = part_name (question, wrong);

    if (right <= 1)
      return part != NULL ? g_strdup_printf (_("No: %s is another."), part) : g_strdup (_("No."));
    if (part != NULL)                 /* translators: "the height", two numbers */
      return g_strdup_printf (_("No: %s lies between %s and %s."), part, from, to);
    if (n > 1)
      return g_strdup_printf (_("No: number %d lies between %s and %s."), wrong + 1, from, to);
    return g_strdup_printf (_("No: it lies between %s and %s."), from, to);
  }
}

static ConvoVerdict
judge_slips (const ConvoQuestion *question, const double *numbers, int n, char **explanation)
{
  for (guint i = 0; i < question->slips->len; i++)
    {
      const ConvoSlip *slip = question->slips->pdata[i];

      if (slip->n_answers == n && equal_shape (question, numbers, slip->answer, n))
        {
          explain (explanation, g_strdup (slip->reason));
          return slip->convention ? CONVO_VERDICT_CONVENTION : CONVO_VERDICT_SLIP;
        }
    }
  explain (explanation, range_of (question, numbers, n));
  return CONVO_VERDICT_WRONG;
}

/**
 * convo_question_check:
 * @typed: numbers with anything between them ("55×55×96", "55, 55, 96", "34 848"); for a choice its number from 1
 * @explanation: (out) (optional): a sentence: what went wrong, or the note that belongs to the right answer; may be set to
 *   %NULL
 */
ConvoVerdict
convo_question_check (const ConvoQuestion *question, const char *typed, char **explanation)
{
  double numbers[CONVO_QUESTION_MAX_ANSWERS];
  int n = read_numbers (typed, question->n_answers, numbers);

  explain (explanation, NULL);
  if (n != question->n_answers)
    {
      explain (explanation, question->n_answers == 1 ? g_strdup (_("Type one number."))
               : g_strdup_printf (ngettext_ ("Type %d number.", "Type %d numbers.", question->n_answers),
                                  question->n_answers));
      return CONVO_VERDICT_UNREAD;
    }
  if (question->ask == CONVO_ASK_CHOICE)
    {
      if (numbers[0] == question->answer[0] + 1)
        {
          explain (explanation, g_strdup (question->note));
          return CONVO_VERDICT_RIGHT;
        }
      explain (explanation, g_strdup (_("No.")));
      return CONVO_VERDICT_WRONG;
    }
  if (!convo_question_is_right (question, numbers, n))
    return judge_slips (question, numbers, n, explanation);
  explain (explanation, g_strdup (question->note));
  return CONVO_VERDICT_RIGHT;
}
