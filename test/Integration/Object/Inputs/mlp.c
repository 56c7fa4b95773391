/*===- mlp.c - a perceptron, in C and compiled ----------------------------===//
|*
|* Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
|*
|*===----------------------------------------------------------------------===//
|*
|* Does mlp.mlir compute the same as loops in C, for every batch and with
|* weights from a file or from memory, and refuse invalid operands?
|*
\*===----------------------------------------------------------------------===*/
#include "mlp.h"
#include "Fenced.h"

enum { IN = 20, HIDDEN = 33, OUT = 3 };
static float w1[IN * HIDDEN], b1[HIDDEN], w2[HIDDEN * OUT];

/* Fills `values` with numbers from -1 to 1. */
static void fill(float *values, size_t count, unsigned seed) {
  for (size_t i = 0; i < count; ++i) {
    seed = seed * 1664525u + 1013904223u;
    values[i] = (float)(seed >> 8) / (1 << 23) - 1;
  }
}

static void write_weights(const char *path, const char *name_of_b1) {
  char header[400];
  unsigned long long length = (unsigned long long)snprintf(
      header, sizeof(header),
      "{\"w1\":{\"dtype\":\"F32\",\"shape\":[20,33],\"data_offsets\":[0,2640]},"
      "\"%s\":{\"dtype\":\"F32\",\"shape\":[33],\"data_offsets\":[2640,2772]},"
      "\"w2\":{\"dtype\":\"F32\",\"shape\":[33,3],\"data_offsets\":[2772,3168]}"
      "}",
      name_of_b1);
  FILE *file = fopen(path, "wb");
  DEMAND(file);
  fwrite(&length, sizeof(length), 1, file);
  fwrite(header, length, 1, file);
  fwrite(w1, sizeof(w1), 1, file);
  fwrite(b1, sizeof(b1), 1, file);
  fwrite(w2, sizeof(w2), 1, file);
  DEMAND(fclose(file) == 0);
}

static void compute(const float *x, double *y) {
  double hidden[HIDDEN];
  for (int h = 0; h < HIDDEN; ++h) {
    hidden[h] = b1[h];
    for (int i = 0; i < IN; ++i)
      hidden[h] += (double)x[i] * w1[i * HIDDEN + h];
    hidden[h] = fmax(hidden[h], 0);
  }
  for (int o = 0; o < OUT; ++o) {
    y[o] = 0;
    for (int h = 0; h < HIDDEN; ++h)
      y[o] += hidden[h] * w2[h * OUT + o];
  }
}

static void check_batch(const mlp_model *model, ag_context *context,
                        int64_t batch) {
  int64_t in_shape[] = {batch, IN}, out_shape[] = {-1, -1};
  ag_workspace need;
  DEMAND(mlp_query(context, batch, out_shape, &need) == AG_OK);
  DEMAND(out_shape[0] == batch && out_shape[1] == OUT);
  float elements[64 * IN];
  fill(elements, 64 * IN, (unsigned)batch);
  DLTensor x = make_argument(in_shape, 2, kDLFloat, 32, elements);
  DLTensor y = make_tensor(out_shape, 2, kDLFloat, 32);
  ag_workspace workspace = make_workspace(need);
  DEMAND(mlp_run(model, &x, &y, &workspace, context) == AG_OK);
  for (int64_t row = 0; row < batch; ++row) {
    double expected[OUT];
    compute(elements + row * IN, expected);
    for (int o = 0; o < OUT; ++o)
      DEMAND(fabs(((float *)y.data)[row * OUT + o] - expected[o]) < 1e-5);
  }
  printf("batch %d: right\n", (int)batch);
}

/* Returns a tensor in memory that the program may only read. */
static ag_named_tensor name_tensor(const char *name, int32_t rank,
                                   int64_t *shape, const float *elements) {
  DLTensor tensor = make_argument(shape, rank, kDLFloat, 32, elements);
  return (ag_named_tensor){name, tensor.dtype, rank, shape, tensor.data};
}

static mlp_model *load_from_memory(ag_context *context) {
  int64_t shape1[] = {IN, HIDDEN}, shape2[] = {HIDDEN, OUT};
  ag_named_tensor tensors[] = {name_tensor("w1", 2, shape1, w1),
                               name_tensor("w2", 2, shape2, w2),
                               name_tensor("b1", 1, shape1 + 1, b1)};
  mlp_model *model;
  demand_failure(mlp_load_tensors(tensors, 2, context, &model),
                 AG_INVALID_MODEL, context,
                 "load_tensors: parameter b1 is missing, the program needs "
                 "f32[33]");
  DEMAND(!model);
  DEMAND(mlp_load_tensors(tensors, 3, context, &model) == AG_OK);
  return model;
}

static void check_refusals(const mlp_model *model, ag_context *context) {
  int64_t in_shape[] = {4, IN}, out_shape[] = {4, OUT};
  ag_workspace need;
  demand_failure(mlp_query(context, 65, NULL, &need), AG_INVALID_ARGUMENT,
                 context, "argument x: batch is 65, at most 64");
  DEMAND(mlp_query(context, 4, NULL, &need) == AG_OK);
  DLTensor x = make_tensor(in_shape, 2, kDLFloat, 32);
  DLTensor y = make_tensor(out_shape, 2, kDLFloat, 32);
  ag_workspace workspace = make_workspace(need);
  in_shape[0] = 65;
  demand_failure(mlp_run(model, &x, &y, &workspace, context),
                 AG_INVALID_ARGUMENT, context,
                 "argument x: batch is 65, at most 64");
  in_shape[0] = 4, in_shape[1] = 21;
  demand_failure(mlp_run(model, &x, &y, &workspace, context),
                 AG_INVALID_ARGUMENT, context,
                 "argument x: dimension 1 is 21, expected 20");
  in_shape[1] = IN, out_shape[0] = 5;
  demand_failure(mlp_run(model, &x, &y, &workspace, context),
                 AG_INVALID_ARGUMENT, context,
                 "result 0: batch is 5, expected 4");
  out_shape[0] = 4, x.dtype.bits = 64;
  demand_failure(mlp_run(model, &x, &y, &workspace, context),
                 AG_INVALID_ARGUMENT, context,
                 "argument x: dtype is f64, expected f32");
  x.dtype.bits = 32, workspace.bytes -= 1;
  DEMAND(mlp_run(model, &x, &y, &workspace, context) == AG_INVALID_WORKSPACE);
}

int main(int argc, char **argv) {
  DEMAND(argc == 2);
  fill(w1, IN * HIDDEN, 1);
  fill(b1, HIDDEN, 2);
  fill(w2, HIDDEN * OUT, 3);
  ag_context context = AG_CONTEXT_INIT;
  mlp_model *model;
  demand_failure(mlp_load(NULL, &context, &model), AG_INVALID_MODEL, &context,
                 "mlp needs a weights file: parameter b1 is not embedded");
  write_weights(argv[1], "b2");
  DEMAND(mlp_load(argv[1], &context, &model) == AG_INVALID_MODEL && !model);
  DEMAND(strstr(context.message,
                "parameter b1 is missing, the program needs f32[33]"));
  write_weights(argv[1], "b1");
  DEMAND(mlp_load(argv[1], &context, &model) == AG_OK);
  const int64_t batches[] = {0, 1, 7, 64};
  for (int i = 0; i < 4; ++i)
    check_batch(model, &context, batches[i]);
  check_refusals(model, &context);
  printf("refused as it should be\n");
  mlp_unload(model);
  model = load_from_memory(&context);
  for (int i = 0; i < 4; ++i)
    check_batch(model, &context, batches[i]);
  mlp_unload(model);
  return 0;
}
