/* What the models of the zoo are told: nothing that their authors would laugh at, and every change offered is tried. */
#include "convo-file.h"
#include "layers.h"
#include "suggest.h"

#include <string.h>

/* All advice that any model gets without data; the others get none */
static const struct
{
  const char *model, *path;      /* NULL: the network as a whole */
  ConvoAdviceKind kind;
  const char *words;             /* the numbers that the sentence must have */
} said[] = {
  /* a 3×3, then a pool of 5 makes 7, then four 3×3 behind its step of 2 add 4 each */
  { "cnn-2", "pool", CONVO_ADVICE_SMALL_FIELD, "23×23 of the picture's 128×128" },
  /* 9·64·192·56² after the pool of step 2 becomes that of 28² */
  { "googlenet", "conv2", CONVO_ADVICE_POOL_FIRST, "takes 86.70 M instead of 346.8 M MACs" },
  /* 25·256·96 against 9·(256·96 + 96·96) */
  { "inception-naive", "module.conv5", CONVO_ADVICE_LARGE_KERNEL, "304,128 weights instead of 614,400: 50 % less" },
  { "plain56", NULL, CONVO_ADVICE_DEPTH, "55 convolutions in one chain" },
};

static GPtrArray *
models (void)
{
  g_autofree char *folder = g_build_filename (g_getenv ("CONVO_SOURCE_DIR"), "models", NULL);
  g_autoptr(GDir) dir = g_dir_open (folder, 0, NULL);
  GPtrArray *names = g_ptr_array_new_with_free_func (g_free);
  const char *name;

  g_assert_nonnull (dir);
  while ((name = g_dir_read_name (dir)) != NULL)
    if (g_str_has_suffix (name, ".convo"))
      g_ptr_array_add (names, g_strndup (name, strlen (name) - strlen (".convo")));
  g_assert_cmpuint (names->len, >=, 51);
  return names;
}

static ConvoGraph *
load (const char *model)
{
  g_autofree char *path = g_strdup_printf ("%s/models/%s.convo", g_getenv ("CONVO_SOURCE_DIR"), model);
  g_autoptr(GFile) file = g_file_new_for_path (path);
  g_autoptr(GError) error = NULL;
  ConvoGraph *graph = convo_graph_load (file, NULL, &error);

  g_assert_no_error (error);
  return graph;
}

/* The change makes no error, and costs what its button says */
static void
try_cure (const ConvoReport *before, const ConvoCure *cure)
{
  g_autoptr(ConvoReport) after = convo_report_new (cure->graph);
  const ConvoTotals *old = convo_report_totals (before), *new = convo_report_totals (after);

  g_test_message ("  %s", cure->label);
  g_assert_true (convo_report_check (after, NULL));
  g_assert_cmpint (cure->parameters, ==, new->parameters - old->parameters);
  g_assert_cmpint (cure->macs, ==, new->macs - old->macs);
}

static void
test_said (void)
{
  g_autoptr(GPtrArray) names = models ();
  guint found = 0;

  for (guint m = 0; m < names->len; m++)
    {
      g_autoptr(ConvoGraph) graph = load (names->pdata[m]);
      g_autoptr(ConvoReport) report = convo_report_new (graph);
      g_autoptr(GPtrArray) all = convo_advise (report);

      for (guint i = 0; i < all->len; i++)
        {
          const ConvoAdvice *advice = all->pdata[i];
          gsize at = 0;

          g_test_message ("%s, %s: %s", (char *) names->pdata[m], advice->path, advice->message);
          while (at < G_N_ELEMENTS (said) && !(strcmp (said[at].model, names->pdata[m]) == 0 && said[at].kind == advice->kind
                                               && g_strcmp0 (said[at].path, advice->path) == 0))
            at++;
          g_assert_cmpuint (at, <, G_N_ELEMENTS (said));
          g_assert_nonnull (strstr (advice->message, said[at].words));
          for (guint c = 0; c < advice->cures->len; c++)
            try_cure (report, advice->cures->pdata[c]);
          found++;
        }
    }
  g_assert_cmpuint (found, ==, G_N_ELEMENTS (said));
}

/* Every head gives as many scores as the data have classes, and nothing is said of them any more */
static void
assert_fits (const ConvoCure *cure, int n_classes)
{
  g_autoptr(ConvoReport) after = convo_report_new_for (cure->graph, n_classes, "Data");
  const ConvoNet *net = convo_report_net (after);
  g_autoptr(GPtrArray) left = convo_advise (after);

  for (int i = 0; i < convo_net_n_nodes (net); i++)
    if (convo_net_node (net, i)->kind->flags & CONVO_KIND_LOSS)
      g_assert_cmpint (convo_report_node (after, convo_net_node (net, i)->inputs[0])->out.dim[0], ==, n_classes);
  g_assert_cmpuint (convo_report_problems (after)->len, ==, 0);
  for (guint i = 0; i < left->len; i++)
    g_assert_cmpint (((ConvoAdvice *) left->pdata[i])->kind, !=, CONVO_ADVICE_SPARE_SCORES);
}

/* Data with another number of classes: too few scores are a problem, too many an advice, each with the same cure */
static void
test_classes (gconstpointer data)
{
  const int n_classes = GPOINTER_TO_INT (data);
  g_autoptr(GPtrArray) names = models ();

  for (guint m = 0; m < names->len; m++)
    {
      g_autoptr(ConvoGraph) graph = load (names->pdata[m]);
      g_autoptr(ConvoReport) report = convo_report_new_for (graph, n_classes, "Data");
      const int given = convo_report_totals (report)->n_classes;
      g_autoptr(GPtrArray) all = convo_advise (report), cures = NULL;
      guint advised = 0;

      g_test_message ("%s: %d", (char *) names->pdata[m], given);
      g_assert_cmpuint (convo_report_problems (report)->len, ==, given < n_classes);
      if (given < n_classes)
        cures = convo_cures_new (report, convo_report_problems (report)->pdata[0]);
      for (guint i = 0; i < all->len; i++)
        if (((ConvoAdvice *) all->pdata[i])->kind == CONVO_ADVICE_SPARE_SCORES)
          {
            cures = g_ptr_array_ref (((ConvoAdvice *) all->pdata[i])->cures);
            advised++;
          }
      g_assert_cmpuint (advised, ==, given > n_classes);
      if (given == n_classes)
        continue;
      g_assert_cmpuint (cures->len, ==, 1);
      try_cure (report, cures->pdata[0]);
      assert_fits (cures->pdata[0], n_classes);
    }
}

/* The side exits follow the main one; where four branches are joined a linear layer comes between, and no branch changes */
static void
test_heads (void)
{
  g_autoptr(ConvoGraph) google = load ("googlenet"), module = load ("inception-naive");
  g_autoptr(ConvoReport) exits = convo_report_new_for (google, 10, "Data"), joined = convo_report_new_for (module, 10, "Data");
  g_autoptr(GPtrArray) three = convo_cures_classes (exits, 10), one = convo_cures_classes (joined, 10);

  g_assert_cmpstr (((ConvoCure *) three->pdata[0])->label, ==, "fc, aux1.fc2, aux2.fc2: Features to 10, the number of classes");
  g_assert_cmpint (((ConvoCure *) three->pdata[0])->parameters, ==, 3 * (10 - 1000) * 1025);
  g_assert_cmpstr (((ConvoCure *) one->pdata[0])->label, ==, "Insert a linear layer of 10 scores before loss");
  g_assert_cmpint (((ConvoCure *) one->pdata[0])->parameters, ==, 10 * (672 + 1));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  convo_layers_register ();
  g_test_add_func ("/analysis/zoo-advice/said", test_said);
  g_test_add_data_func ("/analysis/zoo-advice/few-classes", GINT_TO_POINTER (2), test_classes);
  g_test_add_data_func ("/analysis/zoo-advice/ten-classes", GINT_TO_POINTER (10), test_classes);
  g_test_add_data_func ("/analysis/zoo-advice/many-classes", GINT_TO_POINTER (2000), test_classes);
  g_test_add_func ("/analysis/zoo-advice/heads", test_heads);
  return g_test_run ();
}
