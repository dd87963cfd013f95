/* Inside of a block: for its own files only. */
#pragma once
#include "scope-block.h"

G_BEGIN_DECLS

/* Where the small maps are, pixels at 100 % from the block's corner */
#define SCOPE_BLOCK_THUMBNAIL GRAPHENE_RECT_INIT (SCOPE_BLOCK_WIDTH - 68, 10, SCOPE_THUMBNAIL_SIZE, SCOPE_THUMBNAIL_SIZE)

/* Title letters, in canvas units; where they are larger, second texts cannot be read */
#define SCOPE_BLOCK_SMALL 18

enum { TEXT_TITLE, TEXT_PROPERTIES, TEXT_CHIP, TEXT_STATISTIC, N_TEXTS };

struct _ScopeBlock
{
  GtkWidget parent_instance;
  ScopeBlockInfo *info;
  ScopeBlockState state;
  ScopeDetail detail;
  int scale;
  int letters;                          /* size of the title, in canvas units */
  PangoLayout *texts[N_TEXTS];          /* dropped with the style and the words */

  ConvoSnapshot *snapshot;              /* keeps @values alive */
  const float *values;
  float *picture;
  ConvoShape shape;
  int flags;
  gboolean has_field;
  ConvoFieldRect field;                 /* part of the map that is outlined */
  GdkTexture *texture;                  /* of the values, made when first drawn */
};

void scope_block_draw_frame (ScopeBlock  *self,
                             GtkSnapshot *snapshot,
                             double       height);
void scope_block_draw_triangle (GtkSnapshot *snapshot,
                                gboolean     open,
                                double       x,
                                double       y);
void scope_block_draw_field (ScopeBlock  *self,
                             GtkSnapshot *snapshot);
void scope_block_draw_far (ScopeBlock  *self,
                           GtkSnapshot *snapshot,
                           double       height);
void scope_block_draw_rectangle (ScopeBlock  *self,
                                 GtkSnapshot *snapshot,
                                 double       height);

void scope_block_draw_slice (ScopeBlock  *self,
                             GtkSnapshot *snapshot);

/* scope-block-draw.c: parts */
PangoLayout *scope_block_text (ScopeBlock *self,
                               int         which,
                               const char *text,
                               double      pixels,
                               gboolean    bold,
                               double      room);
PangoLayout *scope_block_title (ScopeBlock *self,
                                double      room);
void scope_block_append_text (GtkSnapshot   *snapshot,
                              PangoLayout   *layout,
                              double         x,
                              double         middle,
                              const GdkRGBA *color);
double scope_block_stack_height (const ScopeBlockInfo *info);
void scope_block_draw_card (ScopeBlock  *self,
                            GtkSnapshot *snapshot,
                            double       height,
                            double       spine);
void scope_block_draw_bar (ScopeBlock  *self,
                           GtkSnapshot *snapshot);
void scope_block_draw_edges (ScopeBlock  *self,
                             GtkSnapshot *snapshot);
void scope_block_draw (ScopeBlock  *self,
                       GtkSnapshot *snapshot);

G_END_DECLS
