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

// Full vectors are plain loads and stores.
// CHECK-LABEL: func @whole
// CHECK: vector.load
// CHECK: vector.store
func.func @whole(%x: memref<?xf32>, %i: index) {
  %zero = arith.constant 0.0 : f32
  %a = vector.transfer_read %x[%i], %zero {in_bounds = [true]} : memref<?xf32>, vector<8xf32>
  vector.transfer_write %a, %x[%i] {in_bounds = [true]} : vector<8xf32>, memref<?xf32>
  return
}

// A stride of 2 takes two loads, the second of which ends at the last element.
// CHECK-LABEL: func @strided
// CHECK-DAG: %[[FIRST:.*]] = arith.constant 0 : index
// CHECK-DAG: %[[SECOND:.*]] = arith.constant 3 : index
// CHECK: %[[ROW:.*]] = memref.reinterpret_cast {{.*}} sizes: [7], strides: [1]
// CHECK: %[[A:.*]] = vector.load %[[ROW]][%[[FIRST]]] {{.*}} vector<4xf32>
// CHECK: %[[B:.*]] = vector.load %[[ROW]][%[[SECOND]]] {{.*}} vector<4xf32>
// CHECK: vector.shuffle %[[A]], %[[B]] [0, 2, 5, 7]
func.func @strided(%x: memref<?xf32, strided<[2], offset: 5>>, %i: index) -> vector<4xf32> {
  %zero = arith.constant 0.0 : f32
  %a = vector.transfer_read %x[%i], %zero {in_bounds = [true]} : memref<?xf32, strided<[2], offset: 5>>, vector<4xf32>
  return %a : vector<4xf32>
}

// The elements in between are not written.
// CHECK-LABEL: func @written
// CHECK: vector.extract %{{.*}}[0]
// CHECK-COUNT-4: memref.store
// CHECK-NOT: memref.store
// CHECK: return
func.func @written(%x: memref<?xf32, strided<[2], offset: 5>>, %i: index, %a: vector<4xf32>) {
  vector.transfer_write %a, %x[%i] {in_bounds = [true]} : vector<4xf32>, memref<?xf32, strided<[2], offset: 5>>
  return
}

// CHECK-LABEL: func @apart
// CHECK-COUNT-4: memref.load
// CHECK: vector.from_elements
func.func @apart(%x: memref<?xf32, strided<[?]>>, %i: index) -> vector<4xf32> {
  %zero = arith.constant 0.0 : f32
  %a = vector.transfer_read %x[%i], %zero {in_bounds = [true]} : memref<?xf32, strided<[?]>>, vector<4xf32>
  return %a : vector<4xf32>
}

// With a mask, enabled elements are loaded: the first two, then the others.
// CHECK-LABEL: func @masked_strided
// CHECK: %[[FRONT:.*]] = vector.shuffle %arg2, %{{.*}} [0, 4, 1, 4] : vector<4xi1>
// CHECK: %[[A:.*]] = vector.maskedload %{{.*}}, %[[FRONT]]
// CHECK: %[[BACK:.*]] = vector.shuffle %arg2, %{{.*}} [4, 2, 4, 3] : vector<4xi1>
// CHECK: %[[B:.*]] = vector.maskedload %{{.*}}, %[[BACK]]
// CHECK: vector.shuffle %[[A]], %[[B]] [0, 2, 5, 7]
func.func @masked_strided(%x: memref<?xf32, strided<[2]>>, %i: index, %mask: vector<4xi1>) -> vector<4xf32> {
  %zero = arith.constant 0.0 : f32
  %a = vector.transfer_read %x[%i], %zero, %mask {in_bounds = [true]} : memref<?xf32, strided<[2]>>, vector<4xf32>
  return %a : vector<4xf32>
}

// A masked read with a large stride loads one element at a time.
// CHECK-LABEL: func @masked_apart
// CHECK: scf.for
// CHECK: memref.load
func.func @masked_apart(%x: memref<?xf32, strided<[5]>>, %i: index, %mask: vector<4xi1>) -> vector<4xf32> {
  %zero = arith.constant 0.0 : f32
  %a = vector.transfer_read %x[%i], %zero, %mask {in_bounds = [true]} : memref<?xf32, strided<[5]>>, vector<4xf32>
  return %a : vector<4xf32>
}
