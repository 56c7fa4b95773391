// RUN: ag-opt --ag-batch --symbol-dce %s | FileCheck %s
// RUN: ag-opt --ag-batch --symbol-dce %s | mlir-opt -o /dev/null
// RUN: ag-run %s --input=randn:3 | FileCheck %s --check-prefix=VALUE

// Upstream ops are batched to upstream ops.
// CHECK-NOT: ag.
// CHECK-LABEL: func.func private @f.vmap(
// CHECK: linalg.generic {{.*}} iterator_types = ["parallel", "parallel", "reduction"]
// CHECK: math.exp
// CHECK-NOT: {{ ag\.}}
// VALUE: f32[5, 4]
func.func private @f(%x: tensor<3xf32>, %w: tensor<3x4xf32>, %s: f32) -> tensor<4xf32> {
  %zero = arith.constant 0.0 : f32
  %e = tensor.empty() : tensor<4xf32>
  %init = linalg.fill ins(%zero : f32) outs(%e : tensor<4xf32>) -> tensor<4xf32>
  %0 = linalg.vecmat ins(%x, %w : tensor<3xf32>, tensor<3x4xf32>) outs(%init : tensor<4xf32>) -> tensor<4xf32>
  %1 = math.exp %0 : tensor<4xf32>
  %2 = arith.mulf %s, %s : f32
  %all = tensor.splat %2 : tensor<4xf32>
  %3 = arith.addf %1, %all : tensor<4xf32>
  return %3 : tensor<4xf32>
}
func.func @main(%x: tensor<5x3xf32>, %w: tensor<3x4xf32>, %s: tensor<5xf32>) -> tensor<5x4xf32> {
  %y = ag.vmap @f in [0, none, 0] out [0] (%x, %w, %s) : (tensor<5x3xf32>, tensor<3x4xf32>, tensor<5xf32>) -> tensor<5x4xf32>
  return %y : tensor<5x4xf32>
}
