// Named products: batched, with a vector, and of two vectors.
// RUN: ag-run %s --verify-grad
func.func @main(%x: tensor<2x3x2xf32>, %y: tensor<2x2x3xf32>, %v: tensor<3xf32>) -> (tensor<f32>, tensor<2x3x3xf32>) {
  %z0 = arith.constant dense<0.0> : tensor<2x3x3xf32>
  %z1 = arith.constant dense<0.0> : tensor<3xf32>
  %z2 = arith.constant dense<0.0> : tensor<f32>
  %0 = linalg.batch_matmul ins(%x, %y : tensor<2x3x2xf32>, tensor<2x2x3xf32>) outs(%z0 : tensor<2x3x3xf32>) -> tensor<2x3x3xf32>
  %e = tensor.empty() : tensor<2x3x3xf32>
  %t = linalg.transpose ins(%0 : tensor<2x3x3xf32>) outs(%e : tensor<2x3x3xf32>) permutation = [0, 2, 1]
  %p = linalg.mul ins(%0, %t : tensor<2x3x3xf32>, tensor<2x3x3xf32>) outs(%e : tensor<2x3x3xf32>) -> tensor<2x3x3xf32>
  %m = tensor.extract_slice %p[0, 0, 0] [1, 3, 3] [1, 1, 1] : tensor<2x3x3xf32> to tensor<3x3xf32>
  %1 = linalg.matvec ins(%m, %v : tensor<3x3xf32>, tensor<3xf32>) outs(%z1 : tensor<3xf32>) -> tensor<3xf32>
  %2 = linalg.dot ins(%1, %v : tensor<3xf32>, tensor<3xf32>) outs(%z2 : tensor<f32>) -> tensor<f32>
  return %2, %p : tensor<f32>, tensor<2x3x3xf32>
}
