/*===- embed.c - the sentence encoder in a C program --------------*- C -*-===//
|*
|* Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
|*
|*===----------------------------------------------------------------------===//
|*
|*   cc -std=c11 embed.c minilm.o -lm -o embed
|*   embed model.safetensors < tokens
|*
|* Embeds tokenized sentences and prints their cosine similarities. `tokens` has
|* the number of sentences, their padded length, the token ids, then the masks.
|*
\*===----------------------------------------------------------------------===*/
#include "minilm.h"
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { hidden = 384 };

static void die(const char *what) {
  fprintf(stderr, "embed: %s\n", what);
  exit(1);
}

static void *allocate(size_t bytes) {
  void *memory = aligned_alloc(64, (bytes + 63) / 64 * 64);
  if (!memory)
    die("out of memory");
  return memory;
}

static double now(void) {
  struct timespec time;
  timespec_get(&time, TIME_UTC);
  return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

static int64_t read_number(void) {
  int64_t number;
  if (scanf("%" SCNd64, &number) != 1)
    die("expected a number");
  return number;
}

static void read_numbers(int64_t *numbers, int64_t count) {
  for (int64_t i = 0; i < count; ++i)
    numbers[i] = read_number();
}

static DLTensor tensor_of(void *data, DLDataType type, int32_t rank,
                          int64_t *shape) {
  DLTensor tensor = {.data = data, .ndim = rank, .dtype = type, .shape = shape};
  tensor.device.device_type = kDLCPU;
  return tensor;
}

static void print_similarities(const float *embeddings, int64_t count) {
  for (int64_t i = 0; i < count; ++i) {
    for (int64_t j = 0; j < count; ++j) {
      double cosine = 0.0;
      for (int64_t k = 0; k < hidden; ++k)
        cosine += embeddings[i * hidden + k] * embeddings[j * hidden + k];
      printf(j == 0 ? "%6.3f" : "  %6.3f", cosine);
    }
    printf("\n");
  }
}

int main(int argc, char **argv) {
  if (argc != 2)
    die("usage: embed model.safetensors < tokens");
  ag_context context = AG_CONTEXT_INIT;
  double start = now();
  minilm_model *model;
  if (minilm_load(argv[1], &context, &model))
    die(context.message);
  printf("load  %.4f s\n", now() - start);

  int64_t batch = read_number(), seq = read_number();
  int64_t shapes[5];
  ag_workspace workspace;
  if (minilm_query(&context, batch, seq, shapes, &workspace))
    die(context.message);
  workspace.data = allocate(workspace.bytes);

  size_t tokens = (size_t)(batch * seq);
  int64_t *ids = allocate(tokens * sizeof *ids);
  int64_t *mask = allocate(tokens * sizeof *mask);
  read_numbers(ids, batch * seq);
  read_numbers(mask, batch * seq);
  float *states = allocate(tokens * hidden * sizeof *states);
  float *embeddings = allocate((size_t)batch * hidden * sizeof *embeddings);

  const DLDataType i64 = {kDLInt, 64, 1}, f32 = {kDLFloat, 32, 1};
  int64_t shape[2] = {batch, seq};
  const DLTensor arguments[2] = {tensor_of(ids, i64, 2, shape),
                                 tensor_of(mask, i64, 2, shape)};
  const DLTensor results[2] = {tensor_of(states, f32, 3, shapes),
                               tensor_of(embeddings, f32, 2, shapes + 3)};
  for (int run = 0; run < 2; ++run) {
    start = now();
    if (minilm_run(model, arguments, results, &workspace, &context))
      die(context.message);
    printf("%s %.4f s\n", run == 0 ? "first" : "again", now() - start);
  }
  printf("workspace %.2f MB for %" PRId64 " sentences of %" PRId64 " tokens\n",
         (double)workspace.bytes / 1e6, batch, seq);
  print_similarities(embeddings, batch);

  free(embeddings);
  free(states);
  free(mask);
  free(ids);
  free(workspace.data);
  minilm_unload(model);
  return 0;
}
