//===- atomics.cu - updates of what several threads share -------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

// Counts bytes: each block in shared memory, then all in global memory.
extern "C" __global__ void histogram(int n, const unsigned char *x,
                                     unsigned *counts) {
  __shared__ unsigned own[256];
  for (int i = threadIdx.x; i < 256; i += blockDim.x)
    own[i] = 0;
  __syncthreads();
  for (int i = blockIdx.x * blockDim.x + threadIdx.x; i < n;
       i += gridDim.x * blockDim.x)
    atomicAdd(&own[x[i]], 1);
  __syncthreads();
  for (int i = threadIdx.x; i < 256; i += blockDim.x)
    if (own[i] != 0)
      atomicAdd(&counts[i], own[i]);
}

struct Extremes {
  int least, most;
  unsigned either, both, parity;
  float sum;
  unsigned long long wide, widest;
};

extern "C" __global__ void extremes(int n, const int *x, Extremes *result) {
  int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i >= n)
    return;
  atomicMin(&result->least, x[i]);
  atomicMax(&result->most, x[i]);
  atomicOr(&result->either, (unsigned)x[i]);
  atomicAnd(&result->both, (unsigned)x[i]);
  atomicXor(&result->parity, (unsigned)x[i]);
  atomicAdd(&result->sum, (float)x[i]);
  atomicAdd(&result->wide, (unsigned long long)(unsigned)x[i] << 16);
  atomicMax(&result->widest, (unsigned long long)(unsigned)x[i] << 20);
}

// Each thread gets a number of its own, in the order that threads come in, and
// multiplies by a loop of compare-and-swap.
extern "C" __global__ void tickets(unsigned n, unsigned *next, unsigned *got,
                                   unsigned *product, unsigned *last) {
  unsigned i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i >= n)
    return;
  got[i] = atomicAdd(next, 1);
  unsigned seen = atomicAdd(product, 0), before;
  do {
    before = seen;
    seen = atomicCAS(product, before, before * (2 * i + 3));
  } while (seen != before);
  atomicExch(last, 7u);
  atomicInc(last + 1, 9u);
  atomicDec(last + 2, 9u);
}
