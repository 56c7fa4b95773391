// Compiled code fails on what the interpreter rejects.
// RUN: not ag-run %s --entry=element --dim=n=4 --input=iota --on=cpu 2>&1 | FileCheck %s --check-prefix=ELEMENT
// RUN: ag-run %s --entry=element --dim=n=8 --input=iota --on=cpu --same-as=%s
// ELEMENT: error: tensor.extract: index 4 is not in 0 .. 4 - 1, at insert-checks-upstream-refusals.mlir:
// RUN: not ag-run %s --entry=part --dim=n=4 --input=iota --on=cpu 2>&1 | FileCheck %s --check-prefix=PART
// RUN: ag-run %s --entry=part --dim=n=0 --input=iota --on=cpu --same-as=%s
// PART: error: tensor.insert_slice: 4 elements from 1 on, 1 apart, do not fit into a dimension of 4
// RUN: not ag-run %s --entry=back --dim=n=3 --input=iota --on=cpu 2>&1 | FileCheck %s --check-prefix=BACK
// RUN: ag-run %s --entry=back --dim=n=4 --input=iota --on=cpu --same-as=%s
// BACK: error: tensor.extract_slice: 4 elements from 3 on, -1 apart, do not fit into a dimension of 3
// RUN: not ag-run %s --entry=shape --dim=n=5 --input=iota --on=cpu 2>&1 | FileCheck %s --check-prefix=SHAPE
// RUN: ag-run %s --entry=shape --dim=n=6 --input=iota --on=cpu --same-as=%s
// SHAPE: error: tensor.expand_shape: 5 elements do not become 4
// RUN: ag-run %s --entry=captured --on=cpu --input=iota --same-as=%s

// The index is computed for each element, inside of a linalg op.
func.func @element(%x: tensor<?xf32> {ag.dims = ["n"]}) -> tensor<4xf32> {
  %c2 = arith.constant 2 : index
  %e = tensor.empty() : tensor<4xf32>
  %r = linalg.generic {indexing_maps = [affine_map<(d0) -> (d0)>], iterator_types = ["parallel"]} outs(%e : tensor<4xf32>) {
  ^bb0(%o: f32):
    %i = linalg.index 0 : index
    %j = arith.muli %i, %c2 : index
    %v = tensor.extract %x[%j] : tensor<?xf32>
    linalg.yield %v : f32
  } -> tensor<4xf32>
  return %r : tensor<4xf32>
}

func.func @part(%x: tensor<?xf32> {ag.dims = ["n"]}) -> tensor<?xf32> {
  %c0 = arith.constant 0 : index
  %n = tensor.dim %x, %c0 : tensor<?xf32>
  %y = ag.neg %x : tensor<?xf32>
  %r = tensor.insert_slice %y into %x[1] [%n] [1] : tensor<?xf32> into tensor<?xf32>
  return %r : tensor<?xf32>
}

func.func @back(%x: tensor<?xf32> {ag.dims = ["n"]}) -> tensor<4xf32> {
  %r = tensor.extract_slice %x[3] [4] [-1] : tensor<?xf32> to tensor<4xf32>
  return %r : tensor<4xf32>
}

func.func @shape(%x: tensor<?xf32> {ag.dims = ["n"]}) -> tensor<?x2xf32> {
  %c0 = arith.constant 0 : index
  %c2 = arith.constant 2 : index
  %n = tensor.dim %x, %c0 : tensor<?xf32>
  %half = arith.divui %n, %c2 : index
  %r = tensor.expand_shape %x [[0, 1]] output_shape [%half, 2] : tensor<?xf32> into tensor<?x2xf32>
  return %r : tensor<?x2xf32>
}

// An argument whose type is converted is read inside of a linalg op.
func.func @captured(%u: tensor<3xui8>, %x: tensor<3xf32>) -> tensor<3xf32> {
  %y = linalg.generic {indexing_maps = [affine_map<(d0) -> (d0)>], iterator_types = ["parallel"]} outs(%x : tensor<3xf32>) {
  ^bb0(%c: f32):
    %i = linalg.index 0 : index
    %v = tensor.extract %x[%i] : tensor<3xf32>
    linalg.yield %v : f32
  } -> tensor<3xf32>
  %z = ag.abs %y : tensor<3xf32>
  return %z : tensor<3xf32>
}
