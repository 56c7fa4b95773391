// One C program contains a program for one thread and one for two. It is linked
// by the header's line, and in a host that uses OpenMP itself.
// RUN: mkdir -p %t && ag-compile %s -o %t/one.o && ag-compile %s --threads=2 -o %t/two.o
// RUN: head -1 %t/two.h | FileCheck %s --check-prefix=LINK
// LINK: /* Link with: two.o -lomp -lm */
// RUN: cc -std=c11 -D_DEFAULT_SOURCE -Wall -Wextra -Werror -I %t -c %S/Inputs/threads.c -o %t/main.o
// RUN: cc %t/main.o %t/one.o %t/two.o -lomp -lm -o %t/plain && %t/plain | FileCheck %s
// RUN: clang -fopenmp -std=c11 -D_DEFAULT_SOURCE -Wall -Wextra -Werror -I %t %S/Inputs/threads.c %t/one.o %t/two.o -lm -o %t/openmp
// RUN: %t/openmp | FileCheck %s --check-prefixes=CHECK,OPENMP

// CHECK: same bits for one thread and for two
// CHECK: three threads are refused: context: threads is 3, but the program was compiled for at most 2
// CHECK: a run allocates nothing
// CHECK: idle threads do not spin
// CHECK: two callers share a model
// OPENMP: same bits in a parallel region
// OPENMP: the host's settings are as before

// Register tiles with and without math on their results, rows of several ops,
// squares, and sums over the outer dimension. No tile divides the sizes.
func.func @main(%x: tensor<?x100xf32> {ag.dims = ["n", 100]}, %w: tensor<100x75xf32>)
    -> (tensor<?x75xf32>, tensor<75x?xf32>, tensor<75x100xf32>, tensor<75xf32>) attributes {ag.ranges = {n = [0, 5000]}} {
  %0 = ag.contract "ni,io->no" %x, %w : tensor<?x100xf32>, tensor<100x75xf32> -> tensor<?x75xf32>
  %1 = ag.tanh %0 : tensor<?x75xf32>
  %2 = ag.reduce max %1 [1] : tensor<?x75xf32> -> tensor<?xf32>
  %3 = ag.broadcast %2 [0] : tensor<?xf32> -> tensor<?x75xf32>
  %4 = ag.sub %1, %3 : tensor<?x75xf32>
  %5 = ag.exp %4 : tensor<?x75xf32>
  %6 = ag.reduce sum %5 [1] : tensor<?x75xf32> -> tensor<?xf32>
  %7 = ag.broadcast %6 [0] : tensor<?xf32> -> tensor<?x75xf32>
  %8 = ag.div %5, %7 : tensor<?x75xf32>
  %9 = ag.transpose %8 [1, 0] : tensor<?x75xf32> -> tensor<75x?xf32>
  %10 = ag.contract "on,ni->oi" %9, %x : tensor<75x?xf32>, tensor<?x100xf32> -> tensor<75x100xf32>
  %11 = ag.reduce sum %8 [0] : tensor<?x75xf32> -> tensor<75xf32>
  return %8, %9, %10, %11 : tensor<?x75xf32>, tensor<75x?xf32>, tensor<75x100xf32>, tensor<75xf32>
}
