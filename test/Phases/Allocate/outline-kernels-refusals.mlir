// RUN: ag-opt --ag-outline-kernels --split-input-file %s | FileCheck %s

// A nest that can fail stays, as a failure ends the entry. Its inner nest goes.
// CHECK-LABEL: func.func @fails(
// CHECK: scf.for
// CHECK: ag.require
// CHECK: call @fails.nest(
func.func @fails(%n: index, %x: memref<8xf32>, %y: memref<8xf32>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  scf.for %i = %c0 to %n step %c1 {
    %small = arith.cmpi slt, %i, %n : index
    ag.require %small, "{0} is large" (%i)
    scf.for %j = %c0 to %i step %c1 {
      %v = memref.load %x[%j] : memref<8xf32>
      memref.store %v, %y[%j] : memref<8xf32>
    }
  }
  return
}

// -----

// The result of the nest is used outside.
// CHECK-LABEL: func.func @gives(
// CHECK: scf.for
// CHECK-NOT: call
func.func @gives(%n: index, %x: memref<8xf32>) -> f32 {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %zero = arith.constant 0.0 : f32
  %sum = scf.for %i = %c0 to %n step %c1 iter_args(%part = %zero) -> f32 {
    %v = memref.load %x[%i] : memref<8xf32>
    %next = arith.addf %part, %v : f32
    scf.yield %next : f32
  }
  return %sum : f32
}
