// RUN: ag-opt --ag-outline-kernels --split-input-file --mlir-elide-elementsattrs-if-larger=2 %s | FileCheck %s
// RUN: ag-opt --ag-outline-kernels --split-input-file --mlir-print-debuginfo %s | FileCheck %s --check-prefix=TWINS

// Two nests that differ only in their buffers become two calls of one function,
// which a constant moves into. Locations do not matter.
// TWINS: call @twins.nest(
// TWINS-NEXT: call @twins.nest(
// CHECK-LABEL: func.func @twins(
// CHECK-SAME: %[[N:.*]]: index, %[[X:.*]]: memref<8xf32>, %[[Y:.*]]: memref<8xf32>
// CHECK: call @twins.nest(%[[N]], %[[X]], %[[Y]])
// CHECK-NEXT: call @twins.nest(%[[N]], %[[Y]], %[[X]])
// CHECK-NEXT: return
// CHECK: func.func private @twins.nest(%[[N:.*]]: index, %[[X:.*]]: memref<8xf32>, %[[Y:.*]]: memref<8xf32>)
// CHECK-SAME: passthrough = ["noinline"]
// CHECK: %[[ZERO:.*]] = arith.constant 0 : index
// CHECK: scf.for %[[I:.*]] = %[[ZERO]] to %[[N]]
// CHECK: %[[V:.*]] = memref.load %[[X]][%[[I]]]
// CHECK: memref.store %[[V]], %[[Y]][%[[I]]]
// CHECK-NOT: func.func
func.func @twins(%n: index, %x: memref<8xf32>, %y: memref<8xf32>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  scf.for %i = %c0 to %n step %c1 {
    %v = memref.load %x[%i] : memref<8xf32>
    memref.store %v, %y[%i] : memref<8xf32>
  }
  scf.for %i = %c0 to %n step %c1 {
    %v = memref.load %y[%i] : memref<8xf32>
    memref.store %v, %x[%i] : memref<8xf32>
  }
  return
}

// -----

// Nests with different steps become different functions.
// CHECK-LABEL: func.func @others(
// CHECK: call @others.nest(
// CHECK: call @others.nest_0(
func.func @others(%n: index, %x: memref<8xf32>, %y: memref<8xf32>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  scf.for %i = %c0 to %n step %c1 {
    %v = memref.load %x[%i] : memref<8xf32>
    memref.store %v, %y[%i] : memref<8xf32>
  }
  scf.for %i = %c0 to %n step %c2 {
    %v = memref.load %x[%i] : memref<8xf32>
    memref.store %v, %y[%i] : memref<8xf32>
  }
  return
}

// -----

// So do nests with different constants, even if the printer elides both.
// CHECK-LABEL: func.func @constants(
// CHECK: call @constants.nest(
// CHECK: call @constants.nest_0(
// CHECK: func.func private @constants.nest(
// CHECK: dense_resource<__elided__> : vector<4xf32>
// CHECK: func.func private @constants.nest_0(
// CHECK: dense_resource<__elided__> : vector<4xf32>
func.func @constants(%n: index, %x: memref<8xvector<4xf32>>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  scf.for %i = %c0 to %n step %c1 {
    %v = arith.constant dense<[1.0, 2.0, 3.0, 4.0]> : vector<4xf32>
    memref.store %v, %x[%i] : memref<8xvector<4xf32>>
  }
  scf.for %i = %c0 to %n step %c1 {
    %v = arith.constant dense<[1.0, 2.0, 3.0, 5.0]> : vector<4xf32>
    memref.store %v, %x[%i] : memref<8xvector<4xf32>>
  }
  return
}
