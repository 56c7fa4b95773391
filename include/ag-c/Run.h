/*===- Run.h - compiled programs in this process ------------------*- C -*-===//
|*
|* Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
|*
|*===----------------------------------------------------------------------===//
|*
|* How does a C program run one that was just compiled, or one that was saved?
|*
|*   AgProgram program;
|*   AgModel model;
|*   agArtefactLoad(artefact, &program);         or agProgramOpen("f.so", ...)
|*   agModelLoad(program, "f.safetensors", 0, &model);
|*   agModelQuery(model, entry, sizes, 1, shapes, &workspace);
|*   agModelRun(model, entry, &x, 1, &y, 1, &workspace);
|*
|* Programs and models may be shared by threads.
|*
\*===----------------------------------------------------------------------===*/
#ifndef AG_C_RUN_H
#define AG_C_RUN_H

#include "ag-c/Compile.h"

#ifdef __cplusplus
extern "C" {
#endif

/* A compiled program, in this process. */
AG_DEFINE_C_API_STRUCT(AgProgram);

/* A program with its weights. It keeps the program's code by itself. */
AG_DEFINE_C_API_STRUCT(AgModel);

/* Links an artefact of AgEmitObject into this process; the artefact is not
 * needed any more. AgWrongUse for one of another emission. */
int32_t agArtefactLoad(AgArtefact artefact, AgProgram *program);

/* Opens a shared library of AgEmitSharedLibrary. AgInvalidFile. */
int32_t agProgramOpen(const char *path, AgProgram *program);

void agProgramDestroy(AgProgram program);

/* What the program offers: JSON with its entries, their symbols, arguments and
 * results with names, types and sizes, and the parameters. It lives as long as
 * the program. */
AgStringRef agProgramGetInfo(AgProgram program);

/* The number of the entry so named; NULL or "" is the only one. AgWrongUse. */
int32_t agProgramFindEntry(AgProgram program, const char *name, size_t *entry);

/* Maps the weights at `path`, a safetensors file, NULL for a program without
 * parameters. `threads` is how many a run may use; 0 is all that the program
 * was compiled for. Statuses of ag_status. */
int32_t agModelLoad(AgProgram program, const char *path, int32_t threads,
                    AgModel *model);

void agModelDestroy(AgModel model);

/* Reads the values of an entry's symbols, in the order of the info, from the
 * shapes of its arguments into `symbols`. AG_INVALID_ARGUMENT, AgWrongUse. */
int32_t agModelReadSymbols(AgModel model, size_t entry,
                           const DLTensor *arguments, size_t argumentCount,
                           int64_t *symbols);

/* For sizes, the values of the symbols in the order of the info: the shapes of
 * all results, one after the other, into `shapes` (or NULL), and what workspace
 * a run needs. AG_INVALID_ARGUMENT, AgWrongUse. */
int32_t agModelQuery(AgModel model, size_t entry, const int64_t *symbols,
                     size_t symbolCount, int64_t *shapes, ag_workspace *need);

/* Runs an entry. Tensors and workspace are the caller's (`workspace` may be
 * NULL where query needs no bytes). On failure of a check nothing was written.
 * Statuses of ag_status, AgWrongUse. */
int32_t agModelRun(AgModel model, size_t entry, const DLTensor *arguments,
                   size_t argumentCount, const DLTensor *results,
                   size_t resultCount, const ag_workspace *workspace);

#ifdef __cplusplus
}
#endif

#endif /* AG_C_RUN_H */
