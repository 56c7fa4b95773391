// These windows are left to plain loops, and one op has no window.
// RUN: ag-opt %s --ag-loop-over-windows --remarks-filter=ag-loop-over-windows -o %t 2>&1 | FileCheck %s --check-prefix=REMARK
// RUN: FileCheck %s --input-file=%t
// RUN: ag-run %s --entry=order --on=cpu --input=randn:1 --same-as=%s
// RUN: ag-run %s --entry=quotient --on=cpu --input=randn:1 --same-as=%s
// RUN: ag-run %s --entry=diagonal --on=cpu --input=randn:1 --same-as=%s
// RUN: ag-run %s --entry=nothing --on=cpu --input=randn:1 --same-as=%s

// REMARK-NOT: Function=nothing
// REMARK-DAG: Function=order | Reason="what joins its values may depend on their order"
// REMARK-DAG: Function=quotient | Reason="an index is no sum of loops"
// REMARK-DAG: Function=diagonal | Reason="a loop moves two dimensions of an operand"

// Window offsets would be iterated before the other reduction loop.
// CHECK-LABEL: func @order
// CHECK-NOT: tensor.extract_slice
func.func @order(%x: tensor<9x5xf32>, %w: tensor<3xf32>) -> tensor<7xf32> {
  %e = arith.constant dense<1.0> : tensor<7xf32>
  %y = linalg.generic {indexing_maps = [affine_map<(y, i, u) -> (y + u, i)>, affine_map<(y, i, u) -> (u)>, affine_map<(y, i, u) -> (y)>], iterator_types = ["parallel", "reduction", "reduction"]} ins(%x, %w : tensor<9x5xf32>, tensor<3xf32>) outs(%e : tensor<7xf32>) {
  ^bb0(%a: f32, %b: f32, %c: f32):
    %m = arith.mulf %c, %b : f32
    %s = arith.subf %a, %m : f32
    linalg.yield %s : f32
  } -> tensor<7xf32>
  return %y : tensor<7xf32>
}

// CHECK-LABEL: func @quotient
// CHECK-NOT: tensor.extract_slice
func.func @quotient(%x: tensor<4xf32>) -> tensor<8xf32> {
  %e = tensor.empty() : tensor<8xf32>
  %y = linalg.generic {indexing_maps = [affine_map<(i) -> (i floordiv 2)>, affine_map<(i) -> (i)>], iterator_types = ["parallel"]} ins(%x : tensor<4xf32>) outs(%e : tensor<8xf32>) {
  ^bb0(%a: f32, %o: f32):
    linalg.yield %a : f32
  } -> tensor<8xf32>
  return %y : tensor<8xf32>
}

// CHECK-LABEL: func @diagonal
// CHECK-NOT: tensor.extract_slice
func.func @diagonal(%x: tensor<8x16xf32>) -> tensor<8xf32> {
  %e = tensor.empty() : tensor<8xf32>
  %y = linalg.generic {indexing_maps = [affine_map<(i) -> (i, 2 * i)>, affine_map<(i) -> (i)>], iterator_types = ["parallel"]} ins(%x : tensor<8x16xf32>) outs(%e : tensor<8xf32>) {
  ^bb0(%a: f32, %o: f32):
    linalg.yield %a : f32
  } -> tensor<8xf32>
  return %y : tensor<8xf32>
}

// CHECK-LABEL: func @nothing
// CHECK-NOT: tensor.extract_slice
// CHECK: return
func.func @nothing(%x: tensor<4x0xf32>, %w: tensor<3x0xf32>) -> tensor<2xf32> {
  %e = arith.constant dense<1.0> : tensor<2xf32>
  %y = linalg.generic {indexing_maps = [affine_map<(y, i, u) -> (y + u, i)>, affine_map<(y, i, u) -> (u, i)>, affine_map<(y, i, u) -> (y)>], iterator_types = ["parallel", "reduction", "reduction"]} ins(%x, %w : tensor<4x0xf32>, tensor<3x0xf32>) outs(%e : tensor<2xf32>) {
  ^bb0(%a: f32, %b: f32, %c: f32):
    %m = arith.mulf %a, %b : f32
    %s = arith.addf %c, %m : f32
    linalg.yield %s : f32
  } -> tensor<2xf32>
  return %y : tensor<2xf32>
}
