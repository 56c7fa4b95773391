// Each loop of these groups is reduced by an op or needed unsplit, so their ops are computed one by one.
// RUN: ag-opt %s --ag-tile-groups --remarks-filter=ag-tile-groups -o %t.mlir 2>&1 | FileCheck %s
// RUN: FileCheck %s --check-prefix=NONE --input-file=%t.mlir
// RUN: ag-run %t.mlir --entry=both --input=randn:1 --same-as=%s
// RUN: ag-run %s --entry=both --input=randn:1 --on=cpu --same-as=%s
// NONE: func.func @both(
// NONE-NOT: ag.fused

#ij = affine_map<(i, j) -> (i, j)>
#i = affine_map<(i, j) -> (i)>
#j = affine_map<(i, j) -> (j)>

// Sums of columns are computed from sums of rows.
// CHECK: [Missed] group | {{.*}}Function=both | Reason="[[#@LINE+5]]:10: this reduces along a dimension that others go over", Remark="its 4 ops are computed one by one"
func.func @both(%x: tensor<4x8xf32>, %r: tensor<4xf32>, %c: tensor<8xf32>) -> tensor<8xf32> {
  %0 = ag.fused (%a = %x : tensor<4x8xf32>, %b = %r : tensor<4xf32>, %d = %c : tensor<8xf32>) -> tensor<8xf32> {
    %e = tensor.empty() : tensor<4x8xf32>
    %p = linalg.exp ins(%a : tensor<4x8xf32>) outs(%e : tensor<4x8xf32>) -> tensor<4x8xf32>
    %s = linalg.reduce ins(%p : tensor<4x8xf32>) outs(%b : tensor<4xf32>) dimensions = [1]
        (%in: f32, %out: f32) {
      %t = arith.addf %in, %out : f32
      linalg.yield %t : f32
    }
    %y = linalg.generic {indexing_maps = [#ij, #i, #ij], iterator_types = ["parallel", "parallel"]} ins(%p, %s : tensor<4x8xf32>, tensor<4xf32>) outs(%e : tensor<4x8xf32>) {
    ^bb0(%in: f32, %sum: f32, %out: f32):
      %t = arith.divf %in, %sum : f32
      linalg.yield %t : f32
    } -> tensor<4x8xf32>
    %z = linalg.reduce ins(%y : tensor<4x8xf32>) outs(%d : tensor<8xf32>) dimensions = [0]
        (%in: f32, %out: f32) {
      %t = arith.addf %in, %out : f32
      linalg.yield %t : f32
    }
    ag.yield %z : tensor<8xf32>
  }
  return %0 : tensor<8xf32>
}

// Row sums less other rows' sums: rows and columns are one dimension.
// CHECK: [Missed] group | {{.*}}Function=twice | Reason="[[#@LINE+9]]:10: this goes over one dimension of others in two ways"
func.func @twice(%x: tensor<8x8xf32>, %r: tensor<8xf32>) -> tensor<8x8xf32> {
  %0 = ag.fused (%a = %x : tensor<8x8xf32>, %b = %r : tensor<8xf32>) -> tensor<8x8xf32> {
    %s = linalg.reduce ins(%a : tensor<8x8xf32>) outs(%b : tensor<8xf32>) dimensions = [1]
        (%in: f32, %out: f32) {
      %t = arith.addf %in, %out : f32
      linalg.yield %t : f32
    }
    %e = tensor.empty() : tensor<8x8xf32>
    %y = linalg.generic {indexing_maps = [affine_map<(i, j) -> (i)>, affine_map<(i, j) -> (j)>, affine_map<(i, j) -> (i, j)>], iterator_types = ["parallel", "parallel"]} ins(%s, %s : tensor<8xf32>, tensor<8xf32>) outs(%e : tensor<8x8xf32>) {
    ^bb0(%i: f32, %j: f32, %out: f32):
      %t = arith.subf %i, %j : f32
      linalg.yield %t : f32
    } -> tensor<8x8xf32>
    ag.yield %y : tensor<8x8xf32>
  }
  return %0 : tensor<8x8xf32>
}
