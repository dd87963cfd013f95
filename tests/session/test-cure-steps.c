/* Every change that is offered for a problem or with advice: one undo step, after which the sentence is gone and the counts are
 * those of the button; undo gives the very graph back. */
#include "convo-file.h"
#include "document.h"
#include "layers.h"
#include "suggest.h"

#include <string.h>

#define HEAD "{\"format\": \"convo\", \"version\": 1, \"name\": \"test\", \"nodes\": [" \
             "{\"id\": \"input\", \"kind\": \"input\", \"shape\": [16, 32, 32]}"
#define CONV(id, more) ",{\"id\": \"" id "\", \"kind\": \"conv\", \"channels\": 16" more "}"
#define LAYER(id, kind, more) ",{\"id\": \"" id "\", \"kind\": \"" kind "\"" more "}"
#define END LAYER ("fc", "linear", ", \"features\": 10") LAYER ("loss", "softmax-cross-entropy", "") "]}"
#define SAME ", \"kernel\": 3, \"padding\": 1"

static const char *const sketches[] = {
  HEAD CONV ("a", SAME ", \"stride\": 2") LAYER ("sum", "add", ", \"from\": [\"a\", \"input\"]") END,
  HEAD CONV ("a", SAME) CONV ("b", ", \"kernel\": 2") LAYER ("join", "concatenate", ", \"from\": [\"a\", \"b\"]") END,
  HEAD CONV ("a", ", \"kernel\": 40") END,
  HEAD CONV ("a", SAME ", \"groups\": 3") END,
  HEAD CONV ("a", SAME) CONV ("spare", SAME ", \"from\": [\"input\"]") LAYER ("sum", "add", ", \"from\": [\"a\"]") END,
  HEAD LAYER ("flat", "flatten", "") CONV ("a", SAME) END,
  HEAD CONV ("a", SAME) LAYER ("fc", "linear", "") "]}",
  HEAD LAYER ("fc", "linear", "") LAYER ("soft", "softmax", "") LAYER ("loss", "softmax-cross-entropy", "") "]}",
  HEAD LAYER ("fc", "linear", "") LAYER ("relu", "relu", "") LAYER ("loss", "softmax-cross-entropy", "") "]}",
  HEAD CONV ("a", SAME) LAYER ("bn", "batch-norm", "") END,
  HEAD CONV ("a", ", \"kernel\": 7, \"padding\": 3") END,
  HEAD CONV ("a", SAME) LAYER ("pool", "max-pool", ", \"kernel\": 32, \"stride\": 32") CONV ("b", SAME) END,
  HEAD CONV ("a", SAME ", \"stride\": 16") CONV ("b", SAME) CONV ("c", SAME) END,
  HEAD CONV ("a", SAME) ",{\"id\": \"b\", \"kind\": \"conv\", \"channels\": 64, \"kernel\": 3, \"padding\": 1}"
    LAYER ("pool", "max-pool", ", \"kernel\": 2, \"stride\": 2") END,
};

static gboolean
says (ConvoDocument *document, const char *path, const char *message)
{
  const ConvoReport *report = convo_document_report (document);
  GPtrArray *problems = convo_report_problems (report);
  g_autoptr(GPtrArray) advice = convo_advise (report);

  for (guint i = 0; i < problems->len; i++)
    if (g_strcmp0 (((ConvoProblem *) problems->pdata[i])->path, path) == 0
        && strcmp (((ConvoProblem *) problems->pdata[i])->message, message) == 0)
      return TRUE;
  for (guint i = 0; i < advice->len; i++)
    if (g_strcmp0 (((ConvoAdvice *) advice->pdata[i])->path, path) == 0
        && strcmp (((ConvoAdvice *) advice->pdata[i])->message, message) == 0)
      return TRUE;
  return FALSE;
}

static void
press (ConvoDocument *document, const ConvoCure *cure, const char *path, const char *message)
{
  ConvoGraph *before = convo_document_graph (document);
  const ConvoTotals old = *convo_report_totals (convo_document_report (document)), *new;

  g_test_message ("%s: %s → %s", path, message, cure->label);
  g_assert_true (says (document, path, message));
  g_assert_true (convo_document_apply (document, convo_graph_ref (cure->graph), cure->label, NULL));
  convo_document_seal (document);
  new = convo_report_totals (convo_document_report (document));
  g_assert_false (says (document, path, message));
  if (old.complete && new->complete)
    {
      g_assert_cmpint (new->parameters - old.parameters, ==, cure->parameters);
      g_assert_cmpint (new->macs - old.macs, ==, cure->macs);
    }
  g_assert_cmpstr (convo_document_undo_label (document), ==, cure->label);
  g_assert_true (convo_document_undo (document));
  g_assert_true (convo_document_graph (document) == before);
  g_assert_null (convo_document_undo_label (document));
  g_assert_true (says (document, path, message));
}

/* Returns: how many changes were offered */
static guint
press_all (ConvoDocument *document)
{
  g_autoptr(ConvoReport) report = convo_report_ref (convo_document_report (document));
  GPtrArray *problems = convo_report_problems (report);
  g_autoptr(GPtrArray) advice = convo_advise (report);
  guint pressed = 0;

  for (guint i = 0; i < problems->len; i++)
    {
      const ConvoProblem *problem = problems->pdata[i];
      g_autoptr(GPtrArray) cures = convo_cures_new (report, problem);

      for (guint k = 0; k < cures->len; k++, pressed++)
        press (document, cures->pdata[k], problem->path, problem->message);
    }
  for (guint i = 0; i < advice->len; i++)
    {
      const ConvoAdvice *piece = advice->pdata[i];

      for (guint k = 0; k < piece->cures->len; k++, pressed++)
        press (document, piece->cures->pdata[k], piece->path, piece->message);
    }
  return pressed;
}

static void
test_sketches (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (sketches); i++)
    {
      g_autoptr(GError) error = NULL;
      ConvoGraph *graph = convo_graph_parse (sketches[i], -1, &error);
      g_autoptr(ConvoDocument) document = NULL;

      g_assert_no_error (error);
      document = convo_document_new (graph);
      g_test_message ("%s", sketches[i]);
      g_assert_cmpuint (press_all (document), >, 0);
    }
}

/* Data of ten classes: what a lecturer meets who opens a model beside Fashion-MNIST */
static void
test_zoo (void)
{
  g_autoptr(GPtrArray) files = convo_model_list ();

  for (guint i = 0; i < files->len; i++)
    {
      g_autoptr(GError) error = NULL;
      ConvoGraph *graph = convo_graph_load (files->pdata[i], NULL, &error);
      g_autoptr(ConvoDocument) document = NULL;
      gboolean fits;

      g_assert_no_error (error);
      document = convo_document_new (graph);
      fits = convo_report_totals (convo_document_report (document))->n_classes == 10;
      convo_document_set_classes (document, 10, "Fashion-MNIST");
      if (!fits)
        g_assert_cmpuint (press_all (document), >, 0);
      else
        press_all (document);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  convo_layers_register ();
  g_test_add_func ("/session/cure-steps/sketches", test_sketches);
  g_test_add_func ("/session/cure-steps/zoo", test_zoo);
  return g_test_run ();
}
