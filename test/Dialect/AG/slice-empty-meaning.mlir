// Each dimension of a slice has to fit, also beside an empty one. An empty one
// fits anywhere. Interpreter and compiled code agree.
// RUN: ag-run %s --entry=part --dim n=0 --dim m=8 --on=cpu --input=iota --same-as=%s
// RUN: not ag-run %s --entry=part --dim n=0 --dim m=9 --input=iota 2>&1 | FileCheck %s --check-prefix=INTERPRETED
// RUN: not ag-run %s --entry=part --dim n=0 --dim m=9 --on=cpu --input=iota 2>&1 | FileCheck %s --check-prefix=COMPILED
// RUN: ag-run %s --entry=window --dim n=0 --dim k=3 --dim m=0 --on=cpu --input=iota --same-as=%s
// RUN: ag-run %s --entry=window --dim n=2 --dim k=0 --dim m=5 --on=cpu --input=iota --same-as=%s
// RUN: not ag-run %s --entry=window --dim n=5 --dim k=3 --dim m=4 --on=cpu --input=iota 2>&1 | FileCheck %s --check-prefix=WINDOW

// INTERPRETED: error: 'ag.slice' [bounds] positions 0 to 8 are asked for in dimension 1 of operand 0, which has size 8
// COMPILED: error: ag.slice: 9 elements from 0 on, 1 apart, do not fit into a dimension of 8
func.func @part(%x: tensor<4x8xf32>, %n: tensor<?xf32> {ag.dims = ["n"]}, %m: tensor<?xf32> {ag.dims = ["m"]}) -> tensor<?x?xf32> {
  %c0 = arith.constant 0 : index
  %a = tensor.dim %n, %c0 : tensor<?xf32>
  %b = tensor.dim %m, %c0 : tensor<?xf32>
  %y = ag.slice %x [%b, 0] [%a, %b] [1, 1] : tensor<4x8xf32> -> tensor<?x?xf32>
  return %y : tensor<?x?xf32>
}

// A sum of loops reads no element if one of the loops has no iteration.
// WINDOW: error: linalg.generic: index 5 is not in 0 .. 5 - 1
func.func @window(%x: tensor<?xf32> {ag.dims = ["n"]}, %w: tensor<?xf32> {ag.dims = ["k"]}, %o: tensor<?xf32> {ag.dims = ["m"]}) -> tensor<?xf32> {
  %r = linalg.generic {indexing_maps = [affine_map<(d0, d1) -> (d0 + d1)>, affine_map<(d0, d1) -> (d1)>, affine_map<(d0, d1) -> (d0)>], iterator_types = ["parallel", "reduction"]} ins(%x, %w : tensor<?xf32>, tensor<?xf32>) outs(%o : tensor<?xf32>) {
  ^bb0(%a: f32, %b: f32, %c: f32):
    %m = arith.mulf %a, %b : f32
    %s = arith.addf %m, %c : f32
    linalg.yield %s : f32
  } -> tensor<?xf32>
  return %r : tensor<?xf32>
}
