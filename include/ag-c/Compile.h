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

/* The owner of the types and attributes of modules. Only one thread at a time
 * may use a context and its modules. Contexts are independent of each other. */
AG_DEFINE_C_API_STRUCT(AgContext);

/* A program in MLIR: ag, or linalg on tensors, or at a later phase. */
AG_DEFINE_C_API_STRUCT(AgModule);

/* The result of a compilation. It needs neither its module nor its context. */
AG_DEFINE_C_API_STRUCT(AgArtefact);

/* Creates a context that knows ag and every upstream dialect. */
AgContext agContextCreate(void);

/* Destroys a context. Its modules must be destroyed first. */
void agContextDestroy(AgContext context);

/* Reads and verifies a program, text or bytecode of `length` bytes, which are
 * copied. Messages call it `name`. Fails with AgInvalidProgram and located
 * messages, or with AgWrongUse if a pointer is null. */
int32_t agModuleParse(AgContext context, const void *program, size_t length,
                      const char *name, AgModule *module);

/* Prints a module as text. Fails with AgWrongUse if the module or the callback
 * is null. */
int32_t agModulePrint(AgModule module, AgStringCallback callback,
                      void *userData);

void agModuleDestroy(AgModule module);

/* The kind of artefact to generate. */
typedef enum AgEmission {
  AgEmitMLIR = 0,          /* the program, ready to lower */
  AgEmitLinalg = 1,        /* stated in linalg and tensor */
  AgEmitLLVM = 2,          /* optimised LLVM IR */
  AgEmitAssembly = 3,      /* assembly */
  AgEmitObject = 4,        /* an object file */
  AgEmitSharedLibrary = 5, /* a shared library; needs cc to link. Its SONAME is
                              the options' name and .so, if they have one */
  AgEmitExecutable = 6,    /* a program of its own; needs cc to link */
  AgEmitPTX = 7            /* the kernels of a GPU in PTX */
} AgEmission;

/* Returns the suffix of files with such an artefact, for example ".so"; empty
 * for an executable, and for an emission that does not exist. */
AgStringRef agEmissionGetSuffix(AgEmission emission);

/* Compiles a copy of `module`.
 *
 * Fails with AgInvalidProgram and located messages if the program cannot be
 * compiled. This includes options that do not fit the program: a dimension that
 * it does not have, a size that the dimension cannot have, a march or threads
 * that contradict its ag.target, and an emission that its target does not have.
 * Fails with AgWrongUse for options and entries that do not exist. */
int32_t agModuleCompile(AgModule module, AgEmission emission,
                        const AgCompileOptions *options, AgArtefact *artefact);

/* Prints, as JSON, the report of ag-compile's --report about the phases up to
 * linalg. Options and statuses are those of agModuleCompile. */
int32_t agModulePrintReport(AgModule module, const AgCompileOptions *options,
                            AgStringCallback callback, void *userData);

void agArtefactDestroy(AgArtefact artefact);

/* Returns the requested text or bytes. This text, and those of the functions
 * below, belong to the artefact. */
AgStringRef agArtefactGetCode(AgArtefact artefact);

/* Returns the C header of the program, and the JSON that its MODULE_info
 * returns; empty for MLIR and linalg, which have none. */
AgStringRef agArtefactGetHeader(AgArtefact artefact);
AgStringRef agArtefactGetInfo(AgArtefact artefact);

/* Returns the contents of the weights file for NAME_load if weights were
 * prepared and not embedded; else empty. */
AgStringRef agArtefactGetWeights(AgArtefact artefact);

/* Prints, as JSON, a list with the memory plan of each entry's workspace, as in
 * "memory" of a report. The list is empty for MLIR and linalg. */
void agArtefactPrintMemory(AgArtefact artefact, AgStringCallback callback,
                           void *userData);

/* Returns the artefact's name, as in NAME_load: the options' name mangled to a
 * C identifier. */
AgStringRef agArtefactGetName(AgArtefact artefact);

#ifdef __cplusplus
}
#endif

#endif /* AG_C_COMPILE_H */
