/* Proofs of gradients by finite differences, on a thread of their own. */
#include "scope-arith-prove.h"

#define MAX_PROOFS 2

typedef struct
{
  ConvoTrace *trace;
  ConvoNetTrace *pass;             /* NULL: by the layer alone */
  ConvoNudge nudges[MAX_PROOFS];
  ConvoProof proofs[MAX_PROOFS];
  gint permille[MAX_PROOFS];       /* atomic */
  int n;
} Proofs;

static void
proofs_free (gpointer data)
{
  Proofs *proofs = data;

  g_clear_pointer (&proofs->trace, convo_trace_free);
  g_clear_pointer (&proofs->pass, convo_net_trace_unref);
  g_free (proofs);
}

static void
raise_flag (GCancellable *cancellable, gpointer flag)
{
  g_atomic_int_set ((gint *) flag, 1);
}

static gboolean
prove_one (Proofs *proofs, int i, const gint *cancel, GError **error)
{
  const ConvoPatience patience = { cancel, &proofs->permille[i] };

  if (proofs->pass != NULL)
    return convo_net_trace_prove (proofs->pass, &proofs->nudges[i], cancel, &proofs->proofs[i], error);
  if (convo_trace_prove (proofs->trace, &proofs->nudges[i], CONVO_PROOF_STEP, &patience, &proofs->proofs[i]))
    return TRUE;
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CANCELLED, "cancelled");
  return FALSE;
}

static void
prove (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Proofs *proofs = data;
  GError *error = NULL;
  gint cancel = 0;
  gulong handler = g_cancellable_connect (cancellable, G_CALLBACK (raise_flag), &cancel, NULL);

  for (int i = 0; i < proofs->n && error == NULL; i++)
    prove_one (proofs, i, &cancel, &error);
  g_cancellable_disconnect (cancellable, handler);
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
}

/**
 * scope_arith_prove_async:
 * @trace: what is looked at; nobody writes into it any more
 * @pass: (nullable): by whose loss; %NULL: by Σ δ·y
 * @n: one or two proofs
 *
 * Returns: (transfer full): the task
 */
GTask *
scope_arith_prove_async (const ConvoTrace *trace, ConvoNetTrace *pass, const ConvoNudge *nudges, int n, GCancellable *cancellable,
                         GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (NULL, cancellable, callback, user_data);
  Proofs *proofs = g_new0 (Proofs, 1);

  proofs->trace = convo_trace_ref (trace);
  proofs->pass = pass != NULL ? convo_net_trace_ref (pass) : NULL;
  proofs->n = MIN (n, MAX_PROOFS);
  for (int i = 0; i < proofs->n; i++)
    proofs->nudges[i] = nudges[i];
  g_task_set_task_data (task, proofs, proofs_free);
  g_task_run_in_thread (task, prove);
  return task;
}

/** scope_arith_prove_share: Returns: how much is done, 0 to 1; 0 if nobody knows */
double
scope_arith_prove_share (GTask *task)
{
  Proofs *proofs = g_task_get_task_data (task);
  double done = 0;

  for (int i = 0; i < proofs->n; i++)
    done += g_atomic_int_get (&proofs->permille[i]) / 1000.0;
  return done / proofs->n;
}

/** scope_arith_prove_finish: Returns: (transfer none) (nullable): as many as were asked for; valid as long as @result */
const ConvoProof *
scope_arith_prove_finish (GAsyncResult *result, GError **error)
{
  Proofs *proofs = g_task_get_task_data (G_TASK (result));

  return g_task_propagate_boolean (G_TASK (result), error) ? proofs->proofs : NULL;
}
