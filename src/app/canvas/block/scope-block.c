/* One block or slice on the canvas: a leaf widget, so that a screen reader, the focus and tests find it. */
#include "scope-block.h"

#include <glib/gi18n.h>
#include "scope-block-private.h"
#include "scope-map-texture.h"
#include "scope-text.h"

G_DEFINE_FINAL_TYPE (ScopeBlock, scope_block, GTK_TYPE_WIDGET)

/** scope_detail_of_zoom: Returns: how much is worth drawing */
ScopeDetail
scope_detail_of_zoom (double zoom)
{
  return zoom >= 0.5 ? SCOPE_DETAIL_FULL : zoom >= 0.3 ? SCOPE_DETAIL_CARD : SCOPE_DETAIL_RECTANGLE;
}

static void
drop_texts (ScopeBlock *self)
{
  for (int i = 0; i < N_TEXTS; i++)
    g_clear_object (&self->texts[i]);
}

static void
drop_values (ScopeBlock *self)
{
  g_clear_object (&self->texture);
  g_clear_pointer (&self->snapshot, convo_snapshot_unref);
  g_clear_pointer (&self->picture, g_free);
  self->values = NULL;
}

static void
scope_block_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  scope_block_draw (SCOPE_BLOCK (widget), snapshot);
}

static void
scope_block_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural,
                     int *minimum_baseline, int *natural_baseline)
{
  const ScopeBlock *self = SCOPE_BLOCK (widget);
  const gboolean slice = self->info != NULL && self->info->row > 0;

  if (self->info != NULL && self->info->frame)             /* the scene says how large it is */
    *minimum = *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? SCOPE_BLOCK_WIDTH : SCOPE_FRAME_HEADER;
  else
    *minimum = *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? SCOPE_BLOCK_WIDTH
                        : slice ? SCOPE_SLICE_HEIGHT : SCOPE_BODY_HEIGHT;
}

static void
scope_block_css_changed (GtkWidget *widget, GtkCssStyleChange *change)
{
  GTK_WIDGET_CLASS (scope_block_parent_class)->css_changed (widget, change);
  drop_texts (SCOPE_BLOCK (widget));
  g_clear_object (&SCOPE_BLOCK (widget)->texture);
  gtk_widget_queue_draw (widget);
}

static void
scope_block_state_flags_changed (GtkWidget *widget, GtkStateFlags previous)
{
  const GtkStateFlags changed = previous ^ gtk_widget_get_state_flags (widget);

  if (changed & (GTK_STATE_FLAG_FOCUSED | GTK_STATE_FLAG_FOCUS_VISIBLE))
    gtk_widget_queue_draw (widget);
}

static gboolean
scope_block_query_tooltip (GtkWidget *widget, int x, int y, gboolean keyboard, GtkTooltip *tooltip)
{
  ScopeBlock *self = SCOPE_BLOCK (widget);
  g_autofree char *text = NULL, *folded = NULL;
  gint64 cell[CONVO_MAX_AXES];

  if (self->info == NULL || (self->state & (SCOPE_BLOCK_TARGET | SCOPE_BLOCK_DIM | SCOPE_BLOCK_GHOST)))
    return FALSE;                                          /* while a wire or block is dragged only reasons are told */
  if (self->info->frame && !keyboard && y > SCOPE_FRAME_HEADER)
    return FALSE;                                          /* inside a frame it is the canvas that knows */
  if (!keyboard && scope_block_cell_at (self, x, y, cell))
    return FALSE;                                          /* it would hide the maps */
  text = scope_block_info_tooltip (self->info);
  folded = scope_text_fold (text, SCOPE_TOOLTIP_CHARS);
  gtk_tooltip_set_text (tooltip, folded);
  return TRUE;
}

static void
forward_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  gtk_widget_activate_action (widget, g_str_has_suffix (name, "select") ? "canvas.select" : "canvas.open-block", "s",
                              SCOPE_BLOCK (widget)->info->id);
}

static void
scope_block_dispose (GObject *object)
{
  ScopeBlock *self = SCOPE_BLOCK (object);

  drop_texts (self);
  drop_values (self);
  g_clear_pointer (&self->info, scope_block_info_free);
  G_OBJECT_CLASS (scope_block_parent_class)->dispose (object);
}

static void
scope_block_class_init (ScopeBlockClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = scope_block_dispose;
  widget_class->snapshot = scope_block_snapshot;
  widget_class->measure = scope_block_measure;
  widget_class->css_changed = scope_block_css_changed;
  widget_class->state_flags_changed = scope_block_state_flags_changed;
  widget_class->query_tooltip = scope_block_query_tooltip;
  gtk_widget_class_set_css_name (widget_class, "block");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_LIST_ITEM);
  gtk_widget_class_install_action (widget_class, "block.select", NULL, forward_action);
  gtk_widget_class_install_action (widget_class, "block.open", NULL, forward_action);
}

static void
scope_block_init (ScopeBlock *self)
{
  self->scale = 1;
  self->letters = 14;
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  gtk_widget_set_has_tooltip (GTK_WIDGET (self), TRUE);
}

GtkWidget *
scope_block_new (void)
{
  return g_object_new (SCOPE_TYPE_BLOCK, NULL);
}

/** scope_block_set_info: @info: (transfer full): nothing happens if it looks and sounds as before */
void
scope_block_set_info (ScopeBlock *self, ScopeBlockInfo *info)
{
  g_autofree char *label = NULL;

  if (self->info != NULL && scope_block_info_equal (self->info, info))
    {
      scope_block_info_free (info);
      return;
    }
  if (self->info != NULL && self->info->row != info->row)
    gtk_widget_queue_resize (GTK_WIDGET (self));
  scope_block_info_free (self->info);
  self->info = info;
  drop_texts (self);
  label = scope_block_info_label (info);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, label,
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, info->problem != NULL ? info->problem : "", -1);
  gtk_widget_set_name (GTK_WIDGET (self), info->id);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/** scope_block_get_info: Returns: (transfer none) (nullable): what it says */
const ScopeBlockInfo *
scope_block_get_info (ScopeBlock *self)
{
  return self->info;
}

void
scope_block_set_state (ScopeBlock *self, ScopeBlockState mask, gboolean on)
{
  const ScopeBlockState state = on ? self->state | mask : self->state & ~mask;

  if (state == self->state)
    return;
  if ((state ^ self->state) & SCOPE_BLOCK_SELECTED)
    gtk_accessible_update_state (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_STATE_SELECTED,
                                 (state & SCOPE_BLOCK_SELECTED) != 0, -1);
  self->state = state;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

ScopeBlockState
scope_block_get_state (ScopeBlock *self)
{
  return self->state;
}

/** scope_block_set_detail: @scale: device pixels a canvas unit, for the thumbnail; @letters: size of its title, in canvas units */
void
scope_block_set_detail (ScopeBlock *self, ScopeDetail detail, int scale, int letters)
{
  if (self->detail == detail && self->scale == scale && (self->letters == letters || detail == SCOPE_DETAIL_RECTANGLE))
    return;
  if (self->detail != detail || self->letters != letters)
    drop_texts (self);
  self->letters = letters;
  if (self->scale != scale)
    g_clear_object (&self->texture);
  self->detail = detail;
  self->scale = scale;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/**
 * scope_block_set_values:
 * @snapshot: (nullable): keeps @values alive; %NULL clears the thumbnail
 * @flags: #ScopeThumbnailFlags
 */
void
scope_block_set_values (ScopeBlock *self, ConvoSnapshot *snapshot, const float *values, const ConvoShape *shape,
                        int flags)
{
  if (self->values == NULL && values == NULL)
    return;
  if (snapshot != NULL)
    convo_snapshot_ref (snapshot);
  drop_values (self);
  self->snapshot = snapshot;
  self->values = values;
  self->flags = flags;
  if (values != NULL)
    self->shape = *shape;
  if (self->detail == SCOPE_DETAIL_FULL)
    gtk_widget_queue_draw (GTK_WIDGET (self));
}

/** scope_block_set_picture: @values: (nullable): copied; in 0…1 */
void
scope_block_set_picture (ScopeBlock *self, const float *values, const ConvoShape *shape)
{
  drop_values (self);
  if (values != NULL)
    {
      self->shape = *shape;
      self->picture = g_memdup2 (values, (gsize) convo_shape_count (shape) * sizeof (float));
      self->values = self->picture;
      self->flags = SCOPE_THUMBNAIL_PICTURE;
    }
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/** scope_block_has_values: Returns: whether there is a picture of its output */
gboolean
scope_block_has_values (ScopeBlock *self)
{
  return self->values != NULL;
}
