/*===- Runtime.h - what emitted code calls ------------------------*- C -*-===//
|*
|* Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
|*
|*===----------------------------------------------------------------------===//
|*
|* Which functions does the runtime offer to the code that the compiler emits?
|*
|* MODULE_load, MODULE_unload, MODULE_ENTRY_query and MODULE_ENTRY_run are one
|* call each, and so is an executable's main; kernels call ag_rt_fail. The
|* assembly of these functions becomes part of the emitted object, where they
|* are local.
|*
\*===----------------------------------------------------------------------===*/
#ifndef AG_RUNTIME_RUNTIME_H
#define AG_RUNTIME_RUNTIME_H

#include "ag-runtime/Descriptors.h"

#ifdef __cplusplus
extern "C" {
#endif

/* A module with its parameters' data: immutable, so threads may share it. */
typedef struct ag_rt_model ag_rt_model;

/* Makes a model, for the caller to unload. `weights` is the path of a
 * safetensors file, which must not change while the model lives, as it is
 * mapped; NULL where the module has no parameters or embeds them all. `*model`
 * is NULL on failure: AG_INVALID_CONTEXT, AG_INVALID_ARGUMENT,
 * AG_UNSUPPORTED_CPU, AG_INVALID_MODEL, AG_OUT_OF_MEMORY. */
int32_t ag_rt_load(const ag_rt_module *module, const char *weights,
                   ag_context *ctx, ag_rt_model **model);

/* Gives back what load took; NULL is fine. No run may still use the model. */
void ag_rt_unload(ag_rt_model *model);

/* For `dims`, the entry's symbols in order, fills `need` (its data becomes
 * NULL) and, unless it is NULL, `result_extents` with all results' sizes, one
 * result after the other. AG_INVALID_ARGUMENT where a size is out of its range,
 * or makes a result or the workspace too large; AG_RUNTIME_FAILURE where the
 * program demands another. */
int32_t ag_rt_query(const ag_rt_module *module, const ag_rt_entry *entry,
                    ag_context *ctx, const int64_t *dims,
                    int64_t *result_extents, ag_workspace *need);

/* Checks everything that Descriptors.h states of a call, then runs the kernel.
 * Allocates nothing. On failure of a check no buffer has been written. */
int32_t ag_rt_run(const ag_rt_entry *entry, const ag_rt_model *model,
                  const DLTensor *arguments, const DLTensor *results,
                  const ag_workspace *workspace, ag_context *ctx);

/* The whole of an executable's main: reads the command line
 *     prog IN.npy... -o OUT.npy... [--weights=FILE] [--time=REPEAT]
 * and the files, runs, writes, and returns the exit status. */
int32_t ag_rt_main(const ag_rt_module *module, const ag_rt_entry *entry,
                   int32_t argc, char **argv);

/* Writes a printf-like message and returns AG_RUNTIME_FAILURE. To be called by
 * one thread of a run at a time. */
#if defined(__GNUC__)
__attribute__((format(printf, 2, 3)))
#endif
int32_t ag_rt_fail(ag_context *ctx, const char *format, ...);

/* Runs a kernel on as many of OpenMP's threads as `ctx` says, or else on
 * `max_threads`, none of which spins afterwards. Needs libomp, as do the
 * functions below. */
int32_t ag_rt_run_on_threads(ag_rt_kernel *kernel, int32_t max_threads,
                             void *const *buffers, const int64_t *dims,
                             void *workspace, ag_context *ctx);

/* Whether parallel regions are to be shared by several threads: in one of the
 * host program's own they are not. */
int64_t ag_rt_wants_threads(void);

/* In a parallel region: which thread of its team runs this, from 0, and how
 * many there are. */
int64_t ag_rt_thread_number(void);
int64_t ag_rt_team_size(void);

#ifdef __cplusplus
}
#endif

#endif /* AG_RUNTIME_RUNTIME_H */
