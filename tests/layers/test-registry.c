/* What every registered kind must be: complete words, sane property ranges, shapes and parameters that agree. */
#include "layers.h"
#include "random-site.h"

#include <math.h>
#include <string.h>

static const char *const families[] = {
  "io", "convolution", "pooling", "dense", "normalisation", "activation", "merge", "regularisation", "shape", NULL
};

static gboolean
has_text (const char *text)
{
  return text != NULL && *text != '\0';
}

/* Words that documents give to any node */
static const char *const taken_keys[] = {
  "id", "kind", "block", "from", "if", "repeat", "first", "last", "when", "weight", "view", "note", NULL
};

static void
check_prop (const ConvoKind *kind, const ConvoProp *prop)
{
  g_assert_false (g_strv_contains (taken_keys, prop->key));
  g_assert_true (has_text (prop->key) && has_text (prop->label) && has_text (prop->help));
  g_assert_true (g_ascii_islower (prop->key[0]));
  g_assert_true (convo_kind_prop (kind, prop->key) == prop);   /* no key twice */
  if (prop->type == CONVO_PROP_CHOICE)
    {
      g_assert_true (prop->choices != NULL && prop->choice_labels != NULL);
      g_assert_cmpuint (g_strv_length ((char **) prop->choices), ==, g_strv_length ((char **) prop->choice_labels));
      return;
    }
  g_assert_cmpfloat (prop->min, <=, prop->soft_min);
  g_assert_cmpfloat (prop->soft_min, <=, prop->soft_max);
  g_assert_cmpfloat (prop->soft_max, <=, prop->max);
  if (prop->type != CONVO_PROP_SHAPE)
    g_assert_true (prop->initial >= prop->min && prop->initial <= prop->max);
  for (const ConvoProp *other = kind->props; other < prop; other++)
    g_assert_cmpint (other->offset, !=, prop->offset);
}

/* {key} in a mapping is a property, or one of the words the exporters know */
static void
check_template (const ConvoKind *kind, const char *template)
{
  static const char *const words[] = { "n", "in", "channels", NULL };
  g_autoptr(GRegex) regex = g_regex_new ("\\{([a-z-]+)\\}", 0, 0, NULL);
  g_autoptr(GMatchInfo) match = NULL;

  if (template == NULL)
    return;
  for (g_regex_match (regex, template, 0, &match); g_match_info_matches (match); g_match_info_next (match, NULL))
    {
      g_autofree char *key = g_match_info_fetch (match, 1);

      if (convo_kind_prop (kind, key) == NULL && !g_strv_contains (words, key))
        g_error ("%s: “%s” names {%s}, which is no property", kind->name, template, key);
    }
}

static void
test_words (gconstpointer data)
{
  const ConvoKind *kind = data;

  g_assert_true (has_text (kind->name) && has_text (kind->title) && has_text (kind->prefix) && has_text (kind->doc));
  g_assert_true (g_strv_contains (families, kind->family));
  g_assert_true (convo_kind_find (kind->name) == kind);
  g_assert_true (kind->doc[strlen (kind->doc) - 1] == '.');
  g_assert_true (kind->infer != NULL && kind->forward != NULL);
  g_assert_true (kind->min_inputs >= 0 && kind->min_inputs <= kind->max_inputs);
  g_assert_true ((kind->max_inputs == 0) == ((kind->flags & CONVO_KIND_SOURCE) != 0));
  g_assert_true (kind->max_inputs == 0 || kind->backward != NULL);
  if (kind->n_sums != NULL)
    g_assert_true (kind->sums_forward != NULL && kind->reduce_forward != NULL && kind->sums_backward != NULL &&
                   kind->reduce_backward != NULL);
  for (int i = 0; i < kind->n_props; i++)
    check_prop (kind, &kind->props[i]);
  check_template (kind, kind->onnx);
  check_template (kind, kind->torch);
  check_template (kind, kind->keras);
}

static void
test_defaults (gconstpointer data)
{
  const ConvoKind *kind = data;
  g_autofree void *state = convo_kind_new_state (kind);
  g_autoptr(GError) error = NULL;

  convo_kind_check (kind, state, &error);
  g_assert_no_error (error);
  for (int i = 0; i < kind->n_props; i++)
    g_assert_true (convo_kind_prop_is_default (&kind->props[i], state));
}

/* Values beyond the range, NaN too, are refused in a sentence */
static void
test_ranges (gconstpointer data)
{
  const ConvoKind *kind = data;

  for (int i = 0; i < kind->n_props; i++)
    for (int side = 0; side < 3; side++)
      {
        const ConvoProp *prop = &kind->props[i];
        double wrong = side == 0 ? prop->min - 1 : side == 1 ? prop->max * 2 + 1 : NAN;
        g_autofree void *state = convo_kind_new_state (kind);
        g_autoptr(GError) error = NULL;

        if (prop->type == CONVO_PROP_BOOL || prop->type == CONVO_PROP_CHOICE || prop->type == CONVO_PROP_SHAPE ||
            (side == 2 && prop->type != CONVO_PROP_REAL))
          continue;
        test_state_set (kind, state, prop->key, wrong);
        g_assert_false (convo_kind_check (kind, state, &error));
        g_assert_true (g_str_has_suffix (error->message, "."));
      }
}

static void
check_params (const TestSite *site)
{
  gint64 trainable = 0;

  for (int i = 0; i < site->n_params; i++)
    {
      const ConvoParamSpec *spec = &site->specs[i];
      gint64 n = convo_param_count (spec), view = 1;
      g_autofree float *file = g_new (float, n), *engine = g_new (float, n), *back = g_new (float, n);

      g_assert_true (has_text (spec->name) && n >= 1 && spec->rank >= 1);
      g_assert_cmpint (spec->fan_in, >=, 1);
      for (int a = 0; a < spec->n_view; a++)
        view *= spec->view[a];
      if (spec->n_view > 0)
        g_assert_cmpint (view, ==, n);
      for (gint64 k = 0; k < n; k++)
        file[k] = k;
      convo_param_to_engine (spec, file, engine);
      convo_param_to_file (spec, engine, back);
      g_assert_cmpmem (file, n * sizeof (float), back, n * sizeof (float));
      trainable += convo_param_trainable (spec) ? n : 0;
    }
  g_assert_cmpint (trainable, ==, convo_kind_n_parameters (site->kind, site->state, &site->site));
  g_assert_cmpint (convo_kind_macs (site->kind, site->state, &site->site), >=, 0);
}

static gboolean
is_extent (const ConvoShape *shape, gint64 extent)
{
  for (int i = 0; i < shape->rank; i++)
    if (shape->dim[i] == extent)
      return TRUE;
  return FALSE;
}

/* The formulas that a kind supplies give its own numbers */
static void
check_ledger (const TestSite *site)
{
  g_autoptr(GPtrArray) ledger = convo_ledger_new ();

  if (site->kind->explain == NULL)
    return;
  site->kind->explain (site->state, &site->site, ledger);
  g_assert_cmpuint (ledger->len, >, 0);
  for (guint i = 0; i < ledger->len; i++)
    {
      const ConvoLedgerRow *row = g_ptr_array_index (ledger, i);
      g_assert_true (has_text (row->title) && has_text (row->value) && row->formula != NULL);
      if (row->what == CONVO_NUMBER_PARAMETERS)
        g_assert_cmpint (row->result, ==, convo_kind_n_parameters (site->kind, site->state, &site->site));
      if (row->what == CONVO_NUMBER_MACS)
        g_assert_cmpint (row->result, ==, convo_kind_macs (site->kind, site->state, &site->site));
      if (row->what == CONVO_NUMBER_SHAPE)
        g_assert_true (is_extent (&site->site.out, row->result));
      if (row->has_window)
        g_assert_cmpint (row->result, ==, row->out);
    }
}

static void
check_reach (const TestSite *site)
{
  for (int axis = 0; site->kind->reach != NULL && axis < 3; axis++)
    {
      ConvoWindow window = { 0 };
      gint64 in = convo_shape_spatial (&site->in[0], axis), out;

      if (site->kind->reach (site->state, &site->site, axis, &window) != CONVO_REACH_WINDOW)
        continue;
      g_assert_true (convo_window_extent (&window, in, &out, NULL));
      g_assert_cmpint (out, ==, convo_shape_spatial (&site->site.out, axis));
    }
}

/* Forward writes every value of the inferred shape (the harness fills y with NaN) and nothing beside it */
static void
test_shapes (gconstpointer data)
{
  const ConvoKind *kind = data;
  ConvoRandom random = convo_random_stream (3, g_str_hash (kind->name), 0);
  int n = 0;

  for (int rank = 1; rank <= CONVO_MAX_RANK; rank++)
    for (int i = 0; i < 20; i++)
      {
        g_autoptr(TestSite) site = test_random_site (kind, &random, rank, 3);

        if (site == NULL)
          continue;
        n++;
        check_params (site);
        check_ledger (site);
        check_reach (site);
        test_site_randomize (site, i);
        test_site_set_layout (site, i % 3, i % 4);
        site->training = i % 2;
        if (kind->flags & CONVO_KIND_SOURCE)
          continue;
        test_site_forward (site);
        for (gint64 k = 0; k < test_site_count (site, -1); k++)
          if (!isfinite (site->y[k]))
            {
              g_autofree char *text = test_site_describe (site);
              g_error ("%s: y[%" G_GINT64_FORMAT "] is %g", text, k, site->y[k]);
            }
      }
  g_assert_cmpint (n, >=, 20);
}

/* Divergence is found by NaN in a result, so every kind must pass it on, in both directions */
static void
test_nan (gconstpointer data)
{
  const ConvoKind *kind = data;
  ConvoShape in[2] = { CONVO_SHAPE (3, 6, 6), CONVO_SHAPE (3, 6, 6) };
  g_autoptr(TestSite) site = NULL;
  const int inner = kind->flags & CONVO_KIND_LOSS ? 0 : 14;   /* pixel (2, 2), which no border or stride leaves out */
  gboolean found = FALSE;
  void *state;

  if (kind->flags & CONVO_KIND_LOSS)
    in[0] = CONVO_SHAPE (3);
  if (kind->min_inputs == 0)
    return;
  state = convo_kind_new_state (kind);
  for (int i = 0; i < kind->n_props; i++)
    if (kind->props[i].type == CONVO_PROP_SHAPE)
      *(ConvoShape *) ((char *) state + kind->props[i].offset) = CONVO_SHAPE (6, 3, 6);
  site = test_site_new (kind, state, in, kind->min_inputs, 4, NULL);
  g_assert_nonnull (site);
  test_site_randomize (site, 1);
  for (int training = 0; training < 2; training++)
    {
      site->training = training;
      site->x[0][inner] = NAN;
      test_site_forward (site);
      for (gint64 k = 0; k < test_site_count (site, -1); k++)
        found = found || isnan (site->y[k]);
      g_assert_true (found);
      site->x[0][inner] = 1;
      site->dy[MIN (inner, test_site_count (site, -1) - 1)] = NAN;
      test_site_forward (site);
      test_site_backward (site);
      found = FALSE;
      for (gint64 k = 0; k < test_site_count (site, 0); k++)
        found = found || isnan (site->dx[0][k]);
      g_assert_true (found);
      site->dy[MIN (inner, test_site_count (site, -1) - 1)] = 1;
      found = FALSE;
    }
}

static void
test_accelerators (void)
{
  g_autoptr(GHashTable) taken = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr(GHashTable) names = g_hash_table_new (g_str_hash, g_str_equal);
  int n;
  const ConvoKind *const *kinds = convo_kinds (&n);

  g_assert_cmpint (n, >=, 19);
  for (int i = 0; i < n; i++)
    {
      g_assert_true (g_hash_table_add (names, (gpointer) kinds[i]->name));
      if (kinds[i]->accel == NULL)
        continue;
      g_assert_cmpuint (strlen (kinds[i]->accel), ==, 1);
      g_assert_true (g_hash_table_add (taken, (gpointer) kinds[i]->accel));
    }
}

int
main (int argc, char **argv)
{
  static const struct { const char *name; GTestDataFunc run; } tests[] = {
    { "words", test_words }, { "defaults", test_defaults }, { "ranges", test_ranges }, { "shapes", test_shapes },
    { "nan", test_nan },
  };
  const ConvoKind *const *kinds;
  int n;

  g_test_init (&argc, &argv, NULL);
  convo_layers_register ();
  kinds = convo_kinds (&n);
  for (int i = 0; i < n; i++)
    for (gsize t = 0; t < G_N_ELEMENTS (tests); t++)
      {
        g_autofree char *path = g_strdup_printf ("/registry/%s/%s", tests[t].name, kinds[i]->name);

        g_test_add_data_func (path, kinds[i], tests[t].run);
      }
  g_test_add_func ("/registry/accelerators", test_accelerators);
  return g_test_run ();
}
