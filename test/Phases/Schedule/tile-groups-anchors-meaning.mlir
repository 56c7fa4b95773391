// A maximum that only keeps exponents small ignores NaNs, in a nest and in a
// stream. Rows with a NaN are NaN all the same.
// RUN: ag-opt --to=structure --ag-tile-groups %s -o %t.mlir && FileCheck %s --input-file=%t.mlir
// RUN: ag-run %t.mlir --entry=softmax --input=randn:1 --same-as=%s
// RUN: ag-run %t.mlir --entry=stream --input=randn:1 --same-as=%s
// RUN: ag-run %t.mlir --entry=kept --input=randn:1 --same-as=%s
// RUN: ag-run %s --entry=softmax --on=cpu --input=randn:1 --same-as=%s
// RUN: ag-run %s --entry=softmax --on=cpu --march=x86-64-v3 --input=randn:1 --same-as=%s
// RUN: ag-run %s --entry=stream --on=cpu --input=randn:1 --same-as=%s
// RUN: ag-run %s --entry=kept --on=cpu --input=randn:1 --same-as=%s
// RUN: ag-run %t.mlir --entry=softmax --input=randn:1 --print | FileCheck %s --check-prefix=ROWS

// ROWS: nan
// CHECK-LABEL: func.func @softmax(
// CHECK-NOT: arith.maximumf
// CHECK: arith.maxnumf
// CHECK-NOT: arith.maximumf
// CHECK: return
func.func @softmax(%x: tensor<12x75xf32>) -> tensor<12x75xf32> {
  %shift = arith.constant dense<2.2> : tensor<12x75xf32>
  %s = ag.add %x, %shift : tensor<12x75xf32>
  %y = ag.sqrt %s : tensor<12x75xf32>
  %m = ag.reduce max %y [1] : tensor<12x75xf32> -> tensor<12xf32>
  %mb = ag.broadcast %m [0] : tensor<12xf32> -> tensor<12x75xf32>
  %d = ag.sub %y, %mb : tensor<12x75xf32>
  %e = ag.exp %d : tensor<12x75xf32>
  %l = ag.reduce sum %e [1] : tensor<12x75xf32> -> tensor<12xf32>
  %lb = ag.broadcast %l [0] : tensor<12xf32> -> tensor<12x75xf32>
  %p = ag.div %e, %lb : tensor<12x75xf32>
  return %p : tensor<12x75xf32>
}

// CHECK-LABEL: func.func @stream(
// CHECK: scf.for
// CHECK: arith.maxnumf
// CHECK-NOT: arith.maximumf
// CHECK: return
func.func @stream(%x: tensor<70x1600xf32>, %v: tensor<1600x8xf32>) -> tensor<70x8xf32> {
  %shift = arith.constant dense<3.2> : tensor<70x1600xf32>
  %s = ag.add %x, %shift : tensor<70x1600xf32>
  %y = ag.sqrt %s : tensor<70x1600xf32>
  %m = ag.reduce max %y [1] : tensor<70x1600xf32> -> tensor<70xf32>
  %mb = ag.broadcast %m [0] : tensor<70xf32> -> tensor<70x1600xf32>
  %d = ag.sub %y, %mb : tensor<70x1600xf32>
  %e = ag.exp %d : tensor<70x1600xf32>
  %l = ag.reduce sum %e [1] : tensor<70x1600xf32> -> tensor<70xf32>
  %o = ag.contract "ij,jd->id" %e, %v : tensor<70x1600xf32>, tensor<1600x8xf32> -> tensor<70x8xf32>
  %lb = ag.broadcast %l [0] : tensor<70xf32> -> tensor<70x8xf32>
  %p = ag.div %o, %lb : tensor<70x8xf32>
  return %p : tensor<70x8xf32>
}

// The maximum is also a result, which is NaN in a row with a NaN.
// CHECK-LABEL: func.func @kept(
// CHECK-NOT: arith.maxnumf
// CHECK: arith.maximumf
// CHECK-NOT: arith.maxnumf
// CHECK: return
func.func @kept(%x: tensor<12x75xf32>) -> (tensor<12x75xf32>, tensor<12xf32>) {
  %shift = arith.constant dense<2.2> : tensor<12x75xf32>
  %s = ag.add %x, %shift : tensor<12x75xf32>
  %y = ag.sqrt %s : tensor<12x75xf32>
  %m = ag.reduce max %y [1] : tensor<12x75xf32> -> tensor<12xf32>
  %mb = ag.broadcast %m [0] : tensor<12xf32> -> tensor<12x75xf32>
  %d = ag.sub %y, %mb : tensor<12x75xf32>
  %e = ag.exp %d : tensor<12x75xf32>
  %l = ag.reduce sum %e [1] : tensor<12x75xf32> -> tensor<12xf32>
  %lb = ag.broadcast %l [0] : tensor<12xf32> -> tensor<12x75xf32>
  %p = ag.div %e, %lb : tensor<12x75xf32>
  return %p, %m : tensor<12x75xf32>, tensor<12xf32>
}
