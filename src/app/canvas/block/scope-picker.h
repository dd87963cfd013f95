/* A type-ahead box: a search entry over a list, in a popover. */
#pragma once
#include <adwaita.h>
#include "scope-glyph.h"

G_BEGIN_DECLS

/** ScopeChoice: @key: handed back @title: searched and shown @note: at the end of the row @family: colour
 * of the glyph */
typedef struct
{
  char *key, *title, *note;
  const char *family;
  ScopeGlyph glyph;
} ScopeChoice;

/** ScopePicked: @rest: (nullable): what was typed behind the name: "64 7 bias=no" */
typedef void (*ScopePicked) (const char *key, const char *rest, gpointer data);

GPtrArray *scope_choices_new (void);
void       scope_choices_add (GPtrArray   *choices,
                              const char  *key,
                              const char  *title,
                              const char  *note,
                              const char  *family,
                              ScopeGlyph   glyph);
GtkWidget *scope_picker_new  (const char  *placeholder,
                              GPtrArray   *choices,
                              ScopePicked  picked,
                              gpointer     data);

G_END_DECLS
