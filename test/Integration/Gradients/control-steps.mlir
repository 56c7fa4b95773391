// A loop over i32 from 1 on in steps of 3. Its index is an operand of the computation.
// RUN: ag-run %s --verify-grad
func.func @main(%x: tensor<4xf32>) -> tensor<4xf32> {
  %c1 = arith.constant 1 : i32
  %c3 = arith.constant 3 : i32
  %c9 = arith.constant 9 : i32
  %r = scf.for %i = %c1 to %c9 step %c3 iter_args(%a = %x) -> tensor<4xf32> : i32 {
    %f = arith.sitofp %i : i32 to f32
    %all = tensor.splat %f : tensor<4xf32>
    %0 = arith.divf %a, %all : tensor<4xf32>
    %1 = math.exp %0 : tensor<4xf32>
    scf.yield %1 : tensor<4xf32>
  }
  return %r : tensor<4xf32>
}
