// RUN: ag-opt --ag-results-to-destinations %s | FileCheck %s

// CHECK: func.func @entry(%arg0: tensor<4xf32> {bufferization.writable = false}, %arg1: memref<4xf32>) {
// CHECK-NEXT: %[[D:.*]] = bufferization.to_tensor %arg1 restrict writable
// CHECK-NEXT: %[[Y:.*]] = math.exp %arg0
// CHECK-NEXT: %[[R:.*]] = bufferization.materialize_in_destination %[[Y]] in %[[D]]
// CHECK-NEXT: bufferization.materialize_in_destination %[[R]] in restrict writable %arg1
// CHECK-NEXT: return{{$}}
func.func @entry(%x: tensor<4xf32>) -> tensor<4xf32> {
  %y = math.exp %x : tensor<4xf32>
  return %y : tensor<4xf32>
}

// CHECK: func.func private @called(%arg0: tensor<4xf32>) -> tensor<4xf32>
func.func private @called(%x: tensor<4xf32>) -> tensor<4xf32> {
  return %x : tensor<4xf32>
}

// A yielded value is materialized inside its branch.
// CHECK-LABEL: func.func @branch
// CHECK-SAME: %[[RESULT:[a-z0-9]+]]: memref<4xf32>)
// CHECK: %[[D:.*]] = bufferization.to_tensor %[[RESULT]]
// CHECK: scf.if
// CHECK: bufferization.materialize_in_destination %{{.*}} in %[[D]]
// CHECK: } else {
// CHECK: bufferization.materialize_in_destination %{{.*}} in %[[D]]
// CHECK: }
// CHECK-NEXT: bufferization.materialize_in_destination
func.func @branch(%condition: i1, %x: tensor<4xf32>, %y: tensor<4xf32>) -> tensor<4xf32> {
  %z = scf.if %condition -> tensor<4xf32> {
    scf.yield %x : tensor<4xf32>
  } else {
    scf.yield %y : tensor<4xf32>
  }
  return %z : tensor<4xf32>
}

// A reshape of a result is written in the shape of the result's buffer.
// CHECK-LABEL: func.func @reshaped(
// CHECK-SAME: %[[N:.*]]: index, %[[R:.*]]: memref<?x6xf32>, %[[S:.*]]: memref<?x2x3xf32>
// CHECK: %[[E:.*]] = bufferization.to_tensor %[[S]]
// CHECK: %[[FLAT:.*]] = tensor.collapse_shape %[[E]] {{\[}}[0], [1, 2]]
// CHECK: %[[D:.*]] = bufferization.to_tensor %[[R]]
// CHECK: %[[SIZE:.*]] = tensor.dim %[[D]], %{{.*}}
// CHECK: %[[VIEW:.*]] = tensor.expand_shape %[[D]] {{\[}}[0], [1, 2]] output_shape [%[[SIZE]], 2, 3]
// CHECK: bufferization.materialize_in_destination %{{.*}} in %[[VIEW]]
// CHECK: bufferization.materialize_in_destination %{{.*}} in %[[FLAT]]
func.func @reshaped(%n: index) -> (tensor<?x6xf32>, tensor<?x2x3xf32>) {
  %0 = tensor.empty(%n) : tensor<?x2x3xf32>
  %1 = tensor.collapse_shape %0 [[0], [1, 2]] : tensor<?x2x3xf32> into tensor<?x6xf32>
  %2 = tensor.empty(%n) : tensor<?x6xf32>
  %3 = tensor.expand_shape %2 [[0], [1, 2]] output_shape [%n, 2, 3] : tensor<?x6xf32> into tensor<?x2x3xf32>
  return %1, %3 : tensor<?x6xf32>, tensor<?x2x3xf32>
}
