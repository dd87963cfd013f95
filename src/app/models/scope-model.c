/* One network that comes with the program, read and counted. */
#include "scope-model.h"

#include <glib/gi18n.h>
#include <string.h>

#include "convo-file.h"
#include "scope-model-picture.h"

G_DEFINE_FINAL_TYPE (ScopeModel, scope_model, G_TYPE_OBJECT)

static void
scope_model_finalize (GObject *object)
{
  ScopeModel *self = SCOPE_MODEL (object);

  g_clear_object (&self->file);
  g_free (self->name);
  g_free (self->id);
  g_free (self->key);
  g_free (self->search);
  g_clear_pointer (&self->about, convo_about_free);
  g_clear_pointer (&self->miniature, convo_miniature_free);
  G_OBJECT_CLASS (scope_model_parent_class)->finalize (object);
}

static void
scope_model_class_init (ScopeModelClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = scope_model_finalize;
}

static void
scope_model_init (ScopeModel *self)
{
}

static void
count_layers (ScopeModel *self, const ConvoNet *net)
{
  for (int i = 0; i < convo_net_n_nodes (net); i++)
    {
      const ConvoNetNode *node = convo_net_node (net, i);

      self->n_convolutions += !node->training_only && strcmp (node->kind->family, "convolution") == 0;
      self->n_dense += !node->training_only && strcmp (node->kind->family, "dense") == 0;
    }
}

static char *
search_text (const ScopeModel *self)
{
  const ConvoAbout *about = self->about;
  g_autofree char *all = g_strdup_printf ("%s %s %s %s %s %s %d", self->name, self->id,
                                          about->authors != NULL ? about->authors : "", about->paper != NULL ? about->paper : "",
                                          about->brought != NULL ? about->brought : "", about->text != NULL ? about->text : "",
                                          about->year);

  return g_utf8_casefold (all, -1);
}

/**
 * scope_model_load:
 * @file: a `.convo` document
 * @cancellable: (nullable): stops reading
 * @error: why it could not be read
 *
 * Reads the network, counts it and draws its miniature. May be called in any thread.
 *
 * Returns: (transfer full) (nullable): the model
 */
ScopeModel *
scope_model_load (GFile *file, GCancellable *cancellable, GError **error)
{
  g_autoptr(ConvoGraph) graph = convo_graph_load (file, cancellable, error);
  g_autoptr(ConvoReport) report = NULL;
  g_autofree char *base = g_file_get_basename (file);
  ScopeModel *self;

  if (graph == NULL)
    return NULL;
  report = convo_report_new (graph);
  self = g_object_new (SCOPE_TYPE_MODEL, NULL);
  self->file = g_object_ref (file);
  self->id = g_strndup (base, g_str_has_suffix (base, ".convo") ? strlen (base) - strlen (".convo") : strlen (base));
  self->about = convo_about_new (graph, g_get_language_names ());
  self->name = g_strdup (self->about->title != NULL ? self->about->title : convo_graph_name (graph));
  self->totals = *convo_report_totals (report);
  count_layers (self, convo_report_net (report));
  self->miniature = convo_miniature_new (report, SCOPE_MODEL_PICTURE_WIDTH, SCOPE_MODEL_PICTURE_HEIGHT);
  self->key = g_utf8_collate_key_for_filename (self->name, -1);
  self->search = search_text (self);
  return self;
}

/** scope_model_layers_text: Returns: (transfer full): "3×224×224 · 13 conv · 3 dense" */
char *
scope_model_layers_text (ScopeModel *self)
{
  g_autofree char *shape = convo_shape_to_string (&self->totals.input);
  GString *text = g_string_new (shape);

  if (self->n_convolutions > 0)        /* translators: how many convolution layers, on a narrow card */
    g_string_append_printf (text, _(" · %d conv"), self->n_convolutions);
  if (self->n_dense > 0)               /* translators: how many linear layers, on a narrow card */
    g_string_append_printf (text, _(" · %d dense"), self->n_dense);
  return g_string_free (text, FALSE);
}
