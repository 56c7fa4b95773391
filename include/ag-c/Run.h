/*===- Run.h - compiled programs in this process ------------------*- C -*-===//
|*
|* Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
|*
|*===----------------------------------------------------------------------===//
|*
|* How does a C program run a program that was just compiled, or that was saved?
|*
|*   AgProgram program;
|*   AgModel model;
|*   agArtefactLoad(artefact, &program);         or agProgramOpen("f.so", ...)
|*   agModelLoad(program, "f.safetensors", 0, &model);
|*                                               or agModelLoadTensors(...)
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

/* A program with its weights. It keeps the program's code loaded. */
AG_DEFINE_C_API_STRUCT(AgModel);

/* Links an artefact of AgEmitObject into this process. The artefact is not
 * needed afterwards. Fails with AgWrongUse for an artefact of another emission,
 * and with AgInternalError if it cannot be linked. */
int32_t agArtefactLoad(AgArtefact artefact, AgProgram *program);

/* Opens a shared library of AgEmitSharedLibrary. Fails with AgInvalidFile if it
 * cannot be opened, or with AgWrongUse if the path is null. */
int32_t agProgramOpen(const char *path, AgProgram *program);

void agProgramDestroy(AgProgram program);

/* Returns JSON with the program's entries, their symbols, arguments and results
 * with names, types and sizes, and the parameters. The text belongs to the
 * program. */
AgStringRef agProgramGetInfo(AgProgram program);

/* Sets `entry` to the number of the entry `name`; NULL or "" names the only
 * entry. Fails with AgWrongUse if there is no such entry. */
int32_t agProgramFindEntry(AgProgram program, const char *name, size_t *entry);

/* Maps the weights at `path`, a safetensors file; NULL for a program that takes
 * no weights file. `threads` is the greatest number of threads of a run; 0 is
 * the number that the program was compiled for. Fails with a status of
 * ag_status, or with AgWrongUse if `program` or `model` is null. */
int32_t agModelLoad(AgProgram program, const char *path, int32_t threads,
                    AgModel *model);

/* Does what agModelLoad does with weights that are in memory: `count` tensors,
 * which may be NULL for a program without parameters. Tensors with other names
 * than its parameters are ignored. The array and the names are not needed
 * afterwards. Data that runs read as it is stays where it is, unless it is
 * misaligned for its elements: it must live, and must not change, as long as
 * the model. The program's info has "only_load": true for parameters that only
 * load reads. Neither their data nor that of a program for a GPU, where all of
 * it is copied, is needed afterwards. */
int32_t agModelLoadTensors(AgProgram program, const ag_named_tensor *tensors,
                           size_t count, int32_t threads, AgModel *model);

void agModelDestroy(AgModel model);

/* Returns the device of the model's parameters. Tensors and workspaces of its
 * runs must be in this device's memory. */
DLDevice agModelGetDevice(AgModel model);

/* Writes the values of an entry's symbols, in the order of the info, to
 * `symbols`. They are read from the shapes of its arguments. Fails with
 * AG_INVALID_ARGUMENT if the number or rank of arguments is wrong, or with
 * AgWrongUse if the model is null or the entry does not exist. */
int32_t agModelReadSymbols(AgModel model, size_t entry,
                           const DLTensor *arguments, size_t argumentCount,
                           int64_t *symbols);

/* Computes the shapes of all results and the workspace of a run from the values
 * of the symbols, in the order of the info. The shapes are written to `shapes`,
 * one after the other, unless it is NULL. `need` may be NULL, too. Fails with
 * AG_INVALID_ARGUMENT if a value is out of its range, or like
 * agModelReadSymbols with AgWrongUse. */
int32_t agModelQuery(AgModel model, size_t entry, const int64_t *symbols,
                     size_t symbolCount, int64_t *shapes, ag_workspace *need);

/* Runs an entry. Tensors and workspace belong to the caller. `workspace` may be
 * NULL if query needs no bytes. If a check fails, no memory has been written.
 * Fails with a status of ag_status, or like agModelReadSymbols with
 * AgWrongUse. */
int32_t agModelRun(AgModel model, size_t entry, const DLTensor *arguments,
                   size_t argumentCount, const DLTensor *results,
                   size_t resultCount, const ag_workspace *workspace);

#ifdef __cplusplus
}
#endif

#endif /* AG_C_RUN_H */
