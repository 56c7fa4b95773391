/*===- train.c - a network trained by a C program -----------------*- C -*-===//
|*
|* Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
|*
|*===----------------------------------------------------------------------===//
|*
|*   cc -std=c11 train.c step.o -lm -o train
|*   cc -std=c11 -DON_GPU train.c step.o -lm -o train      a step for a GPU
|*   train start.bin state.bin > losses.txt
|*
|* Takes the steps that train.py took with the same object, so the bits of all
|* results are the same. Prints the loss of each step, and writes the final
|* state. The arrays of the state are arguments and results of a step, in the
|* same memory. On a GPU the state stays there: a step copies only its batch and
|* its loss.
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

/*===----------------------------------------------------------------------===*\
|* The memory of the step's arrays
\*===----------------------------------------------------------------------===*/

static ag_context context = AG_CONTEXT_INIT;

#ifdef ON_GPU
static const DLDevice device = {kDLCUDA, 0};

static void *allocate(size_t bytes) {
  void *memory;
  if (step_allocate(&context, bytes, &memory))
    die(context.message);
  return memory;
}

static void release(void *memory) {
  if (step_free(&context, memory))
    die(context.message);
}

/* Waits for the steps that are under way. */
static void copy(void *to, const void *from, size_t bytes) {
  if (step_copy(&context, to, from, bytes))
    die(context.message);
}
#else
static const DLDevice device = {kDLCPU, 0};

static void *allocate(size_t bytes) {
  void *memory = aligned_alloc(64, (bytes + 63) / 64 * 64);
  if (!memory)
    die("out of memory");
  return memory;
}

static void release(void *memory) { free(memory); }

static void copy(void *to, const void *from, size_t bytes) {
  memcpy(to, from, bytes);
}
#endif

/* Returns a tensor without elements yet. */
static DLTensor tensor_of(DLDataTypeCode code, uint8_t bits, int32_t rank,
                          int64_t *shape) {
  DLTensor tensor = {.device = device, .ndim = rank, .shape = shape};
  tensor.dtype = (DLDataType){(uint8_t)code, bits, 1};
  return tensor;
}

static size_t bytes_of(const DLTensor *tensor) {
  size_t bytes = tensor->dtype.bits / 8;
  for (int32_t dim = 0; dim < tensor->ndim; ++dim)
    bytes *= (size_t)tensor->shape[dim];
  return bytes;
}

/*===----------------------------------------------------------------------===*\
|* Files
\*===----------------------------------------------------------------------===*/

static void *read_array(FILE *file, size_t count, size_t size) {
  void *data = malloc(count * size);
  if (!data || fread(data, size, count, file) != count)
    die("the file ends too early");
  return data;
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
    state[part] = tensor_of((DLDataTypeCode)type[0], (uint8_t)type[1],
                            (int32_t)rank, shapes[part]);
    size_t bytes = bytes_of(&state[part]);
    void *elements = read_array(file, bytes, 1);
    state[part].data = allocate(bytes);
    copy(state[part].data, elements, bytes);
    free(elements);
  }
}

static void write_state(const char *path, size_t parts,
                        const DLTensor state[]) {
  FILE *file = fopen(path, "wb");
  if (!file)
    die("the state can't be written");
  for (size_t part = 0; part < parts; ++part) {
    size_t bytes = bytes_of(&state[part]);
    void *elements = malloc(bytes);
    if (!elements)
      die("out of memory");
    copy(elements, state[part].data, bytes);
    fwrite(elements, 1, bytes, file);
    free(elements);
  }
  if (fclose(file) != 0)
    die("the state can't be written");
}

int main(int argc, char **argv) {
  FILE *file = argc == 3 ? fopen(argv[1], "rb") : NULL;
  if (!file)
    die("usage: train start.bin state.bin");
  step_model *model;
  if (step_load(NULL, &context, &model))
    die(context.message);
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
  arguments[parts] = tensor_of(kDLFloat, 32, 2, shape);
  arguments[parts].data = allocate(sizeof x);
  arguments[parts + 1] = tensor_of(kDLInt, 64, 1, shape);
  arguments[parts + 1].data = allocate(sizeof labels);
  memcpy(results, arguments, parts * sizeof *results);
  results[parts] = tensor_of(kDLFloat, 32, 0, NULL);
  results[parts].data = allocate(sizeof loss);
  ag_workspace workspace = {allocate(step_WORKSPACE_BYTES),
                            step_WORKSPACE_BYTES, 64};
  for (size_t step = 0; step < steps; ++step) {
    for (int row = 0; row < batch; ++row) {
      memcpy(x[row], image[rows[step][row]], sizeof x[row]);
      labels[row] = label[rows[step][row]];
    }
    copy(arguments[parts].data, x, sizeof x);
    copy(arguments[parts + 1].data, labels, sizeof labels);
    if (step_run(model, arguments, results, &workspace, &context))
      die(context.message);
    copy(&loss, results[parts].data, sizeof loss);
    printf("%.9g\n", loss);
  }
  write_state(argv[2], parts, arguments);

  for (size_t part = 0; part < parts + 2; ++part)
    release(arguments[part].data);
  release(results[parts].data);
  release(workspace.data);
  step_unload(model);
  free(rows);
  free(label);
  free(image);
  free(counts);
  return 0;
}
