//===- sums.cu - sums of a block and of warps -------------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

// Each block of 128 threads sums 128 elements in shared memory.
extern "C" __global__ void blockSum(int n, const float *x, float *sums) {
  __shared__ float partial[128];
  int i = blockIdx.x * 128 + threadIdx.x;
  partial[threadIdx.x] = i < n ? x[i] : 0.0f;
  __syncthreads();
  for (int half = 64; half > 0; half /= 2) {
    if (threadIdx.x < half)
      partial[threadIdx.x] += partial[threadIdx.x + half];
    __syncthreads();
  }
  if (threadIdx.x == 0)
    sums[blockIdx.x] = partial[0];
}

// Each warp sums 32 elements, lane 0 has the sum; all lanes have the maximum.
extern "C" __global__ void warpSum(int n, const int *x, int *sums,
                                   int *maxima) {
  int i = blockIdx.x * blockDim.x + threadIdx.x;
  int sum = i < n ? x[i] : 0, most = i < n ? x[i] : -2147483647 - 1;
  for (int by = 16; by > 0; by /= 2) {
    sum += __shfl_down_sync(0xffffffff, sum, by);
    most = max(most, __shfl_xor_sync(0xffffffff, most, by));
  }
  if (i % 32 == 0)
    sums[i / 32] = sum;
  maxima[i] = most;
}

// Keeps the positive elements of each warp, in their order.
extern "C" __global__ void compact(int n, const float *x, float *kept,
                                   unsigned *counts) {
  int i = blockIdx.x * blockDim.x + threadIdx.x, lane = threadIdx.x % 32;
  bool isKept = i < n && x[i] > 0;
  unsigned lanes = __ballot_sync(0xffffffff, isKept);
  if (isKept)
    kept[i - lane + __popc(lanes & ((1u << lane) - 1))] = x[i];
  if (lane == 0)
    counts[i / 32] = __popc(lanes);
}
