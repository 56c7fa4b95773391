/*===- CudaKernels.c - the kernels of a program ---------------------------===//
|*
|* Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
|*
|*===----------------------------------------------------------------------===//
|*
|* How does a text of PTX become functions that can be launched at once?
|*
\*===----------------------------------------------------------------------===*/
#include "CudaProgram.h"
#include "Message.h"

/* CUjit_option's. */
enum { JIT_ERROR_LOG = 5, JIT_ERROR_LOG_BYTES = 6 };

/* CUdevice_attribute's and CUfunction_attribute's. */
enum { DEVICE_MAX_SHARED_BYTES = 97 };
enum { FUNCTION_SHARED_BYTES = 1, FUNCTION_MAX_DYNAMIC_SHARED_BYTES = 8 };

/* A kernel may use so many bytes of shared memory without asking. */
enum { USUAL_SHARED_BYTES = 48 * 1024 };

/* Compiles the PTX; a message has what the driver's compiler says of it. */
static int32_t compile(ag_rt_cuda_program *program, const char *name,
                       ag_context *ctx) {
  const ag_rt_cuda_driver *driver = program->device.driver;
  char log[257] = "";
  const int options[] = {JIT_ERROR_LOG, JIT_ERROR_LOG_BYTES};
  void *values[] = {log, (void *)(uintptr_t)(sizeof(log) - 1)};
  int result = driver->cuModuleLoadDataEx(&program->module, program->code->ptx,
                                          2, options, values);
  return ag_rt_cuda_report(driver, ctx, result,
                           "the driver does not take the kernels of %s%s%s",
                           name, *log ? ": " : "", log);
}

/* Lets a kernel have as much dynamic shared memory as the GPU offers, and
 * brings its code onto the GPU, which the first launch would wait for. */
static int prepare_function(const ag_rt_cuda_program *program, void *function,
                            int most_bytes) {
  const ag_rt_cuda_driver *driver = program->device.driver;
  int bytes = 0, result = 0;
  if (driver->cuFuncLoad)
    result = driver->cuFuncLoad(function);
  if (result == 0)
    result =
        driver->cuFuncGetAttribute(&bytes, FUNCTION_SHARED_BYTES, function);
  if (result == 0 && most_bytes - bytes > USUAL_SHARED_BYTES)
    result = driver->cuFuncSetAttribute(
        function, FUNCTION_MAX_DYNAMIC_SHARED_BYTES, most_bytes - bytes);
  return result;
}

static int32_t find_kernels(ag_rt_cuda_program *program, const char *name,
                            ag_context *ctx) {
  const ag_rt_cuda_driver *driver = program->device.driver;
  int most_bytes = 0;
  int result = driver->cuDeviceGetAttribute(
      &most_bytes, DEVICE_MAX_SHARED_BYTES, program->device.handle);
  const char *kernel = "";
  for (int64_t i = 0; result == 0 && i < program->code->kernel_count; ++i) {
    kernel = program->code->kernels[i];
    result = driver->cuModuleGetFunction(&program->functions[i],
                                         program->module, kernel);
    if (result == 0)
      result = prepare_function(program, program->functions[i], most_bytes);
  }
  return ag_rt_cuda_report(driver, ctx, result, "kernel %s of %s", kernel,
                           name);
}

int32_t ag_rt_cuda_load_kernels(ag_rt_cuda_program *program, const char *name,
                                ag_context *ctx) {
  int32_t status = compile(program, name, ctx);
  return status == AG_OK ? find_kernels(program, name, ctx) : status;
}
