/*===- filetype.c - what is this file? ----------------------------*- C -*-===//
|*
|* Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
|*
|*===----------------------------------------------------------------------===//
|*
|*   cc -std=c11 -Iwork examples/filetype/filetype.c work/m.o -lm -o filetype
|*   filetype work/m.weights FILE...
|*
|* Prints the type of each file by magika's model, which reads the first and
|* the last bytes of a file. One run has all files.
|*
\*===----------------------------------------------------------------------===*/
#include "labels.h"
#include "m.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { row = begin_bytes + end_bytes };

static void die(const char *name, const char *what) {
  fprintf(stderr, "filetype: %s: %s\n", name, what);
  exit(1);
}

static void *allocate(size_t bytes) {
  void *memory = aligned_alloc(64, (bytes + 63) / 64 * 64);
  if (!memory)
    die("memory", "there is none left");
  return memory;
}

static int is_space(unsigned char byte) {
  return byte == ' ' || (byte >= '\t' && byte <= '\r');
}

/* Reads the bytes of a file that the model takes: those at its ends, without
   white space before and behind, and with padding. */
static void read_features(const char *name, int32_t *features) {
  FILE *file = fopen(name, "rb");
  if (!file || fseek(file, 0, SEEK_END))
    die(name, "cannot be read");
  long size = ftell(file), block = size < block_bytes ? size : block_bytes;
  if (size < least_bytes)
    die(name, "has too few bytes");
  unsigned char first[block_bytes], last[block_bytes];
  rewind(file);
  if (fread(first, 1, (size_t)block, file) != (size_t)block ||
      fseek(file, size - block, SEEK_SET) ||
      fread(last, 1, (size_t)block, file) != (size_t)block)
    die(name, "cannot be read");
  fclose(file);
  long start = 0, end = block;
  while (start < block && is_space(first[start]))
    ++start;
  while (end > 0 && is_space(last[end - 1]))
    --end;
  for (long i = 0; i < begin_bytes; ++i)
    features[i] = start + i < block ? first[start + i] : padding;
  for (long i = 0; i < end_bytes; ++i)
    features[row - 1 - i] = end - 1 - i >= 0 ? last[end - 1 - i] : padding;
}

int main(int argc, char **argv) {
  if (argc < 3)
    die("usage", "filetype m.weights FILE...");
  int64_t count = argc - 2, shape[2] = {count, row}, shapes[2];
  ag_context context = AG_CONTEXT_INIT;
  ag_workspace workspace;
  m_model *model;
  if (m_load(argv[1], &context, &model) ||
      m_query(&context, count, shapes, &workspace))
    die(argv[1], context.message);
  workspace.data = allocate(workspace.bytes);
  int32_t *features = allocate((size_t)count * row * sizeof *features);
  float *scores = allocate((size_t)count * labels * sizeof *scores);
  for (int64_t i = 0; i < count; ++i)
    read_features(argv[2 + i], features + i * row);

  DLTensor argument = {.data = features, .ndim = 2, .shape = shape};
  argument.dtype = (DLDataType){kDLInt, 32, 1};
  DLTensor result = {.data = scores, .ndim = 2, .shape = shapes};
  result.dtype = (DLDataType){kDLFloat, 32, 1};
  argument.device.device_type = result.device.device_type = kDLCPU;
  if (m_run(model, &argument, &result, &workspace, &context))
    die("m", context.message);

  for (int64_t i = 0; i < count; ++i) {
    const float *score = scores + i * labels;
    int best = 0;
    for (int j = 1; j < labels; ++j)
      best = score[j] > score[best] ? j : best;
    const char *label = score[best] < label_table[best].threshold
                            ? "unknown"
                            : label_table[best].name;
    printf("%s: %s (%.1f %%)\n", argv[2 + i], label, 100.0 * score[best]);
  }
  free(scores);
  free(features);
  free(workspace.data);
  m_unload(model);
  return 0;
}
