/*===- link-program.c - runs a program that CMake compiled ----------------===//
|*
|* Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
|*
\*===----------------------------------------------------------------------===*/
#include "attend.h"
#include <stdio.h>

/* Workspace for the largest number of rows, so that no memory is allocated. */
static _Alignas(64) char memory[attend_WORKSPACE_BYTES];

int main(void) {
  float x[2][4] = {{1, 2, 2, 4}, {0, 3, 0, 4}}, y[2][4];
  int64_t shape[2] = {2, 4};
  DLTensor in = {.data = x,
                 .device = {kDLCPU, 0},
                 .ndim = 2,
                 .dtype = {kDLFloat, 32, 1},
                 .shape = shape};
  DLTensor out = in;
  out.data = y;

  ag_context context = AG_CONTEXT_INIT;
  attend_model *model;
  ag_workspace space = {.data = memory, .bytes = sizeof memory};
  if (attend_load(NULL, &context, &model) ||
      attend_run(model, &in, &out, &space, &context)) {
    puts(context.message);
    return 1;
  }
  printf("%g %g\n", y[0][3], y[1][1]);
  attend_unload(model);
  return 0;
}
