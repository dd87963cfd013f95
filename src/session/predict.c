/* Predict mode of a document: which numbers are hidden until somebody types them, and how well that went. */
#include "predict-private.h"

/* One hidden number that was asked for: a set of one question, so that it is scored and written as every other question. */
typedef struct
{
  ConvoQuestionSet *set;
  ConvoQuiz *quiz;
  gboolean open;
} Asked;

G_DEFINE_FINAL_TYPE (ConvoPredict, convo_predict, G_TYPE_OBJECT)

static guint changed_signal, answered_signal;

static void
asked_free (Asked *asked)
{
  convo_quiz_free (asked->quiz);
  convo_question_set_free (asked->set);
  g_free (asked);
}

static void
changed (ConvoPredict *self)
{
  g_signal_emit (self, changed_signal, 0);
}

/** convo_predict_of: Returns: (transfer none): predict mode of @document; it lives as long as the document */
ConvoPredict *
convo_predict_of (ConvoDocument *document)
{
  static const char key[] = "convo-predict";
  ConvoPredict *self;

  g_return_val_if_fail (CONVO_IS_DOCUMENT (document), NULL);
  self = g_object_get_data (G_OBJECT (document), key);
  if (self == NULL)
    {
      self = g_object_new (CONVO_TYPE_PREDICT, NULL);
      self->document = document;
      g_object_set_data_full (G_OBJECT (document), key, self, g_object_unref);
    }
  return self;
}

gboolean
convo_predict_active (ConvoPredict *self)
{
  return self->active;
}

/** convo_predict_set_active: begins with nothing known and no points, or shows everything again */
void
convo_predict_set_active (ConvoPredict *self, gboolean active)
{
  g_return_if_fail (CONVO_IS_PREDICT (self));
  if (self->active == active)
    return;
  self->active = active;
  if (active)
    {
      self->since = g_get_monotonic_time ();
      g_ptr_array_set_size (self->order, 0);
      g_hash_table_remove_all (self->asked);
    }
  changed (self);
}

ConvoPredictKinds
convo_predict_kinds (ConvoPredict *self)
{
  return self->kinds;
}

/** convo_predict_set_kinds: chooses what is hidden; what is known stays known */
void
convo_predict_set_kinds (ConvoPredict *self, ConvoPredictKinds kinds)
{
  g_return_if_fail (CONVO_IS_PREDICT (self));
  if (self->kinds == kinds)
    return;
  self->kinds = kinds;
  changed (self);
}

/** convo_predict_set_person: @person: (nullable): whose results these are, for the table; %NULL: what the system calls them */
void
convo_predict_set_person (ConvoPredict *self, const char *person)
{
  g_return_if_fail (CONVO_IS_PREDICT (self));
  g_free (self->person);
  self->person = g_strdup (person);
}

/* ---- by key ---- */

/**
 * convo_predict_put:
 * @key: of the number, with its value in it or anything that changes when it does: another number is hidden again
 * @set: how the table of results calls where it is from
 * @question: (transfer full): nothing happens if there is one for this key
 */
void
convo_predict_put (ConvoPredict *self, const char *key, const char *set, ConvoQuestion *question)
{
  Asked *asked;

  g_return_if_fail (CONVO_IS_PREDICT (self));
  if (g_hash_table_contains (self->asked, key))
    {
      convo_question_free (question);
      return;
    }
  asked = g_new0 (Asked, 1);
  asked->set = g_new0 (ConvoQuestionSet, 1);
  asked->set->name = g_strdup (set);
  asked->set->title = g_strdup (set);
  asked->set->questions = g_ptr_array_new ();
  g_ptr_array_add (asked->set->questions, question);
  asked->quiz = convo_quiz_new (asked->set, g_get_real_name ());
  g_hash_table_insert (self->asked, g_strdup (key), asked);
  g_ptr_array_add (self->order, asked);
}

static Asked *
find (ConvoPredict *self, const char *key)
{
  return g_hash_table_lookup (self->asked, key);
}

/** convo_predict_question: Returns: (transfer none) (nullable): what is asked for @key */
const ConvoQuestion *
convo_predict_question (ConvoPredict *self, const char *key)
{
  const Asked *asked = find (self, key);

  return asked != NULL ? asked->set->questions->pdata[0] : NULL;
}

/** convo_predict_knows: Returns: whether the number of @key was answered, or shown */
gboolean
convo_predict_knows (ConvoPredict *self, const char *key)
{
  const Asked *asked = find (self, key);

  return asked != NULL && asked->open;
}

/* One number is worked out after the other */
static void
spend (ConvoPredict *self, Asked *asked)
{
  const gint64 now = g_get_monotonic_time ();

  convo_quiz_spend (asked->quiz, 0, (double) (now - self->since) / G_USEC_PER_SEC);
  self->since = now;
}

/**
 * convo_predict_answer:
 * @key: of a question that was put
 * @typed: see convo_question_check()
 * @explanation: (out) (optional): likewise
 *
 * Checks and records. A right answer, and one that is right in another convention, opens the number.
 */
ConvoVerdict
convo_predict_answer (ConvoPredict *self, const char *key, const char *typed, char **explanation)
{
  Asked *asked = find (self, key);
  g_autofree char *reason = NULL;
  ConvoVerdict verdict;

  g_return_val_if_fail (asked != NULL, CONVO_VERDICT_UNREAD);
  verdict = convo_quiz_answer (asked->quiz, 0, typed, &reason);
  if (verdict != CONVO_VERDICT_UNREAD)
    spend (self, asked);
  if (verdict == CONVO_VERDICT_RIGHT || verdict == CONVO_VERDICT_CONVENTION)
    asked->open = TRUE;
  g_signal_emit (self, answered_signal, 0, verdict, reason);
  if (verdict != CONVO_VERDICT_UNREAD)
    changed (self);
  if (explanation != NULL)
    *explanation = g_steal_pointer (&reason);
  return verdict;
}

/** convo_predict_show: opens the number without an answer: it counts as helped */
void
convo_predict_show (ConvoPredict *self, const char *key)
{
  Asked *asked = find (self, key);

  g_return_if_fail (asked != NULL);
  convo_quiz_show (asked->quiz, 0);
  spend (self, asked);
  asked->open = TRUE;
  changed (self);
}

/** convo_predict_score: @points: (out): see convo_quiz_score() @answered: (out): numbers that were tried or shown */
void
convo_predict_score (ConvoPredict *self, double *points, int *answered)
{
  *points = 0;
  *answered = 0;
  for (guint i = 0; i < self->order->len; i++)
    {
      const Asked *asked = self->order->pdata[i];
      double one;
      int tried, all;

      convo_quiz_score (asked->quiz, &one, &tried, &all);
      *points += one;
      *answered += tried > 0 || asked->open;
    }
}

/** convo_predict_csv: Returns: (transfer full): the table of convo_quiz_csv(), a line for each number tried or shown */
char *
convo_predict_csv (ConvoPredict *self)
{
  GString *table = convo_quiz_csv_head ();

  for (guint i = 0; i < self->order->len; i++)
    {
      const Asked *asked = self->order->pdata[i];
      double points;
      int tried, all;

      convo_quiz_score (asked->quiz, &points, &tried, &all);
      convo_quiz_set_person (asked->quiz, self->person != NULL ? self->person : g_get_real_name ());
      if (tried > 0 || asked->open)
        convo_quiz_csv_lines (asked->quiz, table);
    }
  return g_string_free (table, FALSE);
}

/* ---- life ---- */

static void
convo_predict_finalize (GObject *object)
{
  ConvoPredict *self = CONVO_PREDICT (object);

  g_free (self->person);
  g_ptr_array_unref (self->order);
  g_hash_table_unref (self->asked);
  G_OBJECT_CLASS (convo_predict_parent_class)->finalize (object);
}

static void
convo_predict_class_init (ConvoPredictClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = convo_predict_finalize;
  answered_signal = g_signal_new ("answered", CONVO_TYPE_PREDICT, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 2,
                                  G_TYPE_INT, G_TYPE_STRING);
  changed_signal = g_signal_new ("changed", CONVO_TYPE_PREDICT, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
convo_predict_init (ConvoPredict *self)
{
  self->kinds = CONVO_PREDICT_ALL;
  self->asked = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) asked_free);
  self->order = g_ptr_array_new ();
}
