/* A layer on its own, for tests: see site.h. */
#include "site.h"
#include "random.h"
#include "thin.h"

#include <math.h>
#include <string.h>

#define SENTINEL 1000.0f   /* between and behind pixels: nobody may write it, nobody may let it into a result */
#define GAP 16             /* floats between images */

struct _TestMap
{
  ConvoMap map;
  int lanes;
  float *memory, *before;
  gsize size;
};

gint64
test_site_count (const TestSite *site, int input)
{
  return site->batch * convo_shape_count (input < 0 ? &site->site.out : &site->site.in[input]);
}

static gint64
map_channels (const TestMap *map)
{
  return map->lanes > 1 ? map->map.extent[0] : map->map.channels;
}

static gint64
map_depth (const TestMap *map)
{
  return map->lanes > 1 ? 1 : map->map.extent[0];
}

static float *
map_at (const TestMap *map, gint64 image, gint64 c, gint64 z, gint64 y, gint64 x)
{
  if (map->lanes > 1)
    return convo_map_pixel (&map->map, image / map->lanes, c, y, x) + image % map->lanes;
  return convo_map_pixel (&map->map, image, z, y, x) + c;
}

/* Runs over all interior values: NCHW index and place in the map */
#define FOR_EACH_VALUE(m, batch, flat, at) \
  for (gint64 flat = 0, i_ = 0; i_ < (batch); i_++) \
    for (gint64 c_ = 0; c_ < map_channels (m); c_++) \
      for (gint64 z_ = 0; z_ < map_depth (m); z_++) \
        for (gint64 y_ = 0; y_ < (m)->map.extent[1]; y_++) \
          for (gint64 x_ = 0; x_ < (m)->map.extent[2]; x_++, flat++) \
            for (float *at = map_at (m, i_, c_, z_, y_, x_); at != NULL; at = NULL)

static void
map_clear (TestMap *map)
{
  g_clear_pointer (&map->memory, convo_aligned_free);
  g_clear_pointer (&map->before, g_free);
}

static void
map_init (TestMap *map, int lanes, const ConvoShape *shape, int batch, const gint64 halo[3], gint64 extra_pitch)
{
  ConvoMap *m = &map->map;

  map_clear (map);
  map->lanes = lanes;
  m->channels = lanes > 1 ? lanes : shape->dim[0];
  m->pixel_pitch = m->channels + (lanes > 1 ? 0 : extra_pitch);
  for (int a = 0; a < 3; a++)
    {
      m->extent[a] = lanes > 1 && a == 0 ? shape->dim[0] : convo_shape_spatial (shape, a);
      m->halo[a] = halo[a];
    }
  m->row_pitch = (m->extent[2] + 2 * halo[2]) * m->pixel_pitch;
  m->plane_pitch = (m->extent[1] + 2 * halo[1]) * m->row_pitch;
  m->image_pitch = (m->extent[0] + 2 * halo[0]) * m->plane_pitch + GAP;
  map->size = batch * m->image_pitch;
  map->memory = convo_aligned_floats (map->size);
  m->data = map->memory + halo[0] * m->plane_pitch + halo[1] * m->row_pitch + halo[2] * m->pixel_pitch;
  for (int i = 0; i < batch; i++)
    {
      for (gint64 z = 0; z < m->extent[0]; z++)
        for (gint64 y = 0; y < m->extent[1]; y++)
          for (gint64 x = 0; x < m->extent[2]; x++)
            for (gint64 c = m->channels; c < m->pixel_pitch; c++)
              convo_map_pixel (m, i, z, y, x)[c] = SENTINEL;
      for (int g = 1; g <= GAP; g++)
        map->memory[(i + 1) * m->image_pitch - g] = SENTINEL;
    }
  map->before = g_memdup2 (map->memory, map->size * sizeof (float));
}

/* @nchw: NULL: all values NaN, so that a value nobody writes is found */
static void
map_put (TestMap *map, int batch, const float *nchw)
{
  FOR_EACH_VALUE (map, batch, flat, at)
    *at = nchw != NULL ? nchw[flat] : NAN;
}

/* Lanes without an image hold what the engine puts there: zeros as gradients, finite values else */
static void
map_fill (TestMap *map, int batch, float value)
{
  FOR_EACH_VALUE (map, (batch + map->lanes - 1) / map->lanes * map->lanes, flat, at)
    *at = value;
}

static void
map_get (const TestMap *map, int batch, float *nchw)
{
  FOR_EACH_VALUE (map, batch, flat, at)
    nchw[flat] = *at;
}

/* Halos, lanes beyond the channels and gaps must be as they were */
static void
map_assert_margins (TestMap *map, int batch)
{
  FOR_EACH_VALUE (map, (batch + map->lanes - 1) / map->lanes * map->lanes, flat, at)
    map->before[at - map->memory] = *at;
  g_assert_cmpmem (map->before, map->size * sizeof (float), map->memory, map->size * sizeof (float));
}

void
test_site_set_layout (TestSite *site, gint64 extra_halo, gint64 extra_pitch)
{
  gint64 halo_x[3] = { 0 }, halo_dy[3] = { 0 }, halo[3];

  site->extra_halo = extra_halo;
  site->extra_pitch = extra_pitch;
  if (site->kind->halo != NULL)
    site->kind->halo (site->state, &site->site, halo_x, halo_dy);
  for (int a = 0; a < 3; a++)
    {
      gboolean has = a >= 4 - MAX (site->site.out.rank, site->site.n_in > 0 ? site->in[0].rank : 0) &&
                     (a > 0 || site->lanes == 1);

      halo[a] = has ? extra_halo : 0;
      halo_x[a] += halo[a];
      halo_dy[a] += halo[a];
    }
  for (int i = 0; i < site->site.n_in; i++)
    {
      map_init (&site->map_x[i], site->lanes, &site->in[i], site->packs, halo_x, extra_pitch);
      map_init (&site->map_dx[i], site->lanes, &site->in[i], site->packs, halo, extra_pitch);
    }
  map_init (site->map_y, site->lanes, &site->site.out, site->packs, halo, extra_pitch);
  map_init (site->map_dy, site->lanes, &site->site.out, site->packs, halo_dy, extra_pitch);
}

static float *
floats (gint64 n)
{
  return g_new0 (float, MAX (n, 1));
}

/* As the engine decides it, layer by layer */
static gboolean
wants_packs (const TestSite *site)
{
  gboolean label_map = site->kind->flags & CONVO_KIND_LABEL_MAP &&
                       (site->site.n_in > 1 || convo_shape_count (&site->in[0]) != site->in[0].dim[0]);
  gboolean flat = site->site.out.rank < 4;

  for (int i = 0; i < site->site.n_in; i++)
    flat = flat && site->in[i].rank < 4;
  return g_strcmp0 (g_getenv ("CONVO_LAYOUT"), "thin") == 0 && site->kind->flags & CONVO_KIND_THIN && flat && !label_map;
}

/** test_site_new: Returns: (nullable): the layer with all buffers, values zero */
TestSite *
test_site_new (const ConvoKind *kind, void *state, const ConvoShape *in, int n_in, int batch, GError **error)
{
  g_autoptr(TestSite) site = g_new0 (TestSite, 1);

  g_assert_cmpint (n_in, <=, TEST_MAX_INPUTS);
  site->kind = kind;
  site->state = state != NULL ? state : convo_kind_new_state (kind);
  site->batch = batch;
  site->n_slices = 1;
  for (int i = 0; i < n_in; i++)
    site->in[i] = in[i];
  site->lanes = 1;
  site->site.in = site->in;
  site->site.n_in = 0;   /* so that freeing a refused site is safe */
  if (!convo_kind_infer (kind, site->state, site->in, n_in, &site->site.out, error))
    return NULL;
  site->site.n_in = n_in;
  site->lanes = wants_packs (site) ? convo_thin_lanes () : 1;
  site->packs = (batch + site->lanes - 1) / site->lanes;
  site->site.lanes = site->lanes > 1 ? site->lanes : 0;
  site->n_params = convo_kind_params (kind, site->state, &site->site, site->specs);
  for (int i = 0; i < site->n_params; i++)
    {
      site->params[i] = convo_aligned_floats (convo_param_count (&site->specs[i]));
      site->grads[i] = convo_aligned_floats (convo_param_count (&site->specs[i]));
    }
  for (int i = 0; i < n_in; i++)
    {
      site->x[i] = floats (test_site_count (site, i));
      site->dx[i] = floats (test_site_count (site, i));
    }
  site->y = floats (test_site_count (site, -1));
  site->dy = floats (test_site_count (site, -1));
  site->labels = g_new0 (gint32, batch);
  site->map_x = g_new0 (TestMap, n_in + 1);
  site->map_dx = g_new0 (TestMap, n_in + 1);
  site->map_y = g_new0 (TestMap, 1);
  site->map_dy = g_new0 (TestMap, 1);
  for (int b = 0; b < 2; b++)
    if (kind->packed_size != NULL)
      site->packed[b] = convo_aligned_new (kind->packed_size (site->state, &site->site, b));
  if (kind->kept_size != NULL)
    site->kept = convo_aligned_new (kind->kept_size (site->state, &site->site));
  if (kind->saved_size != NULL)
    site->saved_pitch = (site->lanes * kind->saved_size (site->state, &site->site) + 63) / 64 * 64;
  site->saved = convo_aligned_new (site->packs * site->saved_pitch);
  test_site_set_layout (site, 0, 0);
  return g_steal_pointer (&site);
}

void
test_site_free (TestSite *site)
{
  for (int i = 0; i < TEST_MAX_INPUTS; i++)
    {
      if (site->map_x != NULL && i < site->site.n_in)
        {
          map_clear (&site->map_x[i]);
          map_clear (&site->map_dx[i]);
        }
      g_free (site->x[i]);
      g_free (site->dx[i]);
    }
  if (site->map_y != NULL)
    {
      map_clear (site->map_y);
      map_clear (site->map_dy);
    }
  for (int i = 0; i < CONVO_MAX_PARAMS; i++)
    {
      convo_aligned_free (site->params[i]);
      convo_aligned_free (site->grads[i]);
    }
  g_free (site->map_x);
  g_free (site->map_dx);
  g_free (site->map_y);
  g_free (site->map_dy);
  g_free (site->y);
  g_free (site->dy);
  g_free (site->labels);
  g_free (site->state);
  convo_aligned_free (site->packed[0]);
  convo_aligned_free (site->packed[1]);
  convo_aligned_free (site->kept);
  convo_aligned_free (site->saved);
  g_free (site);
}

static void
fill (ConvoRandom *random, float *values, gint64 n, double centre, double width)
{
  for (gint64 i = 0; i < n; i++)
    values[i] = centre + width * (2 * convo_random_unit (random) - 1);
}

void
test_site_randomize (TestSite *site, guint64 seed)
{
  ConvoRandom random = convo_random_stream (seed, 1, 2);
  gint64 classes = MAX (site->site.n_in > 0 ? site->in[0].dim[0] : 1, 1);

  for (int i = 0; i < site->site.n_in; i++)
    fill (&random, site->x[i], test_site_count (site, i), 0, 1);
  fill (&random, site->dy, test_site_count (site, -1), 0, 1);
  for (int i = 0; i < site->n_params; i++)
    {
      const ConvoParamSpec *spec = &site->specs[i];
      gboolean near_one = spec->role == CONVO_ROLE_SCALE || spec->role == CONVO_ROLE_VARIANCE;
      double width = spec->role == CONVO_ROLE_WEIGHT ? 1.5 / sqrt (MAX (spec->fan_in, 1)) : 0.4;

      fill (&random, site->params[i], convo_param_count (spec), near_one ? 1 : 0, width);
    }
  for (int i = 0; i < site->batch; i++)
    site->labels[i] = convo_random_below (&random, classes);
  site->random_key = convo_random_next (&random);
}

typedef void (*PassFunc) (const void *state, ConvoPass *pass);

typedef struct
{
  ConvoPass pass;
  ConvoMap x[TEST_MAX_INPUTS], dx[TEST_MAX_INPUTS], y, dy;
  float *grads[CONVO_MAX_PARAMS], *before[CONVO_MAX_PARAMS];
  double **sums;
  int n_sums;
  gsize scratch_size;
} Run;

static void
run_init (Run *run, TestSite *site, gboolean backward)
{
  const ConvoKind *kind = site->kind;
  ConvoPass *pass = &run->pass;
  gboolean prepared = backward || site->prepare_backward;

  memset (run, 0, sizeof *run);
  for (int i = 0; i < site->site.n_in; i++)
    {
      run->x[i] = site->map_x[i].map;
      run->dx[i] = site->map_dx[i].map;
      if (site->skip_dx[i])
        run->dx[i].data = NULL;
    }
  run->y = site->map_y->map;
  run->dy = site->map_dy->map;
  *pass = (ConvoPass) {
    .site = &site->site, .batch = site->batch, .count = site->packs, .training = site->training,
    .x = run->x, .y = &run->y, .dy = backward ? &run->dy : NULL, .dx = backward ? run->dx : NULL,
    .dx_add = site->add_dx, .params = site->params, .grads = run->grads, .packed = site->packed[prepared],
    .saved = site->saved, .saved_pitch = site->saved_pitch, .kept = site->kept,
    .labels = site->labels, .random_key = site->random_key,
  };
  for (int i = 0; i < site->n_params; i++)
    run->before[i] = g_memdup2 (site->params[i], sizeof (float) * convo_param_count (&site->specs[i]));
  if (site->training && kind->n_sums != NULL)
    run->n_sums = kind->n_sums (site->state, &site->site);
  run->sums = g_new0 (double *, site->n_slices);
  for (int s = 0; s < site->n_slices; s++)
    run->sums[s] = g_new0 (double, run->n_sums + 1);
  if (kind->scratch_size != NULL)
    run->scratch_size = kind->scratch_size (site->state, &site->site, site->group > 0 ? site->group : site->packs,
                                            backward);
  pass->scratch = convo_aligned_new (run->scratch_size);
  if (kind->prepare != NULL && kind->packed_size (site->state, &site->site, prepared) > 0)
    kind->prepare (site->state, pass, site->packed[prepared], prepared);
}

/* Statistics may change in reduce_forward only; weights never */
static void
run_clear (Run *run, TestSite *site)
{
  for (int s = 0; s < site->n_slices; s++)
    g_free (run->sums[s]);
  g_free (run->sums);
  convo_aligned_free (run->pass.scratch);
  for (int i = 0; i < site->n_params; i++)
    {
      gsize bytes = sizeof (float) * convo_param_count (&site->specs[i]);

      if (convo_param_trainable (&site->specs[i]) || !site->training)
        g_assert_cmpmem (run->before[i], bytes, site->params[i], bytes);
      g_free (run->before[i]);
    }
}

/* All images of a slice, group by group. @grads: this slice's accumulators, or NULL */
static void
run_slice (Run *run, TestSite *site, int slice, PassFunc work, float *const *grads)
{
  int first = site->packs * slice / site->n_slices, end = site->packs * (slice + 1) / site->n_slices;
  int group = site->group > 0 ? site->group : site->packs;

  run->pass.sums = run->sums[slice];
  run->pass.grads = grads;
  for (int at = first; at < end; at += group)
    {
      run->pass.first = at;
      run->pass.count = MIN (group, end - at);
      memset (run->pass.scratch, 0xff, run->scratch_size);   /* NaN */
      work (site->state, &run->pass);
    }
}

/** test_site_forward: x and params to y */
void
test_site_forward (TestSite *site)
{
  float *none[CONVO_MAX_PARAMS] = { NULL };
  Run run;

  for (int i = 0; i < site->site.n_in; i++)
    {
      map_fill (&site->map_x[i], site->batch, 0.5);
      map_put (&site->map_x[i], site->batch, site->x[i]);
    }
  map_put (site->map_y, site->batch, NULL);
  memset (site->saved, 0xff, site->packs * site->saved_pitch);
  run_init (&run, site, FALSE);
  if (run.n_sums > 0)
    {
      for (int s = 0; s < site->n_slices; s++)
        run_slice (&run, site, s, site->kind->sums_forward, none);
      run.pass.first = 0;
      run.pass.count = site->batch;
      site->kind->reduce_forward (site->state, &run.pass, run.sums, site->n_slices);
    }
  for (int s = 0; s < site->n_slices; s++)
    run_slice (&run, site, s, site->kind->forward, none);
  run_clear (&run, site);
  map_get (site->map_y, site->batch, site->y);
  map_assert_margins (site->map_y, site->batch);
  for (int i = 0; i < site->site.n_in; i++)
    map_assert_margins (&site->map_x[i], site->batch);
}

static void
add_slices (TestSite *site, float **grads)
{
  for (int i = 0; i < site->n_params; i++)
    {
      gint64 n = convo_param_count (&site->specs[i]);

      memset (site->grads[i], 0, n * sizeof (float));
      for (int s = 0; s < site->n_slices; s++)
        for (gint64 k = 0; convo_param_trainable (&site->specs[i]) && k < n; k++)
          site->grads[i][k] += grads[s * CONVO_MAX_PARAMS + i][k];
    }
}

/* Gradients that the whole batch gives at once */
static void
finish (Run *run, TestSite *site, float **grads)
{
  const ConvoKind *kind = site->kind;
  int parts = kind->finish_parts != NULL ? kind->finish_parts (site->state, &site->site) : 0;

  run->pass.grads = grads;
  run->pass.first = 0;
  run->pass.count = site->packs;
  for (int part = parts - 1; part >= 0; part--)   /* in any order */
    kind->finish (site->state, &run->pass, part);
}

/** test_site_backward: dy to dx and grads; the forward of the same values must have run */
void
test_site_backward (TestSite *site)
{
  g_autofree float **grads = g_new0 (float *, site->n_slices * CONVO_MAX_PARAMS);
  Run run;

  map_fill (site->map_dy, site->batch, 0);
  map_put (site->map_dy, site->batch, site->dy);
  for (int i = 0; i < site->site.n_in; i++)
    map_put (&site->map_dx[i], site->batch, site->add_dx[i] ? site->dx[i] : NULL);
  for (int s = 0; s < site->n_slices; s++)
    for (int i = 0; i < site->n_params; i++)
      if (convo_param_trainable (&site->specs[i]))
        grads[s * CONVO_MAX_PARAMS + i] = convo_aligned_floats (convo_param_count (&site->specs[i]));
  run_init (&run, site, TRUE);
  if (run.n_sums > 0)
    {
      for (int s = 0; s < site->n_slices; s++)
        run_slice (&run, site, s, site->kind->sums_backward, grads + s * CONVO_MAX_PARAMS);
      run.pass.first = 0;
      run.pass.count = site->batch;
      run.pass.grads = grads;
      site->kind->reduce_backward (site->state, &run.pass, run.sums, site->n_slices);
    }
  for (int s = 0; s < site->n_slices && site->kind->backward != NULL; s++)
    run_slice (&run, site, s, site->kind->backward, grads + s * CONVO_MAX_PARAMS);
  finish (&run, site, grads);
  run_clear (&run, site);
  add_slices (site, grads);
  for (int s = 0; s < site->n_slices * CONVO_MAX_PARAMS; s++)
    convo_aligned_free (grads[s]);
  for (int i = 0; i < site->site.n_in; i++)
    {
      if (!site->skip_dx[i])
        map_get (&site->map_dx[i], site->batch, site->dx[i]);
      map_assert_margins (&site->map_dx[i], site->batch);
    }
  map_assert_margins (site->map_dy, site->batch);
}

double
test_site_product (const TestSite *site)
{
  double sum = 0;

  for (gint64 i = 0, n = test_site_count (site, -1); i < n; i++)
    sum += (double) site->y[i] * site->dy[i];
  return sum;
}

void
test_state_set (const ConvoKind *kind, void *state, const char *key, double value)
{
  const ConvoProp *prop = convo_kind_prop (kind, key);
  void *field;

  g_assert_nonnull (prop);
  field = (char *) state + prop->offset;
  switch (prop->type)
    {
    case CONVO_PROP_INT: *(gint64 *) field = value; break;
    case CONVO_PROP_AXES: *(ConvoAxes *) field = (ConvoAxes) { 1, { value } }; break;
    case CONVO_PROP_BOOL: *(gboolean *) field = value != 0; break;
    case CONVO_PROP_REAL: *(double *) field = value; break;
    case CONVO_PROP_CHOICE: *(int *) field = value; break;
    default: g_assert_not_reached ();
    }
}

void
test_state_set_axes (const ConvoKind *kind, void *state, const char *key, int n, const gint64 *values)
{
  const ConvoProp *prop = convo_kind_prop (kind, key);
  ConvoAxes *axes;

  g_assert_true (prop != NULL && prop->type == CONVO_PROP_AXES);
  axes = (ConvoAxes *) ((char *) state + prop->offset);
  axes->n = n;
  for (int i = 0; i < n; i++)
    axes->at[i] = values[i];
}
