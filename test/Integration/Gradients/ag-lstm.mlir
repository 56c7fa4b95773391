// An LSTM with four gates from one product, over three steps; all hidden states are returned.
// RUN: ag-run %s --verify-grad
func.func @main(%x: tensor<3x2x4xf32>, %h0: tensor<2x3xf32>, %w: tensor<7x12xf32>) -> tensor<3x2x3xf32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c3 = arith.constant 3 : index
  %empty = tensor.empty() : tensor<3x2x3xf32>
  %zeros = arith.constant dense<0.0> : tensor<2x3xf32>
  %r:3 = scf.for %t = %c0 to %c3 step %c1 iter_args(%ys = %empty, %h = %h0, %c = %zeros) -> (tensor<3x2x3xf32>, tensor<2x3xf32>, tensor<2x3xf32>) {
    %row = tensor.extract_slice %x[%t, 0, 0] [1, 2, 4] [1, 1, 1] : tensor<3x2x4xf32> to tensor<2x4xf32>
    %in = ag.concat 1 %row, %h : tensor<2x4xf32>, tensor<2x3xf32> -> tensor<2x7xf32>
    %all = ag.contract "bi,io->bo" %in, %w : tensor<2x7xf32>, tensor<7x12xf32> -> tensor<2x12xf32>
    %0 = ag.slice %all [0, 0] [2, 9] [1, 1] : tensor<2x12xf32> -> tensor<2x9xf32>
    %gates = ag.sigmoid %0 : tensor<2x9xf32>
    %1 = ag.slice %all [0, 9] [2, 3] [1, 1] : tensor<2x12xf32> -> tensor<2x3xf32>
    %new = ag.tanh %1 : tensor<2x3xf32>
    %i = ag.slice %gates [0, 0] [2, 3] [1, 1] : tensor<2x9xf32> -> tensor<2x3xf32>
    %f = ag.slice %gates [0, 3] [2, 3] [1, 1] : tensor<2x9xf32> -> tensor<2x3xf32>
    %o = ag.slice %gates [0, 6] [2, 3] [1, 1] : tensor<2x9xf32> -> tensor<2x3xf32>
    %2 = ag.mul %f, %c : tensor<2x3xf32>
    %3 = ag.mul %i, %new : tensor<2x3xf32>
    %next = ag.add %2, %3 : tensor<2x3xf32>
    %4 = ag.tanh %next : tensor<2x3xf32>
    %y = ag.mul %o, %4 : tensor<2x3xf32>
    %more = tensor.insert_slice %y into %ys[%t, 0, 0] [1, 2, 3] [1, 1, 1] : tensor<2x3xf32> into tensor<3x2x3xf32>
    scf.yield %more, %y, %next : tensor<3x2x3xf32>, tensor<2x3xf32>, tensor<2x3xf32>
  }
  return %r#0 : tensor<3x2x3xf32>
}
