/*===- peaks.c - peak speeds of this machine ---------------------*- C -*-===//
|*
|* Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
|*
|*===----------------------------------------------------------------------===//
|*
|*   peaks THREADS SECONDS wall|cpu
|*
|* How many f32 multiply-adds are done per second, how many bytes are read from
|* each cache and from memory, and how many are moved from and to memory
|* (STREAM's triad, with non-temporal stores)? Threads work independently; the
|* sum of their rates is printed, in 1e9. With the clock "cpu" the time in which
|* a thread waits for a core does not count.
|*
\*===----------------------------------------------------------------------===*/
#include <immintrin.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#ifdef __AVX512F__
enum { lanes = 16 };
#else
enum { lanes = 8 };
#endif
typedef float vec __attribute__((vector_size(4 * lanes)));

/* Larger than any last-level cache. */
enum { bytes = 192 << 20, chains = 12, maxThreads = 64, caches = 3 };

/* Sizes that fit in L1, L2 and one core's share of L3, but not in the cache
 * before. */
static const size_t cacheBytes[caches] = {16 << 10, 192 << 10, 3 << 20};

typedef struct {
  double seconds, flops, cached[caches], read, triad;
} rates;

static clockid_t rateClock = CLOCK_MONOTONIC;

static double now(void) {
  struct timespec time;
  clock_gettime(rateClock, &time);
  return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

/* Runs enough independent chains to hide the latency. They have fixed points,
 * so that values neither overflow nor become subnormal. */
static double multiplyAdd(void) {
  enum { steps = 200000 };
  vec sums[chains], scale, shift;
  for (int lane = 0; lane < lanes; ++lane)
    scale[lane] = 0.5F, shift[lane] = 1.0F;
  for (int i = 0; i < chains; ++i)
    sums[i] = shift * (float)i;
  double start = now();
  for (int step = 0; step < steps; ++step)
#pragma GCC unroll 12
    for (int i = 0; i < chains; ++i)
      sums[i] = sums[i] * scale + shift;
  double seconds = now() - start;
  volatile float sink = 0;
  for (int i = 0; i < chains; ++i)
    sink += sums[i][0];
  return 2.0 * steps * chains * lanes / seconds;
}

/* Reads the first bytes of the memory repeatedly, until it has read as many
 * bytes as there are in all. */
static double readBytes(const vec *data, size_t count) {
  vec sums[8];
  memset(sums, 0, sizeof sums);
  double start = now();
  for (size_t done = 0; done < bytes; done += count) {
    for (size_t i = 0; i < count / sizeof(vec); i += 8)
#pragma GCC unroll 8
      for (int j = 0; j < 8; ++j)
        sums[j] += data[i + j];
    /* Makes the compiler assume that the data have changed. */
    __asm__ volatile("" : : "r"(data) : "memory");
  }
  double seconds = now() - start;
  volatile float sink = 0;
  for (int j = 0; j < 8; ++j)
    sink += sums[j][0];
  return bytes / seconds;
}

static double triad(float *to, const float *a, const float *b) {
  const __m256 scale = _mm256_set1_ps(3.0F);
  double start = now();
  for (size_t i = 0; i < bytes / sizeof(float); i += 8)
    _mm256_stream_ps(to + i, _mm256_fmadd_ps(_mm256_load_ps(a + i), scale,
                                             _mm256_load_ps(b + i)));
  _mm_sfence();
  double seconds = now() - start;
  /* Makes the compiler keep the stores. */
  __asm__ volatile("" : : "r"(to) : "memory");
  return 3.0 * bytes / seconds;
}

static double larger(double a, double b) { return a > b ? a : b; }

static void *measure(void *argument) {
  rates *best = argument;
  float *arrays[3];
  for (int i = 0; i < 3; ++i) {
    arrays[i] = aligned_alloc(64, bytes);
    if (!arrays[i])
      exit(1);
    memset(arrays[i], 0, bytes);
  }
  double end = now() + best->seconds;
  do {
    best->flops = larger(best->flops, multiplyAdd());
    const vec *data = (const vec *)arrays[0];
    for (int i = 0; i < caches; ++i)
      best->cached[i] = larger(best->cached[i], readBytes(data, cacheBytes[i]));
    best->read = larger(best->read, readBytes(data, bytes));
    best->triad = larger(best->triad, triad(arrays[2], arrays[0], arrays[1]));
  } while (now() < end);
  for (int i = 0; i < 3; ++i)
    free(arrays[i]);
  return NULL;
}

int main(int argc, char **argv) {
  int threads = argc == 4 ? atoi(argv[1]) : 0;
  if (threads < 1 || threads > maxThreads) {
    fprintf(stderr, "usage: peaks THREADS SECONDS wall|cpu, THREADS to 64\n");
    return 2;
  }
  if (strcmp(argv[3], "cpu") == 0)
    rateClock = CLOCK_THREAD_CPUTIME_ID;
  static pthread_t started[maxThreads];
  static rates found[maxThreads];
  for (int i = 0; i < threads; ++i) {
    found[i].seconds = atof(argv[2]);
    if (pthread_create(&started[i], NULL, measure, &found[i]))
      return 1;
  }
  rates sum;
  memset(&sum, 0, sizeof sum);
  for (int i = 0; i < threads; ++i) {
    pthread_join(started[i], NULL);
    sum.flops += found[i].flops;
    for (int j = 0; j < caches; ++j)
      sum.cached[j] += found[i].cached[j];
    sum.read += found[i].read;
    sum.triad += found[i].triad;
  }
  printf("{\"gflops\": %.1f, \"l1_gbs\": %.1f, \"l2_gbs\": %.1f, \"l3_gbs\": "
         "%.1f, \"read_gbs\": %.1f, \"triad_gbs\": %.1f}\n",
         1e-9 * sum.flops, 1e-9 * sum.cached[0], 1e-9 * sum.cached[1],
         1e-9 * sum.cached[2], 1e-9 * sum.read, 1e-9 * sum.triad);
  return 0;
}
