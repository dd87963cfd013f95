/* Whole-number expressions: values, and what is refused with which sentence. */
#include "errors.h"
#include "expression.h"

#include <string.h>

static const char *const names[] = { "channels", "stride", "least", NULL };
static const gint64 values[] = { 64, 2, G_MININT64 };
static const ConvoScope scope = { 3, names, values, FALSE };

static void
test_values (void)
{
  static const struct { const char *text; gint64 value; } table[] = {
    { "=7", 7 }, { "= 1 + 2 * 3 ", 7 }, { "=(1+2)*3", 9 }, { "=channels", 64 }, { "=4*channels/stride", 128 },
    { "=-channels+1", -63 }, { "=--5", 5 }, { "=10-3-2", 5 }, { "=64/4/2", 8 }, { "=7%3", 1 }, { "=-7%3", 2 },
    { "=min(channels, 8)", 8 }, { "=max(1, stride, 3)", 3 }, { "=max(min(5,4),3)", 4 }, { "=min(9)", 9 },
    { "=9223372036854775807", G_MAXINT64 }, { "=least", G_MININT64 }, { "=-9223372036854775807-1", G_MININT64 },
    { "=least/1", G_MININT64 }, { "=0/5", 0 }, { "=-6/-3", 2 }, { "=2*-3", -6 }, { "=\tstride", 2 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_autoptr(GError) error = NULL;
      gint64 value = 0;

      convo_expression_eval (table[i].text, &scope, &value, &error);
      g_assert_no_error (error);
      g_assert_cmpint (value, ==, table[i].value);
    }
}

static void
test_refusals (void)
{
  static const struct { const char *text; const char *says; } table[] = {
    { "=9223372036854775808", "character 2: the number does not fit" },
    { "=9223372036854775807+1", "does not fit into 64 bits" }, { "=least-1", "does not fit into 64 bits" },
    { "=-least", "does not fit into 64 bits" }, { "=least/-1", "does not fit into 64 bits" },
    { "=least*2", "does not fit into 64 bits" }, { "=7/2", "7 cannot be divided by 2" }, { "=1/0", "division by zero" },
    { "=5%0", "positive divisor" }, { "=5%-2", "positive divisor" }, { "=", "must stand here" }, { "=1+", "character 4" },
    { "=(1", "a “)” is missing" }, { "=1)", "an operator must stand here" }, { "=1 2", "an operator must stand here" },
    { "=chanels", "no argument “chanels”; the arguments here are channels, stride, least" },
    { "=1.5", "only whole numbers" }, { "=3x", "only whole numbers" }, { "=min", "a “(” must follow" },
    { "=min()", "must stand here" }, { "=max(1,)", "must stand here" }, { "channels", "begins with “=”" }, { "", "begins with" },
    { "=1&2", "character 3" }, { "=\xd1\x8f", "must stand here" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_autoptr(GError) error = NULL;
      gint64 value = 12345;

      g_assert_false (convo_expression_eval (table[i].text, &scope, &value, &error));
      g_assert_error (error, CONVO_ERROR, CONVO_ERROR_PROPERTY);
      if (strstr (error->message, table[i].says) == NULL)
        g_error ("%s: “%s” does not say “%s”", table[i].text, error->message, table[i].says);
      g_assert_cmpint (value, ==, 12345);
    }
}

static void
test_bounds (void)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GString) deep = g_string_new ("="), wide = g_string_new ("=1");
  gint64 value;

  for (int i = 0; i < CONVO_LIMIT_PARENTHESES + 1; i++)
    g_string_append_c (deep, '(');
  g_assert_false (convo_expression_eval (deep->str, NULL, &value, &error));
  g_assert_nonnull (strstr (error->message, "more than 64 levels"));
  g_clear_error (&error);
  while (wide->len <= CONVO_LIMIT_EXPRESSION)
    g_string_append (wide, "+1");
  g_assert_false (convo_expression_eval (wide->str, NULL, &value, &error));
  g_assert_error (error, CONVO_ERROR, CONVO_ERROR_LIMIT);
}

static void
test_scopes (void)
{
  const ConvoScope grammar = { .any = TRUE }, dry = { 3, names, NULL, FALSE };
  g_autoptr(GError) error = NULL;
  gint64 value = 1;

  g_assert_true (convo_expression_eval ("=nobody/0 + 7/2", &grammar, &value, NULL));
  g_assert_true (convo_expression_eval ("=channels/0", &dry, &value, NULL));
  g_assert_false (convo_expression_eval ("=nobody", &dry, &value, NULL));
  g_assert_false (convo_expression_eval ("=nobody", NULL, &value, &error));
  g_assert_nonnull (strstr (error->message, "there are no arguments here"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/graph/expression/values", test_values);
  g_test_add_func ("/graph/expression/refusals", test_refusals);
  g_test_add_func ("/graph/expression/bounds", test_bounds);
  g_test_add_func ("/graph/expression/scopes", test_scopes);
  return g_test_run ();
}
