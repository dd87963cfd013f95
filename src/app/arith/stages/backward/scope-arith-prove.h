/* Proofs of gradients by finite differences, on a thread of their own. */
#pragma once
#include <gio/gio.h>
#include "net-trace.h"

G_BEGIN_DECLS

/* One or two proofs: by the loss of @pass, or without one by Σ δ·y of @trace. The task may be asked how far it is */
GTask            *scope_arith_prove_async  (const ConvoTrace    *trace,
                                            ConvoNetTrace       *pass,
                                            const ConvoNudge    *nudges,
                                            int                  n,
                                            GCancellable        *cancellable,
                                            GAsyncReadyCallback  callback,
                                            gpointer             user_data);
double            scope_arith_prove_share  (GTask               *task);
const ConvoProof *scope_arith_prove_finish (GAsyncResult        *result,
                                            GError             **error);

G_END_DECLS
