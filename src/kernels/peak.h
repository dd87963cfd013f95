#pragma once
#include <glib.h>

G_BEGIN_DECLS

double convo_peak_gflops (void);

G_END_DECLS
