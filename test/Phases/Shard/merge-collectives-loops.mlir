// A loop-invariant collective is sent once, before the loop, also if the loop
// may have no iteration; there it is merged with other collectives.

// RUN: ag-opt --ag-merge-collectives %s -o %t.mlir
// RUN: FileCheck %s < %t.mlir
// RUN: ag-run %t.mlir --entry=turns --input=iota --same-as=%s | FileCheck %s --check-prefix=SAME
// RUN: ag-run %t.mlir --entry=turns --input=zeros --same-as=%s | FileCheck %s --check-prefix=SAME
// RUN: ag-run %t.mlir --entry=nested --input=ones --same-as=%s | FileCheck %s --check-prefix=SAME
// RUN: ag-run %t.mlir --entry=fails --input=zeros --same-as=%s | FileCheck %s --check-prefix=SAME
// RUN: ag-opt --pass-pipeline='builtin.module(func.func(ag-merge-collectives{bucket-bytes=16}))' %s | FileCheck %s --check-prefix=SMALL
// RUN: ag-opt --pass-pipeline='builtin.module(func.func(ag-merge-collectives{bucket-bytes=16}))' --remarks-filter=ag-merge-collectives %s 2>&1 >/dev/null \
// RUN:   | FileCheck %s --check-prefix=SAID

// SAME: same

module attributes {ag.mesh = #ag.mesh<dp = 2, tp = 2>} {
  // CHECK-LABEL: @turns
  // CHECK: %[[A:.*]] = ag.exp %arg1
  // CHECK: ag.all_gather ["dp"] %arg0, %[[A]] [0, 0]
  // CHECK: scf.for
  // CHECK-NOT: ag.all_gather
  // CHECK: ag.all_reduce sum ["tp"]
  // SMALL-LABEL: @turns
  // SMALL: scf.for
  // SMALL: ag.all_gather
  func.func @turns(%w: tensor<2xf32> {ag.sharding = #ag.sharding<[["dp"]], [4]>}, %v: tensor<4xf32> {ag.sharding = #ag.sharding<[["dp"]], [8]>}, %turns: index)
      -> tensor<8xf32> {
    %zero = arith.constant 0 : index
    %one = arith.constant 1 : index
    %start = arith.constant dense<1.0> : tensor<8xf32>
    // SAID: [[#@LINE+3]]:13: remark: [Passed] hoist | {{.*}}"is executed once, before the loop"
    // SAID: [[#@LINE+4]]:12: remark: [Missed] hoist | {{.*}}Reason="the loop would hold 24 bytes more", Remark="is executed in each iteration of a loop"
    %r = scf.for %i = %zero to %turns step %one iter_args(%c = %start) -> tensor<8xf32> {
      %gw = ag.all_gather ["dp"] %w [0] : tensor<2xf32> -> tensor<4xf32>
      %e = ag.exp %v : tensor<4xf32>
      %g = ag.all_gather ["dp"] %e [0] : tensor<4xf32> -> tensor<8xf32>
      %k = ag.contract "i,o->o" %gw, %c : tensor<4xf32>, tensor<8xf32> -> tensor<8xf32>
      %m = ag.mul %k, %g : tensor<8xf32>
      %s = ag.all_reduce sum ["tp"] %m : tensor<8xf32>
      scf.yield %s : tensor<8xf32>
    }
    return %r : tensor<8xf32>
  }

  // Collectives leave both loops, but not a branch. Those that vary with the
  // iteration stay in their loop.
  // CHECK-LABEL: @nested
  // CHECK: %[[SUM:.*]] = ag.all_reduce sum ["dp"] %arg0
  // CHECK: scf.for
  // CHECK: ag.all_reduce max ["dp"]
  // CHECK: scf.while
  // CHECK-NOT: ag.all_reduce sum
  // CHECK: scf.if
  // CHECK: ag.all_reduce min ["dp"] %arg0
  func.func @nested(%x: tensor<4xf32>, %n: index, %b: i1) -> tensor<4xf32> {
    %zero = arith.constant 0 : index
    %one = arith.constant 1 : index
    %r = scf.for %i = %zero to %n step %one iter_args(%c = %x) -> tensor<4xf32> {
      %q:2 = scf.while (%k = %zero, %d = %c) : (index, tensor<4xf32>) -> (index, tensor<4xf32>) {
        %more = arith.cmpi slt, %k, %n : index
        scf.condition(%more) %k, %d : index, tensor<4xf32>
      } do {
      ^bb0(%k: index, %d: tensor<4xf32>):
        %s = ag.all_reduce sum ["dp"] %x : tensor<4xf32>
        %t = ag.all_reduce max ["dp"] %c : tensor<4xf32>
        %u = ag.add %s, %t : tensor<4xf32>
        %o = scf.if %b -> tensor<4xf32> {
          %m = ag.all_reduce min ["dp"] %x : tensor<4xf32>
          scf.yield %m : tensor<4xf32>
        } else {
          scf.yield %u : tensor<4xf32>
        }
        %next = arith.addi %k, %one : index
        scf.yield %next, %o : index, tensor<4xf32>
      }
      scf.yield %q#1 : tensor<4xf32>
    }
    return %r : tensor<4xf32>
  }

  // An invalid slice is not hoisted, as the loop may have no iteration.
  // CHECK-LABEL: @fails
  // CHECK: scf.for
  // CHECK-NEXT: tensor.extract_slice
  // CHECK-NEXT: ag.all_reduce
  func.func @fails(%x: tensor<4xf32>, %turns: index) -> tensor<4xf32> {
    %zero = arith.constant 0 : index
    %one = arith.constant 1 : index
    %first = arith.subi %turns, %one : index
    %r = scf.for %i = %zero to %turns step %one iter_args(%c = %x) -> tensor<4xf32> {
      %p = tensor.extract_slice %x[%first] [1] [1] : tensor<4xf32> to tensor<1xf32>
      %s = ag.all_reduce sum ["tp"] %p : tensor<1xf32>
      %n = ag.concat 0 %s, %s, %s, %s : tensor<1xf32>, tensor<1xf32>, tensor<1xf32>, tensor<1xf32> -> tensor<4xf32>
      %m = ag.mul %n, %c : tensor<4xf32>
      scf.yield %m : tensor<4xf32>
    }
    return %r : tensor<4xf32>
  }
}
