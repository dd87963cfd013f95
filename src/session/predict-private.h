/* What the files of predict mode share. */
#pragma once
#include "predict.h"

G_BEGIN_DECLS

struct _ConvoPredict
{
  GObject parent_instance;
  ConvoDocument *document;       /* owns this */
  gboolean active;
  ConvoPredictKinds kinds;
  GHashTable *asked;             /* key → Asked */
  GPtrArray *order;              /* Asked, as they were asked for; borrowed */
  char *person;
  gint64 since;                  /* monotonic, µs: when the last answer was given, or the mode began */
};

G_END_DECLS
