/*===- Run.c - compiled programs through the C API ------------------------===//
|*
|* Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
|*
|*===----------------------------------------------------------------------===//
|*
|* Does a compiled program run, alone and in several threads, and does it reject
|* wrong arguments?
|*
\*===----------------------------------------------------------------------===*/
#include "Check.h"
#include <pthread.h>
#include <string.h>

static AgProgram loadProgram(void) {
  AgArtefact artefact = compileText(scaleProgram, AgEmitObject);
  AgProgram program;
  CHECK_OK(agArtefactLoad(artefact, &program));
  agArtefactDestroy(artefact);
  return program;
}

static void testEntries(AgProgram program) {
  size_t entry = 1;
  AgProgram none = {NULL};
  CHECK_OK(agProgramFindEntry(program, "main", &entry));
  CHECK(entry == 0);
  CHECK_OK(agProgramFindEntry(program, NULL, &entry));
  CHECK_FAILS(agProgramFindEntry(program, "other", &entry), AgWrongUse,
              "expected main");
  CHECK_FAILS(agProgramFindEntry(none, "main", &entry), AgWrongUse, "null");
  AgStringRef info = agProgramGetInfo(program);
  CHECK(info.length > 0 && info.data[0] == '{');
}

static void testLoadRefusals(AgProgram program) {
  AgModel model = {&model};
  AgProgram none = {NULL};
  AgArtefact assembly = compileText(scaleProgram, AgEmitAssembly);
  AgProgram other = {&other};
  CHECK_FAILS(agModelLoad(program, NULL, 0, &model), AG_INVALID_MODEL,
              "parameter w is not embedded");
  CHECK(!model.ptr);
  CHECK_FAILS(agModelLoad(program, "no such file", 0, &model), AG_INVALID_MODEL,
              "no such file");
  CHECK_FAILS(agModelLoad(program, writeScaleWeights(), -1, &model),
              AG_INVALID_ARGUMENT, "threads is -1");
  CHECK_FAILS(agModelLoad(none, NULL, 0, &model), AgWrongUse, "null");
  CHECK_FAILS(agArtefactLoad(assembly, &other), AgWrongUse, "AgEmitObject");
  CHECK(!other.ptr);
  agArtefactDestroy(assembly);
}

static void testSizes(AgModel model) {
  int64_t sizes[2] = {9, 9};
  ag_workspace need;
  CHECK_FAILS(agModelQuery(model, 0, sizes, 1, NULL, &need),
              AG_INVALID_ARGUMENT, "batch");
  CHECK_FAILS(agModelQuery(model, 0, sizes, 2, NULL, &need),
              AG_INVALID_ARGUMENT, "2 sizes are given, the entry has 1");
  sizes[0] = 8;
  CHECK_OK(agModelQuery(model, 0, sizes, 1, NULL, NULL));
  CHECK_FAILS(agModelQuery(model, 1, sizes, 1, NULL, &need), AgWrongUse,
              "there is no entry 1");
}

static void testTensors(AgModel model) {
  float x[8] = {0}, y[8];
  int64_t shape[] = {4, 2}, wrong[] = {2, 4};
  AgModel none = {NULL};
  DLTensor argument = floatTensor(x, 2, shape);
  DLTensor result = floatTensor(y, 2, wrong);
  CHECK_FAILS(agModelRun(model, 0, &argument, 1, &result, 1, NULL),
              AG_INVALID_ARGUMENT, "result 0");
  argument.shape = wrong;
  CHECK_FAILS(agModelRun(model, 0, &argument, 1, &result, 1, NULL),
              AG_INVALID_ARGUMENT, "argument x");
  CHECK_FAILS(agModelRun(model, 0, &argument, 0, &result, 1, NULL),
              AG_INVALID_ARGUMENT, "0 arguments are given, the entry has 1");
  CHECK_FAILS(agModelRun(model, 0, &argument, 1, &result, 2, NULL),
              AG_INVALID_ARGUMENT, "2 results are given, the entry has 1");
  argument.ndim = 1;
  CHECK_FAILS(agModelReadSymbols(model, 0, &argument, 1, shape),
              AG_INVALID_ARGUMENT, "argument x: has 1 dimensions, expected 2");
  CHECK_FAILS(agModelRun(none, 0, &argument, 1, &result, 1, NULL), AgWrongUse,
              "null");
}

static void *runOften(void *model) {
  for (int i = 0; i < 100; ++i)
    checkScale(*(AgModel *)model);
  return NULL;
}

/* Errors of one thread are not seen by another. */
static void *failOnce(void *message) {
  CHECK(strcmp(agGetLastError(), "") == 0);
  CHECK_FAILS(agProgramOpen(NULL, message), AgWrongUse, "null");
  return NULL;
}

static void testThreads(AgModel model) {
  pthread_t threads[4];
  AgProgram none;
  CHECK_FAILS(agProgramOpen("no such file", &none), AgInvalidFile, "no such");
  for (int i = 0; i < 4; ++i)
    pthread_create(&threads[i], NULL, i ? runOften : failOnce,
                   i ? (void *)&model : (void *)&none);
  for (int i = 0; i < 4; ++i)
    pthread_join(threads[i], NULL);
  CHECK(strstr(agGetLastError(), "no such file") != NULL);
}

/* The model reads w in place, and needs neither the array nor the shape. */
static void testTensorsInMemory(AgProgram program) {
  float w[] = {2, -1}, wide[] = {2, -1, 0};
  int64_t shape[] = {2}, wrong[] = {3};
  ag_named_tensor tensors[] = {{"unused", {kDLInt, 8, 1}, 0, NULL, NULL},
                               {"w", {kDLFloat, 32, 1}, 1, shape, w}};
  AgModel model = {&model};
  AgProgram none = {NULL};
  CHECK_FAILS(agModelLoadTensors(program, tensors, 1, 0, &model),
              AG_INVALID_MODEL,
              "load_tensors: parameter w is missing, the program needs f32[2]");
  CHECK(!model.ptr);
  CHECK_FAILS(agModelLoadTensors(program, NULL, 0, 0, &model), AG_INVALID_MODEL,
              "parameter w is missing");
  CHECK_FAILS(agModelLoadTensors(program, NULL, 1, 0, &model), AgWrongUse,
              "the array of tensors is null");
  CHECK_FAILS(agModelLoadTensors(none, tensors, 2, 0, &model), AgWrongUse,
              "null");
  tensors[1].shape = wrong, tensors[1].data = wide;
  CHECK_FAILS(agModelLoadTensors(program, tensors, 2, 0, &model),
              AG_INVALID_MODEL, "parameter w is f32[3] in memory");
  tensors[1].shape = shape, tensors[1].data = w;
  CHECK_OK(agModelLoadTensors(program, tensors, 2, 0, &model));
  memset(tensors, 0, sizeof tensors);
  shape[0] = 0;
  checkScale(model);
  agModelDestroy(model);
}

void testRun(void) {
  AgProgram program = loadProgram();
  AgModel model;
  testEntries(program);
  testLoadRefusals(program);
  testTensorsInMemory(program);
  CHECK_OK(agModelLoad(program, writeScaleWeights(), 0, &model));
  /* From here on, only the model is needed. */
  agProgramDestroy(program);
  removeFiles();
  checkScale(model);
  CHECK(agModelGetDevice(model).device_type == kDLCPU);
  testSizes(model);
  testTensors(model);
  testThreads(model);
  agModelDestroy(model);
}
