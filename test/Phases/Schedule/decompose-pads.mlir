// RUN: ag-opt %s --ag-decompose-pads -o %t
// RUN: FileCheck %s --input-file=%t
// RUN: ag-run %t --entry=pad --input=randn:1 --input=randn:2 --same-as=%s
// RUN: ag-run %t --entry=told --dim=n=0 --input=randn:1 --same-as=%s
// RUN: ag-run %t --entry=computed --input=iota --same-as=%s

// CHECK-LABEL: func.func @pad(
// CHECK-SAME: %[[X:.*]]: tensor<3x4xf32>, %[[V:.*]]: tensor<f32>
// CHECK: %[[E:.*]] = tensor.extract %[[V]][]
// CHECK: %[[FILL:.*]] = linalg.fill ins(%[[E]] : f32) outs(%{{.*}} : tensor<6x5xf32>)
// CHECK: tensor.insert_slice %[[X]] into %[[FILL]][1, 0] [3, 4] [1, 1]
// CHECK-NOT: tensor.pad
func.func @pad(%x: tensor<3x4xf32>, %v: tensor<f32>) -> tensor<6x5xf32> {
  %e = tensor.extract %v[] : tensor<f32>
  %y = tensor.pad %x low[1, 0] high[2, 1] {
  ^bb0(%i: index, %j: index):
    tensor.yield %e : f32
  } : tensor<3x4xf32> to tensor<6x5xf32>
  return %y : tensor<6x5xf32>
}

// The result's type says three elements, all of them padding if n is 0: the low
// padding alone determines the offset of the operand.
// CHECK-LABEL: func.func @told(
// CHECK: tensor.insert_slice {{.*}} : tensor<?xf32> into tensor<?xf32>
// CHECK: tensor.cast {{.*}} : tensor<?xf32> to tensor<3xf32>
func.func @told(%x: tensor<?xf32> {ag.dims = ["n"]}) -> tensor<3xf32> {
  %v = arith.constant 1.0 : f32
  %y = tensor.pad %x low[3] high[0] {
  ^bb0(%i: index):
    tensor.yield %v : f32
  } : tensor<?xf32> to tensor<3xf32>
  return %y : tensor<3xf32>
}

// A padding value that differs by position is generated.
// CHECK-LABEL: func.func @computed(
// CHECK-NOT: tensor.pad
// CHECK: tensor.generate
// CHECK: tensor.insert_slice
func.func @computed(%x: tensor<2xi64>) -> tensor<5xi64> {
  %y = tensor.pad %x low[2] high[1] {
  ^bb0(%i: index):
    %v = arith.index_cast %i : index to i64
    tensor.yield %v : i64
  } : tensor<2xi64> to tensor<5xi64>
  return %y : tensor<5xi64>
}
