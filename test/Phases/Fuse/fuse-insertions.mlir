// An inserted slice covers a dimension if its size is that of the tensor, or the one that the
// tensor was created with. No bounds are computed for other sizes: upstream's crashed on iter_args.
// RUN: ag-opt --fuse %s -o %t && FileCheck %s --input-file=%t
// RUN: ag-run %t --entry=carried --input=randn:1 --dim b=17 --dim c=8 --same-as=%s
// RUN: ag-run %t --entry=rows --input=randn:1 --dim b=5 --dim c=8 --same-as=%s

// CHECK-LABEL: func.func @carried(
// CHECK: tensor.insert_slice
func.func @carried(%x: tensor<?x?xi8> {ag.dims = ["c", "b"]}) -> tensor<?x?xi8> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c8 = arith.constant 8 : index
  %c17 = arith.constant 17 : index
  %r = scf.for %i = %c0 to %c0 step %c1 iter_args(%a = %x) -> (tensor<?x?xi8>) {
    %n = ag.concat 0 %a : tensor<?x?xi8> -> tensor<?x?xi8>
    scf.yield %n : tensor<?x?xi8>
  }
  %k = arith.constant dense<9> : tensor<8x17xi8>
  %cast = tensor.cast %k : tensor<8x17xi8> to tensor<?x?xi8>
  %y = arith.muli %r, %cast : tensor<?x?xi8>
  %d = tensor.dim %r, %c1 : tensor<?x?xi8>
  %o = arith.subi %d, %c17 : index
  %z = tensor.insert_slice %y into %y[0, %o] [%c8, %c17] [1, 1] : tensor<?x?xi8> into tensor<?x?xi8>
  return %z : tensor<?x?xi8>
}

// CHECK-LABEL: func.func @rows(
// CHECK: tensor.insert_slice
func.func @rows(%x: tensor<?x?xf32> {ag.dims = ["c", "b"]}, %y: tensor<1x?xf32> {ag.dims = [1, "b"]}) -> tensor<?x?xf32> {
  %c1 = arith.constant 1 : index
  %d = tensor.dim %x, %c1 : tensor<?x?xf32>
  %z = tensor.insert_slice %y into %x[2, 0] [1, %d] [1, 1] : tensor<1x?xf32> into tensor<?x?xf32>
  %e = ag.exp %z : tensor<?x?xf32>
  return %e : tensor<?x?xf32>
}
