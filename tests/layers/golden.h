/* One golden vector of the oracle: a layer's inputs, parameters and gradients as PyTorch has them. */
#pragma once
#include "random.h"
#include "site.h"
#include "tensors.h"

G_BEGIN_DECLS

typedef struct
{
  const char *name;
  JsonObject *settings;
  GHashTable *tensors;
} GoldenCase;

/* How the oracle's operator @op is computed here; tables end with a NULL */
typedef struct
{
  const char *op, *kind;
  void (*run) (const GoldenCase *c, const char *kind);
} GoldenWay;

extern const GoldenWay golden_convolutions[], golden_pools[], golden_norms[], golden_points[], golden_losses[];

/* Halo and pitch beyond what is needed, of the round that runs */
typedef struct
{
  gint64 halo, pitch;
} GoldenLayout;

extern GoldenLayout golden_layout;
extern gint64 golden_compared;   /* values so far */

/* 1e-5 of the largest value; @name is said when it differs */
void golden_compare (const GoldenCase *c, const char *name, const float *found, const float *expected, gint64 n);
void golden_compare_tensor (const GoldenCase *c, const char *name, const float *found, gint64 n);
/* The property @key from the case's setting @member, if it has that */
void golden_set_axes (const GoldenCase *c, const ConvoKind *kind, void *state, const char *key, const char *member);
void golden_set_value (const GoldenCase *c, const ConvoKind *kind, void *state, const char *key, const char *member);
const ConvoKind *golden_kind (const char *name);
/* Of one image */
ConvoShape golden_shape (const TestTensor *tensor);
/* @state: (transfer full) (nullable). Inputs are x, or x0, x1, … */
TestSite *golden_site (const GoldenCase *c, const char *kind, void *state);
void golden_set_param (const GoldenCase *c, TestSite *site, const char *param, const char *tensor);
/* @values: site->grads or site->params */
void golden_compare_param (const GoldenCase *c, const TestSite *site, float *const *values, const char *param,
                           const char *tensor);
/* Forward and backward; y, gx (or gx0, gx1, …) must be the oracle's */
void golden_run_site (const GoldenCase *c, TestSite *site);
void golden_run_state (const GoldenCase *c, const char *kind, void *state);
/* A layer as it is by default */
void golden_run (const GoldenCase *c, const char *name);

G_END_DECLS
