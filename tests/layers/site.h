/* A layer on its own, for tests: NCHW arrays outside, maps of any halo and pixel pitch inside, images cut into any
 * slices and groups. Plays the part of the engine and checks that a kind keeps the rules of ConvoPass. With CONVO_LAYOUT=thin
 * in the environment, kinds that can work on packs of images do so. */
#pragma once
#include "aligned.h"
#include "kind.h"

G_BEGIN_DECLS

#define TEST_MAX_INPUTS 8

typedef struct _TestMap TestMap;

/**
 * TestSite:
 * @training: batch statistics and dropout; set before test_site_forward()
 * @n_slices: the batch is cut into so many slices, each with its own accumulators (default 1)
 * @group: images a call; 0 for the whole slice (default)
 * @prepare_backward: forward too reads weights prepared for backward, as in a training step (default %FALSE)
 * @x: inputs, NCHW, @batch images
 * @y: output, NCHW; written by test_site_forward()
 * @dy: gradient of the output, NCHW
 * @dx: gradients of the inputs, NCHW; written by test_site_backward()
 * @skip_dx: inputs whose gradient is not wanted
 * @add_dx: add to what @dx holds
 * @params: engine order
 * @grads: engine order, summed over slices; written by test_site_backward()
 * @labels: one class an image, for losses
 */
typedef struct
{
  const ConvoKind *kind;
  void *state;
  ConvoSite site;
  ConvoShape in[TEST_MAX_INPUTS];
  int batch;
  gboolean training, prepare_backward;
  guint64 random_key;
  int n_slices, group;

  float *x[TEST_MAX_INPUTS], *y, *dy, *dx[TEST_MAX_INPUTS];
  gboolean skip_dx[TEST_MAX_INPUTS], add_dx[TEST_MAX_INPUTS];
  int n_params;
  ConvoParamSpec specs[CONVO_MAX_PARAMS];
  float *params[CONVO_MAX_PARAMS], *grads[CONVO_MAX_PARAMS];
  gint32 *labels;

  /* inside */
  int lanes, packs;               /* images in a pack, 1 in the usual layout; packs in the batch */
  gint64 extra_halo, extra_pitch;
  TestMap *map_x, *map_dx, *map_y, *map_dy;
  void *packed[2], *kept;
  guint8 *saved;
  gsize saved_pitch;
} TestSite;

/* @state: (transfer full) (nullable): defaults. NULL with @error if the kind refuses the shapes */
TestSite *test_site_new        (const ConvoKind  *kind,
                                void             *state,
                                const ConvoShape *in,
                                int               n_in,
                                int               batch,
                                GError          **error);
void      test_site_free       (TestSite         *site);
/* From now on every map has so many pixels of halo more than the kind asks for, and pixels so many floats wider */
void      test_site_set_layout (TestSite         *site,
                                gint64            extra_halo,
                                gint64            extra_pitch);
/* Values in ±1 for x and dy, weights that keep outputs near ±1, variances near 1, labels in range */
void      test_site_randomize  (TestSite         *site,
                                guint64           seed);
void      test_site_forward    (TestSite         *site);
void      test_site_backward   (TestSite         *site);
/* Σ y·dy over the batch, in double */
double    test_site_product    (const TestSite   *site);
gint64    test_site_count      (const TestSite   *site,
                                int               input);   /* values of an input over the batch; −1: of the output */

/* Sets a property of any type from one number; axes get one value for all */
void      test_state_set       (const ConvoKind  *kind,
                                void             *state,
                                const char       *key,
                                double            value);
void      test_state_set_axes  (const ConvoKind  *kind,
                                void             *state,
                                const char       *key,
                                int               n,
                                const gint64     *values);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TestSite, test_site_free)

G_END_DECLS
