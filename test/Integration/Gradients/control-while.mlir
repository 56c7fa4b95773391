// A while loop whose trip count depends on its values.
// RUN: ag-run %s --verify-grad
func.func @main(%x: tensor<3xf64>, %scale: f64) -> tensor<3xf64> {
  %limit = arith.constant 2.0 : f64
  %half = arith.constant 0.5 : f64
  %square = arith.mulf %scale, %scale : f64
  %start = arith.addf %square, %limit : f64
  %r:2 = scf.while (%a = %x, %s = %start) : (tensor<3xf64>, f64) -> (tensor<3xf64>, f64) {
    %goesOn = arith.cmpf ogt, %s, %half : f64
    scf.condition(%goesOn) %a, %s : tensor<3xf64>, f64
  } do {
  ^bb0(%a: tensor<3xf64>, %s: f64):
    %all = tensor.splat %s : tensor<3xf64>
    %0 = arith.mulf %a, %all : tensor<3xf64>
    %1 = math.sin %0 : tensor<3xf64>
    %2 = arith.mulf %s, %half : f64
    scf.yield %1, %2 : tensor<3xf64>, f64
  } attributes {ag.max_trips = 30 : i64}
  %all = tensor.splat %r#1 : tensor<3xf64>
  %y = arith.addf %r#0, %all : tensor<3xf64>
  return %y : tensor<3xf64>
}
