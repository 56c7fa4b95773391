// A slice at the position of the last insertion is what was inserted, which upstream folds for its own ops alone.
// RUN: ag-opt %s --canonicalize | FileCheck %s
// RUN: ag-opt %s --canonicalize -o %t.mlir
// RUN: ag-run %s --entry=main --input=randn:1 --input=randn:2 --input=iota --same-as=%t.mlir
// RUN: ag-run %s --entry=main --input=randn:1 --input=randn:2 --input=iota --verify-grad

// CHECK-LABEL: func.func @main(
// CHECK-SAME: %[[X:.*]]: tensor<8x4xf64>, %[[V:.*]]: tensor<1x4xf64>, %{{.*}}: tensor<2xi64>
// CHECK: %[[I:.*]] = arith.index_cast
// CHECK: %[[SQUARE:.*]] = ag.mul %[[V]], %[[V]]
// CHECK: %[[SUM:.*]] = ag.add %[[SQUARE]], %[[V]]
// CHECK: tensor.insert_slice %[[SUM]] into %[[X]][%[[I]], 0]
func.func @main(%x: tensor<8x4xf64>, %v: tensor<1x4xf64>, %at: tensor<2xi64>) -> tensor<8x4xf64> {
  %c1 = arith.constant 1 : index
  %place = tensor.extract %at[%c1] : tensor<2xi64>
  %i = arith.index_cast %place : i64 to index
  %1 = ag.mul %v, %v : tensor<1x4xf64>
  %2 = tensor.insert_slice %1 into %x[%i, 0] [1, 4] [1, 1] : tensor<1x4xf64> into tensor<8x4xf64>
  %3 = ag.slice %2 [%i, 0] [1, 4] [1, 1] : tensor<8x4xf64> -> tensor<1x4xf64>
  %4 = ag.add %3, %v : tensor<1x4xf64>
  %5 = tensor.insert_slice %4 into %2[%i, 0] [1, 4] [1, 1] : tensor<1x4xf64> into tensor<8x4xf64>
  return %5 : tensor<8x4xf64>
}

// CHECK-LABEL: func.func @updates(
// CHECK-SAME: %{{.*}}: tensor<8x4xf32>, %[[V:.*]]: tensor<2x2xf32>,
// CHECK-NEXT: return %[[V]], %[[V]]
func.func @updates(%x: tensor<8x4xf32>, %v: tensor<2x2xf32>, %i: index) -> (tensor<2x2xf32>, tensor<2x2xf32>) {
  %1 = ag.update %x, %v [%i, 0] [3, 2] : tensor<8x4xf32>, tensor<2x2xf32> -> tensor<8x4xf32>
  %2 = ag.slice %1 [%i, 0] [2, 2] [3, 2] : tensor<8x4xf32> -> tensor<2x2xf32>
  %3 = tensor.extract_slice %1[%i, 0] [2, 2] [3, 2] : tensor<8x4xf32> to tensor<2x2xf32>
  return %2, %3 : tensor<2x2xf32>, tensor<2x2xf32>
}

// Dimensions of size 1 that an op drops are added, or dropped as well.
// CHECK-LABEL: func.func @ranks(
// CHECK: ag.reshape %{{.*}} : tensor<4xf32> -> tensor<1x4xf32>
// CHECK: ag.reshape %{{.*}} : tensor<1x4xf32> -> tensor<4xf32>
func.func @ranks(%x: tensor<8x4xf32>, %v: tensor<4xf32>, %w: tensor<1x4xf32>, %i: index)
    -> (tensor<1x4xf32>, tensor<4xf32>) {
  %1 = tensor.insert_slice %v into %x[%i, 0] [1, 4] [1, 1] : tensor<4xf32> into tensor<8x4xf32>
  %2 = ag.slice %1 [%i, 0] [1, 4] [1, 1] : tensor<8x4xf32> -> tensor<1x4xf32>
  %3 = ag.update %x, %w [%i, 0] [1, 1] : tensor<8x4xf32>, tensor<1x4xf32> -> tensor<8x4xf32>
  %4 = tensor.extract_slice %3[%i, 0] [1, 4] [1, 1] : tensor<8x4xf32> to tensor<4xf32>
  return %2, %4 : tensor<1x4xf32>, tensor<4xf32>
}

// A slice that differs in its offset, size or stride stays.
// CHECK-LABEL: func.func @others(
// CHECK-COUNT-3: ag.slice
func.func @others(%x: tensor<8x4xf32>, %v: tensor<2x4xf32>, %i: index, %j: index)
    -> (tensor<2x4xf32>, tensor<1x4xf32>, tensor<2x4xf32>) {
  %1 = ag.update %x, %v [%i, 0] [1, 1] : tensor<8x4xf32>, tensor<2x4xf32> -> tensor<8x4xf32>
  %2 = ag.slice %1 [%j, 0] [2, 4] [1, 1] : tensor<8x4xf32> -> tensor<2x4xf32>
  %3 = ag.slice %1 [%i, 0] [1, 4] [1, 1] : tensor<8x4xf32> -> tensor<1x4xf32>
  %4 = ag.slice %1 [%i, 0] [2, 4] [2, 1] : tensor<8x4xf32> -> tensor<2x4xf32>
  return %2, %3, %4 : tensor<2x4xf32>, tensor<1x4xf32>, tensor<2x4xf32>
}
