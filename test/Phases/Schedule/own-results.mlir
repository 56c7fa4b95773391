// An op that adds to results at computed positions is computed result by result: one loop follows from the position.
// RUN: ag-opt --target=cuda --to=structure %s -o %t && ag-opt --pass-pipeline='builtin.module(func.func(ag-own-results))' %t -o %t.own && FileCheck %s --input-file=%t.own
// RUN: ag-run %t.own --entry=strided --input=randn:1 --dim n=7 --same-as=%s
// RUN: ag-run %t.own --entry=strided --input=randn:1 --dim n=0 --same-as=%s
// RUN: ag-run %t.own --entry=greatest --input=randn:1 --dim n=7 --same-as=%s
// RUN: ag-run %t.own --entry=greatest --input=randn:1 --dim n=1 --same-as=%s
// RUN: ag-run %t.own --entry=image --input=randn:1 --same-as=%s
// RUN: ag-run %t.own --entry=plain --input=randn:1 --dim n=7 --same-as=%s
// RUN: ag-run %t.own --entry=last --input=randn:1 --dim n=7 --same-as=%s
// RUN: ag-run %s --entry=last --on=emulator --input=randn:1 --dim n=300 --same-as=%s
// RUN: ag-run %s --entry=last --on=emulator --input=randn:1 --dim n=0 --same-as=%s
// RUN: not ag-run %s --entry=each --on=emulator --input=randn:1 --dim n=7 2>&1 | FileCheck %s --check-prefix=EACH

// The longest loop follows from the position: its index is (p - 3 u) / 2 if that is an integer.
// CHECK-DAG: #[[PLACE:.*]] = affine_map<()[s0, s1] -> ((s0 - s1 * 3) floordiv 2)>
// CHECK-DAG: #[[REST:.*]] = affine_map<()[s0, s1] -> ((s0 - s1 * 3) mod 2)>
// CHECK-LABEL: func.func @strided(
// CHECK: linalg.fill
// CHECK: %[[N:.*]] = tensor.dim %arg0
// CHECK: linalg.generic {{.*}}iterator_types = ["parallel", "parallel", "reduction", "reduction"]{{.*}} outs(
// CHECK: %[[LEFT:.*]] = affine.apply #[[REST]]
// CHECK: arith.cmpi eq, %[[LEFT]]
// CHECK: %[[Y:.*]] = affine.apply #[[PLACE]]
// CHECK: arith.cmpi ult, %[[Y]], %[[N]]
// CHECK: %[[TERM:.*]] = scf.if
// CHECK: tensor.extract %arg0
// CHECK: arith.mulf
// CHECK: } else {
// CHECK: arith.constant 0.000000e+00 : f32
// CHECK: arith.addf %{{.*}}, %[[TERM]]
func.func @strided(%x: tensor<?x3xf32> {ag.dims = ["n", 3]}, %w: tensor<2x3x2xf32>) -> tensor<?x2xf32> {
  %c0 = arith.constant 0 : index
  %n = tensor.dim %x, %c0 : tensor<?x3xf32>
  %c2 = arith.constant 2 : index
  %0 = arith.muli %n, %c2 : index
  %c3 = arith.constant 3 : index
  %1 = arith.addi %0, %c3 : index
  %2 = ag.contract "yi,uio->(2y+3u)o" %x, %w (%1) : tensor<?x3xf32>, tensor<2x3x2xf32> -> tensor<?x2xf32>
  return %2 : tensor<?x2xf32>
}

// If there is no such index, the term is the identity of the maximum.
// CHECK-LABEL: func.func @greatest(
// CHECK: scf.if
// CHECK: arith.constant 0xFF800000 : f32
// CHECK: arith.maximumf
func.func @greatest(%x: tensor<?x4xf32> {ag.dims = ["n", 4]}) -> tensor<4x?xf32> {
  %c0 = arith.constant 0 : index
  %n = tensor.dim %x, %c0 : tensor<?x4xf32>
  %c2 = arith.constant 2 : index
  %0 = arith.addi %n, %c2 : index
  %1 = ag.reduce_window max "yi->i(y+u)" %x [u = 3] (%0) : tensor<?x4xf32> -> tensor<4x?xf32>
  return %1 : tensor<4x?xf32>
}

// Two dimensions are computed, each from its own loop.
// CHECK-LABEL: func.func @image(
// CHECK: linalg.generic {{.*}}iterator_types = ["parallel", "parallel", "reduction", "reduction"]
func.func @image(%x: tensor<5x6xf32>, %w: tensor<3x2xf32>) -> tensor<11x7xf32> {
  %0 = ag.contract "yx,uv->(2y+u)(x+v)" %x, %w : tensor<5x6xf32>, tensor<3x2xf32> -> tensor<11x7xf32>
  return %0 : tensor<11x7xf32>
}

// A plain sum stays as it is.
// CHECK-LABEL: func.func @plain(
// CHECK: iterator_types = ["parallel", "reduction"]
// CHECK-NOT: scf.if
func.func @plain(%x: tensor<?x4xf32> {ag.dims = ["n", 4]}) -> tensor<?xf32> {
  %0 = ag.reduce sum %x [1] : tensor<?x4xf32> -> tensor<?xf32>
  return %0 : tensor<?xf32>
}

// A parallel loop that does not index the result writes each element in all of its iterations.
// CHECK-LABEL: func.func @last(
// CHECK: iterator_types = ["reduction", "parallel"]
func.func @last(%x: tensor<?x3xf32> {ag.dims = ["n", 3]}, %y: tensor<3xf32>) -> tensor<3xf32> {
  %0 = linalg.generic {indexing_maps = [affine_map<(i, j) -> (i, j)>, affine_map<(i, j) -> (j)>], iterator_types = ["parallel", "parallel"]} ins(%x : tensor<?x3xf32>) outs(%y : tensor<3xf32>) {
  ^bb0(%a: f32, %o: f32):
    linalg.yield %a : f32
  } -> tensor<3xf32>
  return %0 : tensor<3xf32>
}

// With a result that this loop does index, it is not compiled for a GPU.
// CHECK-LABEL: func.func @each(
// CHECK: iterator_types = ["reduction", "parallel"]
// EACH: own-results.mlir:[[#@LINE+2]]:{{.*}}: error: this op of linalg is not compiled for target=cuda yet: 'linalg.generic'
func.func @each(%x: tensor<?x3xf32> {ag.dims = ["n", 3]}, %y: tensor<3xf32>, %z: tensor<?x3xf32> {ag.dims = ["n", 3]}) -> (tensor<3xf32>, tensor<?x3xf32>) {
  %0:2 = linalg.generic {indexing_maps = [affine_map<(i, j) -> (i, j)>, affine_map<(i, j) -> (j)>, affine_map<(i, j) -> (i, j)>], iterator_types = ["parallel", "parallel"]} ins(%x : tensor<?x3xf32>) outs(%y, %z : tensor<3xf32>, tensor<?x3xf32>) {
  ^bb0(%a: f32, %o: f32, %p: f32):
    %b = arith.addf %a, %p : f32
    linalg.yield %a, %b : f32, f32
  } -> (tensor<3xf32>, tensor<?x3xf32>)
  return %0#0, %0#1 : tensor<3xf32>, tensor<?x3xf32>
}
