// A region in a region, with a parameter in the inner one.
// RUN: ag-run %s --verify-grad
func.func @main(%x: tensor<3xf32>, %y: tensor<3xf32>) -> tensor<3xf32> {
  %r = ag.region "outer" (%a = %x : tensor<3xf32>, %b = %y : tensor<3xf32>) -> tensor<3xf32> {
    %0 = ag.region "inner" (%c = %a : tensor<3xf32>) -> tensor<3xf32> {
      %w = ag.parameter "w" : tensor<3xf32>
      %1 = ag.mul %c, %w : tensor<3xf32>
      %2 = ag.sin %1 : tensor<3xf32>
      ag.yield %2 : tensor<3xf32>
    }
    %3 = ag.mul %0, %b : tensor<3xf32>
    ag.yield %3 : tensor<3xf32>
  }
  %4 = ag.add %r, %x : tensor<3xf32>
  return %4 : tensor<3xf32>
}
