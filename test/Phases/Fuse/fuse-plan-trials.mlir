// Remarks say which loops were tried for a group, in which order, and what a block would hold with them.
// RUN: ag-opt %s --fuse --target=cuda --remarks-filter=ag-fuse -o /dev/null 2>&1 | grep '] plan' | FileCheck %s
// RUN: ag-opt %s --fuse --march=x86-64-v3 --remarks-filter=ag-fuse -o /dev/null 2>&1 | grep '] plan' | FileCheck %s --check-prefix=CPU
// RUN: ag-compile %s --target=cuda -o %t.ptx --remarks=plan 2>&1 | FileCheck %s --check-prefix=NAMED

// A stream is shortened until a block holds it; no nest holds whole rows of scores.
// CHECK: [Missed] plan | {{.*}}Function=attention | Reason="it would hold 82.9 kB of sums and tiles, of 39.4 kB", Remark="a stream along result 0 dim 0 by 64, operand 1 dim 0 by 256"
// CHECK-NEXT: [Missed] plan | {{.*}} of sums and tiles, of 39.4 kB", Remark="a stream along result 0 dim 0 by 64, operand 1 dim 0 by 128"
// CHECK-NEXT: [Passed] plan | {{.*}} Remark="a stream along result 0 dim 0 by 64, operand 1 dim 0 by 64 holds 34.3 kB of sums and tiles, of 39.4 kB"
// CHECK-NEXT: [Missed] plan | {{.*}} Reason="it would hold 524 kB of tiles, of 39.4 kB", Remark="a nest along result 0 dim 0 by 64"
// CHECK-NEXT: [Missed] plan | {{.*}} Remark="a nest along result 0 dim 0 by 32"
// CHECK-NEXT: [Missed] plan | {{.*}} Remark="a nest along result 0 dim 0 by 16"
// CPU: [Passed] plan | {{.*}}Function=attention | Remark="a stream along result 0 dim 0 by 64, operand 1 dim 0 by 256 holds 16.9 kB of sums, of 32.8 kB"
// CPU-NEXT: [Missed] plan | {{.*}} Reason="a stream comes first", Remark="a nest"
// NAMED: remark: [ag-fuse] passed plan: a stream along result 0 dim 0 by 64, operand 1 dim 0 by 64 holds 34.3 kB of sums and tiles, of 39.4 kB
func.func @attention(%q: tensor<1024x64xf32>, %k: tensor<1024x64xf32>, %v: tensor<1024x64xf32>) -> tensor<1024x64xf32> {
  %s = ag.contract "id,jd->ij" %q, %k : tensor<1024x64xf32>, tensor<1024x64xf32> -> tensor<1024x1024xf32>
  %e = ag.exp %s : tensor<1024x1024xf32>
  %l = ag.reduce sum %e [1] : tensor<1024x1024xf32> -> tensor<1024xf32>
  %lb = ag.broadcast %l [0] : tensor<1024xf32> -> tensor<1024x64xf32>
  %n = ag.contract "ij,jd->id" %e, %v : tensor<1024x1024xf32>, tensor<1024x64xf32> -> tensor<1024x64xf32>
  %o = ag.div %n, %lb : tensor<1024x64xf32>
  return %o : tensor<1024x64xf32>
}

// Softmax takes two passes. A block holds a row of 3,000 numbers.
// CHECK-NEXT: [Missed] plan | {{.*}}Function=softmax | Reason="it needs more than one pass over the dimension that it reduces", Remark="a stream"
// CHECK-NEXT: [Passed] plan | {{.*}} Remark="a nest along result 0 dim 0 by 1 holds 12.0 kB of tiles, of 39.4 kB"
// CPU-NEXT: [Missed] plan | {{.*}}Function=softmax | Reason="it needs more than one pass over the dimension that it reduces", Remark="a stream"
// CPU-NEXT: [Passed] plan | {{.*}} Remark="a nest along result 0 dim 0 by 1"
func.func @softmax(%x: tensor<64x3000xf32>) -> tensor<64x3000xf32> {
  %m = ag.reduce max %x [1] : tensor<64x3000xf32> -> tensor<64xf32>
  %mb = ag.broadcast %m [0] : tensor<64xf32> -> tensor<64x3000xf32>
  %d = ag.sub %x, %mb : tensor<64x3000xf32>
  %e = ag.exp %d : tensor<64x3000xf32>
  %l = ag.reduce sum %e [1] : tensor<64x3000xf32> -> tensor<64xf32>
  %lb = ag.broadcast %l [0] : tensor<64xf32> -> tensor<64x3000xf32>
  %y = ag.div %e, %lb : tensor<64x3000xf32>
  return %y : tensor<64x3000xf32>
}
