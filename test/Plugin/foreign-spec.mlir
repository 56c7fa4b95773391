// An op of another dialect, whose plugin defines it by a Spec, is compiled like
// ag's own ops, in each tool that loads the plugin.

// RUN: ag-run --load-dialect-plugin=%toy2 %s --input=iota --dim n=3 | FileCheck %s --check-prefix=VALUE
// RUN: ag-run --load-dialect-plugin=%toy2 %s --input=randn:1 --dim n=5 --on=cpu --same-as=%s | FileCheck %s --check-prefix=SAME
// RUN: ag-run --load-dialect-plugin=%toy2 %s --verify-grad --dim n=5 | FileCheck %s --check-prefix=PROOF
// RUN: ag-opt --load-dialect-plugin=%toy2 --to=trace %s | FileCheck %s --check-prefix=TRACE
// RUN: ag-opt --load-dialect-plugin=%toy2 --to=structure %s -o %t.mlir
// RUN: FileCheck %s --check-prefix=STRUCTURE --input-file=%t.mlir
// RUN: ag-run %t.mlir --load-dialect-plugin=%toy2 --input=randn:1 --dim n=5 --same-as=%s | FileCheck %s --check-prefix=SAME
// RUN: ag-opt --load-dialect-plugin=%toy2 --to=lower %s | FileCheck %s --check-prefix=LOWER
// RUN: ag-compile --load-dialect-plugin=%toy2 %s -o %t.o
// RUN: not ag-run %s --input=iota 2>&1 | FileCheck %s --check-prefix=WITHOUT
// RUN: sed 's/f32/i32/g; s/ag.tanh/ag.neg/' %s | not ag-opt --load-dialect-plugin=%toy2 --to=structure 2>&1 | FileCheck %s --check-prefix=INTEGER

// Debian's mlir-opt does the same, whichever plugin it loads first.
// RUN: mlir-opt --load-dialect-plugin=%plugin --load-dialect-plugin=%toy2 --pass-pipeline="builtin.module(to{structure})" %s -o %t.first.mlir
// RUN: mlir-opt --load-dialect-plugin=%toy2 --load-dialect-plugin=%plugin --pass-pipeline="builtin.module(to{structure})" %s -o %t.last.mlir
// RUN: ag-run %t.first.mlir --input=randn:1 --dim n=5 --load-dialect-plugin=%toy2 --same-as=%s | FileCheck %s --check-prefix=SAME
// RUN: ag-run %t.last.mlir --input=randn:1 --dim n=5 --load-dialect-plugin=%toy2 --same-as=%s | FileCheck %s --check-prefix=SAME

// VALUE: f32[3, 4] {{\[\[}}0.693147{{[0-9]*}}, 1.221217{{[0-9]*}}, 1.494778{{[0-9]*}},
// SAME: same
// PROOF: tangents against duals: same
// PROOF: compiled against interpreted: @main_grad
// TRACE: toy2.softplus
// STRUCTURE-NOT: toy2
// STRUCTURE: math.log
// STRUCTURE-NOT: toy2
// LOWER: llvm.func
// WITHOUT: unregistered dialect
// INTEGER: error: 'toy2.softplus' in @main is no op that ag takes, the first of 2
func.func @main(%x: tensor<?x4xf32> {ag.dims = ["n", 4]}) -> tensor<?x4xf32>
    attributes {ag.ranges = {n = [1, 8]}} {
  %0 = ag.tanh %x : tensor<?x4xf32>
  %1 = "toy2.softplus"(%0) : (tensor<?x4xf32>) -> tensor<?x4xf32>
  %2 = ag.mul %1, %0 : tensor<?x4xf32>
  %3 = "toy2.softplus"(%2) : (tensor<?x4xf32>) -> tensor<?x4xf32>
  return %3 : tensor<?x4xf32>
}
