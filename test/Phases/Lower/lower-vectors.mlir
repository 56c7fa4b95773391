// RUN: ag-opt %s --ag-lower-vectors | FileCheck %s

// CHECK-LABEL: func @masked
// CHECK-NOT: transfer
// CHECK: vector.maskedload
// CHECK: vector.maskedstore
func.func @masked(%x: memref<?xf32>, %i: index, %mask: vector<8xi1>) {
  %zero = arith.constant 0.0 : f32
  %a = vector.transfer_read %x[%i], %zero, %mask {in_bounds = [true]} : memref<?xf32>, vector<8xf32>
  vector.transfer_write %a, %x[%i], %mask {in_bounds = [true]} : vector<8xf32>, memref<?xf32>
  return
}

// Whole vectors are plain loads and stores.
// CHECK-LABEL: func @whole
// CHECK: vector.load
// CHECK: vector.store
func.func @whole(%x: memref<?xf32>, %i: index) {
  %zero = arith.constant 0.0 : f32
  %a = vector.transfer_read %x[%i], %zero {in_bounds = [true]} : memref<?xf32>, vector<8xf32>
  vector.transfer_write %a, %x[%i] {in_bounds = [true]} : vector<8xf32>, memref<?xf32>
  return
}
