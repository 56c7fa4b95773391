/*===- Check.c - helpers of the tests of the C API ------------------------===//
|*
|* Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
|*
|*===----------------------------------------------------------------------===//
|*
|* How do tests in C check a condition, and which program do they share?
|*
\*===----------------------------------------------------------------------===*/
#include "Check.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int failures = 0;

void check(const char *file, int line, const char *text, int holds) {
  if (holds)
    return;
  ++failures;
  fprintf(stderr, "%s:%d: does not hold: %s\n", file, line, text);
}

void checkFails(const char *file, int line, const char *call, int32_t actual,
                int32_t expected, const char *part) {
  const char *message = actual == AG_OK ? "" : agGetLastError();
  if (actual == expected && strstr(message, part))
    return;
  ++failures;
  fprintf(stderr, "%s:%d: %s\n  gives %d: %s\n  expected %d: %s\n", file, line,
          call, (int)actual, message, (int)expected, part);
}

const char *const scaleProgram =
    "func.func @main(%x: tensor<?x2xf32> {ag.dims = [\"batch\", 2],\n"
    "                                     ag.name = \"x\"})\n"
    "    -> tensor<?x2xf32> attributes {ag.ranges = {batch = [1, 8]}} {\n"
    "  %w = ag.parameter \"w\" : tensor<2xf32>\n"
    "  %0 = ag.contract \"bi,i->bi\" %x, %w : tensor<?x2xf32>,\n"
    "      tensor<2xf32> -> tensor<?x2xf32>\n"
    "  %1 = ag.tanh %0 : tensor<?x2xf32>\n"
    "  return %1 : tensor<?x2xf32>\n"
    "}\n";

/* Names of the files in the current folder, which is the test's own. */
static const char *files[16];
static int fileCount = 0;

const char *writeTemporary(const char *name, AgStringRef bytes) {
  FILE *file = fopen(name, "wb");
  CHECK(file && fwrite(bytes.data, 1, bytes.length, file) == bytes.length);
  if (file)
    CHECK(fclose(file) == 0);
  files[fileCount++] = name;
  return name;
}

void removeFiles(void) {
  while (fileCount > 0)
    remove(files[--fileCount]);
}

const char *writeScaleWeights(void) {
  /* The header's length is 56. */
  static const char contents[] =
      "\070\0\0\0\0\0\0\0"
      "{\"w\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}  "
      "\0\0\0\100\0\0\200\277";
  AgStringRef bytes = {contents, sizeof(contents) - 1};
  return writeTemporary("scale.safetensors", bytes);
}

AgArtefact compileText(const char *text, AgEmission emission) {
  AgContext context = agContextCreate();
  AgModule module;
  AgArtefact artefact = {NULL};
  AgCompileOptions options = AG_COMPILE_OPTIONS_INIT;
  options.name = "scale";
  CHECK_OK(agModuleParse(context, text, strlen(text), "text", &module));
  if (module.ptr)
    CHECK_OK(agModuleCompile(module, emission, &options, &artefact));
  agModuleDestroy(module);
  agContextDestroy(context);
  if (!artefact.ptr)
    exit(1);
  return artefact;
}

DLTensor floatTensor(float *data, int32_t rank, int64_t *shape) {
  DLTensor tensor = {data,  {kDLCPU, 0}, rank, {kDLFloat, 32, 1},
                     shape, NULL,        0};
  return tensor;
}

void checkScale(AgModel model) {
  float x[] = {0, 1, 0.5f, -0.5f, 2, 3}, y[6];
  int64_t shape[] = {3, 2}, sizes[1] = {0}, shapes[2] = {0, 0};
  DLTensor argument = floatTensor(x, 2, shape);
  ag_workspace workspace;
  CHECK_OK(agModelReadSymbols(model, 0, &argument, 1, sizes));
  CHECK(sizes[0] == 3);
  CHECK_OK(agModelQuery(model, 0, sizes, 1, shapes, &workspace));
  CHECK(shapes[0] == 3 && shapes[1] == 2);
  DLTensor result = floatTensor(y, 2, shapes);
  workspace.data = aligned_alloc(64, (workspace.bytes + 64) / 64 * 64);
  CHECK_OK(agModelRun(model, 0, &argument, 1, &result, 1, &workspace));
  free(workspace.data);
  for (int i = 0; i < 6; ++i)
    CHECK(fabsf(y[i] - tanhf(i % 2 ? -x[i] : 2 * x[i])) < 1e-6f);
}

int contains(AgStringRef text, const char *part) {
  size_t length = strlen(part);
  for (size_t i = 0; i + length <= text.length; ++i)
    if (memcmp(text.data + i, part, length) == 0)
      return 1;
  return 0;
}
