/*===- Cuda.h - functions for emitted CUDA programs ---------------*- C -*-===//
|*
|* Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
|*
|*===----------------------------------------------------------------------===//
|*
|* Which functions does the runtime offer to a program that was compiled for
|* CUDA?
|*
|* They complement those of Runtime.h. MODULE_load, _load_tensors, _unload,
|* _allocate, _free, _copy and MODULE_ENTRY_run consist of one call each; query
|* is that of Runtime.h. The entry's code runs on the host. It calls
|* ag_rt_launch for each of its kernels, and ag_rt_get_constant for each
|* constant that these read. The `buffers` of its ag_rt_kernel have one more
|* element after the parameters: the ag_rt_launcher.
|*
|* load opens the driver, libcuda, so that a program links and starts without
|* one. AG_CUDA_DRIVER in the environment names another library instead. All
|* functions use the GPU's primary context, which the CUDA runtime and PyTorch
|* use, too. On return, the calling thread's current context is as before.
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
  int64_t capability; /* the least compute capability: 80 for sm_80 */
  int64_t kernel_count;
  const char *const *kernels; /* their names in the PTX */

  int64_t constant_count;
  const ag_rt_device_constant *constants;
} ag_rt_device_code;

/* Creates a model like ag_rt_load, on the GPU ctx->device. Compiles the PTX,
 * and copies parameters and constants to the GPU; the weights file is not
 * needed afterwards. Runs the kernels that compute parameters on ctx->stream,
 * and waits for them. Their workspace and the parameters that only they read
 * are freed.
 *
 * Fails like ag_rt_load, and with AG_NO_DEVICE if there is no driver or GPU, or
 * either is too old. Another status is AG_DEVICE_FAILURE. If AG_CUDA_SYNC is
 * 1 in the environment, runs of the model wait for each kernel, and errors name
 * the kernel that failed. */
int32_t ag_rt_cuda_load(const ag_rt_module *module,
                        const ag_rt_device_code *code, const char *weights,
                        ag_context *ctx, ag_rt_model **model);

/* Creates a model like ag_rt_cuda_load, from `count` tensors in the host's
 * memory, which are not needed afterwards. Fails like ag_rt_load_tensors and
 * ag_rt_cuda_load. */
int32_t ag_rt_cuda_load_tensors(const ag_rt_module *module,
                                const ag_rt_device_code *code,
                                const ag_named_tensor *tensors, size_t count,
                                ag_context *ctx, ag_rt_model **model);

/* Waits for the GPU, then frees the model; NULL is allowed. */
void ag_rt_cuda_unload(ag_rt_model *model);

/* Checks the call like ag_rt_run, with all tensors on the model's GPU. Then
 * runs the entry's code, which enqueues kernels on ctx->stream. Waits for the
 * kernels only if the entry reads elements to check them (ag.require).
 * Allocates no memory itself.
 *
 * Fails like ag_rt_run, with AG_DEVICE_FAILURE if a launch fails, and with
 * AG_OUT_OF_MEMORY if the driver has no memory for a launch. Kernels that the
 * call enqueued before the failure still run. */
int32_t ag_rt_cuda_run(const ag_rt_entry *entry, const ag_rt_model *model,
                       const DLTensor *arguments, const DLTensor *results,
                       const ag_workspace *workspace, ag_context *ctx);

/* Allocates uninitialized memory of the GPU ctx->device, at a multiple of 256
 * bytes. The caller frees it by ag_rt_cuda_free. `*memory` is NULL for 0 bytes,
 * and on failure: AG_OUT_OF_MEMORY, or the statuses of ag_rt_cuda_load for the
 * driver and the GPU. */
int32_t ag_rt_cuda_allocate(const ag_rt_module *module, ag_context *ctx,
                            size_t bytes, void **memory);

/* Waits for the GPU ctx->device, then frees memory that ag_rt_cuda_allocate
 * returned for it; NULL is allowed. After a fault of the GPU, memory is freed
 * with the GPU's context only, and this function fails with
 * AG_DEVICE_FAILURE. */
int32_t ag_rt_cuda_free(const ag_rt_module *module, ag_context *ctx,
                        void *memory);

/* Copies between memory of the GPU ctx->device and of the host, in any
 * direction, after all work on ctx->stream, and waits for the copy. Fails with
 * AG_DEVICE_FAILURE if the copy or a kernel on the stream failed. */
int32_t ag_rt_cuda_copy(const ag_rt_module *module, ag_context *ctx, void *to,
                        const void *from, size_t bytes);

/* Does what ag_rt_main does, on GPU 0. Arrays are copied to the GPU and back;
 * the times do not include these copies. */
int32_t ag_rt_cuda_main(const ag_rt_module *module,
                        const ag_rt_device_code *code, const ag_rt_entry *entry,
                        int32_t argc, char **argv);

/* The state of one run, by which its kernels are launched. */
typedef struct ag_rt_launcher ag_rt_launcher;

/* Returns the GPU's address of constant number `constant` of the device code, a
 * multiple of 256 bytes. */
void *ag_rt_get_constant(const ag_rt_launcher *launcher, int64_t constant);

/* Enqueues kernel number `kernel` of the device code with `blocks` blocks of
 * `threads` threads and `shared_bytes` of dynamic shared memory each.
 *
 * `arguments` point to the kernel's parameters. The first parameter is an
 * int64_t, the number of the first block, which the caller sets to 0. If the
 * GPU does not allow `blocks` in one launch, there are several, and this
 * function sets the parameter for each further launch. Does nothing for 0
 * blocks, or if a launch or read of the run has failed; ag_rt_cuda_run returns
 * that failure. */
void ag_rt_launch(ag_rt_launcher *launcher, int64_t kernel, int64_t blocks,
                  int64_t threads, int64_t shared_bytes, void **arguments);

/* Copies `bytes` from the GPU to the host's memory `to`, after all work
 * enqueued before, and waits for the copy. Returns the status of the first
 * launch or read of the run that failed, and writes zeros if there is one. The
 * entry then returns, as its loops may never end; ag_rt_cuda_run returns the
 * failure. */
int32_t ag_rt_read(ag_rt_launcher *launcher, void *to, const void *from,
                   int64_t bytes);

#ifdef __cplusplus
}
#endif

#endif /* AG_RUNTIME_CUDA_H */
