// A loop reads rows from the end and elements from the beginning, and stacks its results.
// RUN: ag-run %s --verify-grad
func.func @main(%x: tensor<5x3xf64>, %w: tensor<3xf64>) -> tensor<5x3xf64> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c4 = arith.constant 4 : index
  %c5 = arith.constant 5 : index
  %empty = tensor.empty() : tensor<5x3xf64>
  %r:2 = scf.for %k = %c0 to %c5 step %c1 iter_args(%stack = %empty, %h = %w) -> (tensor<5x3xf64>, tensor<3xf64>) {
    %j = arith.subi %c4, %k : index
    %row = tensor.extract_slice %x[%j, 0] [1, 3] [1, 1] : tensor<5x3xf64> to tensor<3xf64>
    %element = tensor.extract %x[%k, %c1] : tensor<5x3xf64>
    %all = tensor.splat %element : tensor<3xf64>
    %m = arith.mulf %row, %h : tensor<3xf64>
    %s = arith.addf %m, %all : tensor<3xf64>
    %next = math.tanh %s : tensor<3xf64>
    %more = tensor.insert_slice %next into %stack[%k, 0] [1, 3] [1, 1] : tensor<3xf64> into tensor<5x3xf64>
    scf.yield %more, %next : tensor<5x3xf64>, tensor<3xf64>
  }
  return %r#0 : tensor<5x3xf64>
}
