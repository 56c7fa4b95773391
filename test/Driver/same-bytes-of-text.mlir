// A program that is printed after a phase with its locations, and continued,
// gives the object of an uninterrupted compilation. The order of use lists, and
// locations that the text leaves out, do not affect it.
//
// RUN: mkdir -p %t.one %t.two && ag-compile %s -o %t.one/x.o --name=same
// RUN: sh -c 'for phase in trace structure schedule allocate lower; do ag-opt %s --to=$phase --mlir-print-debuginfo -o %t.mlir && ag-compile %t.mlir -o %t.two/x.o --name=same && cmp %t.one/x.o %t.two/x.o && cmp %t.one/x.h %t.two/x.h && echo $phase is same; done' 2>/dev/null | FileCheck %s
// CHECK: trace is same
// CHECK-NEXT: structure is same
// CHECK-NEXT: schedule is same
// CHECK-NEXT: allocate is same
// CHECK-NEXT: lower is same

#ij = affine_map<(d0, d1) -> (d0, d1)>
#i = affine_map<(d0, d1) -> (d0)>

func.func @attention(%q: tensor<4x64x6x32xf32>, %k: tensor<4x64x6x32xf32>, %v: tensor<4x64x6x32xf32>) -> tensor<4x64x6x32xf32> {
  %s = ag.contract "bihd,bjhd->bhij" %q, %k : tensor<4x64x6x32xf32>, tensor<4x64x6x32xf32> -> tensor<4x6x64x64xf32>
  %max = ag.reduce max %s [3] : tensor<4x6x64x64xf32> -> tensor<4x6x64xf32>
  %maxes = ag.broadcast %max [0, 1, 2] : tensor<4x6x64xf32> -> tensor<4x6x64x64xf32>
  %less = ag.sub %s, %maxes : tensor<4x6x64x64xf32>
  %exp = ag.exp %less : tensor<4x6x64x64xf32>
  %sum = ag.reduce sum %exp [3] : tensor<4x6x64x64xf32> -> tensor<4x6x64xf32>
  %sums = ag.broadcast %sum [0, 1, 2] : tensor<4x6x64xf32> -> tensor<4x6x64x64xf32>
  %p = ag.div %exp, %sums : tensor<4x6x64x64xf32>
  %o = ag.contract "bhij,bjhd->bihd" %p, %v : tensor<4x6x64x64xf32>, tensor<4x64x6x32xf32> -> tensor<4x64x6x32xf32>
  return %o : tensor<4x64x6x32xf32>
}

func.func @columns(%x: tensor<4x33xi32>) -> tensor<33xi32> {
  %z = ag.sub %x, %x : tensor<4x33xi32>
  %m = ag.reduce max %z [0] : tensor<4x33xi32> -> tensor<33xi32>
  %b = ag.broadcast %m [1] : tensor<33xi32> -> tensor<4x33xi32>
  %d = ag.sub %z, %b : tensor<4x33xi32>
  %s = ag.reduce sum %d [0] : tensor<4x33xi32> -> tensor<33xi32>
  return %s : tensor<33xi32>
}

func.func @softish(%x: tensor<8x64xf32>) -> tensor<8x64xf32> {
  %zero = arith.constant 0.0 : f32
  %e1 = tensor.empty() : tensor<8xf32>
  %e = tensor.empty() : tensor<8x64xf32>
  %z = linalg.fill ins(%zero : f32) outs(%e1 : tensor<8xf32>) -> tensor<8xf32>
  %s = linalg.reduce {arith.addf} ins(%x : tensor<8x64xf32>) outs(%z : tensor<8xf32>) dimensions = [1]
  %y = linalg.generic {indexing_maps = [#ij, #i, #ij], iterator_types = ["parallel", "parallel"]}
      ins(%x, %s : tensor<8x64xf32>, tensor<8xf32>) outs(%e : tensor<8x64xf32>) {
  ^bb0(%a: f32, %b: f32, %o: f32):
    %q = arith.divf %a, %b : f32
    linalg.yield %q : f32
  } -> tensor<8x64xf32>
  return %y : tensor<8x64xf32>
}
