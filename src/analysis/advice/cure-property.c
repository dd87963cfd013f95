/* Cures by one property of the guilty layer: the nearest legal value of each property with which its kind accepts the
 * inputs. It asks the kind, so it holds for every kind: smaller kernels, more padding, groups that divide, … */
#include "cures-private.h"
#include "text.h"

#include <inttypes.h>
#include <string.h>

#define FARTHEST 4096            /* values tried on each side */

typedef struct
{
  const ConvoNetNode *node;
  ConvoSite site;
  void *state;                   /* a copy, to try values in */
} Trial;

static gboolean
accepts (const Trial *trial)
{
  ConvoShape out;

  return convo_kind_infer (trial->node->kind, trial->state, trial->site.in, trial->site.n_in, &out, NULL);
}

/* The nearest value of @field, an extent of the property, that is accepted; smaller before larger. FALSE if there is none */
static gboolean
find_nearest (const Trial *trial, const ConvoProp *prop, gint64 *field)
{
  const gint64 value = CLAMP (*field, (gint64) prop->min, (gint64) prop->max), given = *field;

  for (gint64 d = 0; d <= FARTHEST; d++)
    for (int side = -1; side <= 1; side += 2)
      {
        *field = value + side * d;
        if (*field >= prop->min && *field <= prop->max && *field != given && accepts (trial))
          return TRUE;
      }
  *field = given;
  return FALSE;
}

static void
try_int (CureSearch *search, Trial *trial, const ConvoProp *prop)
{
  gint64 *field = (gint64 *) ((char *) trial->state + prop->offset);
  const gint64 given = *field;

  if (find_nearest (trial, prop, field))
    convo_cure_try (search, convo_cure_set (convo_graph_ref (convo_report_graph (search->report)), search->path, prop->key,
                                            convo_cure_int (*field)),
                    /* translators: a property and its two values: "Groups: 5 → 4" */
                    _("%s: %" PRId64 " → %" PRId64), _(prop->label), given, *field);
  *field = given;
}

static void
try_axes (CureSearch *search, Trial *trial, const ConvoProp *prop)
{
  ConvoAxes *field = (ConvoAxes *) ((char *) trial->state + prop->offset);
  const ConvoAxes given = *field;

  for (int axis = 0; axis < given.n; axis++)
    if (find_nearest (trial, prop, &field->at[axis]))
      {
        g_autofree char *before = convo_axes_to_string (&given), *after = convo_axes_to_string (field);

        convo_cure_try (search, convo_cure_set (convo_graph_ref (convo_report_graph (search->report)), search->path,
                                                prop->key, convo_cure_axes (field)),
                        _("%s: %s → %s"), _(prop->label), before, after);
        *field = given;
      }
  /* as many values as there are axes may be all that is wrong */
  field->n = 1;
  if (given.n > 1 && accepts (trial))
    {
      g_autofree char *before = convo_axes_to_string (&given), *after = convo_axes_to_string (field);

      convo_cure_try (search, convo_cure_set (convo_graph_ref (convo_report_graph (search->report)), search->path,
                                              prop->key, convo_cure_int (field->at[0])),
                      _("%s: %s → %s"), _(prop->label), before, after);
    }
  *field = given;
}

/* Any reshape or split would do to get a number right, but only what a person means is offered: the number of outputs is
 * changed last */
static gboolean
is_width (const ConvoProp *prop)
{
  return strcmp (prop->key, "channels") == 0 || strcmp (prop->key, "features") == 0;
}

/** convo_cure_properties: adds what one property of the guilty layer can cure */
void
convo_cure_properties (CureSearch *search)
{
  const ConvoNetNode *node = convo_net_node (convo_report_net (search->report), search->index);
  Trial trial = { .node = node };

  convo_report_site (search->report, search->index, &trial.site);
  for (int i = 0; i < trial.site.n_in; i++)
    if (trial.site.in[i].rank == 0)
      return;
  trial.state = g_memdup2 (node->state, MAX (node->kind->state_size, 1));
  for (int width = 0; width < 2; width++)
    for (int i = 0; i < node->kind->n_props; i++)
      {
        const ConvoProp *prop = &node->kind->props[i];

        if (is_width (prop) != width)
          continue;
        if (prop->type == CONVO_PROP_INT)
          try_int (search, &trial, prop);
        else if (prop->type == CONVO_PROP_AXES)
          try_axes (search, &trial, prop);
      }
  g_free (trial.state);
}
