// linalg.softmax is not decomposed, and its gradient reads its result: no maximum
// is differentiated and no exponential recomputed. Elements at -inf get 0.
// RUN: ag-opt --grad=main:value %s -o %t.mlir
// RUN: FileCheck %s < %t.mlir
// RUN: mlir-opt %t.mlir -o /dev/null
// RUN: ag-run %s --verify-grad | FileCheck %s --check-prefix=PROOF
// RUN: ag-opt --grad=main %s | ag-run - --verify-grad --entry=main_grad | FileCheck %s --check-prefix=SECOND
// RUN: ag-run %s --grad=masked --input=zeros --input=iota | FileCheck %s --check-prefix=MASKED

// CHECK-LABEL: func.func @main_grad(
// CHECK: %[[Y:.*]] = linalg.softmax dimension(0) ins(%arg0
// CHECK: %[[S:.*]] = linalg.generic {{.*}} iterator_types = ["parallel", "reduction"]} ins(%[[Y]], %arg1
// CHECK: %[[X:.*]] = linalg.generic {{.*}} ins(%[[Y]], %arg1, %[[S]]
// CHECK-NOT: linalg.{{[gs]}}
// CHECK: return %[[Y]], %[[X]]

// PROOF: gradient against duals: same, @main_grad
// PROOF: tangents against duals: same, @main_jvp
// PROOF: compiled against interpreted: @main_grad: same
// SECOND: gradient against duals: same, @main_grad_grad

func.func @main(%x: tensor<?x5xf32> {ag.dims = ["n", 5]}) -> tensor<?x5xf32> {
  %c0 = arith.constant 0 : index
  %n = tensor.dim %x, %c0 : tensor<?x5xf32>
  %e = tensor.empty(%n) : tensor<?x5xf32>
  %0 = linalg.softmax dimension(0) ins(%x : tensor<?x5xf32>) outs(%e : tensor<?x5xf32>) -> tensor<?x5xf32>
  return %0 : tensor<?x5xf32>
}

// MASKED: f32[4] [-0.25, 0.25, 0, 0]
func.func @masked(%x: tensor<4xf32>) -> tensor<4xf32> {
  %mask = arith.constant dense<[0.0, 0.0, 0xFF800000, 0xFF800000]> : tensor<4xf32>
  %0 = arith.addf %x, %mask : tensor<4xf32>
  %e = tensor.empty() : tensor<4xf32>
  %1 = linalg.softmax dimension(0) ins(%0 : tensor<4xf32>) outs(%e : tensor<4xf32>) -> tensor<4xf32>
  return %1 : tensor<4xf32>
}
