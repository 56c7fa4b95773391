// A long reduction with few results is split among blocks, and another op combines their results.
// RUN: ag-opt --target=cuda --to=structure %s -o %t && ag-opt --pass-pipeline='builtin.module(func.func(ag-split-reductions))' %t -o %t.split && FileCheck %s --input-file=%t.split
// RUN: ag-run %t.split --entry=whole --input=randn:1 --dim n=0 --dim m=5 --same-as=%s
// RUN: ag-run %t.split --entry=whole --input=randn:1 --dim n=30 --dim m=1000 --same-as=%s
// RUN: ag-run %t.split --entry=columns --input=randn:1 --dim n=5000 --same-as=%s
// RUN: ag-run %s --entry=whole --input=randn:1 --dim n=0 --dim m=5 --on=emulator --poison-memory --same-as=%s
// RUN: ag-run %s --entry=whole --input=randn:1 --dim n=300 --dim m=1000 --on=emulator --poison-memory --same-as=%s
// RUN: ag-run %s --entry=columns --input=randn:1 --dim n=5000 --on=emulator --poison-memory --same-as=%s
// RUN: ag-run %s --entry=fixed --input=randn:1 --on=emulator --poison-memory --same-as=%s
// RUN: ag-run %t.split --entry=window --input=randn:1 --dim n=300 --same-as=%s
// RUN: ag-run %s --entry=window --input=randn:1 --dim n=3 --on=emulator --poison-memory --same-as=%s
// RUN: ag-run %s --entry=window --input=randn:1 --dim n=300 --on=emulator --poison-memory --same-as=%s
// RUN: ag-run %t.split --entry=places --input=randn:1 --dim n=20000 --same-as=%s
// RUN: ag-run %s --entry=places --input=randn:1 --dim n=20000 --on=emulator --same-as=%s

// The two loops become one, as the rows are adjacent.
// CHECK-DAG: #[[PARTS:.*]] = affine_map<()[s0] -> (s0 floordiv 4096 + 1, 512)>
// CHECK-LABEL: func.func @whole(
// CHECK: %[[FLAT:.*]] = tensor.collapse_shape %arg0 {{\[\[}}0, 1]]
// CHECK: %[[COUNT:.*]] = affine.min #[[PARTS]]()
// CHECK: %[[PARTIAL:.*]] = scf.forall (%[[B:.*]]) in (%[[COUNT]]) shared_outs(%[[OUT:.*]] = %{{.*}})
// CHECK: tensor.extract_slice %[[FLAT]]
// CHECK: tensor.extract_slice %[[OUT]][%[[B]]] [1] [1]
// CHECK: linalg.generic {{.*}}["reduction"]
// CHECK: mapping = [#gpu.block<x>]}
// CHECK: linalg.reduce ins(%[[PARTIAL]]
func.func @whole(%x: tensor<?x?xf32> {ag.dims = ["n", "m"]}) -> tensor<f32> {
  %0 = ag.reduce sum %x [0, 1] : tensor<?x?xf32> -> tensor<f32>
  return %0 : tensor<f32>
}

// CHECK-LABEL: func.func @columns(
// CHECK: scf.forall
// CHECK: linalg.reduce {{.*}} dimensions = [1]
func.func @columns(%x: tensor<?x8xbf16> {ag.dims = ["n", 8]}) -> tensor<8xbf16> {
  %0 = ag.reduce max %x [0] : tensor<?x8xbf16> -> tensor<8xbf16>
  return %0 : tensor<8xbf16>
}

// A product of two tensors is split as well.
// CHECK-LABEL: func.func @fixed(
// CHECK: scf.forall (%{{.*}}) in (25)
func.func @fixed(%x: tensor<100000x3xf64>) -> tensor<3x3xf64> {
  %0 = ag.contract "na,nb->ab" %x, %x : tensor<100000x3xf64>, tensor<100000x3xf64> -> tensor<3x3xf64>
  return %0 : tensor<3x3xf64>
}

// Many results have enough blocks; short reductions need few.
// CHECK-LABEL: func.func @many(
// CHECK-NOT: scf.forall
// CHECK: return
func.func @many(%x: tensor<?x100xf32> {ag.dims = ["n", 100]}, %y: tensor<5x1000xf32>) -> (tensor<100xf32>, tensor<?xf32>, tensor<5xf32>) {
  %0 = ag.reduce sum %x [0] : tensor<?x100xf32> -> tensor<100xf32>
  %1 = ag.reduce sum %x [1] : tensor<?x100xf32> -> tensor<?xf32>
  %2 = ag.reduce sum %y [1] : tensor<5x1000xf32> -> tensor<5xf32>
  return %0, %1, %2 : tensor<100xf32>, tensor<?xf32>, tensor<5xf32>
}

// Each part adds its offset to the indices that it reads.
// CHECK-LABEL: func.func @places(
// CHECK: scf.forall (%{{.*}}) in (%[[BLOCKS:.*]]) shared_outs
// CHECK: linalg.index 0
// CHECK-NEXT: affine.apply #{{.*}}(%{{.*}})[%{{.*}}, %[[BLOCKS]], %{{.*}}]
func.func @places(%x: tensor<?xi64> {ag.dims = ["n"]}) -> tensor<i64> {
  %c = arith.constant dense<9223372036854775807> : tensor<i64>
  %0 = linalg.generic {indexing_maps = [affine_map<(d0) -> (d0)>, affine_map<(d0) -> ()>], iterator_types = ["reduction"]} ins(%x : tensor<?xi64>) outs(%c : tensor<i64>) {
  ^bb0(%in: i64, %out: i64):
    %i = linalg.index 0 : index
    %j = arith.index_cast %i : index to i64
    %k = arith.constant 15000 : i64
    %none = arith.constant 9223372036854775807 : i64
    %1 = arith.cmpi slt, %j, %k : i64
    %2 = arith.select %1, %none, %j : i64
    %3 = arith.minsi %out, %2 : i64
    linalg.yield %3 : i64
  } -> tensor<i64>
  return %0 : tensor<i64>
}

// The loops of a window's gradient stay two, as the sum of their indices is
// read. Blocks count the iterations of both.
// CHECK-LABEL: func.func @window(
// CHECK-NOT: collapse_shape
// CHECK: affine.min #{{.*}}()
// CHECK: scf.forall
func.func @window(%x: tensor<?x40x42xf32> {ag.dims = ["n", 40, 42]}, %y: tensor<?x40xf32> {ag.dims = ["n", 40]}) -> tensor<3xf32> {
  %0 = ag.contract "ny(y+u),ny->u" %x, %y : tensor<?x40x42xf32>, tensor<?x40xf32> -> tensor<3xf32>
  return %0 : tensor<3xf32>
}
