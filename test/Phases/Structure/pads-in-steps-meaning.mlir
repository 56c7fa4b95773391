// A padded tensor is inserted with its padding, also with strides. Upstream's
// canonicalization inserts the source without the padding, by a pattern that
// takes all strides for 1.
// RUN: ag-run %s --entry=spread --input=iota --on=cpu --same-as=%s
// RUN: ag-run %s --entry=foreign --input=iota --on=cpu --same-as=%s
// RUN: ag-run %s --grad="spread;foreign" --verify-grad
// RUN: ag-opt --to=schedule %s | FileCheck %s

// CHECK-LABEL: func.func @spread(
// CHECK: tensor.insert_slice %arg0 into %{{.*}}[1] [3] [1]
// CHECK: tensor.insert_slice %{{.*}} into %{{.*}}[0] [4] [2]
func.func @spread(%x: tensor<3xf32>) -> tensor<10xf32> {
  %z = arith.constant dense<0.0> : tensor<f32>
  %0 = ag.pad %x low [1] high [0] with %z : tensor<3xf32>, tensor<f32> -> tensor<4xf32>
  %1 = ag.pad %0 low [0] high [3] interior [1] with %z : tensor<4xf32>, tensor<f32> -> tensor<10xf32>
  return %1 : tensor<10xf32>
}

func.func @foreign(%x: tensor<3xf32>) -> tensor<10xf32> {
  %z = arith.constant 0.0 : f32
  %e = tensor.empty() : tensor<10xf32>
  %0 = linalg.fill ins(%z : f32) outs(%e : tensor<10xf32>) -> tensor<10xf32>
  %1 = tensor.pad %x low[1] high[0] {
  ^bb0(%i: index):
    tensor.yield %z : f32
  } : tensor<3xf32> to tensor<4xf32>
  %2 = tensor.insert_slice %1 into %0[2] [4] [2] : tensor<4xf32> into tensor<10xf32>
  return %2 : tensor<10xf32>
}
