/*===- Compile.h - programs to compiled ones ----------------------*- C -*-===//
|*
|* Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
|*
|*===----------------------------------------------------------------------===//
|*
|* How does a C program read ag programs and compile them?
|*
|*   AgContext context = agContextCreate();
|*   AgModule module;
|*   AgArtefact artefact;
|*   AgCompileOptions options = AG_COMPILE_OPTIONS_INIT;
|*   if (agModuleParse(context, text, strlen(text), "f.mlir", &module) ||
|*       agModuleCompile(module, AgEmitObject, &options, &artefact))
|*     puts(agGetLastError());
|*
\*===----------------------------------------------------------------------===*/
#ifndef AG_C_COMPILE_H
#define AG_C_COMPILE_H

#include "ag-c/CompileOptions.h"
#include "ag-c/Support.h"

#ifdef __cplusplus
extern "C" {
#endif

/* What modules are made in. One thread uses a context, and its modules, at a
 * time; contexts don't know of each other. */
AG_DEFINE_C_API_STRUCT(AgContext);

/* A program in MLIR: ag, or linalg on tensors, or at a later phase. */
AG_DEFINE_C_API_STRUCT(AgModule);

/* What a compilation gave. It needs neither its module nor its context. */
AG_DEFINE_C_API_STRUCT(AgArtefact);

/* Makes a context that knows ag and every upstream dialect. */
AgContext agContextCreate(void);

/* Destroys a context; its modules must be destroyed before. */
void agContextDestroy(AgContext context);

/* Reads and verifies a program, text or bytecode of `length` bytes, which are
 * copied. `name` is what messages call it. AgInvalidProgram with located
 * messages, AgWrongUse. */
int32_t agModuleParse(AgContext context, const void *program, size_t length,
                      const char *name, AgModule *module);

/* Prints a module as text. AgWrongUse. */
int32_t agModulePrint(AgModule module, AgStringCallback callback,
                      void *userData);

void agModuleDestroy(AgModule module);

/* What a compilation ends in. */
typedef enum AgEmission {
  AgEmitMLIR = 0,          /* the program, ready to lower */
  AgEmitLinalg = 1,        /* stated in linalg and tensor */
  AgEmitLLVM = 2,          /* optimised LLVM IR */
  AgEmitAssembly = 3,      /* assembly */
  AgEmitObject = 4,        /* an object file */
  AgEmitSharedLibrary = 5, /* a shared library; needs cc to link */
  AgEmitExecutable = 6     /* a program of its own; needs cc to link */
} AgEmission;

/* What the name of a file with that ends in, ".so"; empty for an executable. */
AgStringRef agEmissionGetSuffix(AgEmission emission);

/* Compiles a copy of `module`. AgInvalidProgram with located messages, also
 * where it has no dimension of a name in the options, or not of that size, or
 * where its ag.target has another march or other threads, or the emission is
 * not for its target; AgWrongUse for options and entries that don't exist. */
int32_t agModuleCompile(AgModule module, AgEmission emission,
                        const AgCompileOptions *options, AgArtefact *artefact);

/* Prints, as JSON, what the phases up to linalg do to a program, and why: what
 * ag-compile's --report writes. The options and the status are those of
 * agModuleCompile. */
int32_t agModulePrintReport(AgModule module, const AgCompileOptions *options,
                            AgStringCallback callback, void *userData);

void agArtefactDestroy(AgArtefact artefact);

/* The text or bytes asked for. All live as long as the artefact. */
AgStringRef agArtefactGetCode(AgArtefact artefact);

/* The C header of the program, and what MODULE_info will return, JSON; empty
 * for MLIR and linalg, which have none. */
AgStringRef agArtefactGetHeader(AgArtefact artefact);
AgStringRef agArtefactGetInfo(AgArtefact artefact);

/* The contents of the file for NAME_load, where weights were prepared and not
 * embedded; else empty. */
AgStringRef agArtefactGetWeights(AgArtefact artefact);

/* Prints, as JSON, a list with what the workspace of each entry holds: the
 * "memory" of a report. Empty for MLIR and linalg. */
void agArtefactPrintMemory(AgArtefact artefact, AgStringCallback callback,
                           void *userData);

/* The name that the options' was made into, as in NAME_load. */
AgStringRef agArtefactGetName(AgArtefact artefact);

#ifdef __cplusplus
}
#endif

#endif /* AG_C_COMPILE_H */
