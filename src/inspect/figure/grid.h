/* Grids of numbers in a drawing. */
#pragma once
#include "scene.h"

G_BEGIN_DECLS

/**
 * ConvoGrid:
 * @x: left edge
 * @y: top edge
 * @cell: width of a cell
 * @cell_height: height; 0: as wide
 * @rows: cells
 * @columns: cells
 * @word: colour of digits
 * @ink: colour of the outer frame; %CONVO_NONE: none
 * @size: of digits; 0: by the cell
 * @bold: whether digits are
 * @unit: numbers are written in units of 10 to the minus that: 0, 3, 6, …
 */
typedef struct
{
  double x, y, cell, cell_height;
  gint64 rows, columns;
  int word, ink;
  double size;
  gboolean bold;
  int unit;
} ConvoGrid;

#define CONVO_BETWEEN 0xfbfbfb    /* fill of zeros between values that are spread out */
#define CONVO_DIGITS_FROM 18      /* px: smaller cells show their colour only */

double convo_grid_fit    (double           most,
                          double           box,
                          gint64           cells);
double convo_grid_right  (const ConvoGrid *grid);
double convo_grid_bottom (const ConvoGrid *grid);
void   convo_grid_cell   (ConvoScene      *scene,
                          const ConvoGrid *grid,
                          gint64           row,
                          gint64           column,
                          int              fill,
                          const char      *text);
void   convo_grid_value  (ConvoScene      *scene,
                          const ConvoGrid *grid,
                          gint64           row,
                          gint64           column,
                          int              fill,
                          double           value);
void   convo_grid_frame  (ConvoScene      *scene,
                          const ConvoGrid *grid,
                          gint64           row,
                          gint64           column,
                          gint64           rows,
                          gint64           columns,
                          int              ink,
                          double           width,
                          gboolean         dashed);
void   convo_grid_close  (ConvoScene      *scene,
                          const ConvoGrid *grid,
                          gboolean         rulers,
                          gint64           row_lead,
                          gint64           column_lead,
                          gint64           row_count,
                          gint64           column_count);
double convo_largest     (const float     *values,
                          gint64           n);
int    convo_unit        (const float     *values,
                          gint64           n);
char  *convo_unit_text   (int              unit);
char  *convo_grid_number (const ConvoGrid *grid,
                          double           value);
void   convo_grid_same_size (ConvoGrid    *grid,
                          const float     *values,
                          gint64           n);
int    convo_shade       (double           value,
                          double           most);
int    convo_signed      (double           value,
                          double           most);
int    convo_mix         (int              from,
                          int              to,
                          double           share);

G_END_DECLS
