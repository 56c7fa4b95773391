// RUN: ag-opt %s --ag-resolve-dims -o %t
// RUN: FileCheck %s --input-file=%t
// RUN: ag-run %t --entry=written --input=randn:1 --dim n=3 --same-as=%s
// RUN: ag-run %t --entry=joined --input=randn:1 --dim n=3 --same-as=%s

#i = affine_map<(i) -> (i)>

// The result of a write, and an iter_arg, has the sizes of its destination.
// CHECK-LABEL: func.func @written(
// CHECK: scf.for
// CHECK: tensor.dim %arg0, %c0
// CHECK-NOT: tensor.dim
func.func @written(%x: tensor<?xf32> {ag.dims = ["n"]}) -> (tensor<?xf32>, tensor<i64>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c3 = arith.constant 3 : index
  %y = scf.for %i = %c0 to %c3 step %c1 iter_args(%a = %x) -> (tensor<?xf32>) {
    %z = linalg.generic {indexing_maps = [#i], iterator_types = ["parallel"]} outs(%a : tensor<?xf32>) {
    ^bb0(%o: f32):
      %e = arith.addf %o, %o : f32
      linalg.yield %e : f32
    } -> tensor<?xf32>
    scf.yield %z : tensor<?xf32>
  }
  %n = tensor.dim %y, %c0 : tensor<?xf32>
  %m = arith.index_cast %n : index to i64
  %s = tensor.from_elements %m : tensor<i64>
  return %y, %s : tensor<?xf32>, tensor<i64>
}

// A collapsed dimension has the size of one dimension if all others have one
// element. With several larger ones, it has none of their sizes.
// CHECK-LABEL: func.func @joined(
// CHECK: %[[MANY:.*]] = tensor.collapse_shape %arg0 {{\[}}[0, 1, 2]]
// CHECK: %[[ONE:.*]] = arith.constant 1 : index
// CHECK: tensor.dim %arg1, %[[ONE]] : tensor<1x?xf32>
// CHECK: tensor.dim %[[MANY]], %c0
func.func @joined(%x: tensor<?x3x?xf32> {ag.dims = ["n", 3, "n"]}, %y: tensor<1x?xf32> {ag.dims = [1, "n"]})
    -> (tensor<i64>, tensor<i64>) {
  %c0 = arith.constant 0 : index
  %many = tensor.collapse_shape %x [[0, 1, 2]] : tensor<?x3x?xf32> into tensor<?xf32>
  %one = tensor.collapse_shape %y [[0, 1]] : tensor<1x?xf32> into tensor<?xf32>
  %n = tensor.dim %one, %c0 : tensor<?xf32>
  %m = tensor.dim %many, %c0 : tensor<?xf32>
  %i = arith.index_cast %n : index to i64
  %j = arith.index_cast %m : index to i64
  %s = tensor.from_elements %i : tensor<i64>
  %t = tensor.from_elements %j : tensor<i64>
  return %s, %t : tensor<i64>, tensor<i64>
}
