// Reshapes have unrelated sizes, of compact tensors and of views.
// RUN: ag-run %s --on=cpu --input=randn:1 --input=zeros --input=zeros --dim a=2 --dim p=3 --dim q=4 --same-as=%s
// RUN: ag-run %s --on=cpu --input=randn:1 --input=zeros --input=zeros --dim a=3 --dim p=9 --dim q=2 --same-as=%s
// RUN: ag-run %s --entry=halves --on=cpu --input=randn:1 --dim=n=4 --same-as=%s
// RUN: ag-opt %s --to=structure -o %t.structure.mlir
// RUN: ag-run %t.structure.mlir --entry=halves --input=randn:1 --dim=n=4 --same-as=%s
func.func @main(%x: tensor<6x?xf32> {ag.dims = [6, "a"]}, %i: tensor<?xi64> {ag.dims = ["p"]}, %j: tensor<?xi64> {ag.dims = ["q"]})
    -> (tensor<?x?xf32>, tensor<?x?xf32>) {
  %c0 = arith.constant 0 : index
  %p = tensor.dim %i, %c0 : tensor<?xi64>
  %q = tensor.dim %j, %c0 : tensor<?xi64>
  %0 = ag.transpose %x [1, 0] : tensor<6x?xf32> -> tensor<?x6xf32>
  %1 = ag.reshape %0 (%p, %q) : tensor<?x6xf32> -> tensor<?x?xf32>
  %2 = ag.exp %1 : tensor<?x?xf32>
  %3 = ag.reshape %2 (%q, %p) : tensor<?x?xf32> -> tensor<?x?xf32>
  %4 = ag.transpose %3 [1, 0] : tensor<?x?xf32> -> tensor<?x?xf32>
  return %1, %4 : tensor<?x?xf32>, tensor<?x?xf32>
}

// A result is a view.
func.func @halves(%x: tensor<?xf32> {ag.dims = ["n"]}) -> (tensor<?x?xf32>, tensor<?x?xf32>) {
  %c0 = arith.constant 0 : index
  %c2 = arith.constant 2 : index
  %n = tensor.dim %x, %c0 : tensor<?xf32>
  %h = arith.divui %n, %c2 : index
  %0 = tensor.expand_shape %x [[0, 1]] output_shape [%h, %c2] : tensor<?xf32> into tensor<?x?xf32>
  %1 = tensor.expand_shape %x [[0, 1]] output_shape [%c2, %h] : tensor<?xf32> into tensor<?x?xf32>
  return %0, %1 : tensor<?x?xf32>, tensor<?x?xf32>
}
