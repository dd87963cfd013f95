/* Rows of the page "Blocks": what they show, and what hangs on the pointer while one is dragged. */
#pragma once
#include "scope-glyph.h"

G_BEGIN_DECLS

#define SCOPE_PALETTE_OWN "own"  /* the family of the document's definitions */

/**
 * ScopePaletteEntry: what a row adds: a kind, or a named block
 * @family: where it is listed
 * @look: whose colour it has
 * @text: the title, as long as there is room for
 */
typedef struct
{
  char *name, *title, *doc;
  const char *family, *look;
  ScopeGlyph glyph;
  const char *text;
} ScopePaletteEntry;

const ScopePaletteEntry *scope_palette_row_entry (GtkListBoxRow *row);
const char *scope_palette_row_family     (GtkListBoxRow   *row);
void        scope_palette_row_set_open   (GtkListBoxRow   *row,
                                          gboolean         open);
GtkWidget  *scope_palette_kind_row_new   (const ConvoKind *kind);
GtkWidget  *scope_palette_block_row_new  (const char      *family,
                                          const char      *name,
                                          const char      *title,
                                          const char      *doc);
GtkWidget  *scope_palette_family_row_new (const char      *family,
                                          const char      *title,
                                          int              count);
void        scope_palette_rows_style     (void);

G_END_DECLS
