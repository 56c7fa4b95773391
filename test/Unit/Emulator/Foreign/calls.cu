//===- calls.cu - functions that are called ---------------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

__device__ __noinline__ float horner(float x, float a, float b, float c) {
  return (a * x + b) * x + c;
}

// Returns early for some lanes, and calls another function for the others.
__device__ __noinline__ float bend(float x) {
  if (x < 0)
    return -x;
  return horner(x, 2.0f, -1.0f, 0.5f) + 1.0f;
}

__device__ __noinline__ void count(unsigned *counter) { atomicAdd(counter, 1); }

struct Split {
  int quotient, remainder;
};
__device__ __noinline__ Split split(int a, int b) { return {a / b, a % b}; }

extern "C" __global__ void callAll(int n, const float *x, float *y,
                                   unsigned *counter) {
  int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i >= n)
    return;
  y[i] = bend(x[i]);
  if (y[i] > 2)
    count(counter);
  if (i % 3 == 0)
    y[i] += horner(x[i], 1.0f, 0.0f, 0.0f);
}

extern "C" __global__ void splitAll(int n, const int *a, const int *b,
                                    int2 *result) {
  int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i >= n)
    return;
  Split made = split(a[i], b[i]);
  result[i] = make_int2(made.quotient, made.remainder);
}
