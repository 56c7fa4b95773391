// A sum that the gradient of a softmax waits for is computed from existing values,
// and a second run changes nothing. In a region, no value from outside is used.
// RUN: ag-opt --ag-use-known-sums %s --remarks-filter=ag-use-known-sums -o %t.mlir 2> %t.remarks && FileCheck %s --input-file=%t.mlir
// RUN: FileCheck %s --check-prefix=REMARK --input-file=%t.remarks
// RUN: ag-opt --ag-use-known-sums %t.mlir | diff %t.mlir -
// RUN: ag-run %t.mlir --entry=gradient --input=randn:1 --same-as=%s
// RUN: ag-run %t.mlir --entry=divided --input=randn:1 --same-as=%s
// RUN: ag-run %t.mlir --entry=apart --input=randn:1 --same-as=%s

// REMARK: remark: [Passed] sum | {{.*}}Function=gradient | Remark="sums are computed from existing values, or are 0", sums=1
// REMARK: remark: [Passed] sum | {{.*}}Function=divided
// REMARK-NOT: remark
// There are as many features as keys: neither sum is shorter.
// CHECK-LABEL: func.func @gradient(
// CHECK: %[[O:.*]] = ag.contract "ij,je->ie"
// CHECK: ag.contract "ab,ab->a" %arg2, %[[O]]
// CHECK-NOT: ag.reduce
// CHECK: return
func.func @gradient(%p: tensor<8x8xf32>, %v: tensor<8x8xf32>, %g: tensor<8x8xf32>) -> (tensor<8x8xf32>, tensor<8x8xf32>) {
  %o = ag.contract "ij,je->ie" %p, %v : tensor<8x8xf32>, tensor<8x8xf32> -> tensor<8x8xf32>
  %dp = ag.contract "ie,je->ij" %g, %v : tensor<8x8xf32>, tensor<8x8xf32> -> tensor<8x8xf32>
  %t = ag.mul %p, %dp : tensor<8x8xf32>
  %r = ag.reduce sum %t [1] : tensor<8x8xf32> -> tensor<8xf32>
  %rb = ag.broadcast %r [0] : tensor<8xf32> -> tensor<8x8xf32>
  %c = ag.sub %dp, %rb : tensor<8x8xf32>
  %ds = ag.mul %p, %c : tensor<8x8xf32>
  return %o, %ds : tensor<8x8xf32>, tensor<8x8xf32>
}

// A value recomputed after a result is not computed from that result: the sum does not change.
// CHECK-LABEL: func.func @awaited(
// CHECK: ag.contract "ie,ie->i" %arg4
// CHECK: return
func.func @awaited(%q: tensor<8x8xf32>, %k: tensor<8x8xf32>, %v: tensor<8x8xf32>, %m: tensor<8x8xf32>, %g: tensor<8x8xf32>) -> (tensor<8x8xf32>, tensor<8x8xf32>) {
  %s = ag.contract "ie,je->ij" %q, %k : tensor<8x8xf32>, tensor<8x8xf32> -> tensor<8x8xf32>
  %a = ag.add %s, %m : tensor<8x8xf32>
  %p = ag.exp %a : tensor<8x8xf32>
  %o = ag.contract "ij,je->ie" %p, %v : tensor<8x8xf32>, tensor<8x8xf32> -> tensor<8x8xf32>
  %m_again = ag.barrier %m after %o : tensor<8x8xf32>
  %a_again = ag.add %s, %m_again : tensor<8x8xf32>
  %p_again = ag.exp %a_again : tensor<8x8xf32>
  %dp = ag.contract "ie,je->ij" %g, %v : tensor<8x8xf32>, tensor<8x8xf32> -> tensor<8x8xf32>
  %r = ag.contract "ie,ie->i" %g, %o : tensor<8x8xf32>, tensor<8x8xf32> -> tensor<8xf32>
  %rb = ag.broadcast %r [0] : tensor<8xf32> -> tensor<8x8xf32>
  %d = ag.sub %dp, %rb : tensor<8x8xf32>
  %ds = ag.mul %d, %p_again : tensor<8x8xf32>
  return %o, %ds : tensor<8x8xf32>, tensor<8x8xf32>
}

// The sum's reader is computed from one factor of a product, the sum from another one.
// CHECK-LABEL: func.func @divided(
// CHECK-NOT: ag.reduce
// CHECK: return
func.func @divided(%e: tensor<8x8xf32>, %l: tensor<8xf32>, %v: tensor<8x8xf32>, %g: tensor<8x8xf32>) -> (tensor<8x8xf32>, tensor<8x8xf32>) {
  %lb = ag.broadcast %l [0] : tensor<8xf32> -> tensor<8x8xf32>
  %p = ag.div %e, %lb : tensor<8x8xf32>
  %o = ag.contract "ij,je->ie" %p, %v : tensor<8x8xf32>, tensor<8x8xf32> -> tensor<8x8xf32>
  %dp = ag.contract "ie,je->ij" %g, %v : tensor<8x8xf32>, tensor<8x8xf32> -> tensor<8x8xf32>
  %dl = ag.div %dp, %lb : tensor<8x8xf32>
  %t = ag.mul %dl, %p : tensor<8x8xf32>
  %r = ag.reduce sum %t [1] : tensor<8x8xf32> -> tensor<8xf32>
  %rb = ag.broadcast %r [0] : tensor<8xf32> -> tensor<8x8xf32>
  %re = ag.mul %rb, %e : tensor<8x8xf32>
  %c = ag.mul %dl, %e : tensor<8x8xf32>
  %ds = ag.sub %c, %re : tensor<8x8xf32>
  return %o, %ds : tensor<8x8xf32>, tensor<8x8xf32>
}

// CHECK-LABEL: func.func @apart(
// CHECK: ag.region "backward"
// CHECK: ag.reduce sum
func.func @apart(%p: tensor<8x8xf32>, %v: tensor<8x8xf32>, %g: tensor<8x8xf32>) -> (tensor<8x8xf32>, tensor<8x8xf32>) {
  %o = ag.contract "ij,je->ie" %p, %v : tensor<8x8xf32>, tensor<8x8xf32> -> tensor<8x8xf32>
  %ds = ag.region "backward" (%q = %p : tensor<8x8xf32>, %w = %v : tensor<8x8xf32>, %h = %g : tensor<8x8xf32>) -> tensor<8x8xf32> {
    %dp = ag.contract "ie,je->ij" %h, %w : tensor<8x8xf32>, tensor<8x8xf32> -> tensor<8x8xf32>
    %t = ag.mul %q, %dp : tensor<8x8xf32>
    %r = ag.reduce sum %t [1] : tensor<8x8xf32> -> tensor<8xf32>
    %rb = ag.broadcast %r [0] : tensor<8xf32> -> tensor<8x8xf32>
    %c = ag.sub %dp, %rb : tensor<8x8xf32>
    %d = ag.mul %q, %c : tensor<8x8xf32>
    ag.yield %d : tensor<8x8xf32>
  }
  return %o, %ds : tensor<8x8xf32>, tensor<8x8xf32>
}
