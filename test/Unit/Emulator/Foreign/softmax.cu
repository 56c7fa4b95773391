//===- softmax.cu - a softmax of rows ---------------------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

// Folds a number of each of the block's 64 threads.
template <class Combine>
__device__ float reduce(float value, float *shared, Combine combine) {
  for (int by = 16; by > 0; by /= 2)
    value = combine(value, __shfl_xor_sync(0xffffffff, value, by));
  if (threadIdx.x % 32 == 0)
    shared[threadIdx.x / 32] = value;
  __syncthreads();
  value = combine(shared[0], shared[1]);
  __syncthreads();
  return value;
}

// A block of 64 threads has a row of n columns.
extern "C" __global__ void softmax(int n, const float *x, float *y) {
  extern __shared__ float shared[];
  const float *row = x + (size_t)blockIdx.x * n;
  float most = __int_as_float(0xff800000), sum = 0;
  for (int i = threadIdx.x; i < n; i += 64)
    most = fmaxf(most, row[i]);
  most = reduce(most, shared, [](float a, float b) { return fmaxf(a, b); });
  for (int i = threadIdx.x; i < n; i += 64)
    sum += expf(row[i] - most);
  sum = reduce(sum, shared, [](float a, float b) { return a + b; });
  for (int i = threadIdx.x; i < n; i += 64)
    y[(size_t)blockIdx.x * n + i] = expf(row[i] - most) / sum;
}
