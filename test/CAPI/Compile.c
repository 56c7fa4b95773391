/*===- Compile.c - compilation through the C API --------------------------===//
|*
|* Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
|*
|*===----------------------------------------------------------------------===//
|*
|* Is a program compiled as the options say, or refused?
|*
\*===----------------------------------------------------------------------===*/
#include "Check.h"
#include <stdlib.h>
#include <string.h>

static void checkMemory(AgStringRef text, void *userData) {
  (void)userData;
  CHECK(contains(text, "\"sizes\":{\"batch\":8},\"peak\":"));
}

static void testArtefacts(void) {
  AgArtefact linalg = compileText(scaleProgram, AgEmitLinalg);
  CHECK(contains(agArtefactGetCode(linalg), "linalg.generic"));
  CHECK(agArtefactGetHeader(linalg).length == 0);
  CHECK(agArtefactGetInfo(linalg).length == 0);
  agArtefactDestroy(linalg);

  AgArtefact assembly = compileText(scaleProgram, AgEmitAssembly);
  CHECK(contains(agArtefactGetCode(assembly), "scale_run:"));
  agArtefactDestroy(assembly);

  AgArtefact object = compileText(scaleProgram, AgEmitObject);
  CHECK(contains(agArtefactGetCode(object), "\177ELF"));
  CHECK(contains(agArtefactGetHeader(object), "int32_t scale_run("));
  CHECK(contains(agArtefactGetInfo(object),
                 "{\"name\":\"batch\",\"least\":1,\"greatest\":8}"));
  CHECK(contains(agArtefactGetInfo(object), "\"march\":\"x86-64-v3\""));
  CHECK(contains(agArtefactGetName(object), "scale"));
  CHECK(contains(agEmissionGetSuffix(AgEmitObject), ".o"));
  CHECK(contains(agEmissionGetSuffix(AgEmitPTX), ".ptx"));
  CHECK(agEmissionGetSuffix(AgEmitExecutable).length == 0);
  CHECK(agEmissionGetSuffix((AgEmission)99).length == 0);
  agArtefactPrintMemory(object, checkMemory, NULL);
  agArtefactDestroy(object);
}

static int32_t compileWith(AgModule module, AgEmission emission,
                           const AgCompileOptions *options) {
  AgArtefact artefact = {&artefact};
  int32_t status = agModuleCompile(module, emission, options, &artefact);
  CHECK(status == AG_OK || !artefact.ptr);
  agArtefactDestroy(artefact);
  return status;
}

/* The options of older versions end earlier. Those of later versions are
 * rejected, because they may have unknown fields. */
static void testSizes(AgModule module) {
  AgCompileOptions options = AG_COMPILE_OPTIONS_INIT;
  options.march = "x86-64-v2";
  options.threads = 1025;
  options.size = offsetof(AgCompileOptions, threads);
  AgArtefact artefact;
  CHECK_OK(agModuleCompile(module, AgEmitObject, &options, &artefact));
  CHECK(contains(agArtefactGetInfo(artefact), "\"march\":\"x86-64-v2\""));
  CHECK(contains(agArtefactGetInfo(artefact), "\"threads\":1"));
  agArtefactDestroy(artefact);
  options.size = 0;
  CHECK_FAILS(compileWith(module, AgEmitObject, &options), AgWrongUse,
              "AgCompileOptions is of size 0");
  options.size = offsetof(AgCompileOptions, march) + 4;
  CHECK_FAILS(compileWith(module, AgEmitObject, &options), AgWrongUse,
              "AgCompileOptions is of size 20");
  options.size = sizeof(options) + 8;
  CHECK_FAILS(compileWith(module, AgEmitObject, &options), AgWrongUse,
              "expected AG_COMPILE_OPTIONS_INIT");
}

static void checkReport(AgStringRef report, void *userData) {
  CHECK(contains(report, "\"name\": \"trace\""));
  CHECK(contains(report, "\"remarks\": ["));
  ++*(int *)userData;
}

static void testReport(AgModule module) {
  int calls = 0;
  AgModule none = {NULL};
  AgCompileOptions options = AG_COMPILE_OPTIONS_INIT;
  CHECK_OK(agModulePrintReport(module, NULL, checkReport, &calls));
  CHECK_FAILS(agModulePrintReport(none, NULL, checkReport, &calls), AgWrongUse,
              "null");
  CHECK_FAILS(agModulePrintReport(module, NULL, NULL, NULL), AgWrongUse,
              "null");
  options.march = "z80";
  CHECK_FAILS(agModulePrintReport(module, &options, checkReport, &calls),
              AgWrongUse, "z80");
  CHECK(calls == 1);
}

static void testOptions(AgModule module) {
  const char *entries[] = {"missing", NULL};
  AgModule none = {NULL};
  AgCompileOptions options = AG_COMPILE_OPTIONS_INIT;
  CHECK_OK(compileWith(module, AgEmitObject, NULL));
  options.march = "z80";
  CHECK_FAILS(compileWith(module, AgEmitObject, &options), AgWrongUse, "z80");
  options.march = "native";
  options.opt = 4;
  CHECK_FAILS(compileWith(module, AgEmitObject, &options), AgWrongUse,
              "expected 0, 1, 2 or 3");
  options.opt = 0;
  options.threads = 1025;
  CHECK_FAILS(compileWith(module, AgEmitObject, &options), AgWrongUse,
              "expected a number from 1 to 1024");
  options.threads = 2;
  CHECK_OK(compileWith(module, AgEmitObject, &options));
  testSizes(module);
  testReport(module);
  options.entries = entries;
  options.entryCount = 1;
  CHECK_FAILS(compileWith(module, AgEmitObject, &options), AgWrongUse,
              "there is no public function @missing");
  options.entryCount = 2;
  CHECK_FAILS(compileWith(module, AgEmitObject, &options), AgWrongUse, "null");
  options.entryCount = 0;
  options.embedWeights = 1;
  CHECK_FAILS(compileWith(module, AgEmitObject, &options), AgWrongUse,
              "no --weights to embed");
  options.weights = "absent";
  CHECK_FAILS(compileWith(module, AgEmitObject, &options), AgInvalidProgram,
              "weights");
  options.remat = "sometimes";
  CHECK_FAILS(compileWith(module, AgEmitObject, &options), AgWrongUse,
              "--remat=sometimes: expected one of auto, keep, recompute");
  CHECK_FAILS(compileWith(module, (AgEmission)99, NULL), AgWrongUse, "99");
  CHECK_FAILS(compileWith(none, AgEmitObject, NULL), AgWrongUse, "null");
}

/* Compiles for a GPU, as --target=cuda does. No GPU is needed for that. */
static void testTarget(AgModule module) {
  AgCompileOptions options = AG_COMPILE_OPTIONS_INIT;
  AgArtefact artefact;
  options.target = "cuda";
  CHECK_OK(agModuleCompile(module, AgEmitObject, &options, &artefact));
  CHECK(contains(agArtefactGetCode(artefact), ".target sm_80"));
  CHECK(contains(agArtefactGetInfo(artefact), "\"march\":\"sm_80\""));
  CHECK(contains(agArtefactGetInfo(artefact), "\"kernels\":[{\"name\":"));
  CHECK(contains(agArtefactGetHeader(artefact), "kDLCUDA"));
  agArtefactDestroy(artefact);
  options.march = "x86-64-v3";
  CHECK_FAILS(compileWith(module, AgEmitObject, &options), AgWrongUse,
              "march=x86-64-v3: no such GPU; expected sm_80,");
  options.march = "sm_90";
  CHECK_OK(agModuleCompile(module, AgEmitPTX, &options, &artefact));
  CHECK(contains(agArtefactGetCode(artefact), "\n.target sm_90"));
  agArtefactDestroy(artefact);
  CHECK_FAILS(compileWith(module, AgEmitSharedLibrary, &options),
              AgInvalidProgram, "is not for target=cuda");
  options.target = "hip";
  CHECK_FAILS(compileWith(module, AgEmitObject, &options), AgWrongUse,
              "target=hip: no such kind; expected cpu or cuda");
  options.march = NULL;
  options.size = offsetof(AgCompileOptions, target);
  CHECK_OK(agModuleCompile(module, AgEmitObject, &options, &artefact));
  CHECK(contains(agArtefactGetInfo(artefact), "\"march\":\"x86-64-v3\""));
  agArtefactDestroy(artefact);
}

static void testDims(AgModule module) {
  const char *dims[] = {"batch=4", "batch=5", NULL};
  AgCompileOptions options = AG_COMPILE_OPTIONS_INIT;
  AgArtefact artefact;
  options.dims = dims;
  options.dimCount = 1;
  CHECK_OK(agModuleCompile(module, AgEmitObject, &options, &artefact));
  CHECK(contains(agArtefactGetInfo(artefact), "\"symbols\":[]"));
  CHECK(contains(agArtefactGetInfo(artefact), "\"dims\":[4,2]"));
  agArtefactDestroy(artefact);
  options.dimCount = 2;
  CHECK_FAILS(compileWith(module, AgEmitObject, &options), AgWrongUse,
              "--dim batch=5: batch has a size already");
  dims[1] = NULL;
  CHECK_FAILS(compileWith(module, AgEmitObject, &options), AgWrongUse,
              "--dim: text 1 of 2 is null");
  options.dimCount = 1;
  dims[0] = "batch=9";
  CHECK_FAILS(compileWith(module, AgEmitObject, &options), AgInvalidProgram,
              "is to be 9, but ag.ranges allows 1 to 8");
  dims[0] = "rows=4";
  CHECK_FAILS(compileWith(module, AgEmitObject, &options), AgInvalidProgram,
              "has a dynamic dimension rows in its ag.dims");
  dims[0] = "batch=-1";
  CHECK_FAILS(compileWith(module, AgEmitObject, &options), AgWrongUse,
              "expected a size");
  options.dims = NULL;
  CHECK_FAILS(compileWith(module, AgEmitObject, &options), AgWrongUse,
              "--dim: text 0 of 1 is null");
}

static void checkText(AgModule module, AgCompileOptions *options,
                      const char *text) {
  AgArtefact artefact;
  CHECK_OK(agModuleCompile(module, AgEmitMLIR, options, &artefact));
  CHECK(contains(agArtefactGetCode(artefact), text));
  agArtefactDestroy(artefact);
}

/* Compiles derivatives, and the program of one rank. */
static void testGradAndShard(AgModule module) {
  AgCompileOptions options = AG_COMPILE_OPTIONS_INIT;
  AgArtefact artefact;
  options.grad = "main:wrt=w";
  CHECK_OK(agModuleCompile(module, AgEmitObject, &options, &artefact));
  CHECK(
      contains(agArtefactGetHeader(artefact), "int32_t module_main_grad_run("));
  agArtefactDestroy(artefact);
  options.grad = "absent";
  CHECK_FAILS(compileWith(module, AgEmitObject, &options), AgInvalidProgram,
              "there is no function @absent");
  options.grad = NULL;
  options.shard = "tp2";
  checkText(module, &options, "ag.mesh = #ag.mesh<tp = 2>");
  CHECK_FAILS(compileWith(module, AgEmitObject, &options), AgInvalidProgram,
              "is that of one rank of");
  options.shard = "pp2";
  CHECK_FAILS(compileWith(module, AgEmitMLIR, &options), AgWrongUse, "--shard");
}

/* The program can be parsed, but not compiled. */
static void testRefusal(AgContext context) {
  static const char text[] =
      "func.func @f(%x: vector<2xf32>) -> vector<2xf32> {\n"
      "  return %x : vector<2xf32>\n}\n";
  AgModule module;
  CHECK_OK(agModuleParse(context, text, strlen(text), "vector", &module));
  CHECK_FAILS(compileWith(module, AgEmitObject, NULL), AgInvalidProgram,
              "vector:1:1: error: argument 0 of entry @f");
  CHECK_FAILS(compileWith(module, AgEmitObject, NULL), AgInvalidProgram,
              "expected a ranked tensor");
  agModuleDestroy(module);
}

void testCompile(void) {
  AgContext context = agContextCreate();
  AgModule module;
  testArtefacts();
  CHECK_OK(agModuleParse(context, scaleProgram, strlen(scaleProgram), NULL,
                         &module));
  testOptions(module);
  testTarget(module);
  testDims(module);
  testGradAndShard(module);
  testRefusal(context);
  agModuleDestroy(module);
  agContextDestroy(context);
}
