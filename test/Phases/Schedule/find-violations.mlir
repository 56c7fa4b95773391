// A reduction finds the first iteration that breaks a demand, an op computes its message's values, the host checks.
// RUN: ag-opt --target=cuda --to=structure %s -o %t && ag-opt --pass-pipeline='builtin.module(func.func(ag-find-violations))' %t -o %t.found && FileCheck %s --input-file=%t.found
// RUN: ag-run %t.found --entry=rows --input=randn:1 --input=zeros --dim n=3 --same-as=%s
// RUN: ag-run %t.found --entry=rows --input=randn:1 --input=zeros --dim n=0 --same-as=%s
// RUN: ag-run %t.found --entry=cells --input=randn:1 --input=iota --dim n=2 --dim m=2 --same-as=%s
// RUN: ag-run %t.found --entry=cells --input=randn:1 --input=iota --dim n=0 --dim m=9 --same-as=%s
// RUN: ag-run %t.found --entry=sums --input=randn:1 --input=iota --dim n=4 --same-as=%s
// RUN: ag-run %s --entry=rows --input=randn:1 --input=zeros --dim n=3 --on=emulator --same-as=%s
// RUN: ag-run %s --entry=rows --input=randn:1 --input=iota --dim n=0 --on=emulator --same-as=%s
// RUN: ag-run %s --entry=cells --input=randn:1 --input=iota --dim n=2 --dim m=2 --on=emulator --same-as=%s
// RUN: ag-run %s --entry=cells --input=randn:1 --input=iota --dim n=0 --dim m=9 --on=emulator --same-as=%s
// RUN: ag-run %s --entry=sums --input=randn:1 --input=iota --dim n=4 --on=emulator --same-as=%s
// RUN: not ag-run %t.found --entry=rows --input=randn:1 --input=iota --dim n=9 2>&1 | FileCheck %s --check-prefix=FOURTH
// RUN: not ag-run %s --entry=rows --input=randn:1 --input=iota --dim n=9 --on=emulator 2>&1 | FileCheck %s --check-prefix=FOURTH
// RUN: not ag-run %s --entry=rows --input=randn:1 --input=iota --dim n=9 2>&1 | FileCheck %s --check-prefix=FOURTH
// FOURTH: index 4 is
// The second demand of the first iteration with a violation fails.
// RUN: not ag-run %s --entry=cells --input=randn:1 --input=iota --dim n=1 --dim m=4 --on=emulator 2>&1 | FileCheck %s --check-prefix=SECOND
// RUN: not ag-run %s --entry=cells --input=randn:1 --input=iota --dim n=1 --dim m=4 2>&1 | FileCheck %s --check-prefix=SECOND
// SECOND: index 3 is
// RUN: not ag-run %s --entry=sums --input=randn:1 --input=iota --dim n=5 --on=emulator 2>&1 | FileCheck %s --check-prefix=FOURTH

// The demand does not depend on the columns.
// CHECK-LABEL: func.func @rows(
// CHECK: %[[NONE:.*]] = linalg.fill
// CHECK: %[[FIRST:.*]] = linalg.generic {{.*}} iterator_types = ["reduction"]} ins(%arg1 : tensor<?xi32>) outs(%[[NONE]] : tensor<i64>)
// CHECK: %[[HOLDS:.*]] = arith.cmpi ult
// CHECK: scf.if %[[HOLDS]] -> (i64)
// CHECK: arith.minsi
// CHECK: %[[NAMED:.*]]:2 = linalg.generic {{.*}} ins(%[[FIRST]] : tensor<i64>)
// CHECK: tensor.extract %arg1
// CHECK: %[[NUMBER:.*]] = tensor.extract %[[FIRST]][]
// CHECK: arith.cmpi eq, %[[NUMBER]]
// CHECK: tensor.extract %[[NAMED]]#0[]
// CHECK: ag.require
// CHECK: linalg.generic {{.*}} ins(%arg1
// CHECK-NOT: ag.require
// CHECK: scf.if %{{.*}} -> (f32)
// CHECK: tensor.extract %arg0
// CHECK: return
func.func @rows(%x: tensor<4x5xf32>, %i: tensor<?xi32> {ag.dims = ["n"]}) -> tensor<?x5xf32> {
  %c0 = arith.constant 0 : index
  %n = tensor.dim %i, %c0 : tensor<?xi32>
  %e = tensor.empty(%n) : tensor<?x5xf32>
  %0 = linalg.generic {indexing_maps = [affine_map<(d0, d1) -> (d0)>, affine_map<(d0, d1) -> (d0, d1)>], iterator_types = ["parallel", "parallel"]} ins(%i : tensor<?xi32>) outs(%e : tensor<?x5xf32>) {
  ^bb0(%in: i32, %out: f32):
    %1 = arith.index_cast %in : i32 to index
    %j = linalg.index 1 : index
    %2 = tensor.extract %x[%1, %j] : tensor<4x5xf32>
    linalg.yield %2 : f32
  } -> tensor<?x5xf32>
  return %0 : tensor<?x5xf32>
}

// Two demands depend on both loops.
// CHECK-LABEL: func.func @cells(
// CHECK: linalg.generic {{.*}} iterator_types = ["reduction", "reduction"]}
// CHECK: scf.if
// CHECK: scf.if
// CHECK: ag.require
// CHECK: ag.require
func.func @cells(%x: tensor<9x3xf32>, %i: tensor<?x?xi32> {ag.dims = ["n", "m"]}) -> tensor<?x?xf32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %n = tensor.dim %i, %c0 : tensor<?x?xi32>
  %m = tensor.dim %i, %c1 : tensor<?x?xi32>
  %e = tensor.empty(%n, %m) : tensor<?x?xf32>
  %0 = linalg.generic {indexing_maps = [affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> (d0, d1)>], iterator_types = ["parallel", "parallel"]} ins(%i : tensor<?x?xi32>) outs(%e : tensor<?x?xf32>) {
  ^bb0(%in: i32, %out: f32):
    %1 = arith.index_cast %in : i32 to index
    %j = linalg.index 1 : index
    %2 = tensor.extract %x[%1, %j] : tensor<9x3xf32>
    linalg.yield %2 : f32
  } -> tensor<?x?xf32>
  return %0 : tensor<?x?xf32>
}

func.func @sums(%x: tensor<4xf32>, %i: tensor<?xi32> {ag.dims = ["n"]}) -> tensor<f32> {
  %z = arith.constant dense<0.0> : tensor<f32>
  %0 = linalg.generic {indexing_maps = [affine_map<(d0) -> (d0)>, affine_map<(d0) -> ()>], iterator_types = ["reduction"]} ins(%i : tensor<?xi32>) outs(%z : tensor<f32>) {
  ^bb0(%in: i32, %out: f32):
    %1 = arith.index_cast %in : i32 to index
    %2 = tensor.extract %x[%1] : tensor<4xf32>
    %3 = arith.addf %out, %2 : f32
    linalg.yield %3 : f32
  } -> tensor<f32>
  return %0 : tensor<f32>
}
