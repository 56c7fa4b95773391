/*===- program.c - calls an ag program that stock tools built -------------===//
|*
|* Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
|*
|*===----------------------------------------------------------------------===//
|*
|* Does an entry that the plugin has lowered compute the values of its program
|* without ag's driver and runtime? Each memref is passed as two pointers, an
|* offset, sizes and strides; the result, the workspace and the context follow.
|*
\*===----------------------------------------------------------------------===*/
#include <math.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

enum { IN = 3, OUT = 2, MOST = 8 };

#define MATRIX(element, name)                                                  \
  element *name, element *name##_aligned, int64_t name##_offset,               \
      int64_t name##_rows, int64_t name##_columns, int64_t name##_row_stride,  \
      int64_t name##_stride
#define VECTOR(element, name)                                                  \
  element *name, element *name##_aligned, int64_t name##_offset,               \
      int64_t name##_size, int64_t name##_stride

int32_t pick(MATRIX(const float, x), VECTOR(const int32_t, rows),
             MATRIX(const float, w), MATRIX(float, y), VECTOR(char, workspace),
             void *context) __asm__("ag.pick");
int64_t pick_workspace(int64_t n, int64_t m) __asm__("ag.pick.workspace");

/* Receives the message of a check that failed. The entry passes the caller's
 * `context`. */
int32_t ag_rt_fail(void *context, const char *format, ...) {
  va_list values;
  va_start(values, format);
  vsnprintf(context, 100, format, values);
  va_end(values);
  return 7;
}

static int32_t call(int64_t n, int64_t m, const float *x, const int32_t *rows,
                    const float *w, float *y, char *message) {
  int64_t bytes = pick_workspace(n, m);
  char *space = aligned_alloc(64, (size_t)(bytes + 64) / 64 * 64);
  int32_t status =
      pick(x, x, 0, n, IN, IN, 1, rows, rows, 0, m, 1, w, w, 0, IN, OUT, OUT, 1,
           y, y, 0, m, OUT, OUT, 1, space, space, 0, bytes, 1, message);
  free(space);
  return status;
}

static int is_right(const float *x, const float *w, const float *y) {
  double z[OUT], squares = 0;
  for (int o = 0; o < OUT; ++o) {
    double sum = 0;
    for (int i = 0; i < IN; ++i)
      sum += (double)x[i] * (double)w[i * OUT + o];
    z[o] = exp(sum);
    squares += z[o] * z[o];
  }
  for (int o = 0; o < OUT; ++o)
    if (fabs(z[o] / sqrt(squares) - (double)y[o]) > 1e-6)
      return 0;
  return 1;
}

static void check(int64_t n, int64_t m) {
  float x[MOST * IN], w[IN * OUT], y[MOST * OUT];
  int32_t rows[MOST];
  char message[100] = "";
  for (int i = 0; i < MOST * IN; ++i)
    x[i] = (float)sin(i);
  for (int i = 0; i < IN * OUT; ++i)
    w[i] = (float)cos(i);
  for (int64_t i = 0; i < m; ++i)
    rows[i] = (int32_t)((i * 5 + 2) % n);
  int32_t status = call(n, m, x, rows, w, y, message);
  for (int64_t i = 0; i < m; ++i)
    if (status || !is_right(x + rows[i] * IN, w, y + i * OUT)) {
      printf("status %d %s: row %d is wrong\n", status, message, (int)i);
      exit(1);
    }
  printf("%d of %d rows: right\n", (int)m, (int)n);
}

int main(void) {
  check(1, 1);
  check(3, 5);
  check(8, 8);
  float x[3 * IN] = {0}, w[IN * OUT] = {0}, y[OUT];
  int32_t outside = 3;
  char message[100] = "";
  if (call(3, 1, x, &outside, w, y, message) != 7)
    return 1;
  puts(message);
  return 0;
}
