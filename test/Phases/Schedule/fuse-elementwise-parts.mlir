// An op that writes a slice of a tensor and is inserted back keeps that destination. An op that
// overwrites another tensor gets an empty one, so that it does not wait for readers of the old one.
// RUN: ag-opt %s --ag-fuse-elementwise | FileCheck %s
// RUN: ag-run %s --input=randn:1 --on=cpu --same-as=%s

// CHECK-LABEL: func.func @main(
// CHECK-SAME: %{{.*}}, %[[OLD:[a-z0-9]+]]: tensor<8xf32>, %[[Y:[a-z0-9]+]]: tensor<16xf32>
// CHECK: %[[PART:.*]] = tensor.extract_slice %[[Y]][4] [8] [1]
// CHECK: %[[NEW:.*]] = linalg.generic {{.*}} outs(%[[PART]] : tensor<8xf32>)
// CHECK: tensor.insert_slice %[[NEW]] into %[[Y]][4] [8] [1]
// CHECK: %[[EMPTY:.*]] = tensor.empty
// CHECK: linalg.generic {{.*}} outs(%[[EMPTY]] : tensor<8xf32>)
func.func @main(%x: tensor<8xf32>, %old: tensor<8xf32>, %y: tensor<16xf32>) -> (tensor<16xf32>, tensor<8xf32>) {
  %part = tensor.extract_slice %y[4] [8] [1] : tensor<16xf32> to tensor<8xf32>
  %0 = linalg.exp ins(%x : tensor<8xf32>) outs(%part : tensor<8xf32>) -> tensor<8xf32>
  %1 = tensor.insert_slice %0 into %y[4] [8] [1] : tensor<8xf32> into tensor<16xf32>
  %2 = linalg.tanh ins(%x : tensor<8xf32>) outs(%old : tensor<8xf32>) -> tensor<8xf32>
  return %1, %2 : tensor<16xf32>, tensor<8xf32>
}
