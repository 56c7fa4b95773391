//===- matmul.cu - a product of matrices by shared tiles --------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

// c = a b, where a is m x k and b is k x n; a block has 16 x 16 threads.
extern "C" __global__ void matmul(int m, int n, int k, const float *a,
                                  const float *b, float *c) {
  __shared__ float tileA[16][16], tileB[16][17];
  int row = blockIdx.y * 16 + threadIdx.y, column = blockIdx.x * 16 + threadIdx.x;
  float sum = 0;
  for (int first = 0; first < k; first += 16) {
    int x = first + threadIdx.x, y = first + threadIdx.y;
    tileA[threadIdx.y][threadIdx.x] = row < m && x < k ? a[row * k + x] : 0;
    tileB[threadIdx.y][threadIdx.x] = column < n && y < k ? b[y * n + column] : 0;
    __syncthreads();
    for (int i = 0; i < 16; ++i)
      sum += tileA[threadIdx.y][i] * tileB[i][threadIdx.x];
    __syncthreads();
  }
  if (row < m && column < n)
    c[row * n + column] = sum;
}
