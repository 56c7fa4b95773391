// If all scores of a batch fit in a core's cache, attention and its gradient are one group. Nothing
// is recomputed: neither scores for the lanes of exp, nor a mask, which --grad has after a barrier.
// RUN: ag-opt --grad=attention:value --symbol-privatize=exclude=attention_grad --symbol-dce %s -o %t.mlir
// RUN: FileCheck %s --check-prefix=MASK --input-file=%t.mlir
// RUN: ag-opt --fuse %t.mlir -o %t.fused.mlir && FileCheck %s --input-file=%t.fused.mlir
// RUN: ag-run %t.fused.mlir --input=randn:1 --same-as=%t.mlir
// RUN: ag-run %t.fused.mlir --input=randn:1 --same-as=%t.mlir --on=cpu
// RUN: ag-opt --grad=attention:value --symbol-privatize=exclude=attention_grad --symbol-dce --fuse --march=x86-64-v4 %s | FileCheck %s
// RUN: sed s/128/64/g %s | ag-opt --grad=attention:value --symbol-privatize=exclude=attention_grad --symbol-dce --fuse --march=znver5 | FileCheck %s

// MASK: ag.barrier {{.*}} : tensor<128xi64>
// CHECK-LABEL: func.func @attention_grad(
// CHECK-NOT: 128x128
// CHECK: ag.fused
// CHECK-COUNT-7: ag.contract
// CHECK: ag.yield
// CHECK-NEXT: }
// CHECK-NEXT: return
func.func @attention(%q: tensor<2x128x48xf32>, %k: tensor<2x128x48xf32>, %v: tensor<2x128x48xf32>) -> tensor<2x128x48xf32> {
  %ninf = arith.constant dense<0xFF800000> : tensor<2x128x128xf32>
  %i = ag.iota 0 : tensor<128xi64>
  %ib = ag.broadcast %i [0] : tensor<128xi64> -> tensor<128x128xi64>
  %jb = ag.broadcast %i [1] : tensor<128xi64> -> tensor<128x128xi64>
  %c = ag.compare le %jb, %ib : tensor<128x128xi64>, tensor<128x128xi64> -> tensor<128x128xi1>
  %cb = ag.broadcast %c [1, 2] : tensor<128x128xi1> -> tensor<2x128x128xi1>
  %r = ag.contract "hid,hjd->hij" %q, %k : tensor<2x128x48xf32>, tensor<2x128x48xf32> -> tensor<2x128x128xf32>
  %s = ag.select %cb, %r, %ninf : tensor<2x128x128xi1>, tensor<2x128x128xf32>, tensor<2x128x128xf32> -> tensor<2x128x128xf32>
  %m = ag.reduce max %s [2] : tensor<2x128x128xf32> -> tensor<2x128xf32>
  %mb = ag.broadcast %m [0, 1] : tensor<2x128xf32> -> tensor<2x128x128xf32>
  %d = ag.sub %s, %mb : tensor<2x128x128xf32>
  %e = ag.exp %d : tensor<2x128x128xf32>
  %l = ag.reduce sum %e [2] : tensor<2x128x128xf32> -> tensor<2x128xf32>
  %lb = ag.broadcast %l [0, 1] : tensor<2x128xf32> -> tensor<2x128x128xf32>
  %p = ag.div %e, %lb : tensor<2x128x128xf32>
  %o = ag.contract "hij,hjd->hid" %p, %v : tensor<2x128x128xf32>, tensor<2x128x48xf32> -> tensor<2x128x48xf32>
  return %o : tensor<2x128x48xf32>
}
