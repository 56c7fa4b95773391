/*===- types.c - every element type, in C and compiled --------------------===//
|*
|* Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
|*
|*===----------------------------------------------------------------------===//
|*
|* Do maxima, comparisons and casts of every element type give C's results, at
|* the types' limits and beside ties of smaller floats?
|*
\*===----------------------------------------------------------------------===*/
#include "types.h"
#include "Fenced.h"
#include <stdbool.h>

enum { N = 19 };

/* Rounds to the nearest float with `digits` bits and exponents from `least` on,
   ties to even. long double (64 bits) represents `value` exactly. */
static double round_to(long double value, int digits, int least,
                       double greatest) {
  if (isnan(value) || isinf(value) || value == 0)
    return (double)value;
  int exponent;
  frexpl(value, &exponent);
  int last = exponent - digits > least ? exponent - digits : least;
  double rounded = (double)ldexpl(nearbyintl(ldexpl(value, -last)), last);
  return fabs(rounded) > greatest ? copysign(INFINITY, rounded) : rounded;
}

static double to_bf16(long double value) {
  return round_to(value, 8, -133, 0x1.fep127);
}
static double to_f16(long double value) {
  return round_to(value, 11, -24, 65504);
}

static double read_bf16(const uint16_t *bits) {
  uint32_t wide = (uint32_t)*bits << 16;
  float value;
  memcpy(&value, &wide, sizeof(value));
  return value;
}
static double read_f16(const uint16_t *bits) {
  int exponent = *bits >> 10 & 31, fraction = *bits & 1023;
  double value = exponent == 31  ? (fraction ? NAN : INFINITY)
                 : exponent == 0 ? ldexp(fraction, -24)
                                 : ldexp(fraction + 1024, exponent - 25);
  return *bits >> 15 ? -value : value;
}

static bool same(double a, double b) {
  return (isnan(a) && isnan(b)) || (a == b && signbit(a) == signbit(b));
}

/* Returns the maximum, or NaN if either is NaN. 0 is greater than -0. */
static double greater(double a, double b) {
  if (isnan(a) || isnan(b))
    return NAN;
  return a > b || (a == b && !signbit(a)) ? a : b;
}

/* The numbers to test with; each type takes those that it can represent. They
   are limits, both signs, and neighbours of ties. */
static const long double numbers[N] = {0,
                                       1,
                                       -1,
                                       127,
                                       -128,
                                       255,
                                       32767,
                                       -32768,
                                       65535,
                                       65519,
                                       0x1p31L,
                                       0x1.00ffffffffp24L,
                                       0.5L,
                                       0x1.01p62L,
                                       0x1.0100000000001p62L,
                                       0x1.01000001p0L,
                                       -0x1.01000001p0L,
                                       0x1.002000001p0L,
                                       0x1p-149L};

typedef int32_t query_function(ag_context *, int64_t, int64_t *,
                               ag_workspace *);
typedef int32_t run_function(const types_model *, const DLTensor *,
                             const DLTensor *, const ag_workspace *,
                             ag_context *);

/* Runs an entry on N elements. */
static void run_entry(query_function *query, run_function *run, uint8_t code,
                      uint8_t bits, const void *x, const void *y,
                      const types_model *model, DLTensor *results) {
  static int64_t shape[] = {N};
  ag_context context = AG_CONTEXT_INIT;
  ag_workspace need;
  DEMAND(query(&context, N, NULL, &need) == AG_OK);
  ag_workspace workspace = make_workspace(need);
  DLTensor arguments[] = {make_argument(shape, 1, code, bits, x),
                          make_argument(shape, 1, code, bits, y)};
  results[0] = make_tensor(shape, 1, code, bits);
  results[1] = make_tensor(shape, 1, kDLBool, 8);
  results[2] = make_tensor(shape, 1, kDLFloat, 64);
  results[3] = make_tensor(shape, 1, kDLBfloat, 16);
  results[4] = make_tensor(shape, 1, kDLFloat, 16);
  DEMAND(run(model, arguments, results, &workspace, &context) == AG_OK);
}

static void check_casts(const DLTensor *results, int i, long double x,
                        long double y) {
  DEMAND(((uint8_t *)results[1].data)[i] == (x < y));
  DEMAND(same(((double *)results[2].data)[i], (double)x));
  DEMAND(same(read_bf16((uint16_t *)results[3].data + i), to_bf16(x)));
  DEMAND(same(read_f16((uint16_t *)results[4].data + i), to_f16(x)));
}

/* Checks a type that C has. */
#define CHECK(entry, type, code, least, greatest)                              \
  do {                                                                         \
    type x[N], y[N];                                                           \
    for (int i = 0; i < N; ++i) {                                              \
      long double number = numbers[i];                                         \
      bool fits = number >= (least) && number <= (greatest);                   \
      x[i] = fits ? (type)number : (type)(greatest);                           \
    }                                                                          \
    for (int i = 0; i < N; ++i)                                                \
      y[i] = x[(i + 1) % N];                                                   \
    DLTensor results[5];                                                       \
    run_entry(types_##entry##_query, types_##entry##_run, code,                \
              8 * sizeof(type), x, y, model, results);                         \
    for (int i = 0; i < N; ++i) {                                              \
      DEMAND(((type *)results[0].data)[i] == (x[i] > y[i] ? x[i] : y[i]));     \
      check_casts(results, i, x[i], y[i]);                                     \
    }                                                                          \
    ++count;                                                                   \
  } while (0)

/* Checks a 16-bit float, which is written as bits and read as double. */
#define CHECK_SMALL(entry, code, read)                                         \
  do {                                                                         \
    uint16_t x[N], y[N];                                                       \
    for (int i = 0; i < N; ++i) {                                              \
      x[i] = (uint16_t)(i * 3643 + 5);                                         \
      y[i] = (uint16_t)(i * 3643 + 3650);                                      \
    }                                                                          \
    DLTensor results[5];                                                       \
    run_entry(types_##entry##_query, types_##entry##_run, code, 16, x, y,      \
              model, results);                                                 \
    for (int i = 0; i < N; ++i) {                                              \
      double a = read(x + i), b = read(y + i);                                 \
      DEMAND(same(read((uint16_t *)results[0].data + i), greater(a, b)));      \
      check_casts(results, i, a, b);                                           \
    }                                                                          \
    ++count;                                                                   \
  } while (0)

static int check_floats(const types_model *model) {
  int count = 0;
  CHECK(f64, double, kDLFloat, -HUGE_VALL, HUGE_VALL);
  CHECK(f32, float, kDLFloat, -HUGE_VALL, HUGE_VALL);
  CHECK_SMALL(bf16, kDLBfloat, read_bf16);
  CHECK_SMALL(f16, kDLFloat, read_f16);
  return count;
}

static int check_integers(const types_model *model) {
  int count = 0;
  CHECK(i64, int64_t, kDLInt, INT64_MIN, INT64_MAX);
  CHECK(i32, int32_t, kDLInt, INT32_MIN, INT32_MAX);
  CHECK(i16, int16_t, kDLInt, INT16_MIN, INT16_MAX);
  CHECK(i8, int8_t, kDLInt, INT8_MIN, INT8_MAX);
  CHECK(ui64, uint64_t, kDLUInt, 0, UINT64_MAX);
  CHECK(ui32, uint32_t, kDLUInt, 0, UINT32_MAX);
  CHECK(ui16, uint16_t, kDLUInt, 0, UINT16_MAX);
  CHECK(ui8, uint8_t, kDLUInt, 0, UINT8_MAX);
  return count;
}

static int check_bools(const types_model *model) {
  int count = 0;
  CHECK(i1, bool, kDLBool, 0, 1);
  return count;
}

int main(void) {
  ag_context context = AG_CONTEXT_INIT;
  types_model *model;
  DEMAND(types_load(NULL, &context, &model) == AG_OK);
  int count = check_floats(model) + check_integers(model) + check_bools(model);
  printf("%d types: right\n", count);
  types_unload(model);
  return 0;
}
