/* The canvas: geometry as pure functions, then the widget through its actions, then time. */
#include "convo-file.h"
#include "layers.h"
#include "registry.h"
#include "scope-block-palette.h"
#include "scope-block.h"
#include "scope-canvas.h"
#include "scope-palette.h"
#include "scope-flow.h"
#include "scope-scene.h"
#include "scope-wires.h"

#include <math.h>
#include <string.h>

#define LENET \
  "{\"format\": \"convo\", \"version\": 1, \"name\": \"LeNet\", \"nodes\": [" \
  "{\"id\": \"input\", \"kind\": \"input\", \"shape\": [1, 28, 28]}," \
  "{\"id\": \"conv1\", \"kind\": \"conv\", \"channels\": 6, \"kernel\": 5, \"padding\": 2}," \
  "{\"id\": \"tanh1\", \"kind\": \"tanh\"}," \
  "{\"id\": \"pool1\", \"kind\": \"average-pool\"}," \
  "{\"id\": \"fc1\", \"kind\": \"linear\", \"features\": 10}," \
  "{\"id\": \"loss\", \"kind\": \"softmax-cross-entropy\"}]}"

/* conv_a and conv_b in a column, a shortcut around conv_b into the second port of add, all placed */
#define RESIDUAL \
  "{\"format\": \"convo\", \"version\": 1, \"name\": \"Residual\", \"nodes\": [" \
  "{\"id\": \"input\", \"kind\": \"input\", \"shape\": [16, 8, 8]}," \
  "{\"id\": \"conv_a\", \"kind\": \"conv\", \"channels\": 16, \"kernel\": 3, \"padding\": 1}," \
  "{\"id\": \"conv_b\", \"kind\": \"conv\", \"channels\": 16, \"kernel\": 3, \"padding\": 1}," \
  "{\"id\": \"add\", \"kind\": \"add\", \"from\": [\"conv_b\", \"conv_a\"]}]," \
  "\"view\": {\"input\": {\"x\": 0, \"y\": 0}, \"conv_a\": {\"x\": 0, \"y\": 120}, \"conv_b\": {\"x\": 0,\"y\": 240}," \
  "\"add\": {\"x\": 0, \"y\": 360}}}"

#define TWO_OUTPUTS \
  "{\"format\": \"convo\", \"version\": 1, \"name\": \"Two\", \"definitions\": {" \
  "\"both\": {\"arguments\": {}, \"outputs\": [\"relu\", \"@in\"], \"nodes\": [{\"id\": \"relu\", \"kind\": \"relu\"}]}}," \
  "\"nodes\": [{\"id\": \"input\", \"kind\": \"input\", \"shape\": [16, 8, 8]}," \
  "{\"id\": \"first\", \"block\": \"both\"}," \
  "{\"id\": \"second\", \"kind\": \"add\", \"from\": [\"first\", \"first:2\"]}]," \
  "\"view\": {\"input\": {\"x\": 0, \"y\": 0}, \"first\": {\"x\": 0, \"y\": 120}, \"second\": {\"x\": 264, \"y\": 0}}}"

#define TWO_READERS \
  "{\"format\": \"convo\", \"version\": 1, \"name\": \"Readers\", \"nodes\": [" \
  "{\"id\": \"input\", \"kind\": \"input\", \"shape\": [16, 8, 8]}," \
  "{\"id\": \"near\", \"kind\": \"conv\", \"channels\": 16, \"kernel\": 3, \"padding\": 1, \"from\": [\"input\"]}," \
  "{\"id\": \"far\", \"kind\": \"conv\", \"channels\": 16, \"kernel\": 3, \"padding\": 1, \"from\": [\"input\"]}]," \
  "\"view\": {\"input\": {\"x\": 0, \"y\": 120}, \"near\": {\"x\": 240, \"y\": 0}, \"far\": {\"x\": 480, \"y\": 0}}}"

/* Four convolutions beside each other, concatenated */
#define BUNDLE \
  "{\"format\": \"convo\", \"version\": 1, \"name\": \"Bundle\", \"nodes\": [" \
  "{\"id\": \"input\", \"kind\": \"input\", \"shape\": [16, 8, 8]}," \
  "{\"id\": \"a\", \"kind\": \"conv\", \"from\": [\"input\"]}, {\"id\": \"b\", \"kind\": \"conv\", \"from\": [\"input\"]}," \
  "{\"id\": \"c\", \"kind\": \"conv\", \"from\": [\"input\"]}, {\"id\": \"d\", \"kind\": \"conv\", \"from\": [\"input\"]}," \
  "{\"id\": \"all\", \"kind\": \"concatenate\", \"from\": [\"a\", \"b\", \"c\", \"d\"]}]}"

static ConvoGraph *
parse (const char *text)
{
  g_autoptr(GError) error = NULL;
  ConvoGraph *graph = convo_graph_parse (text, -1, &error);

  g_assert_no_error (error);
  return graph;
}

static ScopeScene *
scene_of (const char *text)
{
  g_autoptr(ConvoGraph) graph = parse (text);

  return scope_scene_new (graph, "", NULL, 600, FALSE);
}

static void
test_stacks (void)
{
  g_autoptr(ScopeScene) scene = scene_of (LENET);
  const int conv = scope_scene_index (scene, "conv1"), tanh1 = scope_scene_index (scene, "tanh1");
  const ScopeItem *host = &scene->items[conv], *slice = &scene->items[tanh1];

  g_assert_cmpint (scene->n_items, ==, 6);
  g_assert_cmpint (slice->host, ==, conv);
  g_assert_cmpint (slice->row, ==, 1);
  g_assert_cmpint (host->rows, ==, 1);
  g_assert_cmpfloat (slice->y, ==, host->y + 90);
  g_assert_cmpfloat (scope_scene_stack_height (scene, conv), ==, 114);
  g_assert_true (scope_scene_wire (scene, scope_scene_wire_into (scene, tanh1, 0))->inner);
  g_assert_false (scope_scene_has_output (scene, conv));
  g_assert_true (scope_scene_has_output (scene, tanh1));
  g_assert_false (scope_scene_has_output (scene, scope_scene_index (scene, "loss")));
}

static void
test_wires (void)
{
  g_autoptr(ScopeScene) scene = scene_of (RESIDUAL);
  const int add = scope_scene_index (scene, "add");
  const ScopeWire *main_path = scope_scene_wire (scene, scope_scene_wire_into (scene, add, 0));
  const ScopeWire *lane = scope_scene_wire (scene, scope_scene_wire_into (scene, add, 1));

  g_assert_cmpint (main_path->n, ==, 2);
  g_assert_cmpfloat (main_path->at[0].x, ==, 96);
  g_assert_cmpfloat (main_path->at[0].y, ==, 330);
  g_assert_false (main_path->labelled);
  g_assert_cmpint (lane->n, ==, 6);
  g_assert_true (lane->labelled);
  g_assert_cmpfloat (lane->at[1].y, ==, 225);              /* 15 px out of the port before the first turn */
  g_assert_cmpfloat (lane->at[2].x, ==, 216);              /* the lane is 24 px to the right of the column */
  g_assert_cmpfloat (lane->at[3].y, ==, 345);
  g_assert_cmpfloat (lane->at[5].x, ==, 150);
  for (int i = 1; i < lane->n; i++)
    g_assert_true (lane->at[i].x == lane->at[i - 1].x || lane->at[i].y == lane->at[i - 1].y);
  g_assert_cmpfloat (scope_wire_distance (lane, 220, 300), ==, 4);
  scope_scene_put (scene, scope_scene_index (scene, "conv_a"), 0, 138);   /* 12 px above conv_b: still straight */
  scope_wires_route_moved (scene, &(int) { scope_scene_index (scene, "conv_a") }, 1);
  g_assert_cmpint (scope_scene_wire (scene, scope_scene_wire_into (scene, scope_scene_index (scene, "conv_b"), 0))->n, ==, 2);
}

/* From one column to the next: both wires of a block with two outputs use the gutter, each on lines of its own */
static void
test_two_outputs (void)
{
  g_autoptr(ScopeScene) scene = scene_of (TWO_OUTPUTS);
  const int second = scope_scene_index (scene, "second");
  const ScopeWire *a = scope_scene_wire (scene, scope_scene_wire_into (scene, second, 0));
  const ScopeWire *b = scope_scene_wire (scene, scope_scene_wire_into (scene, second, 1));

  g_assert_cmpint (a->n, ==, 6);
  g_assert_cmpint (b->n, ==, 6);
  g_assert_cmpfloat (a->at[2].x, ==, 216);
  g_assert_cmpfloat (b->at[2].x, ==, 240);                 /* not behind the second column, which begins at 264 */
  g_assert_cmpfloat (fabsf (a->at[1].y - b->at[1].y), >=, 18);
  g_assert_cmpfloat (fabsf (a->at[4].y - b->at[4].y), >=, 18);
  g_assert_true (a->labelled && b->labelled);
}

/* Four wires into one block: they come together on one bus, end at one port, and the port gives the last of them */
static void
test_bundle (void)
{
  g_autoptr(ScopeScene) scene = scene_of (BUNDLE);
  const int all = scope_scene_index (scene, "all");
  const ScopeItem *item = &scene->items[all];
  const graphene_point_t port = scope_scene_input (scene, all, 3);
  ScopeHit hit;

  g_assert_true (scope_item_is_bundled (item));
  g_assert_cmpfloat (port.x, ==, item->x + 96);
  for (int i = 0; i < 4; i++)
    {
      const ScopeWire *wire = scope_scene_wire (scene, scope_scene_wire_into (scene, all, i));
      const graphene_point_t *at = wire->at;

      g_assert_cmpfloat (wire->bus, ==, item->y - 24);     /* rows are far enough apart for it */
      g_assert_cmpfloat (at[wire->n - 1].x, ==, port.x);
      if (wire->n > 2)
        g_assert_cmpfloat (at[wire->n - 2].y, ==, wire->bus);
      g_assert_true (scope_wire_in_bundle (scene, wire, item->y - 10));
      g_assert_false (scope_wire_in_bundle (scene, wire, item->y - 40));
    }
  hit = scope_scene_hit (scene, port.x, port.y, 12, NULL, NULL);
  g_assert_cmpint (hit.type, ==, SCOPE_HIT_INPUT);
  g_assert_cmpint (hit.port, ==, 3);
}

/* Gradients of two convolutions: each wire has that of the block it leaves, or of what comes before it */
static void
test_flow (void)
{
  g_autoptr(ScopeScene) scene = scene_of (RESIDUAL);
  g_autoptr(ConvoReport) report = convo_report_new (scene->graph);
  const ConvoNet *net = convo_report_net (report);
  const int a = convo_net_find (net, "conv_a"), b = convo_net_find (net, "conv_b");
  const int into_b = scope_scene_wire_into (scene, scope_scene_index (scene, "conv_b"), 0);
  const int into_add = scope_scene_wire_into (scene, scope_scene_index (scene, "add"), 0);
  g_autofree double *norms = g_new (double, convo_net_n_nodes (net));
  g_autoptr(ScopeFlow) flow = NULL, broken = NULL;
  double place;

  for (int i = 0; i < convo_net_n_nodes (net); i++)
    norms[i] = NAN;
  norms[a] = 0.03;
  norms[b] = 0.4;
  flow = scope_flow_new (scene, report, norms);
  g_assert_cmpfloat_with_epsilon (flow->low, 0.02, 1e-9);
  g_assert_cmpfloat_with_epsilon (flow->high, 0.5, 1e-9);
  g_assert_cmpfloat_with_epsilon (flow->norms[into_b], 0.03, 1e-9);
  g_assert_cmpint (scope_flow_at (flow, into_add, &place), ==, SCOPE_FLOW_ALIVE);
  g_assert_cmpfloat (place, >, 0.9);
  g_assert_cmpint (scope_flow_at (flow, scope_scene_wire_into (scene, scope_scene_index (scene, "conv_a"), 0), &place), ==,
                   SCOPE_FLOW_NONE);                       /* nothing with weights comes before it */
  norms[a] = 0;
  norms[b] = INFINITY;
  broken = scope_flow_new (scene, report, norms);
  g_assert_cmpint (scope_flow_at (broken, into_b, &place), ==, SCOPE_FLOW_DEAD);
  g_assert_cmpint (scope_flow_at (broken, into_add, &place), ==, SCOPE_FLOW_EXPLODING);
  g_assert_cmpint (broken->n_dead, ==, 2);
  g_assert_cmpint (broken->n_exploding, ==, 1);
}

/* Two blocks that take the same output: its shape is written once */
static void
test_written_once (void)
{
  g_autoptr(ScopeScene) scene = scene_of (TWO_READERS);
  const ScopeWire *near = scope_scene_wire (scene, scope_scene_wire_into (scene, scope_scene_index (scene, "near"), 0));
  const ScopeWire *far = scope_scene_wire (scene, scope_scene_wire_into (scene, scope_scene_index (scene, "far"), 0));

  g_assert_cmpint (near->n, ==, 6);
  g_assert_cmpint (far->n, ==, 6);
  g_assert_cmpfloat (near->at[4].y, ==, far->at[4].y);
  g_assert_true (near->labelled != far->labelled);
}

static void
test_hits (void)
{
  g_autoptr(ScopeScene) scene = scene_of (RESIDUAL);
  const int add = scope_scene_index (scene, "add"), conv = scope_scene_index (scene, "conv_a");
  ScopeHit hit = scope_scene_hit (scene, 60, 150, 12, NULL, NULL);
  ScopeDrop drop;

  g_assert_cmpint (hit.type, ==, SCOPE_HIT_BLOCK);
  g_assert_cmpint (hit.index, ==, conv);
  hit = scope_scene_hit (scene, 152, 357, 12, NULL, NULL);
  g_assert_cmpint (hit.type, ==, SCOPE_HIT_INPUT);
  g_assert_cmpint (hit.index, ==, add);
  g_assert_cmpint (hit.port, ==, 1);
  hit = scope_scene_hit (scene, 96, 212, 12, NULL, NULL);
  g_assert_cmpint (hit.type, ==, SCOPE_HIT_OUTPUT);
  g_assert_cmpint (hit.index, ==, conv);
  hit = scope_scene_hit (scene, 218, 280, 12, NULL, NULL);
  g_assert_cmpint (hit.type, ==, SCOPE_HIT_WIRE);
  g_assert_cmpint (hit.index, ==, scope_scene_wire_into (scene, add, 1));
  g_assert_cmpint (scope_scene_hit (scene, 400, 400, 12, NULL, NULL).type, ==, SCOPE_HIT_NONE);
  g_assert_cmpint (scope_scene_hit (scene, 200, 150, 12, NULL, NULL).type, ==, SCOPE_HIT_BAR);

  drop = scope_scene_drop (scene, 216, 290, convo_kind_find ("conv"), -1);
  g_assert_cmpint (drop.type, ==, SCOPE_DROP_WIRE);
  drop = scope_scene_drop (scene, 100, 400, convo_kind_find ("relu"), -1);
  g_assert_cmpint (drop.type, ==, SCOPE_DROP_UNDER);
  g_assert_cmpint (drop.index, ==, add);
  drop = scope_scene_drop (scene, 600, 100, convo_kind_find ("conv"), -1);
  g_assert_cmpint (drop.type, ==, SCOPE_DROP_EMPTY);
  g_assert_cmpint (scope_scene_neighbour (scene, add, 0, -1), ==, scope_scene_index (scene, "conv_b"));
  g_assert_cmpint (scope_scene_neighbour (scene, conv, 0, 1), ==, scope_scene_index (scene, "conv_b"));
}

static void
test_shorten (void)
{
  g_autofree char *all = scope_properties_shorten ("3×3, 32, stride 2", 0);
  g_autofree char *initials = scope_properties_shorten ("3×3, 32, stride 2", 1);
  g_autofree char *fewer = scope_properties_shorten ("3×3, 32, stride 2", 2);
  g_autofree char *russian = scope_properties_shorten ("3×3, 32, шаг 2", 1);

  g_assert_cmpstr (all, ==, "3×3, 32, stride 2");
  g_assert_cmpstr (initials, ==, "3×3, 32, s 2");
  g_assert_cmpstr (fewer, ==, "3×3, 32");
  g_assert_cmpstr (russian, ==, "3×3, 32, ш 2");
  g_assert_null (scope_properties_shorten ("3×3", 2));
}

/* The widget */

typedef struct
{
  GtkWidget *window;
  ScopeCanvas *canvas;
  ConvoDocument *document;
  char *said;
} Fixture;

static void
keep_words (ScopeCanvas *canvas, const char *text, Fixture *fixture)
{
  g_free (fixture->said);
  fixture->said = g_strdup (text);
}

static void
set_up (Fixture *fixture, gconstpointer text)
{
  fixture->document = convo_document_new (parse (text));
  fixture->canvas = SCOPE_CANVAS (scope_canvas_new (fixture->document));
  g_signal_connect (fixture->canvas, "status", G_CALLBACK (keep_words), fixture);
  fixture->window = gtk_window_new ();
  gtk_window_set_default_size (GTK_WINDOW (fixture->window), 1000, 700);
  gtk_window_set_child (GTK_WINDOW (fixture->window), GTK_WIDGET (fixture->canvas));
  gtk_window_present (GTK_WINDOW (fixture->window));
  gtk_test_widget_wait_for_draw (fixture->window);
}

static void
tear_down (Fixture *fixture, gconstpointer text)
{
  gtk_window_destroy (GTK_WINDOW (fixture->window));
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_clear_object (&fixture->document);
  g_free (fixture->said);
}

static GtkWidget *
find_block (GtkWidget *from, const char *id)
{
  if (SCOPE_IS_BLOCK (from) && strcmp (scope_block_get_info (SCOPE_BLOCK (from))->id, id) == 0)
    return from;
  for (GtkWidget *child = gtk_widget_get_first_child (from); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_block (child, id);

      if (found != NULL)
        return found;
    }
  return NULL;
}

static gboolean
act (Fixture *fixture, const char *action)
{
  return gtk_widget_activate_action (GTK_WIDGET (fixture->canvas), action, NULL);
}

static int
count (Fixture *fixture)
{
  return convo_graph_n_nodes (convo_document_graph (fixture->document));
}

static const char *
input_of (Fixture *fixture, const char *id)
{
  const ConvoNode *node = convo_graph_find (convo_document_graph (fixture->document), id);

  g_assert_nonnull (node);
  return convo_node_input (node, 0);
}

static void
test_labels (Fixture *fixture, gconstpointer text)
{
  GtkWidget *conv = find_block (GTK_WIDGET (fixture->canvas), "conv1");

  g_assert_nonnull (conv);
  g_assert_nonnull (find_block (GTK_WIDGET (fixture->canvas), "tanh1"));
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (conv), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                       "conv1, Convolution, 5×5, 6, pad 2, output 6×28×28, 156 parameters");
  gtk_test_accessible_assert_role (GTK_ACCESSIBLE (conv), GTK_ACCESSIBLE_ROLE_LIST_ITEM);
  convo_document_select_one (fixture->document, "conv1");
  g_assert_true (scope_block_get_state (SCOPE_BLOCK (conv)) & SCOPE_BLOCK_SELECTED);
  g_assert_true (gtk_widget_activate_action (conv, "block.select", NULL));
  g_assert_cmpint (scope_block_get_info (SCOPE_BLOCK (conv))->rows, ==, 1);
}

static void
test_edits (Fixture *fixture, gconstpointer text)
{
  ConvoGraph *start = convo_document_graph (fixture->document);

  convo_document_select_one (fixture->document, "pool1");
  g_assert_true (scope_canvas_add (fixture->canvas, "conv"));
  g_assert_cmpint (count (fixture), ==, 7);
  g_assert_cmpstr (convo_document_undo_label (fixture->document), ==, "Add convolution");
  g_assert_cmpstr (input_of (fixture, "conv2"), ==, "pool1");
  g_assert_cmpstr (input_of (fixture, "fc1"), ==, "conv2");
  g_assert_true (convo_document_is_selected (fixture->document, "conv2"));

  g_assert_true (scope_canvas_add (fixture->canvas, "relu"));
  g_assert_cmpstr (convo_document_undo_label (fixture->document), ==, "Add ReLU");
  g_assert_cmpstr (input_of (fixture, "relu1"), ==, "conv2");
  g_assert_cmpint (scope_block_get_info (SCOPE_BLOCK (find_block (GTK_WIDGET (fixture->canvas), "relu1")))->row, ==, 1);

  convo_document_select_one (fixture->document, "conv2");
  g_assert_true (act (fixture, "canvas.delete-reconnect"));
  g_assert_cmpstr (input_of (fixture, "relu1"), ==, "pool1");
  g_assert_cmpstr (convo_document_undo_label (fixture->document), ==, "Delete conv2");
  convo_document_select_one (fixture->document, "relu1");
  g_assert_true (act (fixture, "canvas.delete"));
  g_assert_null (input_of (fixture, "fc1"));
  g_assert_cmpint (count (fixture), ==, 6);
  while (convo_document_undo (fixture->document))
    ;
  g_assert_true (convo_document_graph (fixture->document) == start);
  g_assert_cmpint (scope_block_get_info (SCOPE_BLOCK (find_block (GTK_WIDGET (fixture->canvas), "tanh1")))->row, ==, 1);
  g_assert_true (act (fixture, "canvas.select-all"));
  g_assert_cmpint (convo_document_selection (fixture->document)->len, ==, 6);
  g_assert_true (act (fixture, "canvas.arrange"));
  g_assert_cmpstr (convo_document_undo_label (fixture->document), ==, "Arrange");
}

static void
test_problem (Fixture *fixture, gconstpointer text)
{
  convo_document_select_one (fixture->document, "pool1");
  g_assert_true (act (fixture, "canvas.delete"));
  scope_canvas_show_problem (fixture->canvas, "fc1");
  g_assert_nonnull (scope_block_get_info (SCOPE_BLOCK (find_block (GTK_WIDGET (fixture->canvas), "fc1")))->problem);
  g_assert_cmpstr (scope_block_get_info (SCOPE_BLOCK (find_block (GTK_WIDGET (fixture->canvas), "loss")))->chip,
                   ==, "?");
  gtk_test_widget_wait_for_draw (fixture->window);
  g_assert_true (act (fixture, "canvas.quick-add"));        /* takes the place of the first popover */
  gtk_test_widget_wait_for_draw (fixture->window);
  g_assert_true (convo_document_undo (fixture->document));
}

static void
test_zoom (Fixture *fixture, gconstpointer text)
{
  static const double zooms[] = { 1, 0.4, 0.2, 2 };
  graphene_rect_t area;

  for (gsize i = 0; i < G_N_ELEMENTS (zooms); i++)
    {
      scope_canvas_set_zoom (fixture->canvas, zooms[i]);
      g_assert_cmpfloat (scope_canvas_get_zoom (fixture->canvas), ==, zooms[i]);
      g_assert_true (scope_canvas_locate (fixture->canvas, "conv1", &area));
      g_assert_cmpfloat_with_epsilon (area.size.width, 192 * zooms[i], 0.01);
      gtk_test_widget_wait_for_draw (fixture->window);
    }
  g_assert_cmpint (scope_detail_of_zoom (0.5), ==, SCOPE_DETAIL_FULL);
  g_assert_cmpint (scope_detail_of_zoom (0.4), ==, SCOPE_DETAIL_CARD);
  g_assert_cmpint (scope_letters_of_zoom (1), ==, 14);
  for (double zoom = 0.3; zoom < 1; zoom += 0.01)          /* a title can be read wherever there is one */
    g_assert_cmpfloat (scope_letters_of_zoom (zoom) * zoom, >=, 11);
  g_assert_cmpint (scope_detail_of_zoom (0.29), ==, SCOPE_DETAIL_RECTANGLE);
  g_assert_true (act (fixture, "canvas.fit"));
  g_assert_true (act (fixture, "canvas.zoom-reset"));
}

static void
test_replace (Fixture *fixture, gconstpointer text)
{
  convo_document_reset (fixture->document, parse (RESIDUAL), NULL);
  g_assert_nonnull (find_block (GTK_WIDGET (fixture->canvas), "add"));
  g_assert_null (find_block (GTK_WIDGET (fixture->canvas), "tanh1"));
  convo_document_reset (fixture->document, convo_graph_new ("Empty"), NULL);
  g_assert_null (find_block (GTK_WIDGET (fixture->canvas), "add"));
  gtk_test_widget_wait_for_draw (fixture->window);
  g_assert_true (scope_canvas_add (fixture->canvas, "input"));
  g_assert_true (scope_canvas_add (fixture->canvas, "conv"));
  g_assert_cmpstr (input_of (fixture, "conv1"), ==, "input");
  g_assert_false (scope_canvas_add (fixture->canvas, "no-such-kind"));
  g_assert_nonnull (fixture->said);
}

static void
test_palette (void)
{
  ScopeBlockPalette *palette = g_object_ref_sink (SCOPE_BLOCK_PALETTE (scope_block_palette_new ()));
  const ConvoKind *const *kinds;
  int n;

  kinds = convo_kinds (&n);
  for (int i = 0; i < n; i++)
    g_assert_nonnull (scope_block_palette_find_row (palette, kinds[i]->name));
  g_object_unref (palette);
}

/* A thousand blocks: an edit and a frame each stay far from a second even on a slow machine; measured: see
 * the message */
static void
test_thousand (void)
{
  g_autoptr(GString) text = g_string_new ("{\"format\": \"convo\", \"version\": 1, \"name\": \"Long\", \"nodes\": ["
                                          "{\"id\": \"input\", \"kind\": \"input\", \"shape\": [4, 8, 8]}");
  Fixture fixture = { 0 };
  g_autoptr(GTimer) timer = NULL;
  ScopeScene *scene;
  GtkSnapshot *snapshot;
  GskRenderNode *node;

  for (int i = 0; i < 1000; i++)
    g_string_append_printf (text, ",\n{\"id\": \"conv%d\", \"kind\": \"conv\", \"channels\": 4, \"kernel\": 3, "
                                  "\"padding\": 1}", i);
  g_string_append (text, "]}");
  set_up (&fixture, text->str);
  timer = g_timer_new ();
  scene = scope_scene_new (convo_document_graph (fixture.document), "", NULL, 600, FALSE);
  g_test_message ("scene of 1000: %.1f ms", 1000 * g_timer_elapsed (timer, NULL));
  g_timer_start (timer);
  scope_wires_route_moved (scene, &(int) { 500 }, 1);
  g_test_message ("routing one: %.2f ms", 1000 * g_timer_elapsed (timer, NULL));
  scope_scene_free (scene);
  scope_canvas_set_zoom (fixture.canvas, 0.2);
  gtk_test_widget_wait_for_draw (fixture.window);
  g_timer_start (timer);
  convo_document_select_one (fixture.document, "conv500");
  g_assert_true (scope_canvas_add (fixture.canvas, "relu"));
  g_test_message ("adding to 1000: %.1f ms", 1000 * g_timer_elapsed (timer, NULL));
  gtk_test_widget_wait_for_draw (fixture.window);
  scope_canvas_set_zoom (fixture.canvas, 0.21);
  gtk_test_widget_wait_for_draw (fixture.window);
  gtk_widget_queue_draw (gtk_widget_get_first_child (GTK_WIDGET (fixture.canvas)));
  snapshot = gtk_snapshot_new ();
  g_timer_start (timer);
  GTK_WIDGET_GET_CLASS (fixture.canvas)->snapshot (GTK_WIDGET (fixture.canvas), snapshot);
  node = gtk_snapshot_free_to_node (snapshot);
  g_test_message ("snapshot of 1000: %.1f ms", 1000 * g_timer_elapsed (timer, NULL));
  g_assert_cmpfloat (g_timer_elapsed (timer, NULL), <, 0.25);
  g_clear_pointer (&node, gsk_render_node_unref);
  tear_down (&fixture, NULL);
}

#define PAIR \
  "\"definitions\": {\"pair\": {\"arguments\": {\"channels\": 4, \"project\": 0}, \"nodes\": [" \
  "{\"id\": \"conv_a\", \"kind\": \"conv\", \"channels\": \"=channels\", \"padding\": 1}," \
  "{\"id\": \"relu_a\", \"kind\": \"relu\"}," \
  "{\"id\": \"short\", \"kind\": \"conv\", \"channels\": \"=channels\", \"kernel\": 1, \"from\": [\"@in\"], \"if\": \"=project\"}," \
  "{\"id\": \"add\", \"kind\": \"add\", \"from\": [\"relu_a\", \"short\"]}]}}," \
  "\"nodes\": [{\"id\": \"input\", \"kind\": \"input\", \"shape\": [4, 8, 8]}," \
  "{\"id\": \"two\", \"block\": \"pair\", \"repeat\": 2}, {\"id\": \"fc\", \"kind\": \"linear\"}]," \
  "\"view\": {\"input\": {\"x\": 0, \"y\": 0}, \"two\": {\"x\": 0, \"y\": 120}, \"fc\": {\"x\": 0, \"y\": 246}}"

static ConvoGraph *
pair_graph (void)
{
  g_autoptr(GError) error = NULL;
  ConvoGraph *graph = convo_graph_parse ("{\"format\": \"convo\", \"version\": 1, \"name\": \"pair\", " PAIR "}", -1, &error);

  g_assert_no_error (error);
  return graph;
}

/* An unfolded composite is a frame that holds its blocks; wires go through its ports. */
static void
test_frame (void)
{
  g_autoptr(ConvoGraph) folded = pair_graph (), open = NULL;
  g_autoptr(ScopeScene) before = scope_scene_new (folded, "", NULL, 600, FALSE), scene = NULL, inside = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *from = NULL, *to = NULL;
  int frame, conv, add, wire;

  g_assert_cmpint (before->n_items, ==, 3);
  open = convo_graph_set_folded (folded, "two", FALSE, &error);
  scene = scope_scene_new (open, "", NULL, 600, FALSE);
  g_assert_cmpint (scene->n_items, ==, 7);
  frame = scope_scene_index (scene, "two");
  conv = scope_scene_index (scene, "two.0.conv_a");
  add = scope_scene_index (scene, "two.0.add");
  g_assert_true (scene->items[frame].frame);
  g_assert_cmpint (scene->items[conv].parent, ==, frame);
  g_assert_cmpint (scene->items[scope_scene_index (scene, "two.0.relu_a")].host, ==, conv);
  for (int i = frame + 1; i < scene->n_items && scene->items[i].parent == frame; i++)
    {
      g_assert_cmpfloat (scene->items[i].x, >=, scene->items[frame].x + SCOPE_FRAME_PADDING);
      g_assert_cmpfloat (scene->items[i].x + SCOPE_BLOCK_WIDTH, <=, scene->items[frame].x + scene->items[frame].width);
      g_assert_cmpfloat (scene->items[i].y, >=, scene->items[frame].y + SCOPE_FRAME_HEADER);
      g_assert_cmpfloat (scene->items[i].y + SCOPE_BODY_HEIGHT, <=, scene->items[frame].y + scene->items[frame].height);
    }
  wire = scope_scene_wire_into (scene, conv, 0);
  g_assert_true (scope_scene_wire (scene, wire)->from_port);
  g_assert_cmpint (scope_scene_wire (scene, wire)->n, ==, 2);                     /* the main path is straight */
  from = scope_scene_wire_source (scene, scope_scene_wire (scene, wire));
  g_assert_cmpstr (from, ==, "two.0.@in");
  wire = (int) scene->wires->len - 1;
  to = scope_scene_wire_target (scene, scope_scene_wire (scene, wire));
  g_assert_cmpstr (to, ==, "two.0.@out");
  g_assert_cmpint (scope_scene_wire (scene, wire)->from, ==, add);
  g_assert_cmpint (scope_scene_hit (scene, scene->items[frame].x + 60, scene->items[frame].y + 18, 12, NULL, NULL).index, ==, frame);
  g_assert_cmpint (scope_scene_hit (scene, scene->items[frame].x + 18, scene->items[frame].y + 18, 12, NULL, NULL).type, ==,
                   SCOPE_HIT_FOLD);
  g_assert_cmpint (scope_scene_hit (scene, scene->items[conv].x + 60, scene->items[conv].y + 18, 12, NULL, NULL).index, ==, conv);
  g_assert_cmpint (scope_scene_neighbour (scene, frame, 0, 1), ==, conv);         /* arrows go through the frame */
  g_assert_cmpint (scope_scene_neighbour (scene, add, 0, 1), ==, scope_scene_index (scene, "fc"));
  g_assert_cmpint (scope_scene_host_near (before, "two.1.add"), ==, scope_scene_index (before, "two"));
  inside = scope_scene_new (folded, "two.1", NULL, 600, FALSE);
  g_assert_cmpint (inside->n_items, ==, 5);
  g_assert_cmpint (scope_scene_index (inside, "input"), <, 0);
  g_assert_cmpint (scope_scene_index (inside, "two.1.add"), >, 0);
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  convo_layers_register ();
  scope_palette_install (gdk_display_get_default ());
  g_test_add_func ("/canvas/frame", test_frame);
  g_test_add_func ("/canvas/stacks", test_stacks);
  g_test_add_func ("/canvas/wires", test_wires);
  g_test_add_func ("/canvas/two-outputs", test_two_outputs);
  g_test_add_func ("/canvas/written-once", test_written_once);
  g_test_add_func ("/canvas/bundle", test_bundle);
  g_test_add_func ("/canvas/flow", test_flow);
  g_test_add_func ("/canvas/hits", test_hits);
  g_test_add_func ("/canvas/shorten", test_shorten);
  g_test_add ("/canvas/labels", Fixture, LENET, set_up, test_labels, tear_down);
  g_test_add ("/canvas/edits", Fixture, LENET, set_up, test_edits, tear_down);
  g_test_add ("/canvas/problem", Fixture, LENET, set_up, test_problem, tear_down);
  g_test_add ("/canvas/zoom", Fixture, LENET, set_up, test_zoom, tear_down);
  g_test_add ("/canvas/replace", Fixture, LENET, set_up, test_replace, tear_down);
  g_test_add_func ("/canvas/palette", test_palette);
  g_test_add_func ("/canvas/thousand", test_thousand);
  return g_test_run ();
}
