// linalg.softmax between two products.
// RUN: ag-run %s --verify-grad
func.func @main(%q: tensor<3x2xf32>, %k: tensor<2x4xf32>, %v: tensor<4x2xf32>) -> tensor<3x2xf32> {
  %z = arith.constant dense<0.0> : tensor<3x4xf32>
  %o = arith.constant dense<0.0> : tensor<3x2xf32>
  %s = linalg.matmul ins(%q, %k : tensor<3x2xf32>, tensor<2x4xf32>) outs(%z : tensor<3x4xf32>) -> tensor<3x4xf32>
  %e = tensor.empty() : tensor<3x4xf32>
  %p = linalg.softmax dimension(1) ins(%s : tensor<3x4xf32>) outs(%e : tensor<3x4xf32>) -> tensor<3x4xf32>
  %y = linalg.matmul ins(%p, %v : tensor<3x4xf32>, tensor<4x2xf32>) outs(%o : tensor<3x2xf32>) -> tensor<3x2xf32>
  return %y : tensor<3x2xf32>
}
