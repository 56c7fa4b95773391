/*===- run-program.c - compiles and runs an ag program from C -------------===//
|*
|* Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
|*
\*===----------------------------------------------------------------------===*/
#include "ag-c/Run.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char text[] =
    "func.func @norm(%x: tensor<?x3xf32> {ag.dims = [\"n\", 3]})\n"
    "    -> tensor<?xf32> {\n"
    "  %w = ag.parameter \"w\" : tensor<3xf32>\n"
    "  %0 = ag.contract \"ni,i->ni\" %x, %w : tensor<?x3xf32>,\n"
    "      tensor<3xf32> -> tensor<?x3xf32>\n"
    "  %1 = ag.contract \"ni,ni->n\" %0, %0 : tensor<?x3xf32>,\n"
    "      tensor<?x3xf32> -> tensor<?xf32>\n"
    "  %2 = ag.sqrt %1 : tensor<?xf32>\n"
    "  return %2 : tensor<?xf32>\n"
    "}\n";

/* The model reads it where it is. */
static const float w[] = {2, 2, 2};

/* Exits with the message of the last call if that call failed. */
static void must(int32_t status) {
  if (status == AG_OK)
    return;
  fprintf(stderr, "%s\n", agGetLastError());
  exit(1);
}

/* Returns the program, compiled for this machine and loaded in this process. */
static AgModel loadNorm(void) {
  AgContext context = agContextCreate();
  AgModule module;
  AgArtefact artefact;
  AgProgram program;
  AgModel model;
  AgCompileOptions options = AG_COMPILE_OPTIONS_INIT;
  options.march = "native";
  must(agModuleParse(context, text, strlen(text), "norm", &module));
  must(agModuleCompile(module, AgEmitObject, &options, &artefact));
  must(agArtefactLoad(artefact, &program));
  const int64_t three = 3;
  ag_named_tensor weights = {"w", {kDLFloat, 32, 1}, 1, &three, w};
  must(agModelLoadTensors(program, &weights, 1, 0, &model));
  agProgramDestroy(program);
  agArtefactDestroy(artefact);
  agModuleDestroy(module);
  agContextDestroy(context);
  return model;
}

int main(void) {
  float data[] = {3, 4, 0, 1, 2, 2}, norms[2];
  int64_t shape[] = {2, 3}, rows[] = {2};
  DLTensor x = {data, {kDLCPU, 0}, 2, {kDLFloat, 32, 1}, shape, NULL, 0};
  DLTensor y = {norms, {kDLCPU, 0}, 1, {kDLFloat, 32, 1}, rows, NULL, 0};
  AgModel norm = loadNorm();
  ag_workspace workspace;
  must(agModelQuery(norm, 0, rows, 1, NULL, &workspace));
  workspace.data = aligned_alloc(64, (workspace.bytes + 64) / 64 * 64);
  must(agModelRun(norm, 0, &x, 1, &y, 1, &workspace));
  printf("%g %g\n", norms[0], norms[1]);
  free(workspace.data);
  agModelDestroy(norm);
  return 0;
}
