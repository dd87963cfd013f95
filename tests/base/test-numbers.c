/* Numbers as people read them: powers of ten, errors with two digits that count, exponents above the line. */
#include "numbers.h"

#include <math.h>

#define CHECK(CALL, WANTED) \
  G_STMT_START { g_autofree char *found_ = (CALL); g_assert_cmpstr (found_, ==, WANTED); } G_STMT_END

static void
test_power (void)
{
  CHECK (convo_number_power (7.04e-13, 1), "7.0·10⁻¹³");
  CHECK (convo_number_power (-3.4e-7, 1), "−3.4·10⁻⁷");
  CHECK (convo_number_power (9.96e-5, 1), "1.0·10⁻⁴");      /* rounding gives one power more */
  CHECK (convo_number_power (6.4e-14, 0), "6·10⁻¹⁴");
  CHECK (convo_number_power (1234567890123.0, 3), "1.235·10¹²");
  CHECK (convo_number_power (1e-310, 0), "1·10⁻³¹⁰");
  CHECK (convo_number_power (0, 3), "0");
  CHECK (convo_number_power (-INFINITY, 1), "−∞");
}

static void
test_tiny (void)
{
  CHECK (convo_number_tiny (0.019), "0.019");
  CHECK (convo_number_tiny (-0.0030), "0.003");
  CHECK (convo_number_tiny (0.25), "0.25");
  CHECK (convo_number_tiny (3.14), "3.1");
  CHECK (convo_number_tiny (7.2e-13), "7·10⁻¹³");
  CHECK (convo_number_tiny (0), "0");
}

static void
test_raised (void)
{
  CHECK (convo_number_raised (2), "²");
  CHECK (convo_number_raised (-13), "⁻¹³");
  CHECK (convo_number_raised (G_MININT64), "⁻⁹²²³³⁷²⁰³⁶⁸⁵⁴⁷⁷⁵⁸⁰⁸");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/numbers/power", test_power);
  g_test_add_func ("/numbers/tiny", test_tiny);
  g_test_add_func ("/numbers/raised", test_raised);
  return g_test_run ();
}
