// A group's attribute has its loops. Schedule creates these loops for the same
// program, and for a program that was fused for another processor.
// RUN: ag-opt --fuse %s -o %t.mlir && FileCheck %s --input-file=%t.mlir
// RUN: ag-opt --to=schedule %t.mlir --remarks-filter=ag-tile-groups -o %t.made 2>&1 | FileCheck %s --check-prefix=MADE
// RUN: ag-opt --march=x86-64-v4 --to=schedule %t.mlir --remarks-filter='ag-forget-groups|ag-tile-groups' -o %t.other 2>&1 | FileCheck %s --check-prefix=OTHER
// RUN: ag-run %t.mlir --entry=rows --input=randn:1 --on=cpu --march=native --same-as=%s
// RUN: ag-run %t.mlir --entry=stream --input=randn:1 --on=cpu --march=native --same-as=%s

// CHECK-LABEL: func.func @rows(
// CHECK: nest = #ag.nest<"x86-64-v3" loops [<parallel result 0 dim 0 by [1]>]>, passes = 2
// MADE: [Passed] group | {{.*}}Function=rows | Remark="{{.*}} are computed in tiles of 1"
// OTHER-DAG: [Analysis] nest | {{.*}}Function=rows | Remark="its loops were chosen for x86-64-v3, and are for x86-64-v4 now"
// OTHER-DAG: [Passed] group | {{.*}}Function=rows | Remark="{{.*}} are computed in tiles of 1"
func.func @rows(%x: tensor<2000x3000xf32>) -> tensor<2000x3000xf32> {
  %m = ag.reduce max %x [1] : tensor<2000x3000xf32> -> tensor<2000xf32>
  %b = ag.broadcast %m [0] : tensor<2000xf32> -> tensor<2000x3000xf32>
  %s = ag.sub %x, %b : tensor<2000x3000xf32>
  return %s : tensor<2000x3000xf32>
}

// CHECK-LABEL: func.func @stream(
// CHECK: nest = #ag.nest<"x86-64-v3" loops [<parallel result 0 dim 0 by [{{[0-9]+}}]>, <stream operand {{[12]}} dim 0 by [{{[0-9]+}}]>]>, passes = 1
// MADE: [Passed] stream | {{.*}}Function=stream
// OTHER-DAG: [Analysis] nest | {{.*}}Function=stream
// OTHER-DAG: [Passed] stream | {{.*}}Function=stream
func.func @stream(%q: tensor<200x64xf32>, %k: tensor<5000x64xf32>, %v: tensor<5000x64xf32>) -> tensor<200x64xf32> {
  %s = ag.contract "id,jd->ij" %q, %k : tensor<200x64xf32>, tensor<5000x64xf32> -> tensor<200x5000xf32>
  %m = ag.reduce max %s [1] : tensor<200x5000xf32> -> tensor<200xf32>
  %mb = ag.broadcast %m [0] : tensor<200xf32> -> tensor<200x5000xf32>
  %d = ag.sub %s, %mb : tensor<200x5000xf32>
  %e = ag.exp %d : tensor<200x5000xf32>
  %l = ag.reduce sum %e [1] : tensor<200x5000xf32> -> tensor<200xf32>
  %o = ag.contract "ij,je->ie" %e, %v : tensor<200x5000xf32>, tensor<5000x64xf32> -> tensor<200x64xf32>
  %lb = ag.broadcast %l [0] : tensor<200xf32> -> tensor<200x64xf32>
  %r = ag.div %o, %lb : tensor<200x64xf32>
  return %r : tensor<200x64xf32>
}

// Elementwise ops need no loop around them.
// CHECK-LABEL: func.func @elements(
// CHECK: nest = #ag.nest<"x86-64-v3">, passes = 1
// MADE: [Analysis] group | {{.*}}Function=elements | Remark="2 ops need no loop of their own"
func.func @elements(%x: tensor<3000xf32>) -> tensor<3000xf32> {
  %e = ag.exp %x : tensor<3000xf32>
  %n = ag.neg %e : tensor<3000xf32>
  return %n : tensor<3000xf32>
}
