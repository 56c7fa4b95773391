/*===- CudaKernels.c - the kernels of a program ---------------------------===//
|*
|* Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
|*
|*===----------------------------------------------------------------------===//
|*
|* How is PTX compiled into functions that can be launched without delay?
|*
\*===----------------------------------------------------------------------===*/
#include "CudaProgram.h"
#include "Message.h"

/* Values of CUjit_option. */
enum { JIT_ERROR_LOG = 5, JIT_ERROR_LOG_BYTES = 6 };

/* Values of CUdevice_attribute and CUfunction_attribute. */
enum { DEVICE_MAX_SHARED_BYTES = 97 };
enum { FUNCTION_SHARED_BYTES = 1, FUNCTION_MAX_DYNAMIC_SHARED_BYTES = 8 };

/* The bytes of shared memory that a kernel may use without opting in. */
enum { USUAL_SHARED_BYTES = 48 * 1024 };

/* Compiles the PTX. An error message includes the log of the driver's
 * compiler. */
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

/* Allows a kernel as much dynamic shared memory as the GPU has. Also loads its
 * code onto the GPU, which its first launch would otherwise wait for. */
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
