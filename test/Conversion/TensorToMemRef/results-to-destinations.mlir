// RUN: ag-opt --ag-results-to-destinations %s | FileCheck %s

// CHECK: func.func @entry(%arg0: tensor<4xf32> {bufferization.writable = false}, %arg1: memref<4xf32>) {
// CHECK-NEXT: %[[Y:.*]] = math.exp %arg0
// CHECK-NEXT: bufferization.materialize_in_destination %[[Y]] in restrict writable %arg1
// CHECK-NEXT: return{{$}}
func.func @entry(%x: tensor<4xf32>) -> tensor<4xf32> {
  %y = math.exp %x : tensor<4xf32>
  return %y : tensor<4xf32>
}

// CHECK: func.func private @called(%arg0: tensor<4xf32>) -> tensor<4xf32>
func.func private @called(%x: tensor<4xf32>) -> tensor<4xf32> {
  return %x : tensor<4xf32>
}
