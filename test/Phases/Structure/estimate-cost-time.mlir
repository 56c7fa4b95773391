// The time on one core is modelled for the target, op by op. Values between the
// ops of a group are not in memory.
//
// RUN: ag-opt --march=znver5 %s --ag-record-signature --ag-estimate-cost --remarks-filter=ag-estimate-cost -o %t.mlir 2>&1 | FileCheck %s
// RUN: ag-opt --march=x86-64-v3 %s --ag-record-signature --ag-estimate-cost --remarks-filter=ag-estimate-cost -o %t.mlir 2>&1 | FileCheck %s --check-prefix=OLD
// RUN: ag-opt --march=znver5 --threads=2 %s --ag-record-signature --ag-estimate-cost --remarks-filter=ag-estimate-cost -o %t.mlir 2>&1 | FileCheck %s

// CHECK: time | {{.*}}Function=apart | Remark="249 us on one core of znver5 at n 1048576, most of it by L3", bound=L3, bytes=20971520, nanoseconds=248653
// OLD: time | {{.*}}Function=apart | Remark="1.40 ms on one core of x86-64-v3 at n 1048576, most of it by memory"
func.func @apart(%x: tensor<?xf32> {ag.dims = ["n"]}) -> tensor<?xf32> attributes {ag.ranges = {n = [1, 1048576]}} {
  %0 = ag.exp %x : tensor<?xf32>
  %1 = ag.mul %0, %x : tensor<?xf32>
  return %1 : tensor<?xf32>
}

// CHECK: time | {{.*}}Function=together | Remark="133 us on one core of znver5 at n 1048576, most of it by computing", bound=computing, bytes=8388608, nanoseconds=133290
func.func @together(%x: tensor<?xf32> {ag.dims = ["n"]}) -> tensor<?xf32> attributes {ag.ranges = {n = [1, 1048576]}} {
  %r = ag.fused (%a = %x : tensor<?xf32>) -> (tensor<?xf32>) {
    %0 = ag.exp %a : tensor<?xf32>
    %1 = ag.mul %0, %a : tensor<?xf32>
    ag.yield %1 : tensor<?xf32>
  }
  return %r : tensor<?xf32>
}

// A loop with an unknown trip count is assumed to have ten iterations.
// CHECK: time | {{.*}}Function=unknown | Remark="about
func.func @unknown(%x: tensor<4xf32>, %times: tensor<i32>) -> tensor<4xf32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %k = tensor.extract %times[] : tensor<i32>
  %n = arith.index_cast %k : i32 to index
  %0 = scf.for %i = %c0 to %n step %c1 iter_args(%a = %x) -> tensor<4xf32> {
    %1 = ag.exp %a : tensor<4xf32>
    scf.yield %1 : tensor<4xf32>
  }
  return %0 : tensor<4xf32>
}
