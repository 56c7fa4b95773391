/*===- Load.h - models without the parameters of load -------------*- C -*-===//
|*
|* Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
|*
|*===----------------------------------------------------------------------===//
|*
|* How does load begin for a machine other than the CPU?
|*
\*===----------------------------------------------------------------------===*/
#ifndef AG_RUNTIME_LOAD_H
#define AG_RUNTIME_LOAD_H

#include "ag-runtime/Runtime.h"

/* Creates a model like ag_rt_load, but computes no parameters. Those that load
 * computes are NULL, unless the file is a prepared one. */
int32_t ag_rt_load_given(const ag_rt_module *module, const char *weights,
                         ag_context *ctx, ag_rt_model **model);

#endif /* AG_RUNTIME_LOAD_H */
