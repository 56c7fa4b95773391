// linalg.reduce with a product and initial values, with a maximum, and with a custom body.
// RUN: ag-run %s --verify-grad
func.func @main(%x: tensor<3x4xf32>, %y: tensor<4xf32>) -> (tensor<4xf32>, tensor<3xf32>, tensor<3xf32>) {
  %0 = linalg.reduce { arith.mulf } ins(%x : tensor<3x4xf32>) outs(%y : tensor<4xf32>) dimensions = [0]
  %least = arith.constant dense<-1.0e30> : tensor<3xf32>
  %1 = linalg.reduce { arith.maximumf } ins(%x : tensor<3x4xf32>) outs(%least : tensor<3xf32>) dimensions = [1]
  %zeros = arith.constant dense<0.0> : tensor<3xf32>
  %2 = linalg.reduce ins(%x : tensor<3x4xf32>) outs(%zeros : tensor<3xf32>) dimensions = [1]
    (%a: f32, %s: f32) {
      %3 = math.tanh %s : f32
      %4 = arith.addf %3, %a : f32
      linalg.yield %4 : f32
    }
  return %0, %1, %2 : tensor<4xf32>, tensor<3xf32>, tensor<3xf32>
}
