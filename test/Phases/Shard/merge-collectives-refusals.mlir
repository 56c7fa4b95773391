// Collectives are not merged if they differ, depend on each other, are in other
// blocks, exceed the bucket, or have an unknown size.

// RUN: ag-opt --ag-merge-collectives %s | FileCheck %s
// RUN: ag-opt --pass-pipeline='builtin.module(func.func(ag-merge-collectives{bucket-bytes=48}))' %s | FileCheck %s --check-prefix=SMALL
// RUN: ag-opt --ag-merge-collectives --remarks-filter=ag-merge-collectives %s 2>&1 >/dev/null | FileCheck %s --check-prefix=SAID

module attributes {ag.mesh = #ag.mesh<dp = 2, tp = 2>} {
  // CHECK-LABEL: @differ
  // CHECK: ag.all_reduce sum ["dp"] %arg0 :
  // CHECK: ag.all_reduce max ["dp"] %arg1 :
  // CHECK: ag.all_reduce sum ["tp"] %arg0 :
  // CHECK: ag.all_reduce sum ["dp", "tp"] %arg1 :
  // CHECK: ag.to_partial sum ["tp"] %arg0 :
  // CHECK: ag.to_partial sum ["tp"] %arg1 :
  // CHECK: ag.collective_permute ["tp"] %arg0 from [1, 0] :
  // CHECK: ag.collective_permute ["tp"] %arg1 from [0, 1] :
  func.func @differ(%x: tensor<4xf32>, %y: tensor<4xf32>)
      -> (tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>) {
    %a = ag.all_reduce sum ["dp"] %x : tensor<4xf32>
    %b = ag.all_reduce max ["dp"] %y : tensor<4xf32>
    %c = ag.all_reduce sum ["tp"] %x : tensor<4xf32>
    %d = ag.all_reduce sum ["dp", "tp"] %y : tensor<4xf32>
    %e = ag.to_partial sum ["tp"] %x : tensor<4xf32>
    %f = ag.to_partial sum ["tp"] %y : tensor<4xf32>
    %g = ag.collective_permute ["tp"] %x from [1, 0] : tensor<4xf32>
    %h = ag.collective_permute ["tp"] %y from [0, 1] : tensor<4xf32>
    return %a, %b, %c, %d, %e, %f, %g, %h
      : tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>
  }

  // One depends on the other: in a region, through another collective, or directly.
  // CHECK-LABEL: @depend
  // CHECK: ag.all_reduce sum ["dp"] %arg0 :
  // CHECK: ag.all_reduce sum ["dp"] %{{.*}} :
  // CHECK: ag.all_gather ["tp"]
  // CHECK: ag.all_reduce sum ["dp"] %{{.*}} :
  // CHECK: ag.all_reduce sum ["dp"] %{{.*}} :
  func.func @depend(%x: tensor<4xf32>, %i: i1) -> tensor<8xf32> {
    %a = ag.all_reduce sum ["dp"] %x : tensor<4xf32>
    %n = scf.if %i -> tensor<4xf32> {
      %e = ag.exp %a : tensor<4xf32>
      scf.yield %e : tensor<4xf32>
    } else {
      scf.yield %x : tensor<4xf32>
    }
    %b = ag.all_reduce sum ["dp"] %n : tensor<4xf32>
    %g = ag.all_gather ["tp"] %b [0] : tensor<4xf32> -> tensor<8xf32>
    %c = ag.all_reduce sum ["dp"] %g : tensor<8xf32>
    %d = ag.all_reduce sum ["dp"] %c : tensor<8xf32>
    return %d : tensor<8xf32>
  }

  // CHECK-LABEL: @branches
  // CHECK: scf.if
  // CHECK: ag.all_reduce sum ["dp"] %arg0 :
  // CHECK: else
  // CHECK: ag.all_reduce sum ["dp"] %arg1 :
  // CHECK: }
  // CHECK: ag.all_reduce sum ["dp"] %arg1 :
  func.func @branches(%x: tensor<4xf32>, %y: tensor<4xf32>, %i: i1) -> (tensor<4xf32>, tensor<4xf32>) {
    %n = scf.if %i -> tensor<4xf32> {
      %a = ag.all_reduce sum ["dp"] %x : tensor<4xf32>
      scf.yield %a : tensor<4xf32>
    } else {
      %b = ag.all_reduce sum ["dp"] %y : tensor<4xf32>
      scf.yield %b : tensor<4xf32>
    }
    %c = ag.all_reduce sum ["dp"] %y : tensor<4xf32>
    return %n, %c : tensor<4xf32>, tensor<4xf32>
  }

  // 3 of 16 bytes are 48. A gather of 16 is 32, so that 2 are too much.
  // SMALL-LABEL: @buckets
  // SMALL: ag.all_reduce sum ["dp"] %arg0, %arg1, %arg2 :
  // SMALL: ag.all_reduce sum ["dp"] %arg3 :
  // SMALL: ag.all_gather ["dp"] %arg0 [0] :
  // SMALL: ag.all_gather ["dp"] %arg1 [0] :
  // SAID: [[#@LINE+4]]:10: remark: [Passed] collective | {{.*}}Remark="4 collectives are one", bytes=64, operands=4
  // SAID: [[#@LINE+7]]:10: remark: [Passed] collective | {{.*}}Remark="2 collectives are one", bytes=64, operands=2
  func.func @buckets(%x: tensor<4xf32>, %y: tensor<4xf32>, %z: tensor<4xf32>, %u: tensor<4xf32>)
      -> (tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<8xf32>, tensor<8xf32>) {
    %a = ag.all_reduce sum ["dp"] %x : tensor<4xf32>
    %b = ag.all_reduce sum ["dp"] %y : tensor<4xf32>
    %c = ag.all_reduce sum ["dp"] %z : tensor<4xf32>
    %d = ag.all_reduce sum ["dp"] %u : tensor<4xf32>
    %g = ag.all_gather ["dp"] %x [0] : tensor<4xf32> -> tensor<8xf32>
    %h = ag.all_gather ["dp"] %y [0] : tensor<4xf32> -> tensor<8xf32>
    return %a, %b, %c, %d, %g, %h : tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<8xf32>, tensor<8xf32>
  }

  // CHECK-LABEL: @unknown
  // CHECK-COUNT-2: ag.all_reduce sum ["dp"] %{{[a-z0-9_]+}} :
  func.func @unknown(%x: tensor<4xf32>, %n: index) -> (tensor<?xf32>, tensor<4xf32>) {
    %p = tensor.extract_slice %x[0] [%n] [1] : tensor<4xf32> to tensor<?xf32>
    // SAID: [[#@LINE+1]]:10: remark: [Missed] collective | {{.*}}Reason="its bytes are not known", Remark="is done alone"
    %a = ag.all_reduce sum ["dp"] %p : tensor<?xf32>
    %b = ag.all_reduce sum ["dp"] %x : tensor<4xf32>
    return %a, %b : tensor<?xf32>, tensor<4xf32>
  }

  // Dynamic sizes count as memory is planned for them.
  // CHECK-LABEL: @dynamic
  // CHECK: ag.all_reduce sum ["dp"] %arg0, %arg1 :
  func.func @dynamic(%x: tensor<?xf32>, %y: tensor<4xf32>) -> (tensor<?xf32>, tensor<4xf32>) {
    %a = ag.all_reduce sum ["dp"] %x : tensor<?xf32>
    %b = ag.all_reduce sum ["dp"] %y : tensor<4xf32>
    return %a, %b : tensor<?xf32>, tensor<4xf32>
  }

  // An op after a check stays after it.
  // CHECK-LABEL: @checked
  // CHECK: ag.require
  // CHECK: tensor.extract_slice
  // CHECK: ag.all_gather ["dp"] %arg0, %{{.*}} [0, 0]
  func.func @checked(%x: tensor<4xf32>, %n: index) -> (tensor<8xf32>, tensor<4xf32>) {
    %g = ag.all_gather ["dp"] %x [0] : tensor<4xf32> -> tensor<8xf32>
    %three = arith.constant 3 : index
    %inside = arith.cmpi ult, %n, %three : index
    ag.require %inside, "outside"
    %p = tensor.extract_slice %x[%n] [2] [1] : tensor<4xf32> to tensor<2xf32>
    %h = ag.all_gather ["dp"] %p [0] : tensor<2xf32> -> tensor<4xf32>
    return %g, %h : tensor<8xf32>, tensor<4xf32>
  }
}
