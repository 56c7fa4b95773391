/*===- misaligned.c - large results anywhere ------------------------------===//
|*
|* Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
|*
|*===----------------------------------------------------------------------===//
|*
|* Is a result that is written past the caches correct at any address, with one
|* thread and with two? Is nothing written beside it?
|*
\*===----------------------------------------------------------------------===*/
#include "misaligned.h"
#include "Fenced.h"

enum { LINE = 64, ROWS = 1000, MOST = ROWS * 3624 };
static float x[MOST];

static void run_at(const misaligned_model *model, const DLTensor *argument,
                   char *memory, size_t place, int64_t threads) {
  ag_context context = AG_CONTEXT_INIT;
  context.threads = threads;
  int64_t row = argument->shape[1], shapes[2];
  size_t elements = (size_t)(ROWS * row), bytes = count_bytes(argument);
  ag_workspace need;
  DEMAND(misaligned_query(&context, ROWS, row, shapes, &need) == AG_OK);
  ag_workspace space = make_workspace(need);
  DLTensor result = *argument;
  result.data = memory + LINE + place;
  memset(memory, 0xA5, bytes + 2 * LINE);
  DEMAND(misaligned_run(model, argument, &result, &space, &context) == AG_OK);
  const float *y = result.data;
  for (size_t i = 0; i < elements; ++i)
    DEMAND(y[i] == -x[i]);
  for (size_t i = 0; i < LINE + place; ++i)
    DEMAND((unsigned char)memory[i] == 0xA5);
  for (size_t i = LINE + place + bytes; i < bytes + 2 * LINE; ++i)
    DEMAND((unsigned char)memory[i] == 0xA5);
}

int main(void) {
  for (size_t i = 0; i < MOST; ++i)
    x[i] = (float)i;
  ag_context context = AG_CONTEXT_INIT;
  misaligned_model *model;
  DEMAND(misaligned_load(NULL, &context, &model) == AG_OK);
  const int64_t rows[] = {3616, 3624, 3623};
  const size_t places[] = {0, 4, 32, 60};
  for (size_t r = 0; r < 3; ++r) {
    int64_t shape[] = {ROWS, rows[r]};
    DLTensor argument = make_argument(shape, 2, kDLFloat, 32, x);
    char *memory = fenced(count_bytes(&argument) + 2 * LINE, LINE);
    for (size_t p = 0; p < 4; ++p)
      for (int64_t threads = 1; threads <= 2; ++threads)
        run_at(model, &argument, memory, places[p], threads);
    printf("%d a row: right at 0, 4, 32 and 60 bytes behind a line\n",
           (int)rows[r]);
  }
  misaligned_unload(model);
  return 0;
}
