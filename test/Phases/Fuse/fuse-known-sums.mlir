// A sum of sums is computed from existing values if their forms are equal. A
// sum that cancels is 0.
// RUN: ag-opt --fuse %s --remarks-filter=ag-fuse -o %t 2> %t.remarks && FileCheck %s --input-file=%t
// RUN: FileCheck %s --check-prefix=REMARK --input-file=%t.remarks
// RUN: ag-run %t --entry=attention --input=randn:1 --same-as=%s
// RUN: ag-run %t --entry=again --input=randn:1 --same-as=%s
// RUN: ag-run %t --entry=cancels --input=randn:1 --same-as=%s
// RUN: ag-run %t --entry=without --input=randn:1 --same-as=%s
// RUN: ag-opt --fuse %t | diff %t -
// The same on linalg ops.
// RUN: ag-opt --to=structure %s -o %t.linalg
// RUN: ag-opt --fuse %t.linalg -o %t.fused
// RUN: FileCheck %s --check-prefix=LINALG --input-file=%t.fused
// RUN: ag-run %t.fused --entry=attention --input=randn:1 --same-as=%s

// The sum over keys becomes a sum over features, of the result.
// CHECK-LABEL: func.func @attention(
// CHECK-NOT: ag.reduce sum {{.*}} : tensor<24x24xf32> -> tensor<24xf32>{{$}}
// CHECK: ag.reduce sum
// CHECK: %[[O:.*]] = ag.contract "ij,jd->id"
// CHECK-NOT: ag.reduce
// CHECK: ag.contract "ab,ab->a" %{{.*}}, %{{.*}} : tensor<24x4xf32>, tensor<24x4xf32> -> tensor<24xf32>
// CHECK: ag.div %{{.*}} : tensor<24xf32>
// CHECK-NOT: ag.reduce
// CHECK: return
// REMARK: remark: [Passed] sum | {{.*}}Function=attention | Remark="is computed from existing values"
// LINALG-LABEL: func.func @attention(
// LINALG: divf
// LINALG: mulf
// LINALG: ins(%{{.*}}, %{{.*}} : tensor<24x4xf32>, tensor<24x4xf32>) outs(%{{.*}} : tensor<24xf32>)
func.func @attention(%s: tensor<24x24xf32>, %v: tensor<24x4xf32>, %g: tensor<24x4xf32>) -> (tensor<24x4xf32>, tensor<24x24xf32>) {
  %m = ag.reduce max %s [1] : tensor<24x24xf32> -> tensor<24xf32>
  %mb = ag.broadcast %m [0] : tensor<24xf32> -> tensor<24x24xf32>
  %d = ag.sub %s, %mb : tensor<24x24xf32>
  %e = ag.exp %d : tensor<24x24xf32>
  %l = ag.reduce sum %e [1] : tensor<24x24xf32> -> tensor<24xf32>
  %lb = ag.broadcast %l [0] : tensor<24xf32> -> tensor<24x24xf32>
  %p = ag.div %e, %lb : tensor<24x24xf32>
  %o = ag.contract "ij,jd->id" %p, %v : tensor<24x24xf32>, tensor<24x4xf32> -> tensor<24x4xf32>
  %dp = ag.contract "id,jd->ij" %g, %v : tensor<24x4xf32>, tensor<24x4xf32> -> tensor<24x24xf32>
  %h = ag.div %dp, %lb : tensor<24x24xf32>
  %t = ag.mul %h, %p : tensor<24x24xf32>
  %r = ag.reduce sum %t [1] : tensor<24x24xf32> -> tensor<24xf32>
  %rb = ag.broadcast %r [0] : tensor<24xf32> -> tensor<24x24xf32>
  %c = ag.sub %h, %rb : tensor<24x24xf32>
  %ds = ag.mul %c, %e : tensor<24x24xf32>
  return %o, %ds : tensor<24x4xf32>, tensor<24x24xf32>
}

// A recomputed value is equal to the first one.
// CHECK-LABEL: func.func @again(
// CHECK: ag.contract "ab,ab->a"
// CHECK: return
func.func @again(%s: tensor<24x24xf32>, %v: tensor<24x4xf32>, %g: tensor<24x4xf32>) -> (tensor<24x4xf32>, tensor<24xf32>) {
  %e = ag.exp %s : tensor<24x24xf32>
  %l = ag.reduce sum %e [1] : tensor<24x24xf32> -> tensor<24xf32>
  %lb = ag.broadcast %l [0] : tensor<24xf32> -> tensor<24x24xf32>
  %p = ag.div %e, %lb : tensor<24x24xf32>
  %o = ag.contract "ij,jd->id" %p, %v : tensor<24x24xf32>, tensor<24x4xf32> -> tensor<24x4xf32>
  %dp = ag.contract "id,jd->ij" %g, %v : tensor<24x4xf32>, tensor<24x4xf32> -> tensor<24x24xf32>
  %x = ag.barrier %s after %o : tensor<24x24xf32>, tensor<24x4xf32> -> tensor<24x24xf32>
  %f = ag.exp %x : tensor<24x24xf32>
  %q = ag.div %f, %lb : tensor<24x24xf32>
  %t = ag.mul %dp, %q : tensor<24x24xf32>
  %r = ag.reduce sum %t [1] : tensor<24x24xf32> -> tensor<24xf32>
  return %o, %r : tensor<24x4xf32>, tensor<24xf32>
}

// The gradients of a softmax add up to 0 along a row, so the maximum's
// cotangent is 0 as well.
// CHECK-LABEL: func.func @cancels(
// CHECK-NOT: ag.compare
// CHECK: return
// REMARK: remark: [Passed] sum | {{.*}}Function=cancels | Remark="cancels, so that it is 0"
func.func @cancels(%s: tensor<24x24xf32>, %g: tensor<24x24xf32>) -> tensor<24x24xf32> {
  %zero = arith.constant dense<0.0> : tensor<24x24xf32>
  %m = ag.reduce max %s [1] : tensor<24x24xf32> -> tensor<24xf32>
  %mb = ag.broadcast %m [0] : tensor<24xf32> -> tensor<24x24xf32>
  %d = ag.sub %s, %mb : tensor<24x24xf32>
  %e = ag.exp %d : tensor<24x24xf32>
  %l = ag.reduce sum %e [1] : tensor<24x24xf32> -> tensor<24xf32>
  %lb = ag.broadcast %l [0] : tensor<24xf32> -> tensor<24x24xf32>
  %p = ag.div %e, %lb : tensor<24x24xf32>
  %h = ag.div %g, %lb : tensor<24x24xf32>
  %t = ag.mul %h, %p : tensor<24x24xf32>
  %r = ag.reduce sum %t [1] : tensor<24x24xf32> -> tensor<24xf32>
  %rb = ag.broadcast %r [0] : tensor<24xf32> -> tensor<24x24xf32>
  %c = ag.sub %h, %rb : tensor<24x24xf32>
  %ds = ag.mul %c, %e : tensor<24x24xf32>
  %a = ag.reduce sum %ds [1] : tensor<24x24xf32> -> tensor<24xf32>
  %is = ag.compare eq %s, %mb : tensor<24x24xf32>, tensor<24x24xf32> -> tensor<24x24xi1>
  %ab = ag.broadcast %a [0] : tensor<24xf32> -> tensor<24x24xf32>
  %dm = ag.select %is, %ab, %zero : tensor<24x24xi1>, tensor<24x24xf32>, tensor<24x24xf32> -> tensor<24x24xf32>
  %y = ag.sub %ds, %dm : tensor<24x24xf32>
  return %y : tensor<24x24xf32>
}

// Without the result, the sum stays.
// CHECK-LABEL: func.func @without(
// CHECK: ag.reduce sum
// CHECK-NOT: "ab,ab->a"
// CHECK: return
func.func @without(%p: tensor<24x24xf32>, %v: tensor<24x4xf32>, %g: tensor<24x4xf32>) -> tensor<24xf32> {
  %dp = ag.contract "id,jd->ij" %g, %v : tensor<24x4xf32>, tensor<24x4xf32> -> tensor<24x24xf32>
  %t = ag.mul %dp, %p : tensor<24x24xf32>
  %r = ag.reduce sum %t [1] : tensor<24x24xf32> -> tensor<24xf32>
  return %r : tensor<24xf32>
}
