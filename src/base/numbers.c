/* Numbers as people read them: "156,410", "16.57 M"; in Russian "156 410", "16,57 млн". */
#include "numbers.h"
#include "text.h"

#include <math.h>
#include <string.h>


/** convo_number_exact: Returns: (transfer full): all digits in groups of three: "1,234,567" */
char *
convo_number_exact (gint64 value)
{
  char digits[32];
  const char *group = C_ ("digit group", ",");
  GString *text = g_string_new (value < 0 ? "−" : "");
  int n = g_snprintf (digits, sizeof digits, "%" G_GUINT64_FORMAT, value < 0 ? -(guint64) value : (guint64) value);

  for (int i = 0; i < n; i++)
    {
      if (i > 0 && (n - i) % 3 == 0)
        g_string_append (text, group);
      g_string_append_c (text, digits[i]);
    }
  return g_string_free (text, FALSE);
}

/** convo_number_real: Returns: (transfer full): @value with @digits decimals and the language's decimal sign */
char *
convo_number_real (double value, int digits)
{
  char format[8], buffer[64];
  char *point;

  if (!isfinite (value))
    return g_strdup (isnan (value) ? "NaN" : value > 0 ? "∞" : "−∞");
  g_snprintf (format, sizeof format, "%%.%df", CLAMP (digits, 0, 9));
  g_ascii_formatd (buffer, sizeof buffer, format, value);
  point = strchr (buffer, '.');
  if (point == NULL)
    return g_strdup (buffer);
  *point = '\0';
  return g_strconcat (buffer, C_ ("decimal sign", "."), point + 1, NULL);
}

static char *
significant (double value, int digits)
{
  char format[8], buffer[64];
  char *point;

  g_snprintf (format, sizeof format, "%%.%dg", digits);
  g_ascii_formatd (buffer, sizeof buffer, format, value);
  point = strchr (buffer, '.');
  if (point == NULL)
    return g_strdup (buffer);
  *point = '\0';
  return g_strconcat (buffer, C_ ("decimal sign", "."), point + 1, NULL);
}

/** convo_number_plain: Returns: (transfer full): about four significant digits, as short as possible: "0.9", "1e-05" */
char *
convo_number_plain (double value)
{
  return significant (value, 4);
}

/** convo_number_raised: Returns: (transfer full): an exponent as it stands above the line: "⁻¹³" */
char *
convo_number_raised (gint64 exponent)
{
  static const char *const figures[] = { "⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹" };
  GString *text = g_string_new (exponent < 0 ? "⁻" : "");
  char digits[32];

  g_snprintf (digits, sizeof digits, "%" G_GUINT64_FORMAT, exponent < 0 ? -(guint64) exponent : (guint64) exponent);
  for (const char *digit = digits; *digit != '\0'; digit++)
    g_string_append (text, figures[*digit - '0']);
  return g_string_free (text, FALSE);
}

/**
 * convo_number_power:
 * @digits: decimals of the factor before the power
 *
 * Returns: (transfer full): "7.0·10⁻¹³", with a real minus and the language's decimal sign; "0" has no power
 */
char *
convo_number_power (double value, int digits)
{
  g_autofree char *factor = NULL, *raised = NULL;
  char format[8], buffer[64];
  char *e;

  if (!isfinite (value) || value == 0)
    return convo_number_real (value, 0);
  /* printf knows when rounding gives one power more: 9.96e-5 is 1.0e-4 */
  g_snprintf (format, sizeof format, "%%.%de", CLAMP (digits, 0, 9));
  g_ascii_formatd (buffer, sizeof buffer, format, fabs (value));
  e = strchr (buffer, 'e');
  *e = '\0';
  factor = convo_number_real (g_ascii_strtod (buffer, NULL), CLAMP (digits, 0, 9));
  raised = convo_number_raised (g_ascii_strtoll (e + 1, NULL, 10));
  return g_strconcat (value < 0 ? "−" : "", factor, "·10", raised, NULL);
}

/** convo_number_tiny: Returns: (transfer full): the size of an error, two digits that count: "0.019", "7·10⁻¹³"; 0 stays "0" */
char *
convo_number_tiny (double value)
{
  const double size = fabs (value);

  if (!isfinite (value) || size == 0)
    return convo_number_real (size, 0);
  if (size < 1e-4)
    return convo_number_power (size, 0);
  return significant (size, size < 100 ? 2 : 9);
}

static char *
scaled (double value, double unit, const char *name)
{
  double number = value / unit;
  g_autofree char *text = convo_number_real (number, number < 100 ? 2 : 1);

  return g_strconcat (text, " ", name, NULL);
}

/** convo_number_short: Returns: (transfer full): exact up to six digits, then "11.69 M", "1.81 G" */
char *
convo_number_short (gint64 value)
{
  double magnitude = fabs ((double) value);

  if (magnitude < 1e6)
    return convo_number_exact (value);
  if (magnitude < 1e9)
    /* translators: millions */
    return scaled (value, 1e6, C_ ("number", "M"));
  if (magnitude < 1e12)
    /* translators: thousands of millions */
    return scaled (value, 1e9, C_ ("number", "G"));
  /* translators: millions of millions */
  return scaled (value, 1e12, C_ ("number", "T"));
}

/** convo_number_bytes: Returns: (transfer full): "225.8 kB", "18.30 MB"; 1 kB = 1000 bytes */
char *
convo_number_bytes (gint64 bytes)
{
  static const struct { double unit; const char *name; } units[] = {
    { 1e12, NC_ ("bytes", "TB") }, { 1e9, NC_ ("bytes", "GB") }, { 1e6, NC_ ("bytes", "MB") }, { 1e3, NC_ ("bytes", "kB") },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (units); i++)
    if (bytes >= units[i].unit)
      return scaled (bytes, units[i].unit, g_dpgettext2 ("convoscope", "bytes", units[i].name));
  return g_strdup_printf ("%" G_GINT64_FORMAT " %s", bytes, C_ ("bytes", "B"));
}

/** convo_number_seconds: Returns: (transfer full): "12.3 µs", "3.42 ms", "1.20 s"; for times of layers and steps */
char *
convo_number_seconds (double seconds)
{
  if (seconds >= 1)
    return scaled (seconds, 1, C_ ("time", "s"));
  if (seconds >= 1e-3)
    return scaled (seconds, 1e-3, C_ ("time", "ms"));
  return scaled (seconds, 1e-6, C_ ("time", "µs"));
}
