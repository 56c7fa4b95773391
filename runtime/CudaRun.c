/*===- CudaRun.c - runs on a GPU ------------------------------------------===//
|*
|* Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
|*
|*===----------------------------------------------------------------------===//
|*
|* How are the kernels of a call enqueued on a stream?
|*
\*===----------------------------------------------------------------------===*/
#include "CudaProgram.h"
#include "Message.h"
#include "Prepare.h"
#include "Run.h"
#include "ag-runtime/Model.h"
#include <string.h>

struct ag_rt_launcher {
  const ag_rt_cuda_program *program;
  ag_context *ctx;
  /* The status of the first launch or read that failed, and its message: a
   * later requirement may overwrite that of the context. */
  int32_t status;
  char message[AG_MESSAGE_BYTES];
};

static void set_status(ag_rt_launcher *launcher, int32_t status) {
  launcher->status = status;
  if (status != AG_OK)
    memcpy(launcher->message, launcher->ctx->message,
           sizeof(launcher->message));
}

/* Returns the status of a call of which the host's part returned `status`. If a
 * launch or a read failed, a requirement on values after it is meaningless. */
static int32_t finish(const ag_rt_launcher *launcher, int32_t status) {
  if (launcher->status == AG_OK)
    return status;
  memcpy(launcher->ctx->message, launcher->message, sizeof(launcher->message));
  return launcher->status;
}

int32_t ag_rt_cuda_run(const ag_rt_entry *entry, const ag_rt_model *model,
                       const DLTensor *arguments, const DLTensor *results,
                       const ag_workspace *workspace, ag_context *ctx) {
  int32_t status = ag_rt_check_model(entry, model, ctx);
  if (status == AG_OK)
    status = ag_rt_cuda_enter(&model->cuda->device, ctx);
  if (status != AG_OK)
    return status;
  ag_rt_launcher launcher = {model->cuda, ctx, AG_OK, ""};
  status = ag_rt_run_with(&launcher, entry, model, arguments, results,
                          workspace, ctx);
  ag_rt_cuda_leave(&model->cuda->device);
  return finish(&launcher, status);
}

int32_t ag_rt_cuda_prepare(const ag_rt_model *model, void *workspace,
                           ag_context *ctx) {
  const ag_rt_cuda_driver *driver = model->cuda->device.driver;
  ag_rt_launcher launcher = {model->cuda, ctx, AG_OK, ""};
  int32_t status = ag_rt_call_load(model, &launcher, workspace, ctx);
  /* Kernels read memory that is freed after this. */
  int result = driver->cuStreamSynchronize(ctx->stream);
  status = finish(&launcher, status);
  return status == AG_OK
             ? ag_rt_cuda_report(driver, ctx, result,
                                 "a kernel of the load of %s failed",
                                 model->module->name)
             : status;
}

/* Waits for a kernel that was launched. */
static int32_t await_kernel(const ag_rt_launcher *launcher, const char *name) {
  const ag_rt_cuda_driver *driver = launcher->program->device.driver;
  return ag_rt_cuda_report(driver, launcher->ctx,
                           driver->cuStreamSynchronize(launcher->ctx->stream),
                           "kernel %s failed", name);
}

/* Returns the end of a launch's error message. The driver may report failures
 * of earlier kernels at a launch. */
static const char *hint(const ag_rt_launcher *launcher) {
  return launcher->program->waits
             ? ""
             : "; if a kernel before it is at fault, AG_CUDA_SYNC=1 in the "
               "environment names it";
}

/* Launches `blocks` blocks, at most most_blocks, at once. */
static int32_t launch(const ag_rt_launcher *launcher, int64_t kernel,
                      int64_t blocks, int64_t threads, int64_t shared_bytes,
                      void **arguments) {
  const ag_rt_cuda_program *program = launcher->program;
  const ag_rt_cuda_driver *driver = program->device.driver;
  const char *name = program->code->kernels[kernel];
  int result = driver->cuLaunchKernel(
      program->functions[kernel], (unsigned)blocks, 1, 1, (unsigned)threads, 1,
      1, (unsigned)shared_bytes, launcher->ctx->stream, arguments, NULL);
  if (result != 0)
    return ag_rt_cuda_report(
        driver, launcher->ctx, result,
        "the launch of kernel %s (%lld blocks of %lld threads, %lld bytes of "
        "shared memory) failed%s",
        name, (long long)blocks, (long long)threads, (long long)shared_bytes,
        hint(launcher));
  return program->waits ? await_kernel(launcher, name) : AG_OK;
}

void *ag_rt_get_constant(const ag_rt_launcher *launcher, int64_t constant) {
  return launcher->program->constants[constant];
}

void ag_rt_launch(ag_rt_launcher *launcher, int64_t kernel, int64_t blocks,
                  int64_t threads, int64_t shared_bytes, void **arguments) {
  const int64_t most = launcher->program->most_blocks;
  for (int64_t first = 0; first < blocks && launcher->status == AG_OK;
       first += most) {
    int64_t left = blocks - first;
    if (first > 0)
      *(int64_t *)arguments[0] = first;
    set_status(launcher, launch(launcher, kernel, left < most ? left : most,
                                threads, shared_bytes, arguments));
  }
}

int32_t ag_rt_read(ag_rt_launcher *launcher, void *to, const void *from,
                   int64_t bytes) {
  const ag_rt_cuda_driver *driver = launcher->program->device.driver;
  memset(to, 0, (size_t)bytes);
  if (launcher->status != AG_OK)
    return launcher->status;
  int result =
      driver->cuMemcpyAsync((uint64_t)(uintptr_t)to, (uint64_t)(uintptr_t)from,
                            (size_t)bytes, launcher->ctx->stream);
  if (result == 0)
    result = driver->cuStreamSynchronize(launcher->ctx->stream);
  set_status(launcher,
             ag_rt_cuda_report(driver, launcher->ctx, result,
                               "elements that decide what is run cannot be "
                               "read, or a kernel before failed"));
  return launcher->status;
}
