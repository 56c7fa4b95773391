//===- small.cu - floats of 16 bits -----------------------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include <cuda_bf16.h>
#include <cuda_fp16.h>

extern "C" __global__ void halves(int n, const float *x, const __half *a,
                                  __half *sum, __half *narrow, float *wide) {
  int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i >= n)
    return;
  narrow[i] = __float2half(x[i]);
  sum[i] = __hfma(a[i], narrow[i], __hadd(a[i], __hmul(a[i], a[i])));
  wide[i] = __half2float(a[i]);
}

extern "C" __global__ void brains(int n, const float *x, const __nv_bfloat16 *a,
                                  __nv_bfloat16 *sum, __nv_bfloat16 *narrow,
                                  float *wide) {
  int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i >= n)
    return;
  narrow[i] = __float2bfloat16(x[i]);
  sum[i] = __hfma(a[i], narrow[i], __hadd(a[i], __hmul(a[i], a[i])));
  wide[i] = __bfloat162float(a[i]);
}

extern "C" __global__ void pairs(int n, const __half2 *a, const __half2 *b,
                                 __half2 *y, int *isLess) {
  int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i >= n)
    return;
  y[i] = __hmax2(__hmul2(a[i], b[i]), __hneg2(__hadd2(a[i], b[i])));
  isLess[i] = __hlt(__low2half(a[i]), __high2half(b[i]));
}
