/* Concatenate: the channels of all inputs, one behind another. */
#include "common.h"
#include "errors.h"
#include "text.h"

static gboolean
infer (const void *state, const ConvoShape *in, int n_in, ConvoShape *out, GError **error)
{
  ConvoShape shape = in[0];

  for (int i = 1; i < n_in; i++)
    {
      ConvoShape other = in[i];

      other.dim[0] = in[0].dim[0];
      if (!convo_shape_equal (&in[0], &other))
        {
          g_autofree char *a = convo_shape_to_string (&in[0]), *b = convo_shape_to_string (&in[i]);

          g_set_error (error, CONVO_ERROR, CONVO_ERROR_SHAPE,
                       _("Concatenate needs equal heights and widths: %s and %s. Bring one to the other's size, for "
                         "instance with padding, stride or pooling."), a, b);
          return FALSE;
        }
      shape.dim[0] += in[i].dim[0];
    }
  *out = shape;
  return TRUE;
}

static void
explain (const void *state, const ConvoSite *site, ConvoLedger *ledger)
{
  g_autoptr(GString) formula = g_string_new (NULL);
  g_autoptr(GArray) symbols = g_array_new (FALSE, FALSE, sizeof (ConvoSymbol));

  for (int i = 0; i < site->n_in; i++)
    {
      g_autofree char *name = g_strdup_printf ("C%d", i + 1);
      const ConvoSymbol symbol = { g_intern_string (name), site->in[i].dim[0], _("channels of an input") };

      g_string_append_printf (formula, "%s%s", i > 0 ? " + " : "", name);
      g_array_append_val (symbols, symbol);
    }
  convo_ledger_work (ledger, CONVO_NUMBER_SHAPE, _("Output channels"), formula->str, (const ConvoSymbol *) symbols->data,
                     symbols->len);
}

/* Channels [@at, @at + @n) of packs: they are planes */
static ConvoMap
planes (const ConvoMap *map, gint64 at, gint64 n)
{
  ConvoMap part = *map;

  part.data += at * map->plane_pitch;
  part.extent[0] = n;
  return part;
}

static void
forward (const void *state, ConvoPass *pass)
{
  gint64 at = 0;

  for (int i = 0; i < pass->site->n_in; i++)
    {
      gint64 channels = pass->site->in[i].dim[0];

      if (pass->site->lanes > 0)
        {
          ConvoMap part = planes (pass->y, at, channels);

          convo_maps_copy (&part, 0, &pass->x[i], 0, part.channels, pass->first, pass->count, FALSE);
        }
      else
        convo_maps_copy (pass->y, at, &pass->x[i], 0, channels, pass->first, pass->count, FALSE);
      at += channels;
    }
}

static void
backward (const void *state, ConvoPass *pass)
{
  gint64 at = 0;

  for (int i = 0; i < pass->site->n_in; i++)
    {
      gint64 channels = pass->site->in[i].dim[0];

      if (pass->dx[i].data != NULL && pass->site->lanes > 0)
        {
          ConvoMap part = planes (pass->dy, at, channels);

          convo_maps_copy (&pass->dx[i], 0, &part, 0, part.channels, pass->first, pass->count, pass->dx_add[i]);
        }
      else if (pass->dx[i].data != NULL)
        convo_maps_copy (&pass->dx[i], 0, pass->dy, at, channels, pass->first, pass->count, pass->dx_add[i]);
      at += channels;
    }
}

const ConvoKind convo_kind_concatenate = {
  .name = "concatenate",
  .title = N_("Concatenate"),
  .family = "merge",
  .prefix = "concat",
  .doc = N_("Puts the channels of all inputs one behind another, so that later layers see all of them."),
  .accel = "k",
  .onnx = "Concat(axis=1)",
  .torch = "torch.cat(dim=1)",
  .keras = "layers.Concatenate()",
  .flags = CONVO_KIND_ROWS | CONVO_KIND_THIN,
  .min_inputs = 2,
  .max_inputs = G_MAXINT,
  .infer = infer,
  .explain = explain,
  .forward = forward,
  .backward = backward,
};
