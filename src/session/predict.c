/* Predict mode of a document: which numbers are hidden until somebody types them, and how well that went. */
#include "predict.h"
#include "text.h"

#include <string.h>

/* One hidden number that was asked for: a set of one question, so that it is scored and written as every other question. */
typedef struct
{
  ConvoQuestionSet *set;
  ConvoQuiz *quiz;
  gboolean open;
} Asked;

struct _ConvoPredict
{
  GObject parent_instance;
  ConvoDocument *document;       /* owns this */
  gboolean active;
  ConvoPredictKinds kinds;
  GHashTable *asked;             /* key → Asked */
  GPtrArray *order;              /* Asked, as they were asked for; borrowed */
};

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
      if (tried > 0 || asked->open)
        convo_quiz_csv_lines (asked->quiz, table);
    }
  return g_string_free (table, FALSE);
}

/* ---- numbers of the network ---- */

static ConvoReport *
report_of (ConvoPredict *self)
{
  return convo_document_report (self->document);
}

static const ConvoNetNode *
net_node (ConvoPredict *self, const char *path)
{
  const ConvoNet *net = convo_report_net (report_of (self));
  const int index = path != NULL ? convo_net_find (net, path) : -1;

  return index >= 0 ? convo_net_node (net, index) : NULL;
}

/* Shape and field of a block are those of its last layer, and slices leave them as they are: each is asked for once */
static const char *
asked_path (ConvoPredict *self, const char *path, ConvoNumber what)
{
  const ConvoNet *net = convo_report_net (report_of (self));
  const int last = path != NULL && (what == CONVO_NUMBER_SHAPE || what == CONVO_NUMBER_FIELD) ? convo_net_output_at (net, path) : -1;
  const ConvoNetNode *node = last >= 0 ? convo_net_node (net, last) : net_node (self, path);

  if (last >= 0)
    path = node->path;
  while (what != CONVO_NUMBER_PARAMETERS && what != CONVO_NUMBER_MACS && node != NULL
         && (node->kind->flags & CONVO_KIND_SLICE) && node->n_inputs == 1 && node->inputs[0] >= 0)
    {
      node = convo_net_node (net, node->inputs[0]);
      path = node->path;
    }
  return path;
}

/* Memory is not asked for: it is the shape, times four bytes */
static ConvoNumber
asked_number (const char *path, ConvoNumber what)
{
  return what == CONVO_NUMBER_BYTES || what == CONVO_NUMBER_OTHER ? (path != NULL ? CONVO_NUMBER_SHAPE : CONVO_NUMBER_BYTES)
                                                                  : what;
}

static char *
key_of (ConvoPredict *self, const char *path, ConvoNumber what)
{
  const ConvoTotals *totals = convo_report_totals (report_of (self));
  const char *name = convo_graph_name (convo_report_graph (report_of (self)));
  ConvoNodeReport n;

  if (path == NULL)
    return g_strdup_printf ("net %s %d %" G_GINT64_FORMAT " %" G_GINT64_FORMAT " %" G_GINT64_FORMAT, name, what,
                            totals->parameters, totals->macs, totals->has_field ? totals->field[1] * 65536 + totals->field[2] : 0);
  if (!convo_report_at (report_of (self), path, &n))
    return NULL;
  if (what == CONVO_NUMBER_SHAPE)
    {
      g_autofree char *shape = convo_shape_to_string (&n.out);

      return g_strdup_printf ("layer %s %s %d %s", name, path, what, shape);
    }
  return g_strdup_printf ("layer %s %s %d %" G_GINT64_FORMAT " %" G_GINT64_FORMAT, name, path, what,
                          what == CONVO_NUMBER_PARAMETERS ? n.parameters : what == CONVO_NUMBER_MACS ? n.macs : n.field[1],
                          what == CONVO_NUMBER_FIELD ? n.field[2] : 0);
}

/* What is never a secret: the picture's shape, a loss, a slice without parameters, what is not known itself */
static gboolean
is_plain (ConvoPredict *self, const char *path, ConvoNumber what)
{
  const ConvoNetNode *node = net_node (self, path);
  ConvoNodeReport n;

  if (path == NULL)
    return !convo_report_totals (report_of (self))->complete
           || (what == CONVO_NUMBER_FIELD && !convo_report_totals (report_of (self))->has_field);
  if (!convo_report_at (report_of (self), path, &n) || n.status != CONVO_STATUS_OK)
    return TRUE;
  if (node != NULL && (node->kind->flags & (CONVO_KIND_SOURCE | CONVO_KIND_LOSS)))
    return TRUE;
  if (node != NULL && (node->kind->flags & CONVO_KIND_SLICE)
      && ((what == CONVO_NUMBER_PARAMETERS && n.parameters == 0) || (what == CONVO_NUMBER_MACS && n.macs == 0)))
    return TRUE;
  return what == CONVO_NUMBER_FIELD ? !n.has_field : what == CONVO_NUMBER_SHAPE && n.out.rank == 0;
}

static gboolean hides_part (ConvoPredict *self, const char *path, ConvoNumber what);

/**
 * convo_predict_hides:
 * @path: (nullable): a layer or a block; %NULL for the whole network
 * @what: which of its numbers; memory is hidden with the shape
 *
 * Returns: whether the number must not be seen yet
 */
gboolean
convo_predict_hides (ConvoPredict *self, const char *path, ConvoNumber what)
{
  const gboolean count = what == CONVO_NUMBER_PARAMETERS || what == CONVO_NUMBER_MACS;
  g_autofree char *key = NULL;

  g_return_val_if_fail (CONVO_IS_PREDICT (self), FALSE);
  if (!self->active || !(self->kinds & (count ? CONVO_PREDICT_COUNTS : CONVO_PREDICT_SHAPES)))
    return FALSE;
  what = asked_number (path, what);
  if (what == CONVO_NUMBER_BYTES)
    return hides_part (self, path, CONVO_NUMBER_SHAPE);
  path = asked_path (self, path, what);
  if (is_plain (self, path, what))
    return FALSE;
  key = key_of (self, path, what);
  return key != NULL && !convo_predict_knows (self, key);
}

/* Whether the number of any layer of the block, or of the network, is hidden: their sum would tell it */
static gboolean
hides_part (ConvoPredict *self, const char *path, ConvoNumber what)
{
  const ConvoNet *net = convo_report_net (report_of (self));
  const gsize length = path != NULL ? strlen (path) : 0;

  for (int i = 0; i < convo_net_n_nodes (net); i++)
    {
      const char *part = convo_net_node (net, i)->path;

      if ((path == NULL || (g_str_has_prefix (part, path) && part[length] == '.')) && convo_predict_hides (self, part, what))
        return TRUE;
    }
  return FALSE;
}

/** convo_predict_hides_input: Returns: whether the shape of anything that @path reads is hidden */
gboolean
convo_predict_hides_input (ConvoPredict *self, const char *path)
{
  const ConvoNet *net = convo_report_net (report_of (self));
  const ConvoNetNode *node = net_node (self, path);
  const ConvoNode *block = node == NULL && path != NULL ? convo_graph_find (convo_report_graph (report_of (self)), path) : NULL;

  g_return_val_if_fail (CONVO_IS_PREDICT (self), FALSE);
  for (int i = 0; node != NULL && i < node->n_inputs; i++)
    if (node->inputs[i] >= 0 && convo_predict_hides (self, convo_net_node (net, node->inputs[i])->path, CONVO_NUMBER_SHAPE))
      return TRUE;
  for (int i = 0; block != NULL && i < convo_node_n_inputs (block); i++)
    if (convo_node_input (block, i) != NULL && convo_predict_hides (self, convo_node_input (block, i), CONVO_NUMBER_SHAPE))
      return TRUE;
  return node == NULL && block == NULL && path != NULL && convo_predict_hides (self, path, CONVO_NUMBER_SHAPE);
}

/** convo_predict_explains: Returns: whether the formula of the number may be seen with its values: none of them is hidden */
gboolean
convo_predict_explains (ConvoPredict *self, const char *path, ConvoNumber what)
{
  if (!self->active)
    return TRUE;
  if (convo_predict_hides (self, path, what))
    return FALSE;
  if (net_node (self, path) == NULL && what != CONVO_NUMBER_FIELD
      && hides_part (self, path, what == CONVO_NUMBER_OTHER || what == CONVO_NUMBER_BYTES ? CONVO_NUMBER_SHAPE : what))
    return FALSE;
  if (path == NULL)
    return TRUE;
  if (what != CONVO_NUMBER_FIELD && convo_predict_hides_input (self, path))
    return FALSE;
  return what != CONVO_NUMBER_MACS || !convo_predict_hides (self, path, CONVO_NUMBER_SHAPE);
}

/**
 * convo_predict_ask:
 *
 * Puts the question for a hidden number of the network.
 *
 * Returns: (transfer full) (nullable): its key; %NULL if the number is not hidden, or cannot be asked for
 */
char *
convo_predict_ask (ConvoPredict *self, const char *path, ConvoNumber what)
{
  const gboolean block = net_node (self, path) == NULL;
  ConvoQuestion *question;
  g_autofree char *key = NULL;

  if (!convo_predict_hides (self, path, what))
    return NULL;
  what = asked_number (path, what);
  key = key_of (self, asked_path (self, path, what), what);
  if (!block)
    path = asked_path (self, path, what);
  if (find (self, key) != NULL)
    return g_steal_pointer (&key);
  question = convo_question_from_report (report_of (self), path, what);
  if (question == NULL)
    return NULL;
  convo_predict_put (self, key, convo_graph_name (convo_document_graph (self->document)), question);
  return g_steal_pointer (&key);
}

/* ---- life ---- */

static void
convo_predict_finalize (GObject *object)
{
  ConvoPredict *self = CONVO_PREDICT (object);

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
