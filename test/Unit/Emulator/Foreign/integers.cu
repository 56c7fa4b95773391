//===- integers.cu - division, shifts and loops of integers -----------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
typedef long long Long;
typedef unsigned long long ULong;

extern "C" __global__ void divide(int n, const int *a, const int *b, int *y,
                                  unsigned *u) {
  int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i >= n)
    return;
  y[3 * i] = a[i] / b[i];
  y[3 * i + 1] = a[i] % b[i];
  y[3 * i + 2] = a[i] / 7 + a[i] % 10;
  u[2 * i] = (unsigned)a[i] / (unsigned)b[i];
  u[2 * i + 1] = (unsigned)a[i] % 1000u;
}

extern "C" __global__ void divideWide(int n, const Long *a, const Long *b,
                                      Long *y) {
  int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i >= n)
    return;
  y[4 * i] = a[i] / b[i];
  y[4 * i + 1] = a[i] % b[i];
  y[4 * i + 2] = (ULong)a[i] / (ULong)b[i];
  y[4 * i + 3] = a[i] / 10;
}

extern "C" __global__ void shift(int n, const ULong *a, const unsigned *by,
                                 ULong *y) {
  int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i >= n)
    return;
  ULong turned = a[i] << (by[i] & 63) | a[i] >> (-by[i] & 63);
  ULong sign = (ULong)((Long)a[i] >> (by[i] & 63));
  unsigned low = (unsigned)a[i], high = (unsigned)(a[i] >> 32);
  y[4 * i] = turned;
  y[4 * i + 1] = sign;
  y[4 * i + 2] = __umul64hi(a[i], turned) + __popcll(a[i]) + __clzll(a[i]);
  y[4 * i + 3] = __funnelshift_l(low, high, by[i]) + ((ULong)__brev(low) << 32) +
                 __byte_perm(low, high, 0x6240);
}

// Greatest common divisors, and steps of the 3n + 1 sequence.
extern "C" __global__ void loops(int n, const unsigned *a, const unsigned *b,
                                 unsigned *divisor, unsigned *steps) {
  int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i >= n)
    return;
  unsigned x = a[i], y = b[i];
  while (y != 0) {
    unsigned rest = x % y;
    x = y;
    y = rest;
  }
  divisor[i] = x;
  unsigned count = 0;
  for (ULong value = b[i] % 1000 + 1; value != 1; ++count)
    value = value % 2 == 0 ? value / 2 : 3 * value + 1;
  steps[i] = count;
}
