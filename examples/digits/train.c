/*===- train.c - a network trained by a C program -----------------*- C -*-===//
|*
|* Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
|*
|*===----------------------------------------------------------------------===//
|*
|*   cc -std=c11 train.c step.o -lm -o train
|*   train start.bin state.bin > losses.txt
|*
|* Takes the steps that train.py took with the same object, so the bits of all
|* results are the same. Prints the loss of each step, and writes the final
|* state. The arrays of the state are arguments and results of a step, in the
|* same memory.
|*
\*===----------------------------------------------------------------------===*/
#include "step.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { pixels = 64, batch = 32, most_parts = 64, most_dims = 4 };

static void die(const char *what) {
  fprintf(stderr, "train: %s\n", what);
  exit(1);
}

static void *read_array(FILE *file, size_t count, size_t size) {
  void *data = malloc(count * size);
  if (!data || fread(data, size, count, file) != count)
    die("the file ends too early");
  return data;
}

static DLTensor tensor_of(void *data, DLDataTypeCode code, uint8_t bits,
                          int32_t rank, int64_t *shape) {
  DLTensor tensor = {.data = data, .ndim = rank, .shape = shape};
  tensor.device.device_type = kDLCPU;
  tensor.dtype = (DLDataType){(uint8_t)code, bits, 1};
  return tensor;
}

static size_t bytes_of(const DLTensor *tensor) {
  size_t bytes = tensor->dtype.bits / 8;
  for (int32_t dim = 0; dim < tensor->ndim; ++dim)
    bytes *= (size_t)tensor->shape[dim];
  return bytes;
}

/* Reads the arrays of the state. Each has its rank and shape, the kind and bits
 * of its elements, and its elements. */
static void read_state(FILE *file, size_t parts, DLTensor state[]) {
  static int64_t shapes[most_parts][most_dims];
  for (size_t part = 0; part < parts; ++part) {
    int64_t rank, type[2];
    if (fread(&rank, sizeof rank, 1, file) != 1 || rank < 0 ||
        rank > most_dims ||
        fread(shapes[part], sizeof rank, (size_t)rank, file) != (size_t)rank ||
        fread(type, sizeof *type, 2, file) != 2)
      die("the file's state is not one");
    state[part] = tensor_of(NULL, (DLDataTypeCode)type[0], (uint8_t)type[1],
                            (int32_t)rank, shapes[part]);
    state[part].data = read_array(file, bytes_of(&state[part]), 1);
  }
}

static void write_state(const char *path, size_t parts,
                        const DLTensor state[]) {
  FILE *file = fopen(path, "wb");
  if (!file)
    die("the state can't be written");
  for (size_t part = 0; part < parts; ++part)
    fwrite(state[part].data, 1, bytes_of(&state[part]), file);
  if (fclose(file) != 0)
    die("the state can't be written");
}

int main(int argc, char **argv) {
  FILE *file = argc == 3 ? fopen(argv[1], "rb") : NULL;
  if (!file)
    die("usage: train start.bin state.bin");
  int64_t *counts = read_array(file, 3, sizeof *counts);
  size_t images = (size_t)counts[0], steps = (size_t)counts[1],
         parts = (size_t)counts[2];
  if (parts > most_parts)
    die("the file has too many arrays");
  DLTensor arguments[most_parts + 2], results[most_parts + 1];
  read_state(file, parts, arguments);
  float (*image)[pixels] = read_array(file, images, sizeof *image);
  int64_t *label = read_array(file, images, sizeof *label);
  int64_t (*rows)[batch] = read_array(file, steps, sizeof *rows);
  fclose(file);

  float x[batch][pixels], loss;
  int64_t labels[batch], shape[2] = {batch, pixels};
  memcpy(results, arguments, parts * sizeof *results);
  arguments[parts] = tensor_of(x, kDLFloat, 32, 2, shape);
  arguments[parts + 1] = tensor_of(labels, kDLInt, 64, 1, shape);
  results[parts] = tensor_of(&loss, kDLFloat, 32, 0, NULL);

  ag_context context = AG_CONTEXT_INIT;
  step_model *model;
  static _Alignas(64) char memory[step_WORKSPACE_BYTES];
  ag_workspace workspace = {memory, sizeof memory, 64};
  if (step_load(NULL, &context, &model))
    die(context.message);
  for (size_t step = 0; step < steps; ++step) {
    for (int row = 0; row < batch; ++row) {
      memcpy(x[row], image[rows[step][row]], sizeof x[row]);
      labels[row] = label[rows[step][row]];
    }
    if (step_run(model, arguments, results, &workspace, &context))
      die(context.message);
    printf("%.9g\n", loss);
  }
  write_state(argv[2], parts, arguments);

  step_unload(model);
  for (size_t part = 0; part < parts; ++part)
    free(arguments[part].data);
  free(rows);
  free(label);
  free(image);
  free(counts);
  return 0;
}
