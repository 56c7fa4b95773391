/*===- step.c - a step of training in a C program -----------------*- C -*-===//
|*
|* Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
|*
|*===----------------------------------------------------------------------===//
|*
|*   cc -std=c11 step.c step.o -lm -o step
|*   step arguments.bin
|*
|* Takes one step of training and prints its loss. The next weights and state
|* are written to the memory of the current ones. The file has the step's
|* arguments as train.py wrote them: for each array the kind and the bits of its
|* elements, its rank and its sizes, then its elements. The last two arrays are
|* tokens; the others, weights and the optimiser's state, are donated.
|*
\*===----------------------------------------------------------------------===*/
#include "step.h"
#include <stdio.h>
#include <stdlib.h>

enum { tokens = 2 };

static void die(const char *what) {
  fprintf(stderr, "step: %s\n", what);
  exit(1);
}

static void *allocate(size_t bytes) {
  void *memory = aligned_alloc(64, (bytes + 64) / 64 * 64);
  if (!memory)
    die("out of memory");
  return memory;
}

static void *read_bytes(FILE *file, size_t bytes) {
  void *data = allocate(bytes);
  if (fread(data, 1, bytes, file) != bytes)
    die("the file ends too early");
  return data;
}

static int64_t read_number(FILE *file) {
  int64_t number;
  if (fread(&number, sizeof number, 1, file) != 1 || number < 0)
    die("the file ends too early");
  return number;
}

static DLTensor read_tensor(FILE *file) {
  DLTensor tensor = {.device.device_type = kDLCPU};
  uint8_t kind = (uint8_t)read_number(file), bits = (uint8_t)read_number(file);
  tensor.dtype = (DLDataType){kind, bits, 1};
  tensor.ndim = (int32_t)read_number(file);
  tensor.shape = read_bytes(file, (size_t)tensor.ndim * sizeof *tensor.shape);
  size_t bytes = bits / 8;
  for (int32_t dim = 0; dim < tensor.ndim; ++dim)
    bytes *= (size_t)tensor.shape[dim];
  tensor.data = read_bytes(file, bytes);
  return tensor;
}

int main(int argc, char **argv) {
  FILE *file = argc == 2 ? fopen(argv[1], "rb") : NULL;
  if (!file)
    die("usage: step arguments.bin");
  int64_t count = read_number(file);
  DLTensor *arguments = allocate((size_t)count * sizeof *arguments);
  for (int64_t number = 0; number < count; ++number)
    arguments[number] = read_tensor(file);
  fclose(file);

  float loss;
  int64_t kept = count - tokens;
  size_t ranks = 0;
  DLTensor *results = allocate((size_t)(kept + 1) * sizeof *results);
  for (int64_t number = 0; number < kept; ++number) {
    results[number] = arguments[number];
    ranks += (size_t)arguments[number].ndim;
  }
  results[kept] = (DLTensor){.data = &loss, .dtype = {kDLFloat, 32, 1}};
  results[kept].device.device_type = kDLCPU;

  ag_context context = AG_CONTEXT_INIT;
  step_model *model;
  if (step_load(NULL, &context, &model))
    die(context.message);
  const int64_t *sizes = arguments[count - 1].shape;
  int64_t *shapes = allocate(ranks * sizeof *shapes);
  ag_workspace workspace;
  if (step_query(&context, sizes[1], sizes[2], shapes, &workspace))
    die(context.message);
  workspace.data = allocate(workspace.bytes);
  if (step_run(model, arguments, results, &workspace, &context))
    die(context.message);
  printf("loss %.9g\n", loss);

  step_unload(model);
  free(workspace.data);
  free(shapes);
  free(results);
  for (int64_t number = 0; number < count; ++number) {
    free(arguments[number].data);
    free(arguments[number].shape);
  }
  free(arguments);
  return 0;
}
