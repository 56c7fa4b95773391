//===- arrays.cu - an update of an array, in bounds -------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

extern "C" __global__ void saxpy(int n, float a, const float *x, float *y) {
  int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i < n)
    y[i] = a * x[i] + y[i];
}

// Each thread visits elements in steps of the number of threads.
extern "C" __global__ void scaleStrided(int n, double a, const float4 *x,
                                        float4 *y) {
  for (int i = blockIdx.x * blockDim.x + threadIdx.x; i < n;
       i += gridDim.x * blockDim.x) {
    float4 v = x[i];
    y[i] = make_float4(v.x * a, v.y * a, v.z * a, v.w * a);
  }
}
