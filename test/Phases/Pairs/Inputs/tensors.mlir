// A program of ag's ops: sizes are dynamic, a loop carries a tensor, a read may
// fail at run time, and a function has no body.
func.func private @elsewhere(tensor<4xf32>)

func.func private @scaled(%x: tensor<?x8xf32>) -> tensor<?x8xf32> {
  %0 = ag.tanh %x : tensor<?x8xf32>
  return %0 : tensor<?x8xf32>
}

func.func @main(%x: tensor<?x8xf32> {ag.name = "x", ag.dims = ["n", 8]}, %p: tensor<8xf32>, %k: tensor<2xi64>) -> (tensor<?x8xf32>, tensor<f32>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c3 = arith.constant 3 : index
  %w = ag.parameter "w" : tensor<8x8xf32>
  %n = tensor.dim %x, %c0 : tensor<?x8xf32>
  %0 = ag.contract "bi,io->bo" %x, %w : tensor<?x8xf32>, tensor<8x8xf32> -> tensor<?x8xf32>
  %1 = func.call @scaled(%0) : (tensor<?x8xf32>) -> tensor<?x8xf32>
  %b = ag.broadcast %p [1] (%n) : tensor<8xf32> -> tensor<?x8xf32>
  %2 = ag.add %1, %b : tensor<?x8xf32>
  %3 = scf.for %i = %c0 to %c3 step %c1 iter_args(%s = %2) -> tensor<?x8xf32> {
    %4 = ag.sin %s : tensor<?x8xf32>
    scf.yield %4 : tensor<?x8xf32>
  }
  %5 = ag.gather 0 error %p, %k : tensor<8xf32>, tensor<2xi64> -> tensor<2xf32>
  %6 = ag.reduce sum %5 [0] : tensor<2xf32> -> tensor<f32>
  return %3, %6 : tensor<?x8xf32>, tensor<f32>
}
