// A write at index 0 that keeps some elements, by a mask or a shorter vector,
// writes to a copy unless it is in place.
// RUN: ag-opt %s --ag-bufferize --canonicalize --cse | FileCheck %s

// CHECK-LABEL: func.func @shorter(
// CHECK: %[[OWN:.*]] = memref.alloc() {{.*}} : memref<1x5xf64>
// CHECK: memref.copy %arg0, %[[OWN]]
// CHECK: vector.transfer_write %arg1, %[[OWN]]
func.func @shorter(%t: tensor<1x5xf64>, %v: vector<4xf64>) -> (tensor<1x5xf64>, tensor<1x5xf64>) {
  %c0 = arith.constant 0 : index
  %0 = vector.transfer_write %v, %t[%c0, %c0] {in_bounds = [true]} : vector<4xf64>, tensor<1x5xf64>
  return %0, %t : tensor<1x5xf64>, tensor<1x5xf64>
}

// CHECK-LABEL: func.func @masked(
// CHECK: %[[OWN:.*]] = memref.alloc() {{.*}} : memref<4xf64>
// CHECK: memref.copy %arg0, %[[OWN]]
// CHECK: vector.transfer_write %arg1, %[[OWN]]
func.func @masked(%t: tensor<4xf64>, %v: vector<4xf64>, %m: vector<4xi1>) -> (tensor<4xf64>, tensor<4xf64>) {
  %c0 = arith.constant 0 : index
  %0 = vector.transfer_write %v, %t[%c0], %m {in_bounds = [true]} : vector<4xf64>, tensor<4xf64>
  return %0, %t : tensor<4xf64>, tensor<4xf64>
}

// CHECK-LABEL: func.func @all(
// CHECK-NOT: memref.copy
// CHECK: return
func.func @all(%t: tensor<1x4xf64>, %v: vector<4xf64>) -> (tensor<1x4xf64>, tensor<1x4xf64>) {
  %c0 = arith.constant 0 : index
  %0 = vector.transfer_write %v, %t[%c0, %c0] {in_bounds = [true]} : vector<4xf64>, tensor<1x4xf64>
  return %0, %t : tensor<1x4xf64>, tensor<1x4xf64>
}

// An iter_arg stays in its buffer.
// CHECK-LABEL: func.func @carried(
// CHECK: scf.for
// CHECK-NOT: memref.copy
// CHECK-NOT: memref.alloc
// CHECK: return
func.func @carried(%v: vector<4xf64>, %n: index, %m: vector<4xi1>) -> tensor<4xf64> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %e = tensor.empty() : tensor<4xf64>
  %r = scf.for %i = %c0 to %n step %c1 iter_args(%t = %e) -> (tensor<4xf64>) {
    %0 = vector.transfer_write %v, %t[%c0], %m {in_bounds = [true]} : vector<4xf64>, tensor<4xf64>
    scf.yield %0 : tensor<4xf64>
  }
  return %r : tensor<4xf64>
}
