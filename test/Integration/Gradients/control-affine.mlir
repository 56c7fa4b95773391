// affine.for and affine.if, with an index that affine.apply computes.
// RUN: ag-run %s --verify-grad
func.func @main(%x: tensor<6xf64>) -> f64 {
  %zero = arith.constant 0.0 : f64
  %r = affine.for %i = 0 to 6 step 2 iter_args(%s = %zero) -> f64 {
    %j = affine.apply affine_map<(d) -> (5 - d)>(%i)
    %a = tensor.extract %x[%i] : tensor<6xf64>
    %b = tensor.extract %x[%j] : tensor<6xf64>
    %p = arith.mulf %a, %b : f64
    %t = affine.if affine_set<(d) : (d - 2 >= 0)>(%i) -> f64 {
      %0 = math.sin %p : f64
      affine.yield %0 : f64
    } else {
      affine.yield %p : f64
    }
    %n = arith.addf %s, %t : f64
    affine.yield %n : f64
  }
  return %r : f64
}
