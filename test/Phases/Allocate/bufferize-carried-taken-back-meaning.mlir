// The sine is computed in the array, until it turns out that the row that is
// read before would be copied. What the loop carries is copied then, as it is
// in another buffer.
// RUN: ag-run %s --input=randn:1 --input=randn:2 --input=randn:3 --input=randn:4 --input=zeros --input=ones --on=cpu --poison-memory --same-as=%s
// RUN: ag-run %s --input=randn:1 --input=randn:2 --input=randn:3 --input=randn:4 --input=zeros --input=zeros --on=cpu --poison-memory --same-as=%s
func.func @main(%array: tensor<1x211xf32>, %row: tensor<1xf32>, %x: tensor<1x1xf32>, %y: tensor<1x1xf32>, %at: index, %isSine: i1) -> tensor<1x211xf32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c4 = arith.constant 4 : index
  %c5 = arith.constant 5 : index
  %half = arith.constant 0.5 : f32
  %r:2 = scf.for %i = %c1 to %c4 step %c1 iter_args(%a = %array, %v = %row) -> (tensor<1x211xf32>, tensor<1xf32>) {
    %b:2 = scf.if %isSine -> (tensor<1x211xf32>, tensor<1xf32>) {
      %inserted = tensor.insert %half into %a[%c0, %c5] : tensor<1x211xf32>
      %sine = ag.sin %row : tensor<1xf32>
      scf.yield %inserted, %sine : tensor<1x211xf32>, tensor<1xf32>
    } else {
      scf.yield %a, %v : tensor<1x211xf32>, tensor<1xf32>
    }
    %read = ag.slice %b#0 [0, %i] [1, 1] [1, 1] : tensor<1x211xf32> -> tensor<1x1xf32>
    %next = ag.reshape %read : tensor<1x1xf32> -> tensor<1xf32>
    %written = tensor.insert_slice %x into %b#0[0, %at] [1, 1] [1, 1] : tensor<1x1xf32> into tensor<1x211xf32>
    %carried = ag.reshape %b#1 : tensor<1xf32> -> tensor<1x1xf32>
    %pair = ag.concat 1 %carried, %y : tensor<1x1xf32>, tensor<1x1xf32> -> tensor<1x2xf32>
    %last = tensor.insert_slice %pair into %written[0, 208] [1, 2] [1, 1] : tensor<1x2xf32> into tensor<1x211xf32>
    scf.yield %last, %next : tensor<1x211xf32>, tensor<1xf32>
  }
  return %r#0 : tensor<1x211xf32>
}
