// An op that only moves elements is in the kernel of its group, or outside of
// the group: no plan has what it makes in memory.
//
// RUN: ag-compile %s --target=cuda --to=schedule -o %t.mlir --report=%t.json
// RUN: FileCheck %s --input-file=%t.json
// RUN: ag-run %s --entry=repeated --on=emulator --poison-memory --input=randn:1 --same-as=%s
// RUN: ag-run %s --entry=indices --on=emulator --poison-memory --input=randn:1 --same-as=%s
// RUN: ag-run %s --entry=packed --on=emulator --poison-memory --input=randn:1 --same-as=%s
// RUN: ag-run %s --entry=number --on=emulator --poison-memory --input=randn:1 --dim c=70 --same-as=%s
// RUN: ag-run %s --entry=turned --on=emulator --poison-memory --input=randn:1 --dim a=5 --dim b=70 --same-as=%s
// RUN: ag-run %s --entry=rows --on=emulator --poison-memory --input=randn:1 --same-as=%s
// RUN: ag-run %s --entry=outer --on=emulator --poison-memory --input=randn:1 --dim c=70 --same-as=%s

// CHECK: "taken_back": 0

// Only the broadcast says how many terms there are.
func.func @repeated(%x: tensor<8xf32>) -> tensor<8xf32> {
  %0 = ag.broadcast %x [1] : tensor<8xf32> -> tensor<400x8xf32>
  %1 = ag.reduce sum %0 [0] : tensor<400x8xf32> -> tensor<8xf32>
  return %1 : tensor<8xf32>
}

// An index in 32 bits is read along two dimensions.
func.func @indices(%x: tensor<400x400xf32>) -> tensor<400x400xf32> {
  %n = ag.iota 0 : tensor<400xi32>
  %i = ag.broadcast %n [0] : tensor<400xi32> -> tensor<400x400xi32>
  %j = ag.broadcast %n [1] : tensor<400xi32> -> tensor<400x400xi32>
  %d = ag.sub %i, %j : tensor<400x400xi32>
  %f = ag.cast %d : tensor<400x400xi32> -> tensor<400x400xf32>
  %y = ag.mul %f, %x : tensor<400x400xf32>
  return %y : tensor<400x400xf32>
}

// A loop of its own moves the sums to where the group returns them.
func.func @packed(%x: tensor<2x8x2x4xf32>, %w: tensor<2x2x8x4xf32>) -> tensor<2x8x2x8xf32> {
  %0 = ag.transpose %x [0, 2, 1, 3] : tensor<2x8x2x4xf32> -> tensor<2x2x8x4xf32>
  %1 = ag.contract "ikab,jkcb->ijac" %0, %w : tensor<2x2x8x4xf32>, tensor<2x2x8x4xf32> -> tensor<2x2x8x8xf32>
  %2 = ag.transpose %1 [0, 2, 1, 3] : tensor<2x2x8x8xf32> -> tensor<2x8x2x8xf32>
  return %2 : tensor<2x8x2x8xf32>
}

// A number is broadcast along the columns only, whose tiles are inside of
// others.
func.func @number(%g: tensor<f32>, %x: tensor<?xf32> {ag.dims = ["c"]}) -> tensor<?x?xf32> {
  %c0 = arith.constant 0 : index
  %n = tensor.dim %x, %c0 : tensor<?xf32>
  %0 = ag.broadcast %g [] (%n) : tensor<f32> -> tensor<?xf32>
  %1 = ag.broadcast %0 [0] (%n) : tensor<?xf32> -> tensor<?x?xf32>
  %2 = ag.broadcast %x [1] (%n) : tensor<?xf32> -> tensor<?x?xf32>
  %3 = ag.mul %1, %2 : tensor<?x?xf32>
  %4 = ag.transpose %3 [1, 0] : tensor<?x?xf32> -> tensor<?x?xf32>
  return %4 : tensor<?x?xf32>
}

// The second result is written against the order of the first.
#id = affine_map<(i, j) -> (i, j)>
#swapped = affine_map<(i, j) -> (j, i)>
func.func @turned(%x: tensor<?x?xf32> {ag.dims = ["a", "b"]}, %a: tensor<?x?xf32> {ag.dims = ["a", "b"]}, %b: tensor<?x?xf32> {ag.dims = ["b", "a"]}) -> tensor<?x?xf32> {
  %0:2 = linalg.generic {indexing_maps = [#id, #id, #swapped], iterator_types = ["parallel", "parallel"]} ins(%x : tensor<?x?xf32>) outs(%a, %b : tensor<?x?xf32>, tensor<?x?xf32>) {
  ^bb0(%in: f32, %out: f32, %other: f32):
    linalg.yield %in, %in : f32, f32
  } -> (tensor<?x?xf32>, tensor<?x?xf32>)
  %1 = ag.exp %0#1 : tensor<?x?xf32>
  return %1 : tensor<?x?xf32>
}

// A product of a matrix whose columns are equal.
func.func @rows(%x: tensor<64x64xf32>, %g: tensor<64xf32>) -> tensor<64x64xf32> {
  %0 = ag.broadcast %g [0] : tensor<64xf32> -> tensor<64x64xf32>
  %1 = ag.contract "ik,ij->kj" %x, %0 : tensor<64x64xf32>, tensor<64x64xf32> -> tensor<64x64xf32>
  return %1 : tensor<64x64xf32>
}

// The sizes of a square of an outer product are those of its factors.
func.func @outer(%x: tensor<?xf32> {ag.dims = ["c"]}, %y: tensor<?xf32> {ag.dims = ["c"]}) -> tensor<?x?xf32> {
  %0 = ag.contract "i,j->ij" %x, %y : tensor<?xf32>, tensor<?xf32> -> tensor<?x?xf32>
  %1 = ag.contract "ij,jk->ik" %0, %0 : tensor<?x?xf32>, tensor<?x?xf32> -> tensor<?x?xf32>
  return %1 : tensor<?x?xf32>
}
