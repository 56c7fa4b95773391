// An scf.execute_region in a branch in a loop.
// RUN: ag-run %s --verify-grad
func.func @main(%x: tensor<2x3xf64>) -> tensor<3xf64> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %zeros = arith.constant dense<0.5> : tensor<3xf64>
  %r = scf.for %i = %c0 to %c2 step %c1 iter_args(%a = %zeros) -> tensor<3xf64> {
    %isFirst = arith.cmpi eq, %i, %c0 : index
    %next = scf.if %isFirst -> tensor<3xf64> {
      %0 = scf.execute_region -> tensor<3xf64> {
        %row = tensor.extract_slice %x[%i, 0] [1, 3] [1, 1] : tensor<2x3xf64> to tensor<3xf64>
        %1 = math.sin %row : tensor<3xf64>
        %2 = arith.mulf %1, %a : tensor<3xf64>
        scf.yield %2 : tensor<3xf64>
      }
      scf.yield %0 : tensor<3xf64>
    } else {
      %row = tensor.extract_slice %x[%i, 0] [1, 3] [1, 1] : tensor<2x3xf64> to tensor<3xf64>
      %0 = arith.mulf %row, %a : tensor<3xf64>
      scf.yield %0 : tensor<3xf64>
    }
    scf.yield %next : tensor<3xf64>
  }
  return %r : tensor<3xf64>
}
