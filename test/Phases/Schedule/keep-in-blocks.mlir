// The greatest values, which only an argmax is computed from, are in tensors of each block's own.
// RUN: ag-opt --target=cuda --to=schedule --remarks-filter=ag-keep-in-blocks %s -o %t 2> %t.remarks && FileCheck %s --input-file=%t
// RUN: FileCheck %s --check-prefix=REMARK --input-file=%t.remarks
// RUN: ag-run %t --entry=rows --input=randn:1 --dim n=300 --dim m=9 --same-as=%s
// RUN: ag-run %t --entry=rows --input=randn:1 --dim n=0 --dim m=9 --same-as=%s
// RUN: ag-run %t --entry=rows --input=randn:1 --dim n=3 --dim m=0 --same-as=%s
// RUN: ag-run %t --entry=place --input=randn:1 --same-as=%s
// RUN: ag-run %t --entry=onto --input=randn:1 --dim n=300 --same-as=%s
// RUN: ag-run %s --entry=rows --input=randn:1 --dim n=300 --dim m=1200 --on=emulator --poison-memory --same-as=%s
// RUN: ag-run %s --entry=rows --input=randn:1 --dim n=1 --dim m=1 --on=emulator --poison-memory --same-as=%s
// RUN: ag-run %s --entry=rows --input=randn:1 --dim n=0 --dim m=9 --on=emulator --poison-memory --same-as=%s
// RUN: ag-run %s --entry=rows --input=randn:1 --dim n=300 --dim m=0 --on=emulator --poison-memory --same-as=%s
// RUN: ag-run %s --entry=place --input=randn:1 --on=emulator --poison-memory --same-as=%s
// RUN: ag-run %s --entry=onto --input=randn:1 --dim n=300 --on=emulator --poison-memory --same-as=%s

// REMARK: has 1 result of a block's own, as nothing else reads it
// REMARK: has 1 result of a block's own, as nothing else reads it
// REMARK: has 2 results of a block's own, as nothing else reads them

// CHECK-LABEL: func.func @rows(
// CHECK: scf.forall (%{{.*}}) in (%{{.*}}) shared_outs(%[[OUT:[a-z0-9]+]] = %{{.*}}) -> (tensor<?xi32>)
// CHECK: %[[SIZE:.*]] = affine.min
// CHECK: %[[OWN:.*]] = tensor.empty(%[[SIZE]]) : tensor<?xf32>
// CHECK: %[[FILLED:.*]] = linalg.fill ins(%{{.*}} : f32) outs(%[[OWN]]
// CHECK: linalg.generic {{.*}} outs(%[[FILLED]], %{{.*}} : tensor<?xf32>, tensor<?xi32>)
// CHECK: tensor.parallel_insert_slice %{{.*}} into %[[OUT]]
// CHECK-NOT: tensor.parallel_insert_slice
// CHECK: return
#row = affine_map<(d0, d1) -> (d0)>
#all = affine_map<(d0, d1) -> (d0, d1)>
func.func @rows(%x: tensor<?x?xf32> {ag.dims = ["n", "m"]}) -> tensor<?xi32> {
  %c0 = arith.constant 0 : index
  %n = tensor.dim %x, %c0 : tensor<?x?xf32>
  %least = arith.constant 0xFF800000 : f32
  %none = arith.constant -1 : i32
  %e = tensor.empty(%n) : tensor<?xf32>
  %f = linalg.fill ins(%least : f32) outs(%e : tensor<?xf32>) -> tensor<?xf32>
  %ei = tensor.empty(%n) : tensor<?xi32>
  %fi = linalg.fill ins(%none : i32) outs(%ei : tensor<?xi32>) -> tensor<?xi32>
  %0:2 = linalg.generic {indexing_maps = [#all, #row, #row], iterator_types = ["parallel", "reduction"]} ins(%x : tensor<?x?xf32>) outs(%f, %fi : tensor<?xf32>, tensor<?xi32>) {
  ^bb0(%in: f32, %best: f32, %at: i32):
    %1 = linalg.index 1 : index
    %2 = arith.index_cast %1 : index to i32
    %3 = arith.cmpf ogt, %in, %best : f32
    %4 = arith.select %3, %in, %best : f32
    %5 = arith.select %3, %2, %at : i32
    linalg.yield %4, %5 : f32, i32
  } -> (tensor<?xf32>, tensor<?xi32>)
  return %0#1 : tensor<?xi32>
}

// One block has a scalar of its own.
// CHECK-LABEL: func.func @place(
// CHECK: scf.forall (%{{.*}}) in (1) shared_outs(%{{[a-z0-9]+}} = %{{.*}}) -> (tensor<1xi32>)
// CHECK: tensor.empty() : tensor<f32>
// CHECK: return
func.func @place(%x: tensor<4xf32>) -> tensor<i32> {
  %e = tensor.empty() : tensor<f32>
  %least = arith.constant 0xFF800000 : f32
  %f = linalg.fill ins(%least : f32) outs(%e : tensor<f32>) -> tensor<f32>
  %ei = tensor.empty() : tensor<i32>
  %none = arith.constant 0 : i32
  %fi = linalg.fill ins(%none : i32) outs(%ei : tensor<i32>) -> tensor<i32>
  %0:2 = linalg.generic {indexing_maps = [affine_map<(d0) -> (d0)>, affine_map<(d0) -> ()>, affine_map<(d0) -> ()>], iterator_types = ["reduction"]} ins(%x : tensor<4xf32>) outs(%f, %fi : tensor<f32>, tensor<i32>) {
  ^bb0(%in: f32, %best: f32, %at: i32):
    %1 = linalg.index 0 : index
    %2 = arith.index_cast %1 : index to i32
    %3 = arith.cmpf ogt, %in, %best : f32
    %4 = arith.select %3, %in, %best : f32
    %5 = arith.select %3, %2, %at : i32
    linalg.yield %4, %5 : f32, i32
  } -> (tensor<f32>, tensor<i32>)
  return %0#1 : tensor<i32>
}

// Two results have no uses. One of them starts from an argument: each block has a copy of its slice.
// CHECK-LABEL: func.func @onto(
// CHECK: scf.forall (%{{.*}}) in (%{{.*}}) shared_outs(%{{[a-z0-9]+}} = %{{.*}}) -> (tensor<?xf32>)
// CHECK-DAG: tensor.empty(%{{.*}}) : tensor<?xi32>
// CHECK-DAG: tensor.extract_slice %arg1[
// CHECK: return
func.func @onto(%x: tensor<?x5xf32> {ag.dims = ["n", 5]}, %y: tensor<?xf32> {ag.dims = ["n"]}) -> tensor<?xf32> {
  %c0 = arith.constant 0 : index
  %n = tensor.dim %x, %c0 : tensor<?x5xf32>
  %none = arith.constant 0 : i32
  %zero = arith.constant 0.0 : f32
  %ei = tensor.empty(%n) : tensor<?xi32>
  %fi = linalg.fill ins(%none : i32) outs(%ei : tensor<?xi32>) -> tensor<?xi32>
  %e = tensor.empty(%n) : tensor<?xf32>
  %f = linalg.fill ins(%zero : f32) outs(%e : tensor<?xf32>) -> tensor<?xf32>
  %0:3 = linalg.generic {indexing_maps = [#all, #row, #row, #row], iterator_types = ["parallel", "reduction"]} ins(%x : tensor<?x5xf32>) outs(%y, %fi, %f : tensor<?xf32>, tensor<?xi32>, tensor<?xf32>) {
  ^bb0(%in: f32, %best: f32, %count: i32, %last: f32):
    %c1 = arith.constant 1 : i32
    %1 = arith.cmpf ogt, %in, %best : f32
    %2 = arith.select %1, %in, %best : f32
    %3 = arith.addi %count, %c1 : i32
    %4 = arith.sitofp %3 : i32 to f32
    %5 = arith.select %1, %4, %last : f32
    linalg.yield %2, %3, %5 : f32, i32, f32
  } -> (tensor<?xf32>, tensor<?xi32>, tensor<?xf32>)
  return %0#2 : tensor<?xf32>
}
