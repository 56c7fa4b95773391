// A slice is shorter in each iteration. Its size is unknown outside of the loop.
// RUN: ag-run %s --verify-grad
func.func @main(%x: tensor<5xf64>) -> f64 {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c5 = arith.constant 5 : index
  %zero = arith.constant 0.0 : f64
  %r = scf.for %i = %c0 to %c5 step %c1 iter_args(%s = %zero) -> f64 {
    %n = arith.subi %c5, %i : index
    %part = tensor.extract_slice %x[%i] [%n] [1] : tensor<5xf64> to tensor<?xf64>
    %e = math.exp %part : tensor<?xf64>
    %init = tensor.splat %s : tensor<f64>
    %sum = linalg.reduce ins(%e : tensor<?xf64>) outs(%init : tensor<f64>) dimensions = [0]
      (%in: f64, %out: f64) {
        %0 = arith.addf %in, %out : f64
        linalg.yield %0 : f64
      }
    %t = tensor.extract %sum[] : tensor<f64>
    %l = math.log %t : f64
    scf.yield %l : f64
  }
  return %r : f64
}
