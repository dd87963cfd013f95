/* The small maps of a block as something to point at: which cell is where, and the part of them that is outlined. */
#include "scope-block-private.h"
#include "scope-draw.h"
#include "scope-map-texture.h"
#include "scope-palette.h"

/* Where the small maps lie on the block. Returns: how many there are */
static int
places_of (ScopeBlock *self, graphene_rect_t places[4])
{
  const graphene_rect_t thumbnail = SCOPE_BLOCK_THUMBNAIL;
  const int height = (int) convo_shape_spatial (&self->shape, 1), width = (int) convo_shape_spatial (&self->shape, 2);
  const int planes = (int) (convo_shape_count (&self->shape) / height / width);
  const int n = scope_thumbnail_places (planes, height, width, self->flags, self->scale, places);

  for (int q = 0; q < n; q++)
    graphene_rect_offset (&places[q], thumbnail.origin.x, thumbnail.origin.y);
  return n;
}

/**
 * scope_block_cell_at:
 * @x: pixels at 100 % from the block's corner
 * @y: likewise
 * @cell: (out): depth, row and column of the cell there, counted from 0
 *
 * Returns: whether there is a cell of a small map
 */
gboolean
scope_block_cell_at (ScopeBlock *self, double x, double y, gint64 cell[CONVO_MAX_AXES])
{
  graphene_rect_t places[4];
  int n;

  if (!scope_block_has_cells (self))
    return FALSE;
  n = places_of (self, places);
  for (int q = 0; q < n; q++)
    if (x >= places[q].origin.x && x < places[q].origin.x + places[q].size.width
        && y >= places[q].origin.y && y < places[q].origin.y + places[q].size.height)
      {
        const gint64 height = convo_shape_spatial (&self->shape, 1), width = convo_shape_spatial (&self->shape, 2);

        cell[0] = q % convo_shape_spatial (&self->shape, 0);
        cell[1] = MIN ((gint64) ((y - places[q].origin.y) * height / places[q].size.height), height - 1);
        cell[2] = MIN ((gint64) ((x - places[q].origin.x) * width / places[q].size.width), width - 1);
        return TRUE;
      }
  return FALSE;
}

/** scope_block_has_cells: Returns: whether small maps of the layer's output are drawn, the picture itself apart */
gboolean
scope_block_has_cells (ScopeBlock *self)
{
  graphene_rect_t places[4];

  return self->values != NULL && self->picture == NULL && self->detail == SCOPE_DETAIL_FULL && self->info != NULL
         && !self->info->frame && !self->info->hides_chip
         && self->info->status == CONVO_STATUS_OK && self->shape.rank > 1 && places_of (self, places) > 0;
}

/** scope_block_get_shape: Returns: (transfer none): of the values that are drawn */
const ConvoShape *
scope_block_get_shape (ScopeBlock *self)
{
  return &self->shape;
}

/**
 * scope_block_set_field:
 * @field: (nullable): the part of its map that is outlined
 * @words: (nullable): what a screen reader says of it, if the cell is this block's
 */
void
scope_block_set_field (ScopeBlock *self, const ConvoFieldRect *field, const char *words)
{
  const gboolean has = field != NULL && field->reached;
  const char *problem = self->info != NULL ? self->info->problem : NULL;

  if (!has && !self->has_field)
    return;
  self->has_field = has;
  if (has)
    self->field = *field;
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  words != NULL ? words : problem != NULL ? problem : "", -1);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/* A side that is open lies in the padding. A map of one row is drawn with its channels as rows. */
static void
draw_on (ScopeBlock *self, GtkSnapshot *snapshot, const graphene_rect_t *place)
{
  const double sy = place->size.height / convo_shape_spatial (&self->shape, 1);
  const double sx = place->size.width / convo_shape_spatial (&self->shape, 2);
  const ConvoFieldRect *field = &self->field;
  graphene_rect_t rect = GRAPHENE_RECT_INIT (place->origin.x + field->first[2] * sx, place->origin.y + field->first[1] * sy,
                                             (field->last[2] - field->first[2] + 1) * sx,
                                             (field->last[1] - field->first[1] + 1) * sy);
  graphene_rect_t clip = *place;

  graphene_rect_inset (&clip, -1, -1);
  graphene_rect_inset (&rect, -1, -1);
  gtk_snapshot_push_clip (snapshot, &clip);
  scope_draw_edge (snapshot, &rect, 0, 0, 2, scope_palette_color (SCOPE_COLOR_ACCENT));
  gtk_snapshot_pop (snapshot);
}

/** scope_block_draw_field: the field of the cell that is pointed at, on each of the maps, of a volume on its slices */
void
scope_block_draw_field (ScopeBlock *self, GtkSnapshot *snapshot)
{
  graphene_rect_t places[4];
  const int n = places_of (self, places);

  for (int q = 0; q < n; q++)
    {
      const gint64 slice = q % convo_shape_spatial (&self->shape, 0);

      if (slice >= self->field.first[0] && slice <= self->field.last[0])
        draw_on (self, snapshot, &places[q]);
    }
}
