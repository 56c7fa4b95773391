/*===- Runtime.h - functions for emitted code ---------------------*- C -*-===//
|*
|* Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
|*
|*===----------------------------------------------------------------------===//
|*
|* Which functions does the runtime offer to the code that the compiler emits?
|*
|* MODULE_load, MODULE_load_tensors, MODULE_unload, MODULE_ENTRY_query and
|* MODULE_ENTRY_run consist of one call each, and so does an executable's main;
|* kernels call ag_rt_fail. The emitted object contains the assembly of these
|* functions as local symbols.
|*
\*===----------------------------------------------------------------------===*/
#ifndef AG_RUNTIME_RUNTIME_H
#define AG_RUNTIME_RUNTIME_H

#include "ag-runtime/Descriptors.h"

#ifdef __cplusplus
extern "C" {
#endif

/* A module with the data of its parameters. Threads may share it, because it is
 * immutable. */
typedef struct ag_rt_model ag_rt_model;

/* Creates a model, which the caller unloads. `weights` is the path of a
 * safetensors file; NULL if the module has no parameters or embeds them all.
 * The file is mapped and must not change while the model lives. On failure,
 * `*model` is NULL, and the status is AG_INVALID_CONTEXT, AG_INVALID_ARGUMENT,
 * AG_UNSUPPORTED_CPU, AG_INVALID_MODEL or AG_OUT_OF_MEMORY. */
int32_t ag_rt_load(const ag_rt_module *module, const char *weights,
                   ag_context *ctx, ag_rt_model **model);

/* Creates a model like ag_rt_load, from `count` tensors in memory. Tensors of
 * other names than the module's parameters are ignored. Data that is aligned to
 * its elements is not copied: it must not change while the model lives. The
 * array and the names are not needed afterwards. */
int32_t ag_rt_load_tensors(const ag_rt_module *module,
                           const ag_named_tensor *tensors, size_t count,
                           ag_context *ctx, ag_rt_model **model);

/* Frees the model; NULL is allowed. No run may still use it. */
void ag_rt_unload(ag_rt_model *model);

/* Computes the workspace and the sizes of all results from `dims`, the values
 * of the entry's symbols in order. Sets `need`, whose data becomes NULL, and
 * `result_extents`, one result after the other; both may be NULL.
 *
 * Fails with AG_INVALID_ARGUMENT if a size is out of its range, or if a result
 * or the workspace would be too large. Fails with AG_RUNTIME_FAILURE if the
 * program requires another size. */
int32_t ag_rt_query(const ag_rt_module *module, const ag_rt_entry *entry,
                    ag_context *ctx, const int64_t *dims,
                    int64_t *result_extents, ag_workspace *need);

/* Checks that a call fits the entry's descriptors (Descriptors.h), then runs
 * the kernel. Allocates no memory. If a check fails, no buffer has been
 * written. */
int32_t ag_rt_run(const ag_rt_entry *entry, const ag_rt_model *model,
                  const DLTensor *arguments, const DLTensor *results,
                  const ag_workspace *workspace, ag_context *ctx);

/* Implements the main function of an executable. Reads the command line
 *     prog IN.npy... -o OUT.npy... [--weights=FILE] [--time=REPEAT]
 * and the files, runs the entry, writes its results, and returns the exit
 * status. */
int32_t ag_rt_main(const ag_rt_module *module, const ag_rt_entry *entry,
                   int32_t argc, char **argv);

/* Writes a printf-like message and returns AG_RUNTIME_FAILURE. Only one thread
 * of a run may call it at a time. */
#if defined(__GNUC__)
__attribute__((format(printf, 2, 3)))
#endif
int32_t ag_rt_fail(ag_context *ctx, const char *format, ...);

/* Runs a kernel with OpenMP teams of ctx->threads threads, or of `max_threads`
 * if that is 0, or of one if these cannot be started. Idle threads do not spin.
 * This function and those below need libomp. */
int32_t ag_rt_run_on_threads(ag_rt_kernel *kernel, int32_t max_threads,
                             void *const *buffers, const int64_t *dims,
                             void *workspace, ag_context *ctx);

/* Returns 1 if a parallel region may have several threads, and 0 within a
 * parallel region, for example of the host program. */
int64_t ag_rt_wants_threads(void);

/* Returns the number of the calling thread in the team of its parallel region,
 * from 0, and the number of threads in the team. */
int64_t ag_rt_thread_number(void);
int64_t ag_rt_team_size(void);

#ifdef __cplusplus
}
#endif

#endif /* AG_RUNTIME_RUNTIME_H */
