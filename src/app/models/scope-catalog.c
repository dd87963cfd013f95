/* All networks that come with the program. Reading and counting all of them takes longer than a frame, so a thread does it and
 * hands over one model at a time. */
#include "scope-catalog.h"

#include <string.h>


#include "convo-file.h"

struct _ScopeCatalog
{
  GObject       parent_instance;
  GPtrArray    *models;
  GCancellable *cancellable;
  gboolean      started, complete;
};

G_DEFINE_FINAL_TYPE (ScopeCatalog, scope_catalog, G_TYPE_OBJECT)

static guint added_signal, complete_signal;

typedef struct
{
  ScopeCatalog *catalog;
  ScopeModel   *model;         /* NULL: there are no more */
  GCancellable *cancellable;
} Delivery;

static int
by_year (gconstpointer a, gconstpointer b)
{
  const ScopeModel *left = *(ScopeModel *const *) a, *right = *(ScopeModel *const *) b;
  const int years = left->about->year - right->about->year;

  return years != 0 ? years : strcmp (left->key, right->key);
}

static gboolean
deliver (gpointer data)
{
  Delivery *delivery = data;

  if (!g_cancellable_is_cancelled (delivery->cancellable) && delivery->model == NULL)
    {
      delivery->catalog->complete = TRUE;
      g_signal_emit (delivery->catalog, complete_signal, 0);
    }
  else if (!g_cancellable_is_cancelled (delivery->cancellable))
    {
      g_ptr_array_add (delivery->catalog->models, g_object_ref (delivery->model));
      g_ptr_array_sort (delivery->catalog->models, by_year);
      g_signal_emit (delivery->catalog, added_signal, 0, delivery->model);
    }
  g_clear_object (&delivery->model);
  g_object_unref (delivery->catalog);
  g_object_unref (delivery->cancellable);
  g_free (delivery);
  return G_SOURCE_REMOVE;
}

static void
hand_over (ScopeCatalog *catalog, ScopeModel *model, GCancellable *cancellable)
{
  Delivery *delivery = g_new (Delivery, 1);

  *delivery = (Delivery) { g_object_ref (catalog), model, g_object_ref (cancellable) };
  g_idle_add_full (G_PRIORITY_DEFAULT_IDLE, deliver, delivery, NULL);
}

static void
read_all (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  g_autoptr(GPtrArray) files = convo_model_list ();

  for (guint i = 0; i < files->len && !g_cancellable_is_cancelled (cancellable); i++)
    {
      ScopeModel *model = scope_model_load (files->pdata[i], cancellable, NULL);  /* one that cannot be read is not offered */

      if (model != NULL)
        hand_over (source, model, cancellable);
    }
  hand_over (source, NULL, cancellable);
  g_task_return_boolean (task, TRUE);
}

static void
scope_catalog_dispose (GObject *object)
{
  g_cancellable_cancel (SCOPE_CATALOG (object)->cancellable);
  G_OBJECT_CLASS (scope_catalog_parent_class)->dispose (object);
}

static void
scope_catalog_finalize (GObject *object)
{
  g_ptr_array_unref (SCOPE_CATALOG (object)->models);
  g_object_unref (SCOPE_CATALOG (object)->cancellable);
  G_OBJECT_CLASS (scope_catalog_parent_class)->finalize (object);
}

static void
scope_catalog_class_init (ScopeCatalogClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = scope_catalog_dispose;
  G_OBJECT_CLASS (klass)->finalize = scope_catalog_finalize;
  added_signal = g_signal_new ("added", SCOPE_TYPE_CATALOG, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                               SCOPE_TYPE_MODEL);
  complete_signal = g_signal_new ("complete", SCOPE_TYPE_CATALOG, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
scope_catalog_init (ScopeCatalog *self)
{
  self->models = g_ptr_array_new_with_free_func (g_object_unref);
  self->cancellable = g_cancellable_new ();
}

/** scope_catalog_get: Returns: (transfer full): the one catalogue of this process, empty until scope_catalog_start() */
ScopeCatalog *
scope_catalog_get (void)
{
  static GWeakRef shared;
  ScopeCatalog *self = g_weak_ref_get (&shared);

  if (self != NULL)
    return self;
  self = g_object_new (SCOPE_TYPE_CATALOG, NULL);
  g_weak_ref_set (&shared, self);
  return self;
}

/** scope_catalog_start: begins to read, once; connect to "added" and "complete" first */
void
scope_catalog_start (ScopeCatalog *self)
{
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (SCOPE_IS_CATALOG (self));
  if (self->started)
    return;
  self->started = TRUE;
  task = g_task_new (self, self->cancellable, NULL, NULL);
  g_task_run_in_thread (task, read_all);
}

/** scope_catalog_complete: Returns: whether every model was read */
gboolean
scope_catalog_complete (ScopeCatalog *self)
{
  return self->complete;
}

GPtrArray *
scope_catalog_all (ScopeCatalog *self)
{
  return self->models;
}

/** scope_catalog_find: Returns: (transfer none) (nullable): the model whose file is called @id.convo */
ScopeModel *
scope_catalog_find (ScopeCatalog *self, const char *id)
{
  for (guint i = 0; i < self->models->len; i++)
    if (g_strcmp0 (((ScopeModel *) self->models->pdata[i])->id, id) == 0)
      return self->models->pdata[i];
  return NULL;
}
