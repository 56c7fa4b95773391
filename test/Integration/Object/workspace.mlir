// RUN: mkdir -p %t && ag-compile %s -o %t/workspace.o
// RUN: cc -std=c11 -D_DEFAULT_SOURCE -Wall -Wextra -Werror -I %t %S/Inputs/workspace.c %t/workspace.o -lm -o %t/one
// RUN: %t/one | FileCheck %s
// RUN: FileCheck %s --check-prefix=HEADER < %t/workspace.h

// The workspace is between protected pages. A run touches all bytes that query
// requests, refuses one byte less, and allocates nothing.
// CHECK: fixed: touches all of {{[0-9]+}} bytes, allocates nothing
// CHECK: open at 1: touches all of
// CHECK: open at 7: touches all of
// CHECK: open at 300: touches all of
// CHECK: steps at 5: touches all of
// CHECK: a byte less is refused

// The largest workspace of a bounded entry is a constant.
// HEADER: #define workspace_fixed_WORKSPACE_BYTES {{[1-9]}}
// HEADER-NEXT: int32_t workspace_fixed_query
// HEADER-NOT: workspace_open_WORKSPACE_BYTES
// HEADER: #define workspace_steps_WORKSPACE_BYTES {{[1-9]}}
func.func @fixed(%x: tensor<33x20xf32>, %w: tensor<20x20xf32>) -> tensor<33x20xf32> {
  %0 = ag.exp %x : tensor<33x20xf32>
  %1 = ag.contract "ni,io->no" %0, %w : tensor<33x20xf32>, tensor<20x20xf32> -> tensor<33x20xf32>
  %2 = ag.contract "ni,io->no" %1, %w : tensor<33x20xf32>, tensor<20x20xf32> -> tensor<33x20xf32>
  %3 = ag.contract "ni,io->no" %2, %w : tensor<33x20xf32>, tensor<20x20xf32> -> tensor<33x20xf32>
  return %3 : tensor<33x20xf32>
}

func.func @open(%x: tensor<?x20xf32> {ag.dims = ["n", 20]}, %w: tensor<20x20xf32>) -> tensor<?x20xf32> {
  %0 = ag.exp %x : tensor<?x20xf32>
  %1 = ag.contract "ni,io->no" %0, %w : tensor<?x20xf32>, tensor<20x20xf32> -> tensor<?x20xf32>
  %2 = ag.contract "ni,io->no" %1, %w : tensor<?x20xf32>, tensor<20x20xf32> -> tensor<?x20xf32>
  %3 = ag.contract "ni,io->no" %2, %w : tensor<?x20xf32>, tensor<20x20xf32> -> tensor<?x20xf32>
  return %3 : tensor<?x20xf32>
}

func.func @steps(%x: tensor<?x20xf32> {ag.dims = ["n", 20]}, %w: tensor<20x20xf32>) -> tensor<?x20xf32>
    attributes {ag.ranges = {n = [1, 300]}} {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c3 = arith.constant 3 : index
  %r = scf.for %i = %c0 to %c3 step %c1 iter_args(%s = %x) -> tensor<?x20xf32> {
    %0 = ag.contract "ni,io->no" %s, %w : tensor<?x20xf32>, tensor<20x20xf32> -> tensor<?x20xf32>
    %1 = ag.tanh %0 : tensor<?x20xf32>
    %2 = ag.contract "ni,io->no" %1, %w : tensor<?x20xf32>, tensor<20x20xf32> -> tensor<?x20xf32>
    scf.yield %2 : tensor<?x20xf32>
  }
  return %r : tensor<?x20xf32>
}
