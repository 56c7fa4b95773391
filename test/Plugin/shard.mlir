// Debian's mlir-opt creates the program of one rank from a program in linalg.

// RUN: mlir-opt --load-dialect-plugin=%plugin --pass-pipeline="builtin.module(ag-plan-sharding{spec=tp2},ag-partition,func.func(ag-merge-collectives),ag-describe-ranks)" %s -o %t.mlir
// RUN: FileCheck %s --input-file=%t.mlir
// RUN: ag-run %t.mlir --input=randn:1 --same-as=%s | FileCheck %s --check-prefix=SAME
// RUN: mlir-opt --load-dialect-plugin=%plugin --pass-pipeline="builtin.module(shard{dp2,tp2})" %s -o %t.both.mlir
// RUN: ag-run %t.both.mlir --input=randn:1 --same-as=%s | FileCheck %s --check-prefix=SAME
// RUN: not mlir-opt --load-dialect-plugin=%plugin --pass-pipeline="builtin.module(shard{pp2})" %s 2>&1 | FileCheck %s --check-prefix=SPEC

// CHECK: module attributes {ag.mesh = #ag.mesh<tp = 2>}
// CHECK: linalg.matmul ins({{.*}} : tensor<4x8xf32>, tensor<8x8xf32>)
// CHECK: math.tanh
// CHECK: linalg.matmul ins({{.*}} : tensor<4x8xf32>, tensor<8x8xf32>)
// CHECK: ag.all_reduce sum ["tp"]
// CHECK-NOT: ag.all
// SAME: same
// SPEC: --shard {{.*}}pp2
#map = affine_map<(d0, d1) -> (d0, d1)>
func.func @main(%x: tensor<4x8xf32>, %up: tensor<8x16xf32> {ag.role = "parameter"}, %down: tensor<16x8xf32> {ag.role = "parameter"}) -> tensor<4x8xf32> {
  %zero = arith.constant 0.0 : f32
  %e = tensor.empty() : tensor<4x16xf32>
  %f = linalg.fill ins(%zero : f32) outs(%e : tensor<4x16xf32>) -> tensor<4x16xf32>
  %h = linalg.matmul ins(%x, %up : tensor<4x8xf32>, tensor<8x16xf32>) outs(%f : tensor<4x16xf32>) -> tensor<4x16xf32>
  %a = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel", "parallel"]} ins(%h : tensor<4x16xf32>) outs(%e : tensor<4x16xf32>) {
  ^bb0(%in: f32, %out: f32):
    %t = math.tanh %in : f32
    linalg.yield %t : f32
  } -> tensor<4x16xf32>
  %d = tensor.empty() : tensor<4x8xf32>
  %g = linalg.fill ins(%zero : f32) outs(%d : tensor<4x8xf32>) -> tensor<4x8xf32>
  %y = linalg.matmul ins(%a, %down : tensor<4x16xf32>, tensor<16x8xf32>) outs(%g : tensor<4x8xf32>) -> tensor<4x8xf32>
  return %y : tensor<4x8xf32>
}
