/* Initialisers by name. */
#include "init.h"
#include "text.h"

#include <string.h>

/* In the order of ConvoInit, after the one that leaves it to the training settings */
const char *const convo_init_choices[] = {
  "training", "fan-in", "kaiming", "xavier", "gaussian", "constant", "kaiming-uniform", "kaiming-fan-out",
  "kaiming-uniform-fan-out", "xavier-normal", "uniform", "orthogonal", "two-over-root", NULL,
};

const char *const convo_init_labels[] = {
  N_("As in training"), N_("Uniform by fan-in"), N_("Kaiming"), N_("Xavier"), N_("Gaussian"), N_("Constant"),
  N_("Kaiming, uniform"), N_("Kaiming by fan-out"), N_("Kaiming by fan-out, uniform"), N_("Xavier, normal"), N_("Uniform"),
  N_("Orthogonal"), N_("Normal, σ = 2/√n"), NULL,
};

G_STATIC_ASSERT (G_N_ELEMENTS (convo_init_choices) == CONVO_N_INITS + 2);
G_STATIC_ASSERT (G_N_ELEMENTS (convo_init_labels) == CONVO_N_INITS + 2);

/** convo_init_name: Returns: the name in documents */
const char *
convo_init_name (ConvoInit init)
{
  return convo_init_choices[init + 1];
}

/** convo_init_from_name: Returns: %FALSE if there is no such initialiser */
gboolean
convo_init_from_name (const char *name, ConvoInit *init)
{
  for (int i = 0; i < CONVO_N_INITS; i++)
    if (g_strcmp0 (name, convo_init_name (i)) == 0)
      {
        *init = i;
        return TRUE;
      }
  return FALSE;
}

/** convo_init_names: Returns: (transfer full): “fan-in”, “kaiming”, … for messages */
char *
convo_init_names (void)
{
  GString *text = g_string_new (NULL);

  for (int i = 0; i < CONVO_N_INITS; i++)
    g_string_append_printf (text, "%s“%s”", i > 0 ? ", " : "", convo_init_name (i));
  return g_string_free (text, FALSE);
}

/** convo_init_has_value: Returns: whether the value beside the choice means something */
gboolean
convo_init_has_value (ConvoInit init)
{
  return init == CONVO_INIT_GAUSSIAN || init == CONVO_INIT_UNIFORM || init == CONVO_INIT_CONSTANT;
}
