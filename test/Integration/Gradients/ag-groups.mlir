// A group with a parameter, a group of a region in a branch, and a group in a loop.
// RUN: ag-run %s --verify-grad
func.func @main(%x: tensor<3xf32>, %y: tensor<3xf32>, %go: i1) -> tensor<3xf32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c3 = arith.constant 3 : index
  %0 = ag.fused (%a = %x : tensor<3xf32>) -> tensor<3xf32> {
    %w = ag.parameter "w" : tensor<3xf32>
    %1 = ag.mul %a, %w : tensor<3xf32>
    %2 = ag.sin %1 : tensor<3xf32>
    ag.yield %2 : tensor<3xf32>
  }
  %3 = scf.if %go -> tensor<3xf32> {
    %4 = ag.fused (%a = %0 : tensor<3xf32>, %b = %y : tensor<3xf32>) -> tensor<3xf32> {
      %5 = ag.region "product" (%d = %a : tensor<3xf32>, %e = %b : tensor<3xf32>) -> tensor<3xf32> {
        %6 = ag.mul %d, %e : tensor<3xf32>
        ag.yield %6 : tensor<3xf32>
      }
      ag.yield %5 : tensor<3xf32>
    }
    scf.yield %4 : tensor<3xf32>
  } else {
    scf.yield %y : tensor<3xf32>
  }
  %7 = scf.for %i = %c0 to %c3 step %c1 iter_args(%s = %3) -> tensor<3xf32> {
    %8 = ag.fused (%a = %s : tensor<3xf32>, %b = %x : tensor<3xf32>) -> tensor<3xf32> {
      %9 = ag.tanh %a : tensor<3xf32>
      %10 = ag.add %9, %b : tensor<3xf32>
      ag.yield %10 : tensor<3xf32>
    }
    scf.yield %8 : tensor<3xf32>
  }
  return %7 : tensor<3xf32>
}
