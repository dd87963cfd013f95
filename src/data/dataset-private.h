/* What a data set is made of: only the readers and generators of this room include it. */
#pragma once
#include "dataset.h"

G_BEGIN_DECLS

/**
 * ConvoDataSource:
 * @peek: (nullable): the bytes of a picture where they lie in memory, or %NULL if they do not
 * @pixels: writes the bytes of a picture, C×H×W
 * @refit: (nullable): makes the same data anew for another input, instead of resampling the pictures
 * @free: frees what the source keeps
 *
 * Where pictures come from: memory, a generator, or another data set. Called from any thread.
 */
typedef struct
{
  const guint8 *(*peek)   (gpointer self, gboolean test, guint32 index);
  void          (*pixels) (gpointer self, gboolean test, guint32 index, guint8 *pixels);
  ConvoDataset *(*refit)  (gpointer self, const ConvoShape *input, int n_classes, GError **error);
  void          (*free)   (gpointer self);
} ConvoDataSource;

struct _ConvoDataset
{
  gatomicrefcount refs;
  char *id, *name;
  ConvoShape shape;
  char **class_names;               /* message ids if @translate */
  gboolean translate;
  guint n_classes;
  guint count[2];                   /* training, test */
  GBytes *labels[2];                /* gint32, at least count[] of them */
  ConvoDataset *parent;             /* the data these are a view of, or NULL */
  const ConvoDataSource *source;
  gpointer self;
};

ConvoDataset *convo_dataset_new        (const char            *id,
                                        const char            *name,
                                        const ConvoShape      *shape,
                                        const char *const     *class_names,
                                        gboolean               translate,
                                        const ConvoDataSource *source,
                                        gpointer               self);
void          convo_dataset_set_labels (ConvoDataset          *dataset,
                                        gboolean               test,
                                        gint32                *labels,
                                        guint                  n);
ConvoDataset *convo_dataset_new_memory (const char            *id,
                                        const char            *name,
                                        const ConvoShape      *shape,
                                        const char *const     *class_names,
                                        gboolean               translate,
                                        GBytes                *train,
                                        GBytes                *test);
ConvoDataset *convo_dataset_view       (ConvoDataset          *parent,
                                        const ConvoDataSource *source,
                                        gpointer               self);
const guint8 *convo_dataset_peek       (const ConvoDataset    *dataset,
                                        gboolean               test,
                                        guint32                index,
                                        guint8                *scratch);
char         *convo_dataset_shown_name (const char            *path,
                                        int                    n_parts);
gboolean      convo_dataset_has_outputs (const ConvoDataset   *dataset,
                                         int                   n_classes,
                                         GError              **error);

G_END_DECLS
