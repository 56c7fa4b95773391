// Named elementwise ops.
// RUN: ag-run %s --verify-grad
func.func @main(%x: tensor<4xf64>, %y: tensor<4xf64>) -> tensor<4xf64> {
  %e = tensor.empty() : tensor<4xf64>
  %0 = linalg.exp ins(%x : tensor<4xf64>) outs(%e : tensor<4xf64>) -> tensor<4xf64>
  %1 = linalg.sub ins(%0, %y : tensor<4xf64>, tensor<4xf64>) outs(%e : tensor<4xf64>) -> tensor<4xf64>
  %2 = linalg.abs ins(%1 : tensor<4xf64>) outs(%e : tensor<4xf64>) -> tensor<4xf64>
  %3 = linalg.max ins(%2, %y : tensor<4xf64>, tensor<4xf64>) outs(%e : tensor<4xf64>) -> tensor<4xf64>
  %4 = linalg.div ins(%3, %0 : tensor<4xf64>, tensor<4xf64>) outs(%e : tensor<4xf64>) -> tensor<4xf64>
  %5 = linalg.tanh ins(%4 : tensor<4xf64>) outs(%e : tensor<4xf64>) -> tensor<4xf64>
  %6 = linalg.negf ins(%5 : tensor<4xf64>) outs(%e : tensor<4xf64>) -> tensor<4xf64>
  %7 = linalg.map { arith.mulf } ins(%6, %x : tensor<4xf64>, tensor<4xf64>) outs(%e : tensor<4xf64>)
  %8 = linalg.erf ins(%7 : tensor<4xf64>) outs(%e : tensor<4xf64>) -> tensor<4xf64>
  return %8 : tensor<4xf64>
}
