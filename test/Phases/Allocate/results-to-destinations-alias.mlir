// The buffer that a result takes over is written by the end of the run, and not
// before its last read.
//
// RUN: ag-opt %s --to=allocate | FileCheck %s
// RUN: ag-run %s --entry=update --dim n=5 --input=randn:1 --input=randn:2 --on=cpu --same-as=%s
// RUN: ag-run %s --entry=update --dim n=5 --input=randn:1 --input=randn:2 --on=cpu --time=3 --same-as=%s
// RUN: ag-run %s --entry=swap --input=randn:1 --input=randn:2 --on=cpu --same-as=%s
// RUN: ag-run %s --entry=reversed --input=randn:1 --on=cpu --same-as=%s
// RUN: ag-run %s --entry=counted --input=randn:1 --input=iota --on=cpu --same-as=%s
// RUN: ag-run %s --entry=both --input=randn:1 --on=cpu --same-as=%s

// An optimizer step has no copy and no temporary.
// CHECK-LABEL: func.func @update(
// CHECK-NOT: memref.copy
// CHECK-NOT: linalg.copy
// CHECK-NOT: memref.view
// CHECK: call @update.nest(%{{.*}}, %arg0, %arg1)
// CHECK: return
func.func @update(%w: tensor<?x48xf32> {ag.dims = ["n", 48]}, %g: tensor<?x48xf32> {ag.dims = ["n", 48]})
    -> (tensor<?x48xf32> {ag.alias = 0}) attributes {ag.ranges = {n = [1, 8]}} {
  %0 = ag.mul %g, %g : tensor<?x48xf32>
  %1 = ag.sub %w, %0 : tensor<?x48xf32>
  %2 = ag.neg %1 : tensor<?x48xf32>
  return %2 : tensor<?x48xf32>
}

// One of the two arguments waits in a temporary.
// CHECK-LABEL: func.func @swap(
// CHECK-COUNT-1: memref.view
// CHECK-NOT: memref.view
// CHECK: return
func.func @swap(%x: tensor<4xf32>, %y: tensor<4xf32>) -> (tensor<4xf32> {ag.alias = 0}, tensor<4xf32> {ag.alias = 1}) {
  return %y, %x : tensor<4xf32>, tensor<4xf32>
}

// An argument read at other positions than are written needs a temporary.
// CHECK-LABEL: func.func @reversed(
// CHECK: memref.view
// CHECK: return
func.func @reversed(%x: tensor<8x8xf32>) -> (tensor<8x8xf32> {ag.alias = 0}) {
  %0 = ag.transpose %x [1, 0] : tensor<8x8xf32>
  %1 = ag.add %x, %0 : tensor<8x8xf32>
  return %1 : tensor<8x8xf32>
}

// A loop with the argument as an iter_arg writes onto it.
// CHECK-LABEL: func.func @counted(
// CHECK-NOT: memref.copy
// CHECK: return
func.func @counted(%x: tensor<40xf32>, %times: tensor<i32>) -> (tensor<40xf32> {ag.alias = 0}) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c3 = arith.constant 3 : index
  %r = scf.for %i = %c0 to %c3 step %c1 iter_args(%a = %x) -> tensor<40xf32> {
    %0 = ag.add %a, %a : tensor<40xf32>
    scf.yield %0 : tensor<40xf32>
  }
  return %r : tensor<40xf32>
}

// The other result still needs the old value.
// CHECK-LABEL: func.func @both(
func.func @both(%x: tensor<40xf32>) -> (tensor<40xf32> {ag.alias = 0}, tensor<40xf32>) {
  %0 = ag.exp %x : tensor<40xf32>
  %1 = ag.mul %x, %0 : tensor<40xf32>
  return %0, %1 : tensor<40xf32>, tensor<40xf32>
}
