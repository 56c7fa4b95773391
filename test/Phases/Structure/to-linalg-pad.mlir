// A tensor with interior padding is inserted into a filled tensor.
// RUN: ag-opt --ag-to-linalg --canonicalize %s | FileCheck %s
// RUN: ag-opt --ag-to-linalg %s -o %t
// RUN: ag-run %s --entry=spread --dim n=3 --input=iota --input=ones --same-as=%t
// RUN: ag-run %s --entry=spread --dim n=0 --on=cpu --input=iota --input=ones --same-as=%s
// RUN: ag-run %s --entry=spread --dim n=1 --on=cpu --input=iota --input=ones --same-as=%s
// RUN: ag-run %s --entry=spread --dim n=3 --on=cpu --input=iota --input=ones --same-as=%s
// RUN: ag-run %s --entry=untold --dim n=7 --on=cpu --input=ones --input=zeros --same-as=%s
// RUN: ag-run %s --entry=nothing --on=cpu --input=zeros --input=ones --same-as=%s

// CHECK-LABEL: func @border
// CHECK-NOT: tensor.insert_slice
// CHECK: tensor.pad %arg0 low[1] high[2]
func.func @border(%x: tensor<4xf32>, %v: tensor<f32>) -> tensor<7xf32> {
  %0 = ag.pad %x low [1] high [2] with %v : tensor<4xf32>, tensor<f32> -> tensor<7xf32>
  return %0 : tensor<7xf32>
}

// A result size that follows from the other types may be dynamic.
// CHECK-LABEL: func @untold
// CHECK: %[[SIX:.*]] = tensor.pad %arg0 low[1, 2] high[1, 0]
// CHECK: tensor<4x?xf32> to tensor<6x9xf32>
// CHECK: tensor.cast %[[SIX]] : tensor<6x9xf32> to tensor<?x9xf32>
func.func @untold(%x: tensor<4x?xf32> {ag.dims = [4, "n"]}, %v: tensor<f32>) -> tensor<?x9xf32> attributes {ag.ranges = {n = [7, 7]}} {
  %0 = ag.pad %x low [1, 2] high [1, 0] with %v : tensor<4x?xf32>, tensor<f32> -> tensor<?x9xf32>
  return %0 : tensor<?x9xf32>
}

// Without elements there is no interior padding.
// CHECK-LABEL: func @spread
// CHECK: %[[N:.*]] = tensor.dim %arg0, %c1
// CHECK: %[[SOME:.*]] = affine.apply #{{.*}}()[%[[N]]]
// CHECK: arith.maxsi %[[SOME]], %c0
// CHECK: %[[FILLED:.*]] = linalg.fill
// CHECK: tensor.insert_slice %arg0 into %[[FILLED]][1, 0] [4, %{{.*}}] [2, 3]
func.func @spread(%x: tensor<4x?xf32> {ag.dims = [4, "n"]}, %v: tensor<f32>) -> tensor<9x?xf32> {
  %0 = ag.pad %x low [1, 0] high [1, 2] interior [1, 2] with %v : tensor<4x?xf32>, tensor<f32> -> tensor<9x?xf32>
  return %0 : tensor<9x?xf32>
}

// CHECK-LABEL: func @nothing
// CHECK-NOT: tensor.insert_slice
// CHECK: linalg.fill
func.func @nothing(%x: tensor<0xf32>, %v: tensor<f32>) -> tensor<3xf32> {
  %0 = ag.pad %x low [1] high [2] interior [4] with %v : tensor<0xf32>, tensor<f32> -> tensor<3xf32>
  return %0 : tensor<3xf32>
}
