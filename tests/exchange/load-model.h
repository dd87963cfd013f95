/* The report of a model that comes with the program, for tests. */
#pragma once
#include "convo-file.h"
#include "report.h"

static inline ConvoReport *
load_model (const char *model)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GFile) file = convo_model_find (model, &error);
  g_autoptr(ConvoGraph) graph = file != NULL ? convo_graph_load (file, NULL, &error) : NULL;

  g_assert_no_error (error);
  return convo_report_new (graph);
}
