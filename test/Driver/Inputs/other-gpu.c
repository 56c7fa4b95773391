/*===- other-gpu.c - a CUDA driver without a GPU, or with an old one ------===//
|*
|* Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
|*
|*===----------------------------------------------------------------------===//
|*
|* What does --march=native report for a GPU of compute capability 7.5, and what
|* without a GPU (NO_GPU)?
|*
\*===----------------------------------------------------------------------===*/
#ifdef NO_GPU
int cuInit(unsigned flags) { return flags == 0 ? 100 : 1; }
#else
int cuInit(unsigned flags) { return flags; }
#endif

int cuGetErrorString(int result, const char **text) {
  *text = "no CUDA-capable device is detected";
  return result != 100;
}

int cuDeviceGet(int *device, int number) {
  *device = number;
  return 0;
}

int cuDeviceGetAttribute(int *value, int attribute, int device) {
  *value = attribute == 75 ? 7 : 5;
  return device;
}
