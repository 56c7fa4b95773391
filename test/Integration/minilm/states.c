/*===- states.c - all results of the sentence encoder, from C -----*- C -*-===//
|*
|* Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
|*
|*===----------------------------------------------------------------------===//
|*
|*   states model.safetensors < batches > results
|*
|* Runs one model on one batch after the other. A batch is a count of sentences,
|* their length, token ids and masks, as int64_t; its results are the hidden
|* states and the embeddings, as float.
|*
\*===----------------------------------------------------------------------===*/
#include "minilm.h"
#include <stdio.h>
#include <stdlib.h>

enum { hidden = 384 };

static void demand(int holds, const char *message) {
  if (holds)
    return;
  fprintf(stderr, "states: %s\n", message);
  exit(1);
}

static void *allocate(size_t bytes) {
  void *memory = aligned_alloc(64, (bytes + 63) / 64 * 64);
  demand(memory != NULL, "out of memory");
  return memory;
}

static DLTensor read_tokens(int64_t *shape) {
  size_t count = (size_t)(shape[0] * shape[1]);
  int64_t *tokens = allocate(count * sizeof *tokens);
  demand(fread(tokens, sizeof *tokens, count, stdin) == count,
         "too few tokens");
  return (DLTensor){tokens, {kDLCPU, 0}, 2, {kDLInt, 64, 1}, shape, NULL, 0};
}

static DLTensor make_result(int32_t rank, int64_t *shape) {
  size_t bytes = sizeof(float);
  for (int32_t d = 0; d < rank; ++d)
    bytes *= (size_t)shape[d];
  return (DLTensor){allocate(bytes), {kDLCPU, 0}, rank, {kDLFloat, 32, 1},
                    shape,           NULL,        0};
}

static void write_result(const DLTensor *result, size_t rows) {
  size_t count = rows * hidden;
  demand(fwrite(result->data, sizeof(float), count, stdout) == count,
         "the results can't be written");
}

static void run(const minilm_model *model, int64_t *shape) {
  ag_context context = AG_CONTEXT_INIT;
  int64_t shapes[5];
  ag_workspace workspace;
  demand(!minilm_query(&context, shape[0], shape[1], shapes, &workspace),
         context.message);
  workspace.data = allocate(workspace.bytes);
  DLTensor tokens[2], results[2];
  for (int i = 0; i < 2; ++i)
    tokens[i] = read_tokens(shape);
  results[0] = make_result(3, shapes);
  results[1] = make_result(2, shapes + 3);
  demand(!minilm_run(model, tokens, results, &workspace, &context),
         context.message);
  write_result(&results[0], (size_t)(shape[0] * shape[1]));
  write_result(&results[1], (size_t)shape[0]);
  free(workspace.data);
  for (int i = 0; i < 2; ++i) {
    free(tokens[i].data);
    free(results[i].data);
  }
}

int main(int argc, char **argv) {
  demand(argc == 2, "usage: states model.safetensors < batches > results");
  ag_context context = AG_CONTEXT_INIT;
  minilm_model *model;
  demand(!minilm_load(argv[1], &context, &model), context.message);
  int64_t shape[2];
  while (fread(shape, sizeof *shape, 2, stdin) == 2)
    run(model, shape);
  minilm_unload(model);
  return 0;
}
