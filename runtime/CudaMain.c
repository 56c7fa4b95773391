/*===- CudaMain.c - an executable on a GPU --------------------------------===//
|*
|* Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
|*
|*===----------------------------------------------------------------------===//
|*
|* What does an executable do if its program was compiled for CUDA?
|*
\*===----------------------------------------------------------------------===*/
#include "Main.h"
#include "ag-runtime/Model.h"

/* Runs and waits, so that times include the GPU's, and its failures are
 * reported. */
static int32_t run_and_wait(const ag_rt_entry *entry, const ag_rt_model *model,
                            const DLTensor *arguments, const DLTensor *results,
                            const ag_workspace *workspace, ag_context *ctx) {
  int32_t status =
      ag_rt_cuda_run(entry, model, arguments, results, workspace, ctx);
  return status == AG_OK ? ag_rt_cuda_copy(model->module, ctx, NULL, NULL, 0)
                         : status;
}

int32_t ag_rt_cuda_main(const ag_rt_module *module,
                        const ag_rt_device_code *code, const ag_rt_entry *entry,
                        int32_t argc, char **argv) {
  const ag_rt_machine machine = {.code = code,
                                 .device = {kDLCUDA, 0},
                                 .load = ag_rt_cuda_load,
                                 .unload = ag_rt_cuda_unload,
                                 .run = run_and_wait,
                                 .allocate = ag_rt_cuda_allocate,
                                 .free = ag_rt_cuda_free,
                                 .copy = ag_rt_cuda_copy};
  return ag_rt_main_on(&machine, module, entry, argc, argv);
}
