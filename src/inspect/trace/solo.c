/* One layer on its own: plays the engine's part for one image, one slice, one thread. */
#include "solo.h"
#include "aligned.h"
#include "convert.h"
#include "errors.h"
#include "text.h"

#include <string.h>

#define MAX_BYTES ((guint64) 1 << 32)

typedef struct
{
  ConvoMap map;
  float *memory;
} SoloMap;

struct _ConvoSolo
{
  const ConvoKind *kind;
  void *state;
  ConvoSite site;
  ConvoShape *in;
  int n_params;
  ConvoParamSpec specs[CONVO_MAX_PARAMS];
  float *params[CONVO_MAX_PARAMS], *grads[CONVO_MAX_PARAMS];
  SoloMap *x, *dx, y, dy;
  ConvoMap *map_x, *map_dx;
  gboolean *dx_add, training;
  void *packed, *scratch[2], *gathered, *kept;
  gsize gathered_size, saved_pitch;
  guint8 *saved;
  double *sums;
  int n_sums;
  guint64 random_key;
  gint32 label;
};

static void
map_init (SoloMap *to, const ConvoShape *shape, const gint64 halo[3])
{
  ConvoMap *m = &to->map;

  m->channels = m->pixel_pitch = shape->dim[0];
  for (int axis = 0; axis < 3; axis++)
    {
      m->extent[axis] = convo_shape_spatial (shape, axis);
      m->halo[axis] = halo[axis];
    }
  m->row_pitch = (m->extent[2] + 2 * halo[2]) * m->pixel_pitch;
  m->plane_pitch = (m->extent[1] + 2 * halo[1]) * m->row_pitch;
  m->image_pitch = (m->extent[0] + 2 * halo[0]) * m->plane_pitch;
  to->memory = convo_aligned_floats (m->image_pitch);
  m->data = to->memory + halo[0] * m->plane_pitch + halo[1] * m->row_pitch + halo[2] * m->pixel_pitch;
}

static void
new_maps (ConvoSolo *solo)
{
  gint64 halo_x[3] = { 0 }, halo_dy[3] = { 0 }, none[3] = { 0 };
  int n = solo->site.n_in;

  if (solo->kind->halo != NULL)
    solo->kind->halo (solo->state, &solo->site, halo_x, halo_dy);
  solo->x = g_new0 (SoloMap, n);
  solo->dx = g_new0 (SoloMap, n);
  solo->map_x = g_new0 (ConvoMap, n);
  solo->map_dx = g_new0 (ConvoMap, n);
  solo->dx_add = g_new0 (gboolean, n);
  for (int i = 0; i < n; i++)
    {
      map_init (&solo->x[i], &solo->in[i], halo_x);
      map_init (&solo->dx[i], &solo->in[i], none);
      solo->map_x[i] = solo->x[i].map;
      solo->map_dx[i] = solo->dx[i].map;
    }
  map_init (&solo->y, &solo->site.out, none);
  map_init (&solo->dy, &solo->site.out, halo_dy);
}

static void
new_memory (ConvoSolo *solo)
{
  const ConvoKind *kind = solo->kind;

  if (kind->packed_size != NULL)
    solo->packed = convo_aligned_new (kind->packed_size (solo->state, &solo->site, TRUE));
  for (int b = 0; b < 2; b++)
    solo->scratch[b] = convo_aligned_new (kind->scratch_size != NULL
                                          ? kind->scratch_size (solo->state, &solo->site, 1, b) : 0);
  if (kind->gathered_size != NULL)
    solo->gathered_size = kind->gathered_size (solo->state, &solo->site);
  if (solo->gathered_size > 0)
    solo->gathered = convo_aligned_new (solo->gathered_size);
  if (kind->kept_size != NULL)
    solo->kept = convo_aligned_new (kind->kept_size (solo->state, &solo->site));
  if (kind->saved_size != NULL)
    solo->saved_pitch = (kind->saved_size (solo->state, &solo->site) + 63) / 64 * 64;
  solo->saved = convo_aligned_new (solo->saved_pitch);
  if (kind->n_sums != NULL)
    solo->n_sums = kind->n_sums (solo->state, &solo->site);
  solo->sums = g_new0 (double, solo->n_sums + 1);
}

static gboolean
small_enough (const ConvoSolo *solo, GError **error)
{
  gsize bytes = 0;

  for (int i = 0; i < solo->site.n_in; i++)
    bytes += convo_shape_count (&solo->in[i]) * 2 * sizeof (float);
  bytes += convo_shape_count (&solo->site.out) * 2 * sizeof (float);
  for (int i = 0; i < solo->n_params; i++)
    bytes += convo_param_count (&solo->specs[i]) * 2 * sizeof (float);
  if (bytes < MIN (MAX_BYTES, (guint64) convo_memory_available ()))
    return TRUE;
  g_set_error (error, CONVO_ERROR, CONVO_ERROR_MEMORY,
               _("The layer is too large to be shown number by number; choose a smaller input or fewer channels."));
  return FALSE;
}

/**
 * convo_solo_new:
 * @state: a legal state of @kind; copied
 * @in: shapes of the inputs
 * @error: return location; %CONVO_ERROR_SHAPE, %CONVO_ERROR_MEMORY
 *
 * Returns: (transfer full): the layer, or %NULL with @error set
 */
ConvoSolo *
convo_solo_new (const ConvoKind *kind, const void *state, const ConvoShape *in, int n_in, GError **error)
{
  g_autoptr(ConvoSolo) solo = g_new0 (ConvoSolo, 1);

  solo->kind = kind;
  solo->label = -1;
  solo->state = g_memdup2 (state, MAX (kind->state_size, 1));
  solo->in = g_memdup2 (in, n_in * sizeof *in);
  solo->site.in = solo->in;
  if (!convo_kind_infer (kind, solo->state, solo->in, n_in, &solo->site.out, error))
    return NULL;
  solo->site.n_in = n_in;
  solo->n_params = convo_kind_params (kind, solo->state, &solo->site, solo->specs);
  if (!small_enough (solo, error))
    return NULL;
  for (int i = 0; i < solo->n_params; i++)
    {
      solo->params[i] = convo_aligned_floats (convo_param_count (&solo->specs[i]));
      solo->grads[i] = convo_aligned_floats (convo_param_count (&solo->specs[i]));
    }
  new_maps (solo);
  new_memory (solo);
  return g_steal_pointer (&solo);
}

void
convo_solo_free (ConvoSolo *solo)
{
  for (int i = 0; solo->x != NULL && i < solo->site.n_in; i++)
    {
      convo_aligned_free (solo->x[i].memory);
      convo_aligned_free (solo->dx[i].memory);
    }
  for (int i = 0; i < CONVO_MAX_PARAMS; i++)
    {
      convo_aligned_free (solo->params[i]);
      convo_aligned_free (solo->grads[i]);
    }
  convo_aligned_free (solo->y.memory);
  convo_aligned_free (solo->dy.memory);
  convo_aligned_free (solo->packed);
  convo_aligned_free (solo->scratch[0]);
  convo_aligned_free (solo->scratch[1]);
  convo_aligned_free (solo->gathered);
  convo_aligned_free (solo->kept);
  convo_aligned_free (solo->saved);
  g_free (solo->sums);
  g_free (solo->x);
  g_free (solo->dx);
  g_free (solo->map_x);
  g_free (solo->map_dx);
  g_free (solo->dx_add);
  g_free (solo->in);
  g_free (solo->state);
  g_free (solo);
}

/** convo_solo_site: Returns: (transfer none): shapes of inputs and output */
const ConvoSite *
convo_solo_site (const ConvoSolo *solo)
{
  return &solo->site;
}

/** convo_solo_n_params: Returns: number of parameters and statistics */
int
convo_solo_n_params (const ConvoSolo *solo)
{
  return solo->n_params;
}

/** convo_solo_spec: Returns: (transfer none): what parameter @param is */
const ConvoParamSpec *
convo_solo_spec (const ConvoSolo *solo, int param)
{
  g_return_val_if_fail (param >= 0 && param < solo->n_params, NULL);
  return &solo->specs[param];
}

/** convo_solo_set_step: see solo.h */
void
convo_solo_set_step (ConvoSolo *solo, guint64 random_key, int label)
{
  solo->random_key = random_key;
  solo->label = label;
}

static ConvoPass
pass_of (ConvoSolo *solo, gboolean backward)
{
  return (ConvoPass) {
    .site = &solo->site, .count = 1, .batch = 1, .training = solo->training, .x = solo->map_x, .y = &solo->y.map,
    .dy = backward ? &solo->dy.map : NULL, .dx = backward ? solo->map_dx : NULL, .dx_add = solo->dx_add,
    .params = solo->params, .grads = solo->grads, .packed = solo->packed, .saved = solo->saved,
    .saved_pitch = solo->saved_pitch, .gathered = solo->gathered, .kept = solo->kept, .sums = solo->sums,
    .scratch = solo->scratch[backward], .random_key = solo->random_key, .labels = &solo->label,
  };
}

/** convo_solo_forward: see solo.h */
void
convo_solo_forward (ConvoSolo *solo, const float *const *x, const float *const *params, gboolean training, float *y)
{
  const ConvoKind *kind = solo->kind;
  ConvoPass pass;

  solo->training = training;
  pass = pass_of (solo, FALSE);
  for (int i = 0; i < solo->site.n_in; i++)
    convo_map_from_nchw (&solo->map_x[i], x[i], 0, 1, (ConvoShare) { 0 });
  for (int i = 0; i < solo->n_params; i++)
    convo_param_to_engine (&solo->specs[i], params[i], solo->params[i]);
  if (kind->prepare != NULL)
    kind->prepare (solo->state, &pass, solo->packed, TRUE);
  if (training && solo->n_sums > 0)
    {
      memset (solo->sums, 0, solo->n_sums * sizeof (double));
      kind->sums_forward (solo->state, &pass);
      kind->reduce_forward (solo->state, &pass, &solo->sums, 1);
    }
  kind->forward (solo->state, &pass);
  convo_map_to_nchw (&solo->y.map, 0, y);
}

static void
run_backward (ConvoSolo *solo)
{
  const ConvoKind *kind = solo->kind;
  ConvoPass pass = pass_of (solo, TRUE);

  if (solo->training && solo->n_sums > 0)
    {
      memset (solo->sums, 0, solo->n_sums * sizeof (double));
      kind->sums_backward (solo->state, &pass);
      kind->reduce_backward (solo->state, &pass, &solo->sums, 1);
    }
  if (solo->gathered != NULL)
    memset (solo->gathered, 0, solo->gathered_size);
  if (kind->backward != NULL)
    kind->backward (solo->state, &pass);
  if (solo->gathered != NULL)
    kind->gather (solo->state, &pass);
}

/** convo_solo_backward: see solo.h */
void
convo_solo_backward (ConvoSolo *solo, const float *dy, float *const *dx, float *const *grads)
{
  convo_map_from_nchw (&solo->dy.map, dy, 0, 1, (ConvoShare) { 0 });
  for (int i = 0; i < solo->n_params; i++)
    memset (solo->grads[i], 0, convo_param_count (&solo->specs[i]) * sizeof (float));
  run_backward (solo);
  for (int i = 0; i < solo->site.n_in; i++)
    convo_map_to_nchw (&solo->map_dx[i], 0, dx[i]);
  for (int i = 0; i < solo->n_params; i++)
    if (grads[i] != NULL)
      convo_param_to_file (&solo->specs[i], solo->grads[i], grads[i]);
}
