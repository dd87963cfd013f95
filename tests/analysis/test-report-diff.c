/* Two reports side by side: numbers before, new and gone layers, renamed blocks, sums in words. */
#include "report-diff.h"
#include "sketch.h"

#define IN "{\"id\": \"in\", \"kind\": \"input\", \"shape\": [1, 8, 8]}, "
#define CONV(channels) "{\"id\": \"conv1\", \"kind\": \"conv\", \"channels\": " channels ", \"padding\": 1}, "
#define TAIL "{\"id\": \"fc\", \"kind\": \"linear\", \"features\": 10}, {\"id\": \"loss\", \"kind\": \"softmax-cross-entropy\"}"
#define UNIT \
  "\"definitions\": {\"unit\": {\"arguments\": {\"c\": 4}, \"nodes\": [" \
  "{\"id\": \"conv\", \"kind\": \"conv\", \"from\": [\"@in\"], \"channels\": \"=c\", \"padding\": 1}, " \
  "{\"id\": \"bn\", \"kind\": \"batch-norm\"}]}}, "

static ConvoReport *
report_of (const char *members)
{
  g_autoptr(ConvoGraph) graph = sketch (members);

  return convo_report_new (graph);
}

static ConvoReportDiff *
diff_of (const char *before, const char *after)
{
  g_autoptr(ConvoReport) first = report_of (before), second = report_of (after);

  return convo_report_diff_new (first, second);
}

static void
test_property (void)
{
  g_autoptr(ConvoReportDiff) diff = diff_of ("\"nodes\": [" IN CONV ("4") TAIL "]", "\"nodes\": [" IN CONV ("6") TAIL "]");
  g_autofree char *words = convo_report_diff_totals (diff);
  ConvoNodeReport before, after;

  g_assert_true (convo_report_diff_at (diff, "conv1", &before));
  g_assert_true (convo_report_at (convo_report_diff_after (diff), "conv1", &after));
  g_assert_cmpint (before.parameters, ==, 4 * 9 + 4);
  g_assert_cmpint (after.parameters, ==, 6 * 9 + 6);
  g_assert_cmpint (before.macs, ==, 4 * 9 * 64);
  g_assert_cmpint (convo_report_diff_n_new (diff), ==, 0);
  g_assert_cmpint (convo_report_diff_gone (diff)->len, ==, 0);
  g_assert_false (convo_report_diff_is_empty (diff));
  /* conv 40 → 60, linear 2570 → 3850; MACs 2304 → 3456 and 2560 → 3840; floats: 64 + 256 + 10 + 1 → 64 + 384 + 10 + 1 */
  g_assert_cmpstr (words, ==, "+1,300 parameters (+50 %), +2,432 MAC (+50 %), +512 B of activations (+39 %)");
}

static void
test_new_and_gone (void)
{
  g_autoptr(ConvoReportDiff) diff
    = diff_of ("\"nodes\": [" IN CONV ("4") "{\"id\": \"relu1\", \"kind\": \"relu\"}, " TAIL "]",
               "\"nodes\": [" IN CONV ("4") "{\"id\": \"pool1\", \"kind\": \"max-pool\"}, {\"id\": \"bn1\", \"kind\": \"batch-norm\"}, "
               TAIL "]");
  ConvoNodeReport before;

  g_assert_false (convo_report_diff_at (diff, "pool1", &before));
  g_assert_cmpint (before.parameters, ==, 0);
  g_assert_true (convo_report_diff_at (diff, "conv1", &before));
  g_assert_cmpint (convo_report_diff_n_new (diff), ==, 2);
  g_assert_cmpint (convo_report_diff_gone (diff)->len, ==, 1);
  g_assert_cmpstr (convo_report_diff_gone (diff)->pdata[0], ==, "relu1");
}

/* A block with another name is the same block, with everything in it */
static void
test_renamed (void)
{
  g_autoptr(ConvoReportDiff) diff
    = diff_of (UNIT "\"nodes\": [" IN "{\"id\": \"a\", \"block\": \"unit\", \"repeat\": 2}, " TAIL "]",
               UNIT "\"nodes\": [" IN "{\"id\": \"stem\", \"block\": \"unit\", \"repeat\": 2}, " TAIL "]");
  g_autofree char *words = convo_report_diff_totals (diff);
  ConvoNodeReport before;

  g_assert_true (convo_report_diff_is_empty (diff));
  g_assert_true (convo_report_diff_at (diff, "stem", &before));
  g_assert_cmpint (before.parameters, ==, 40 + 8 + 4 * 4 * 9 + 4 + 8);
  g_assert_true (convo_report_diff_at (diff, "stem.1.conv", &before));
  g_assert_cmpint (before.parameters, ==, 4 * 4 * 9 + 4);
  g_assert_cmpstr (words, ==, "costs the same");
}

/* Sums on blocks: an argument of an instance changes what is in it, and only that */
static void
test_blocks (void)
{
  g_autoptr(ConvoReportDiff) diff
    = diff_of (UNIT "\"nodes\": [" IN "{\"id\": \"a\", \"block\": \"unit\"}, {\"id\": \"b\", \"block\": \"unit\"}, " TAIL "]",
               UNIT "\"nodes\": [" IN "{\"id\": \"a\", \"block\": \"unit\"}, {\"id\": \"b\", \"block\": \"unit\", \"c\": 2}, " TAIL "]");
  ConvoNodeReport before, after;

  g_assert_true (convo_report_diff_at (diff, "a", &before) && convo_report_at (convo_report_diff_after (diff), "a", &after));
  g_assert_cmpint (before.parameters, ==, after.parameters);
  g_assert_true (convo_report_diff_at (diff, "b", &before) && convo_report_at (convo_report_diff_after (diff), "b", &after));
  g_assert_cmpint (before.parameters, ==, 148 + 8);
  g_assert_cmpint (after.parameters, ==, 74 + 4);
  g_assert_true (convo_report_diff_at (diff, "b.conv", &before));
  g_assert_cmpint (before.parameters, ==, 148);
}

static void
test_incomplete (void)
{
  g_autoptr(ConvoReportDiff) diff = diff_of ("\"nodes\": [" IN CONV ("4") TAIL "]",
                                             "\"nodes\": [" IN "{\"id\": \"conv1\", \"kind\": \"conv\", \"kernel\": 30}, " TAIL "]");
  g_autofree char *words = convo_report_diff_totals (diff);

  g_assert_cmpstr (words, ==, "costs not known before the problems are solved");
  g_assert_false (convo_report_diff_is_empty (diff));
}

static void
test_words (void)
{
  static const struct { gint64 before, after; const char *number, *percent; } cases[] = {
    { 100, 104, "+4", "+4.0 %" }, { 100, 88, "−12", "−12 %" }, { 5, 5, "±0", NULL }, { 0, 7, "+7", NULL },
    { 1000, 12000, "+11,000", "×12.0" }, { 11690000, 0, "−11.69 M", "−100 %" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *number = convo_difference_number (cases[i].before, cases[i].after);
      g_autofree char *percent = convo_difference_percent (cases[i].before, cases[i].after);

      g_assert_cmpstr (number, ==, cases[i].number);
      g_assert_cmpstr (percent, ==, cases[i].percent);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  convo_layers_register ();
  g_test_add_func ("/report-diff/property", test_property);
  g_test_add_func ("/report-diff/new-and-gone", test_new_and_gone);
  g_test_add_func ("/report-diff/renamed", test_renamed);
  g_test_add_func ("/report-diff/blocks", test_blocks);
  g_test_add_func ("/report-diff/incomplete", test_incomplete);
  g_test_add_func ("/report-diff/words", test_words);
  return g_test_run ();
}
