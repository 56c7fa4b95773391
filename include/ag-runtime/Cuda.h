/*===- Cuda.h - what emitted code for CUDA calls ------------------*- C -*-===//
|*
|* Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
|*
|*===----------------------------------------------------------------------===//
|*
|* Which functions does the runtime offer to a program that was compiled for
|* CUDA?
|*
|* They stand beside those of Runtime.h: MODULE_load, _unload, _allocate, _free,
|* _copy and MODULE_ENTRY_run are one call each, query is the same. The entry's
|* code runs on the host and calls ag_rt_launch for each of its kernels, and
|* ag_rt_get_constant for each constant that these read. An ag_rt_kernel gets
|* one more element at the end of `buffers`, after the parameters: the
|* ag_rt_launcher.
|*
|* The driver, libcuda, is opened by load, so that a program links and starts
|* where there is none. AG_CUDA_DRIVER in the environment names another library
|* in its place. Everything happens in the GPU's primary context, which the
|* CUDA runtime and PyTorch use too. Each function leaves the context that is
|* current in the calling thread as it was.
|*
\*===----------------------------------------------------------------------===*/
#ifndef AG_RUNTIME_CUDA_H
#define AG_RUNTIME_CUDA_H

#include "ag-runtime/Runtime.h"

#ifdef __cplusplus
extern "C" {
#endif

/* A constant whose elements kernels read. */
typedef struct ag_rt_device_constant {
  const void *data; /* its elements, in the program */
  int64_t bytes;
} ag_rt_device_constant;

/* The kernels of a program, and the constants that they read. */
typedef struct ag_rt_device_code {
  const char *ptx;    /* the text, ending in 0 */
  int64_t capability; /* that a GPU must have at least: 80 for sm_80 */
  int64_t kernel_count;
  const char *const *kernels; /* their names in the PTX */

  int64_t constant_count;
  const ag_rt_device_constant *constants;
} ag_rt_device_code;

/* Makes a model as ag_rt_load does, on the GPU ctx->device: the PTX is
 * compiled, and parameters and constants are copied to the GPU, so that the
 * weights file is not needed any longer. Also AG_NO_DEVICE, if there is no
 * driver or GPU or either is too old, AG_DEVICE_FAILURE, and
 * AG_INVALID_ARGUMENT for a module with prepared parameters. If AG_CUDA_SYNC is
 * 1 in the environment, runs of the model wait for each kernel and say which
 * one failed. */
int32_t ag_rt_cuda_load(const ag_rt_module *module,
                        const ag_rt_device_code *code, const char *weights,
                        ag_context *ctx, ag_rt_model **model);

/* Waits for the GPU, then gives back what load took; NULL is fine. */
void ag_rt_cuda_unload(ag_rt_model *model);

/* Checks the call as ag_rt_run does, with all tensors on the model's GPU, and
 * runs the entry's code, which enqueues kernels on ctx->stream. Waits for them
 * only if the entry reads elements, to demand something of them. Allocates
 * nothing itself. Also AG_DEVICE_FAILURE, of a launch, and AG_OUT_OF_MEMORY, if
 * the driver has none for one; kernels of the call that were enqueued before it
 * still run. */
int32_t ag_rt_cuda_run(const ag_rt_entry *entry, const ag_rt_model *model,
                       const DLTensor *arguments, const DLTensor *results,
                       const ag_workspace *workspace, ag_context *ctx);

/* Memory of the GPU ctx->device, at a multiple of 256 bytes and without
 * values, for the caller to free. `*memory` is NULL for 0 bytes, and on
 * failure: AG_OUT_OF_MEMORY, or as load. */
int32_t ag_rt_cuda_allocate(const ag_rt_module *module, ag_context *ctx,
                            size_t bytes, void **memory);

/* Waits for the GPU ctx->device, then frees what allocate gave for it; NULL is
 * fine. After a fault of the GPU it has nothing to free: AG_DEVICE_FAILURE. */
int32_t ag_rt_cuda_free(const ag_rt_module *module, ag_context *ctx,
                        void *memory);

/* Copies between the memory of the GPU ctx->device and the host's, in any
 * direction, after all work that is enqueued on ctx->stream. Waits for both. A
 * kernel that failed on the stream is reported here. */
int32_t ag_rt_cuda_copy(const ag_rt_module *module, ag_context *ctx, void *to,
                        const void *from, size_t bytes);

/* As ag_rt_main, on GPU 0, which arrays are copied to and from. Times are
 * without these copies. */
int32_t ag_rt_cuda_main(const ag_rt_module *module,
                        const ag_rt_device_code *code, const ag_rt_entry *entry,
                        int32_t argc, char **argv);

/* What the kernels of one run are launched by. */
typedef struct ag_rt_launcher ag_rt_launcher;

/* Returns where load put constant number `constant` of the device code, at a
 * multiple of 256 bytes of the GPU. */
void *ag_rt_get_constant(const ag_rt_launcher *launcher, int64_t constant);

/* Enqueues kernel number `kernel` of the device code: `blocks` blocks of
 * `threads` threads, `shared_bytes` of dynamic shared memory each. `arguments`
 * point to the kernel's parameters. The first of these is an int64_t of 0, the
 * number of the first block: where the GPU has fewer blocks in a launch, there
 * are several launches, and it is written for each that follows. Does nothing
 * for 0 blocks, nor after a launch of the run failed: ag_rt_cuda_run returns
 * that failure. */
void ag_rt_launch(ag_rt_launcher *launcher, int64_t kernel, int64_t blocks,
                  int64_t threads, int64_t shared_bytes, void **arguments);

/* Copies `bytes` from the GPU to the host's memory `to`, and waits for that and
 * for all that is enqueued before. Writes zeros if it fails, or if a launch of
 * the run failed: ag_rt_cuda_run returns that failure, whatever the entry makes
 * of the zeros. */
void ag_rt_read(ag_rt_launcher *launcher, void *to, const void *from,
                int64_t bytes);

#ifdef __cplusplus
}
#endif

#endif /* AG_RUNTIME_CUDA_H */
