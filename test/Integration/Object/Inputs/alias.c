/*===- alias.c - a step that updates its argument -------------------------===//
|*
|* Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
|*
|*===----------------------------------------------------------------------===//
|*
|* Does a result take over only its own argument's memory?
|*
\*===----------------------------------------------------------------------===*/
#include "alias.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static DLTensor tensor(float *data, int64_t *shape) {
  DLTensor view = {.data = data,
                   .device = {kDLCPU, 0},
                   .ndim = 1,
                   .dtype = {kDLFloat, 32, 1},
                   .shape = shape};
  return view;
}

int main(void) {
  printf("{\"name\": \"w2\"%s\n",
         strstr(alias_info(), "\"alias\":0") ? ", \"alias\": 0}" : "}");
  float w[] = {1, 2, 3}, g[] = {0.5, 0.5, 0.5}, old[3], elsewhere[3];
  int64_t shape[] = {3}, shapes[2];
  ag_context context = AG_CONTEXT_INIT;
  alias_model *model;
  ag_workspace space;
  if (alias_load(NULL, &context, &model) ||
      alias_query(&context, 3, shapes, &space))
    return puts(context.message), 1;
  space.data = aligned_alloc(64, space.bytes + 64);
  DLTensor arguments[] = {tensor(w, shape), tensor(g, shape)};
  DLTensor results[] = {tensor(w, shape), tensor(old, shape)};
  if (alias_run(model, arguments, results, &space, &context))
    return puts(context.message), 1;
  printf("stepped: %.3f %.3f %.3f\n", w[0], w[1], w[2]);
  if (old[0] != -1 || old[1] != -2 || old[2] != -3)
    return puts("old is not what was before"), 1;

  results[0].data = elsewhere;
  if (alias_run(model, arguments, results, &space, &context) ==
      AG_INVALID_ARGUMENT)
    puts(context.message);
  results[0].data = w;
  results[1].data = g;
  if (alias_run(model, arguments, results, &space, &context) ==
      AG_INVALID_ARGUMENT)
    puts(context.message);
  free(space.data);
  alias_unload(model);
  return 0;
}
