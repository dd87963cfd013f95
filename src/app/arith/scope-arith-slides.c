/* Cards side by side; in lecture mode as many as have room to be read from afar, and the others by turning on.
 *
 * Below them, one dot for each page says that there is more. */
#include "scope-arith-slides.h"

#include <math.h>

#include "scope-palette.h"

#define MAX_CARDS 8
#define SPACING 16             /* pixels between cards */
#define DOT 10                 /* a dot's diameter, and half of it between two */
#define DOTS 34                /* height of their row, and of the key beside them */

struct _ScopeArithSlides
{
  GtkWidget parent_instance;

  int       comfort;           /* pixels that a card needs in lecture mode */
  int       first, shown;      /* of the cards that have a place; all of them outside lecture mode */
  gboolean  large;
};

G_DEFINE_FINAL_TYPE (ScopeArithSlides, scope_arith_slides, GTK_TYPE_WIDGET)

/* Returns: how many cards there are to show now */
static int
gather (ScopeArithSlides *self, GtkWidget *cards[MAX_CARDS])
{
  int n = 0;

  for (GtkWidget *card = gtk_widget_get_first_child (GTK_WIDGET (self)); card != NULL && n < MAX_CARDS;
       card = gtk_widget_get_next_sibling (card))
    if (gtk_widget_should_layout (card))
      cards[n++] = card;
  return n;
}

static int
width_of (GtkWidget *card, GtkOrientation orientation, int for_size, int *natural)
{
  int least, unused;

  gtk_widget_measure (card, orientation, for_size, &least, natural != NULL ? natural : &unused, NULL, NULL);
  return least;
}

/* How many cards stand beside each other in @width pixels */
static int
fitting (ScopeArithSlides *self, GtkWidget *cards[MAX_CARDS], int n, int width)
{
  int used = 0, fit = 0;

  if (!self->large || width < 0)
    return n;
  for (int i = 0; i < n; i++)
    {
      used += MAX (width_of (cards[i], GTK_ORIENTATION_HORIZONTAL, -1, NULL), self->comfort) + (i > 0 ? SPACING : 0);
      if (used > width)
        break;
      fit++;
    }
  return MAX (fit, MIN (n, 1));
}

/* Widths of @n cards in @width pixels: what is left over goes to those that expand, in lecture mode to all. */
static void
share (ScopeArithSlides *self, GtkWidget *const *cards, int n, int width, int *widths)
{
  GtkRequestedSize sizes[MAX_CARDS];
  int rest = width - SPACING * (n - 1), expanding = 0;

  for (int i = 0; i < n; i++)
    {
      sizes[i].data = cards[i];
      sizes[i].minimum_size = width_of (cards[i], GTK_ORIENTATION_HORIZONTAL, -1, &sizes[i].natural_size);
      rest -= sizes[i].minimum_size;
      expanding += self->large || gtk_widget_compute_expand (cards[i], GTK_ORIENTATION_HORIZONTAL);
    }
  if (self->large)                          /* the same for all: the cards are there to be compared */
    for (int i = 0; i < n; i++)
      widths[i] = (width - SPACING * (n - 1)) / n;
  else
    {
      rest = gtk_distribute_natural_allocation (MAX (rest, 0), n, sizes);
      for (int i = 0; i < n; i++)
        {
          const gboolean expand = gtk_widget_compute_expand (cards[i], GTK_ORIENTATION_HORIZONTAL);

          widths[i] = sizes[i].minimum_size + (expand ? rest / expanding : 0);
        }
    }
}

static void
measure_width (ScopeArithSlides *self, GtkWidget *const *cards, int n, int *min, int *nat)
{
  for (int i = 0; i < n; i++)
    {
      int natural, least = width_of (cards[i], GTK_ORIENTATION_HORIZONTAL, -1, &natural);

      *min = self->large ? MAX (*min, least) : *min + least + (i > 0 ? SPACING : 0);
      *nat += natural + (i > 0 ? SPACING : 0);
    }
  *nat = MAX (*nat, *min);
}

static void
measure_height (ScopeArithSlides *self, GtkWidget **cards, int n, int width, int *min, int *nat)
{
  const int fit = fitting (self, cards, n, width);
  int widths[MAX_CARDS], *known = width >= 0 && fit > 0 ? widths : NULL;

  for (int begin = 0; begin < n; begin += MAX (fit, 1))
    {
      const int from = MIN (begin, MAX (n - fit, 0));

      if (known != NULL)
        share (self, cards + from, fit, width, widths);
      for (int i = 0; i < fit; i++)
        {
          int natural, least = width_of (cards[from + i], GTK_ORIENTATION_VERTICAL, known != NULL ? widths[i] : -1, &natural);

          *min = MAX (*min, least);
          *nat = MAX (*nat, natural);
        }
    }
  if (self->large)
    {
      *min += DOTS;
      *nat += DOTS;
    }
}

static void
scope_arith_slides_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *min, int *nat, int *b1, int *b2)
{
  ScopeArithSlides *self = SCOPE_ARITH_SLIDES (widget);
  GtkWidget *cards[MAX_CARDS];
  const int n = gather (self, cards);

  *min = *nat = 0;
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    measure_width (self, cards, n, min, nat);
  else
    measure_height (self, cards, n, for_size, min, nat);
}

static void
scope_arith_slides_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  ScopeArithSlides *self = SCOPE_ARITH_SLIDES (widget);
  GtkWidget *cards[MAX_CARDS];
  const int n = gather (self, cards);
  int widths[MAX_CARDS], x = 0;

  self->shown = fitting (self, cards, n, width);
  self->first = CLAMP (self->first, 0, MAX (n - self->shown, 0));
  if (!self->large)
    self->first = 0;
  if (self->shown > 0)
    share (self, cards + self->first, self->shown, width, widths);
  for (int i = 0; i < n; i++)
    {
      const int k = i - self->first;
      const gboolean here = k >= 0 && k < self->shown;

      if (here != gtk_widget_get_child_visible (cards[i]))         /* nor does a screen reader go to the others */
        gtk_accessible_update_state (GTK_ACCESSIBLE (cards[i]), GTK_ACCESSIBLE_STATE_HIDDEN, !here, -1);
      gtk_widget_set_child_visible (cards[i], here);
      if (!here)
        continue;
      gtk_widget_size_allocate (cards[i], &(GtkAllocation) { x, 0, widths[k], height - (self->shown < n ? DOTS : 0) }, -1);
      x += widths[k] + SPACING;
    }
}

static void
draw_dot (GtkSnapshot *snapshot, float x, float y, gboolean here)
{
  const graphene_rect_t dot = GRAPHENE_RECT_INIT (x, y, DOT, DOT);
  GskRoundedRect round;

  gsk_rounded_rect_init_from_rect (&round, &dot, DOT / 2);
  gtk_snapshot_push_rounded_clip (snapshot, &round);
  gtk_snapshot_append_color (snapshot, scope_palette_color (here ? SCOPE_COLOR_TEXT : SCOPE_COLOR_EDGE), &dot);
  gtk_snapshot_pop (snapshot);
}

/* A dot a page, and the key that turns. */
static void
draw_dots (ScopeArithSlides *self, GtkSnapshot *snapshot)
{
  const int pages = scope_arith_slides_n_pages (self), here = (self->first + self->shown - 1) / MAX (self->shown, 1);
  const int width = gtk_widget_get_width (GTK_WIDGET (self)), top = gtk_widget_get_height (GTK_WIDGET (self)) - DOTS;
  g_autoptr(PangoLayout) key = NULL;
  int key_width, key_height;
  float x;

  if (pages < 2)
    return;
  key = gtk_widget_create_pango_layout (GTK_WIDGET (self), "C");
  pango_layout_get_pixel_size (key, &key_width, &key_height);
  x = floorf ((width - pages * DOT * 1.5f - DOT - key_width) / 2);
  for (int i = 0; i < pages; i++, x += DOT * 1.5f)
    draw_dot (snapshot, x, top + (DOTS - DOT) / 2, i == here);
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (x + DOT, top + (DOTS - key_height) / 2));
  gtk_snapshot_append_layout (snapshot, key, scope_palette_color (SCOPE_COLOR_DIM));
  gtk_snapshot_restore (snapshot);
}

static void
scope_arith_slides_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  GTK_WIDGET_CLASS (scope_arith_slides_parent_class)->snapshot (widget, snapshot);
  draw_dots (SCOPE_ARITH_SLIDES (widget), snapshot);
}

static GtkSizeRequestMode
scope_arith_slides_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
scope_arith_slides_dispose (GObject *object)
{
  GtkWidget *card;

  while ((card = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (card);
  G_OBJECT_CLASS (scope_arith_slides_parent_class)->dispose (object);
}

static void
scope_arith_slides_class_init (ScopeArithSlidesClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = scope_arith_slides_dispose;
  widget_class->measure = scope_arith_slides_measure;
  widget_class->size_allocate = scope_arith_slides_size_allocate;
  widget_class->snapshot = scope_arith_slides_snapshot;
  widget_class->get_request_mode = scope_arith_slides_get_request_mode;
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
scope_arith_slides_init (ScopeArithSlides *self)
{
  gtk_widget_set_hexpand (GTK_WIDGET (self), TRUE);
  gtk_widget_set_vexpand (GTK_WIDGET (self), TRUE);
}

/**
 * scope_arith_slides_new:
 * @comfort: width in pixels that a card should have in lecture mode
 *
 * Returns: (transfer full): no cards yet
 */
GtkWidget *
scope_arith_slides_new (int comfort)
{
  ScopeArithSlides *self = g_object_new (SCOPE_TYPE_ARITH_SLIDES, NULL);

  self->comfort = comfort;
  return GTK_WIDGET (self);
}

/** scope_arith_slides_append: @card: (transfer full): comes last; at most eight have a place */
void
scope_arith_slides_append (ScopeArithSlides *self, GtkWidget *card)
{
  g_return_if_fail (SCOPE_IS_ARITH_SLIDES (self));
  gtk_widget_set_parent (card, GTK_WIDGET (self));
}

/** scope_arith_slides_set_large: @large: lecture mode: only as many cards as can be read from afar */
void
scope_arith_slides_set_large (ScopeArithSlides *self, gboolean large)
{
  if (self->large == large)
    return;
  self->large = large;
  self->first = 0;
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

/** scope_arith_slides_n_pages: Returns: how often one can turn until the first cards come back; 1: all are shown */
int
scope_arith_slides_n_pages (ScopeArithSlides *self)
{
  GtkWidget *cards[MAX_CARDS];

  return self->shown > 0 ? (gather (self, cards) + self->shown - 1) / self->shown : 1;
}

/** scope_arith_slides_turn: @by: pages, 1 or −1; after the last comes the first. Returns: whether there are others */
gboolean
scope_arith_slides_turn (ScopeArithSlides *self, int by)
{
  GtkWidget *cards[MAX_CARDS];
  const int n = gather (self, cards), pages = scope_arith_slides_n_pages (self);
  const int here = (self->first + self->shown - 1) / MAX (self->shown, 1);

  if (pages < 2)
    return FALSE;
  self->first = MIN ((here + by + pages) % pages * self->shown, n - self->shown);
  gtk_widget_queue_allocate (GTK_WIDGET (self));
  gtk_widget_queue_draw (GTK_WIDGET (self));
  return TRUE;
}

/** scope_arith_slides_find: Returns: (transfer none) (nullable): the slides of a stage that can be turned now */
ScopeArithSlides *
scope_arith_slides_find (GtkWidget *stage)
{
  if (SCOPE_IS_ARITH_SLIDES (stage))
    return scope_arith_slides_n_pages (SCOPE_ARITH_SLIDES (stage)) > 1 ? SCOPE_ARITH_SLIDES (stage) : NULL;
  for (GtkWidget *child = gtk_widget_get_first_child (stage); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      ScopeArithSlides *slides = scope_arith_slides_find (child);

      if (slides != NULL)
        return slides;
    }
  return NULL;
}
