// One group has all five products of attention's gradient, for any number of
// rows and features, with a batch or without.
// RUN: ag-opt --grad=attention:value --fuse %s | FileCheck %s
// RUN: sed s/2048/512/g %s | ag-opt --grad=attention:value --fuse | FileCheck %s
// RUN: sed s/2048/1024/g %s | ag-opt --grad=attention:value --fuse --march=x86-64-v4 | FileCheck %s
// RUN: sed s/2048/4096/g %s | ag-opt --grad=attention:value --fuse --march=znver4 | FileCheck %s
// RUN: sed 's/12x//g' %s | sed 's/hij/ij/g; s/hid/id/g; s/hjd/jd/g; s/\[2\]/[1]/; s/\[0, 1\]/[0]/' > %t.rows.mlir
// RUN: ag-opt --grad=attention:value --fuse --march=x86-64 %t.rows.mlir | FileCheck %s
// RUN: sed s/2048/4096/g %t.rows.mlir | ag-opt --grad=attention:value --fuse --march=x86-64-v3 | FileCheck %s
// RUN: sed s/x64x/x80x/g %t.rows.mlir | ag-opt --grad=attention:value --fuse | FileCheck %s
// RUN: sed s/x64x/x128x/g %s | ag-opt --grad=attention:value --fuse | FileCheck %s
// RUN: sed 's/2048/512/g; s/x64x/x128x/g' %s | ag-opt --grad=attention:value --fuse | FileCheck %s
// RUN: sed 's/2048/384/g; s/x64x/x96x/g' %t.rows.mlir | ag-opt --grad=attention:value --fuse | FileCheck %s
// RUN: sed 's/2048/256/g; s/x64x/x128x/g' %s | ag-opt --grad=attention:value --fuse | FileCheck %s
// RUN: ag-compile --grad=attention:value %t.rows.mlir -o %t.o 2>&1 | FileCheck %s --check-prefix=MEMORY
// RUN: ag-compile --grad=attention:value %s -o %t.o 2>&1 | FileCheck %s --check-prefix=MEMORY

// CHECK-LABEL: func.func @attention_grad(
// CHECK: ag.fused
// CHECK: ag.yield
// CHECK: ag.fused
// CHECK-COUNT-5: ag.contract
// CHECK: ag.yield
// CHECK-NEXT: }
// CHECK-NEXT: return
// MEMORY: attention_grad_run: {{.*}} and 3.{{.*}} MB of workspace
func.func @attention(%q: tensor<12x2048x64xf32>, %k: tensor<12x2048x64xf32>, %v: tensor<12x2048x64xf32>) -> tensor<12x2048x64xf32> {
  %s = ag.contract "hid,hjd->hij" %q, %k : tensor<12x2048x64xf32>, tensor<12x2048x64xf32> -> tensor<12x2048x2048xf32>
  %m = ag.reduce max %s [2] : tensor<12x2048x2048xf32> -> tensor<12x2048xf32>
  %mb = ag.broadcast %m [0, 1] : tensor<12x2048xf32> -> tensor<12x2048x2048xf32>
  %d = ag.sub %s, %mb : tensor<12x2048x2048xf32>
  %e = ag.exp %d : tensor<12x2048x2048xf32>
  %l = ag.reduce sum %e [2] : tensor<12x2048x2048xf32> -> tensor<12x2048xf32>
  %lb = ag.broadcast %l [0, 1] : tensor<12x2048xf32> -> tensor<12x2048x2048xf32>
  %p = ag.div %e, %lb : tensor<12x2048x2048xf32>
  %o = ag.contract "hij,hjd->hid" %p, %v : tensor<12x2048x2048xf32>, tensor<12x2048x64xf32> -> tensor<12x2048x64xf32>
  return %o : tensor<12x2048x64xf32>
}
