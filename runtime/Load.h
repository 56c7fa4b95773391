/*===- Load.h - models of any machine -----------------------------*- C -*-===//
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

#include "Weights.h"

/* Creates a model like ag_rt_load and ag_rt_load_tensors. Unless it `computes`
 * parameters, those that load computes are NULL, or in a prepared file. */
int32_t ag_rt_load_given(const ag_rt_module *module, const ag_rt_given *given,
                         bool computes, ag_context *ctx, ag_rt_model **model);

#endif /* AG_RUNTIME_LOAD_H */
