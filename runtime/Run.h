/*===- Run.h - the steps of a run ---------------------------------*- C -*-===//
|*
|* Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
|*
|*===----------------------------------------------------------------------===//
|*
|* How is a call executed, on a CPU or on a GPU?
|*
\*===----------------------------------------------------------------------===*/
#ifndef AG_RUNTIME_RUN_H
#define AG_RUNTIME_RUN_H

#include "ag-runtime/Runtime.h"

/* Fails unless the context is valid, and the model is not NULL and of the
 * module that the entry belongs to. */
int32_t ag_rt_check_model(const ag_rt_entry *entry, const ag_rt_model *model,
                          ag_context *ctx);

/* Checks the tensors, which must be on the model's device, and the workspace.
 * Then runs the kernel, in whose buffers `launcher` follows the parameters. */
int32_t ag_rt_run_with(void *launcher, const ag_rt_entry *entry,
                       const ag_rt_model *model, const DLTensor *arguments,
                       const DLTensor *results, const ag_workspace *workspace,
                       ag_context *ctx);

#endif /* AG_RUNTIME_RUN_H */
