/* Finite differences of layers of any size: the slope is the formula's to 1e-3 of the gradient itself, kinks are told, a long
 * one says how far it is and can be given up, and what is proved in a thread does not disturb who looks. */
#include "layers.h"
#include "random.h"
#include "registry.h"
#include "trace.h"

#include <math.h>
#include <string.h>

#define H 1e-3

typedef struct
{
  const char *kind;
  gint64 in[5], kernels, kernel, stride, padding, groups;
  gboolean flip, training;
} Large;

/* More products than a frame has time for, of every way that values hang together */
static const Large large[] = {
  { "conv", { 3, 64, 28, 28 }, 64, 3, 1, 1, 1, FALSE, FALSE },
  { "conv", { 2, 48, 400 }, 32, 5, 2, 2, 1, TRUE, FALSE },
  { "conv", { 3, 96, 31, 31 }, 96, 3, 2, 1, 4, FALSE, FALSE },
  { "conv", { 4, 8, 9, 14, 14 }, 8, 3, 1, 1, 2, FALSE, FALSE },
  { "transposed-conv", { 3, 48, 20, 20 }, 48, 4, 2, 1, 1, FALSE, FALSE },
  { "linear", { 1, 3000 }, 500, 0, 0, 0, 1, FALSE, FALSE },
  { "linear", { 3, 64, 9, 9 }, 300, 0, 0, 0, 1, FALSE, FALSE },
  { "max-pool", { 3, 2, 80, 80 }, 0, 40, 3, 0, 1, FALSE, FALSE },
  { "lp-pool", { 3, 2, 64, 64 }, 0, 30, 3, 0, 1, FALSE, FALSE },
  { "average-pool", { 3, 2, 64, 64 }, 0, 33, 1, 0, 1, FALSE, FALSE },
  { "global-average-pool", { 3, 4, 300, 300 }, 0, 0, 0, 0, 1, FALSE, FALSE },
  { "batch-norm", { 3, 3, 200, 200 }, 0, 0, 0, 0, 1, FALSE, TRUE },
  { "batch-norm", { 3, 3, 200, 200 }, 0, 0, 0, 0, 1, FALSE, FALSE },
  { "softmax", { 1, 20000 }, 0, 0, 0, 0, 1, FALSE, FALSE },
  { "softmax", { 3, 500, 9, 9 }, 0, 0, 0, 0, 1, FALSE, FALSE },
};

static void
fill (ConvoRandom *random, float *values, gint64 n, double centre)
{
  for (gint64 i = 0; i < n; i++)
    values[i] = centre + convo_random_normal (random);
}

/* The first number of @in is the rank here; a window's settings hold for all axes */
static ConvoTrace *
trace_of (const Large *l)
{
  static const struct { ConvoArithField field; gsize offset; } fields[] = {
    { CONVO_ARITH_KERNEL, G_STRUCT_OFFSET (Large, kernel) }, { CONVO_ARITH_STRIDE, G_STRUCT_OFFSET (Large, stride) },
    { CONVO_ARITH_PADDING, G_STRUCT_OFFSET (Large, padding) },
  };
  ConvoRandom random = convo_random_stream (11, 0, l - large);
  g_autoptr(GError) error = NULL;
  ConvoTrace *trace;
  ConvoShape in;
  ConvoArith arith;

  in = convo_shape_make (l->in + 1, l->in[0]);
  convo_arith_init (&arith, convo_kind_find (l->kind), &in);
  for (gsize i = 0; i < G_N_ELEMENTS (fields); i++)
    if (convo_arith_has (&arith, fields[i].field))
      convo_arith_set (&arith, fields[i].field, G_STRUCT_MEMBER (gint64, l, fields[i].offset));
  if (convo_arith_has (&arith, CONVO_ARITH_KERNELS))
    arith.kernels = l->kernels;
  arith.groups = l->groups;
  arith.flip = l->flip;
  arith.p = 3;
  trace = convo_trace_new (&arith, &error);
  g_assert_no_error (error);
  trace->training = l->training;
  fill (&random, trace->x[0], convo_shape_count (&trace->in[0]), 0);
  fill (&random, trace->dy, convo_shape_count (&trace->out), 0);
  for (int i = 0; i < trace->n_params; i++)
    {
      fill (&random, trace->param[i], convo_param_count (&trace->spec[i]), 0);
      for (gint64 k = 0; trace->spec[i].role == CONVO_ROLE_VARIANCE && k < convo_param_count (&trace->spec[i]); k++)
        trace->param[i][k] = 0.5 + fabsf (trace->param[i][k]);
    }
  convo_trace_run (trace);
  return trace;
}

static void
assert_proof (const ConvoTrace *trace, const ConvoNudge *nudge, const ConvoProof *proof)
{
  const double most = MAX (fabs (proof->slope), fabs (proof->formula));

  if (fabs (proof->slope - proof->formula) > 1e-3 * most + 1e-8 || !proof->agrees)
    g_error ("%s, %s %" G_GINT64_FORMAT ": slope %.9g, formula %.9g, engine %.9g, tolerance %g", trace->arith.kind->name,
             nudge->is_param ? "parameter" : "input", nudge->index, proof->slope, proof->formula, proof->engine, proof->tolerance);
}

static void
test_large (void)
{
  gint64 most = 0;

  for (gsize i = 0; i < G_N_ELEMENTS (large); i++)
    {
      g_autoptr(ConvoTrace) trace = trace_of (&large[i]);
      ConvoRandom random = convo_random_stream (12, 0, i);

      for (int which = -1; which < trace->n_params; which++)
        for (int n = 0; n < 2 && (which < 0 || trace->grad[which] != NULL); n++)
          {
            const gint64 count = which < 0 ? convo_shape_count (&trace->in[0]) : convo_param_count (&trace->spec[which]);
            ConvoNudge nudge = { .is_param = which >= 0, .which = MAX (which, 0), .index = convo_random_below (&random, count) };
            g_autoptr(ConvoSum) sum = which < 0 ? convo_trace_input_gradient (trace, 0, nudge.index)
                                                : convo_trace_weight_gradient (trace, which, nudge.index);
            ConvoProof proof;

            convo_nudge_set (&nudge, sum);
            g_assert_true (convo_trace_prove (trace, &nudge, H, NULL, &proof));
            most = MAX (most, convo_trace_prove_work (trace, &nudge));
            assert_proof (trace, &nudge, &proof);
          }
    }
  g_assert_cmpint (most, >, 1000000);
}

/* A tie: δ goes to the first of two equal values, and nudging shows one slope upwards, another downwards */
static void
test_kinks (void)
{
  ConvoShape in = CONVO_SHAPE (1, 2, 2);
  ConvoArith arith;
  g_autoptr(ConvoTrace) pool = NULL, relu = NULL;
  ConvoProof proof;

  convo_arith_init (&arith, convo_kind_find ("max-pool"), &in);
  pool = convo_trace_new (&arith, NULL);
  pool->x[0][1] = pool->x[0][2] = 5;
  pool->dy[0] = 2;
  convo_trace_run (pool);
  convo_trace_prove_input (pool, 0, 1, H, &proof);
  g_assert_true (proof.kink && !proof.agrees);
  g_assert_cmpfloat (proof.h, ==, H);
  g_assert_cmpfloat_with_epsilon (proof.right, 2, 1e-9);
  g_assert_cmpfloat_with_epsilon (proof.left, 0, 1e-9);
  convo_arith_init (&arith, convo_kind_find ("relu"), &in);
  relu = convo_trace_new (&arith, NULL);
  relu->x[0][0] = 2e-4;                        /* the corner is nearer than the first step */
  relu->dy[0] = 3;
  convo_trace_run (relu);
  convo_trace_prove_input (relu, 0, 0, H, &proof);
  g_assert_true (proof.agrees && !proof.kink);
  g_assert_cmpfloat (proof.h, <, H);
  g_assert_cmpfloat_with_epsilon (proof.slope, 3, 1e-6);
}

typedef struct
{
  const ConvoTrace *trace;
  gint cancel, permille;
  gboolean done;
  ConvoProof proof;
} Job;

static gpointer
prove (gpointer data)
{
  Job *job = data;
  const ConvoPatience patience = { &job->cancel, &job->permille };
  g_autoptr(ConvoSum) sum = convo_trace_input_gradient (job->trace, 0, 777);
  ConvoNudge nudge = { .index = 777 };

  convo_nudge_set (&nudge, sum);
  job->done = convo_trace_prove (job->trace, &nudge, H, &patience, &job->proof);
  return NULL;
}

/* Two threads nudge the same trace, a third reads it: everybody sees the numbers as they are */
static void
test_threads (void)
{
  g_autoptr(ConvoTrace) trace = trace_of (&large[0]);
  g_autoptr(ConvoTrace) held = convo_trace_ref (trace);
  g_autoptr(ConvoSum) before = convo_trace_output (trace, 777);
  Job jobs[3] = { { .trace = trace }, { .trace = trace }, { .trace = held, .cancel = 1 } };
  GThread *threads[G_N_ELEMENTS (jobs)];

  for (gsize i = 0; i < G_N_ELEMENTS (jobs); i++)
    threads[i] = g_thread_new ("proof", prove, &jobs[i]);
  for (int i = 0; i < 20; i++)
    {
      g_autoptr(ConvoSum) sum = convo_trace_output (trace, 777);

      g_assert_cmpfloat (sum->sum, ==, before->sum);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (jobs); i++)
    g_thread_join (threads[i]);
  g_assert_true (jobs[0].done && jobs[1].done);
  g_assert_cmpfloat (jobs[0].proof.slope, ==, jobs[1].proof.slope);
  g_assert_cmpint (jobs[0].permille, >=, 990);
  g_assert_false (jobs[2].done);
  g_assert_cmpint (jobs[2].permille, <, 100);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  convo_layers_register ();
  g_test_add_func ("/proof/large", test_large);
  g_test_add_func ("/proof/kinks", test_kinks);
  g_test_add_func ("/proof/threads", test_threads);
  return g_test_run ();
}
