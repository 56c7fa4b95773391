// A dimension of size 1 does not change the groups: one group has all five
// products of attention's gradient with a batch of one.
// RUN: ag-opt --grad=attention:value --fuse %s | FileCheck %s
// RUN: sed 's/1x12x/1x1x/g; s/2048/512/g' %s | ag-opt --grad=attention:value --fuse | FileCheck %s
// RUN: ag-compile --grad=attention:value %s -o %t.o 2>&1 | FileCheck %s --check-prefix=MEMORY
// RUN: sed 's/1x12x/1x2x/g; s/2048/128/g; s/64/8/g' %s | ag-opt --grad=attention:value -o %t
// RUN: ag-opt --fuse %t -o %t.fused
// RUN: ag-run %t.fused --entry=attention_grad --input=randn:1 --same-as=%t
// RUN: ag-run %t.fused --entry=attention_grad --input=randn:1 --same-as=%t --on=cpu

// CHECK-LABEL: func.func @attention_grad(
// CHECK: ag.fused
// CHECK: ag.yield
// CHECK: ag.fused
// CHECK-COUNT-5: ag.contract
// CHECK: ag.yield
// CHECK-NEXT: }
// CHECK-NEXT: return
// MEMORY: attention_grad_run: {{.*}} and 3.{{.*}} MB of workspace
func.func @attention(%q: tensor<1x12x2048x64xf32>, %k: tensor<1x12x2048x64xf32>, %v: tensor<1x12x2048x64xf32>) -> tensor<1x12x2048x64xf32> {
  %s = ag.contract "bhid,bhjd->bhij" %q, %k : tensor<1x12x2048x64xf32>, tensor<1x12x2048x64xf32> -> tensor<1x12x2048x2048xf32>
  %m = ag.reduce max %s [3] : tensor<1x12x2048x2048xf32> -> tensor<1x12x2048xf32>
  %mb = ag.broadcast %m [0, 1, 2] : tensor<1x12x2048xf32> -> tensor<1x12x2048x2048xf32>
  %d = ag.sub %s, %mb : tensor<1x12x2048x2048xf32>
  %e = ag.exp %d : tensor<1x12x2048x2048xf32>
  %l = ag.reduce sum %e [3] : tensor<1x12x2048x2048xf32> -> tensor<1x12x2048xf32>
  %lb = ag.broadcast %l [0, 1, 2] : tensor<1x12x2048xf32> -> tensor<1x12x2048x2048xf32>
  %p = ag.div %e, %lb : tensor<1x12x2048x2048xf32>
  %o = ag.contract "bhij,bhjd->bhid" %p, %v : tensor<1x12x2048x2048xf32>, tensor<1x12x2048x64xf32> -> tensor<1x12x2048x64xf32>
  return %o : tensor<1x12x2048x64xf32>
}
